"""One side answers a card of the other: passes, or is interested. Where both are, they have met."""

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.actions import record_audit
from munera.kernel.messages.actions import send_letter
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.evaluators import queries, rules
from munera.services.evaluators.actions.consenting import ShownText, shown_text
from munera.services.evaluators.actions.refusals import AlreadyMatched, CannotTakeBack, CardGone, ProfileClosed
from munera.services.evaluators.choices import Direction, InterestState
from munera.services.evaluators.models import Demand, Interest, Match, Profile

LETTER = "evaluators.match"
NOTHING = ShownText("", "", "")


@transaction.atomic
def answer_demand(profile: Profile, demand: Demand, *, interested: bool, by: Person) -> Interest:
    """The researcher's answer."""
    demand, profile = _hold(demand, profile)
    if not profile.is_in_decks:
        raise ProfileClosed
    return _answer(demand, profile, Direction.EVALUATOR, interested=interested, by=by)


@transaction.atomic
def answer_profile(demand: Demand, profile: Profile, *, interested: bool, by: Person) -> Interest:
    """The body's answer."""
    demand, profile = _hold(demand, profile)
    return _answer(demand, profile, Direction.BODY, interested=interested, by=by)


def _hold(demand: Demand, profile: Profile) -> tuple[Demand, Profile]:
    """Always in this order: of two sides that answer at once, the second finds the answer of the first."""
    held = Demand.objects.select_for_update(of=("self",)).select_related("body", "manager").get(pk=demand.pk)
    return held, Profile.objects.select_for_update(of=("self",)).select_related("person").get(pk=profile.pk)


def _answer(demand: Demand, profile: Profile, direction: Direction, *, interested: bool, by: Person) -> Interest:
    known = Interest.objects.filter(demand=demand, profile=profile, direction=direction).first()
    state = InterestState.INTERESTED if interested else InterestState.PASSED
    if known and known.state == InterestState.MUTUAL:
        raise AlreadyMatched
    if known and known.state == state:
        return known
    if not _may_meet(demand, profile):
        raise CardGone
    text = shown_text(rules.INTEREST_TEXT) if interested else NOTHING
    answer = known or Interest(demand=demand, profile=profile, direction=direction)
    answer.state, answer.decided_by, answer.decided_at = state, by, timezone.now()
    answer.points = _points(demand, profile)
    for name, value in text.as_fields().items():
        setattr(answer, name, value)
    answer.save()
    if known is None:
        _count_seen(answer, by=1)
    # Whether it was a yes is not told here: the audit has readers too.
    record_audit("evaluators.card.answered", answer, by=by, on_behalf_of=_acted_for(answer))
    if interested:
        _meet(answer, by=by)
    return answer


def _may_meet(demand: Demand, profile: Profile) -> bool:
    """Whether both cards lie in decks, without conflict of interest and without a block."""
    return queries.without_conflict_for_demand(demand, queries.open_profiles()).filter(pk=profile.pk).exists() and (
        demand.is_in_decks(on=timezone.localdate())
    )


def _points(demand: Demand, profile: Profile) -> int | None:
    [fetched] = queries.demands().filter(pk=demand.pk)
    score = queries.scores_for_demand(fetched, [profile], on=timezone.localdate()).get(profile.pk)
    return score.points if score else None


def _acted_for(answer: Interest) -> Organisation | None:
    return answer.demand.body if answer.direction == Direction.BODY else None


def _count_seen(answer: Interest, *, by: int) -> None:
    """The card of the other side has been seen by one more, or one less."""
    seen = {"seen": Greatest(F("seen") + by, 0)}
    if answer.direction == Direction.EVALUATOR:
        Demand.objects.filter(pk=answer.demand_id).update(**seen)
    else:
        Profile.objects.filter(pk=answer.profile_id).update(**seen)


def _meet(answer: Interest, *, by: Person) -> None:
    """If the other side is interested too: both are told, and each sees how to reach the other."""
    waiting = Interest.objects.filter(demand=answer.demand, profile=answer.profile, state=InterestState.INTERESTED)
    both = list(waiting.select_related("decided_by").order_by("direction"))
    if len(both) != len(Direction):
        return
    waiting.update(state=InterestState.MUTUAL)
    answer.state = InterestState.MUTUAL
    match = Match.objects.create(demand=answer.demand, profile=answer.profile, points=answer.points)
    record_audit("evaluators.match.made", match, by=by)
    for each in both:
        details = {
            "side": each.direction,
            "text_version": each.consent_version,
            "text_digest": each.consent_digest,
        }
        # Whose contacts are shown from now on, by which words they agreed to it.
        record_audit("evaluators.contacts.disclosed", match, by=each.decided_by, details=details)
    _tell_both(match)


def _tell_both(match: Match) -> None:
    policy = match.demand.policy
    send_letter(
        match.profile.person,
        kind=LETTER,
        subject=_("Both sides are interested"),
        body=format_lazy(
            _("You and {body} are both interested in evaluating “{policy}”. You now see how to reach each other."),
            body=match.demand.body.name,
            policy=policy,
        ),
        about=match,
    )
    send_letter(
        match.demand.manager,
        kind=LETTER,
        subject=_("Both sides are interested"),
        body=format_lazy(
            _("You and {name} are both interested in evaluating “{policy}”. You now see how to reach each other."),
            name=match.profile.person.shown_name,
            policy=policy,
        ),
        about=match,
    )


@transaction.atomic
def undo_answer(answer: Interest, *, by: Person) -> None:
    """As if it had never been given: the card lies in the deck again."""
    _hold(answer.demand, answer.profile)
    found = Interest.objects.filter(pk=answer.pk, state__in=rules.UNDOABLE)
    if not found.delete()[0]:
        raise CannotTakeBack
    _count_seen(answer, by=-1)
    record_audit("evaluators.card.put-back", answer, by=by, on_behalf_of=_acted_for(answer))


@transaction.atomic
def withdraw_interest(answer: Interest, *, by: Person) -> None:
    """Interested no more, and the card does not come back."""
    _hold(answer.demand, answer.profile)
    standing = Interest.objects.filter(pk=answer.pk, state=InterestState.INTERESTED)
    if not standing.update(state=InterestState.WITHDRAWN, decided_at=timezone.now()):
        raise CannotTakeBack
    record_audit("evaluators.card.answered", answer, by=by, on_behalf_of=_acted_for(answer))


@transaction.atomic
def expire_interests() -> int:
    """What waited too long, or for a demand that takes no more answers; the card may come again."""
    waiting = list(queries.expired_interests().values_list("pk", flat=True)[:1000])
    return Interest.objects.filter(pk__in=waiting, state=InterestState.INTERESTED).update(state=InterestState.EXPIRED)
