"""What keeps two sides apart: conflicts declared, blocks; and reports to the moderation."""

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from munera.kernel.audit.actions import record_audit
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.evaluators.actions.refusals import BlockedAlready, DeclaredAlready
from munera.services.evaluators.choices import Direction, InterestState
from munera.services.evaluators.models import Block, Conflict, Demand, Interest, Profile, Report


@transaction.atomic
def declare_conflict(
    profile: Profile,
    body: Organisation,
    *,
    kind: str,
    side: Direction,
    manager: Person | None = None,
    by: Person,
) -> Conflict:
    """From now on neither sees the other's cards; interests that wait are withdrawn, and nobody is told."""
    try:
        with transaction.atomic():
            conflict = Conflict.objects.create(
                profile=profile, body=body, manager=manager, kind=kind, side=side, declared_by=by
            )
    except IntegrityError:
        raise DeclaredAlready from None
    waiting = _waiting(profile, body)
    _let_go(waiting if manager is None else waiting.filter(demand__manager=manager))
    acted_for = body if side is Direction.BODY else None
    record_audit("evaluators.conflict.declared", conflict, by=by, on_behalf_of=acted_for)
    return conflict


@transaction.atomic
def block(profile: Profile, body: Organisation, *, side: Direction, by: Person) -> Block:
    try:
        with transaction.atomic():
            blocked = Block.objects.create(profile=profile, body=body, side=side, blocked_by=by)
    except IntegrityError:
        raise BlockedAlready from None
    _let_go(_waiting(profile, body))
    acted_for = body if side is Direction.BODY else None
    record_audit("evaluators.side.blocked", blocked, by=by, on_behalf_of=acted_for)
    return blocked


@transaction.atomic
def lift_block(blocked: Block, *, by: Person) -> None:
    if Block.objects.filter(pk=blocked.pk, lifted_at=None).update(lifted_at=timezone.now()):
        acted_for = blocked.body if blocked.side == Direction.BODY else None
        record_audit("evaluators.block.lifted", blocked, by=by, on_behalf_of=acted_for)


def _waiting(profile: Profile, body: Organisation) -> models.QuerySet[Interest]:
    return Interest.objects.filter(profile=profile, demand__body=body, state=InterestState.INTERESTED)


def _let_go(waiting: models.QuerySet[Interest]) -> None:
    numbers = list(waiting.values_list("pk", flat=True))
    Interest.objects.filter(pk__in=numbers).update(state=InterestState.WITHDRAWN)


@transaction.atomic
def report_demand(demand: Demand, *, reason: str, words: str, by: Person) -> Report:
    report = Report.objects.create(demand=demand, reason=reason, words=words, reported_by=by)
    record_audit("evaluators.card.reported", report, by=by)
    return report


@transaction.atomic
def report_profile(profile: Profile, *, reason: str, words: str, by: Person) -> Report:
    report = Report.objects.create(profile=profile, reason=reason, words=words, reported_by=by)
    record_audit("evaluators.card.reported", report, by=by)
    return report
