"""One press of a button and its answer: register a crew for a day, or take it off the day.

Everything an operation depends on is held before it is judged (``holding``), and its answer is kept with what it did.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from munera.engines import levies
from munera.kernel.audit.actions import record_audit
from munera.kernel.inserting import insert_rows
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.seasonal import queries
from munera.services.seasonal.actions.asking import Asked
from munera.services.seasonal.actions.assessing import assessment_for
from munera.services.seasonal.actions.holding import hold_employer, hold_people
from munera.services.seasonal.actions.judging import Verdict, judge_cancellation, judge_registration, worst_of
from munera.services.seasonal.actions.refusals import (
    AlreadyCancelled,
    AlreadyClosed,
    NobodyChosen,
    NotOfThisCrew,
    OperationReused,
    TooLateToCancel,
)
from munera.services.seasonal.choices import EngagementState, OperationKind, Outcome
from munera.services.seasonal.models import Engagement, Receipt, Worker

# The columns of an engagement that registering fills.
ENGAGED: Final = (
    "employer_id",
    "worker_id",
    "person_id",
    "on",
    "shift",
    "kind",
    "began_on",
    "job",
    "place",
    "hours",
    "pay_per_hour",
    "receipt_id",
    "assessment_id",
    "state",
)


@dataclass(frozen=True, slots=True)
class Answered:
    """The receipt, and whether it had been given before to the same operation."""

    receipt: Receipt
    is_replayed: bool


@transaction.atomic
def answer_operation(
    employer: Organisation,
    asked: Asked,
    *,
    by: Person,
    received_at: datetime | None = None,
    through: str = "",
) -> Answered:
    """Do what can be done for each worker, and keep the answer. The same ``op_id`` always gets the same answer.

    Somebody over a limit does not keep the others off the register: each is answered for themselves. Raises where
    the operation makes no sense as a whole; then nothing is kept. ``through`` names the key by which a program came.
    """
    received_at = received_at or timezone.now()
    asked = asked if asked.shift else replace(asked, shift=queries.usual_shift(employer, asked.on))
    hold_employer(employer)
    earlier = Receipt.objects.filter(employer=employer, op_id=asked.op_id).first()
    if earlier:
        return Answered(_same_operation(earlier, asked), is_replayed=True)
    workers = _hold_workers(employer, asked.asked)
    judge = judge_registration if asked.kind == OperationKind.REGISTER else judge_cancellation
    verdicts = judge(employer, workers, asked, received_at=received_at)
    receipt = Receipt.objects.create(
        employer=employer,
        op_id=asked.op_id,
        kind=asked.kind,
        on=asked.on,
        shift=asked.shift,
        asked=asked.asked,
        terms=asked.terms,
        outcome=worst_of(verdicts),
        answers=[verdict.to_plain() for verdict in verdicts],
        device=asked.device,
        sequence=asked.sequence,
        pressed_at=asked.pressed_at,
        sent_at=asked.sent_at,
        received_at=received_at,
        received_from=by,
    )
    carry_out = _register if asked.kind == OperationKind.REGISTER else _cancel
    changed = carry_out(receipt, workers, verdicts, asked, by=by)
    _note(receipt, changed, verdicts, by=by, through=through)
    return Answered(receipt, is_replayed=False)


def register_crew(
    employer: Organisation,
    workers: Sequence[Worker],
    *,
    on: date,
    by: Person,
    op_id: UUID,
    shift: str = "",
    **terms: Any,
) -> Receipt:
    """Register them for the day, in the country's usual shift unless another is named."""
    asked = Asked(op_id, on, shift, tuple(one.pk for one in workers), **terms)
    return answer_operation(employer, asked, by=by).receipt


def register_days(
    employer: Organisation,
    workers: Sequence[Worker],
    *,
    days: Sequence[date],
    by: Person,
    op_id: UUID,
    shift: str = "",
    **terms: Any,
) -> list[Receipt]:
    """Register them for several days: an operation for each day, so that a day over a limit spoils no other.

    Each day's number follows from ``op_id``, so that the whole can be sent again after a crash.
    """
    first = min(days, default=None)
    return [
        register_crew(
            employer,
            workers,
            on=day,
            by=by,
            op_id=uuid5(op_id, day.isoformat()),
            shift=shift,
            began_on=first,
            **terms,
        )
        for day in sorted(set(days))
    ]


def cancel_crew(
    employer: Organisation,
    workers: Sequence[Worker],
    *,
    on: date,
    reason: str,
    by: Person,
    op_id: UUID,
    shift: str = "",
) -> Receipt:
    """Take them off the day: it rains."""
    asked = Asked(
        op_id,
        on,
        shift,
        tuple(one.pk for one in workers),
        kind=OperationKind.CANCEL,
        reason=reason,
    )
    return answer_operation(employer, asked, by=by).receipt


@transaction.atomic
def cancel_engagement(engagement: Engagement, *, reason: str, by: Person) -> None:
    """Take one worker off a day; the row stays and tells when, by whom and why."""
    employer = engagement.employer
    hold_employer(employer)
    if queries.is_closed(employer, engagement.on):
        raise AlreadyClosed
    if timezone.now() > queries.deadlines_of(employer, engagement.on, engagement.shift).cancel_until:
        raise TooLateToCancel
    standing = Engagement.objects.filter(pk=engagement.pk, state=EngagementState.REGISTERED)
    if not standing.update(
        state=EngagementState.CANCELLED, cancelled_at=timezone.now(), cancelled_by=by, cancel_reason=reason
    ):
        raise AlreadyCancelled
    record_audit(
        "seasonal.engagement.cancelled",
        engagement,
        by=by,
        on_behalf_of=employer,
        details={"on": engagement.on.isoformat(), "reason": reason},
    )


def _hold_workers(employer: Organisation, asked: list[int]) -> list[Worker]:
    """The workers, by number, and their days with any employer held still."""
    if not asked:
        raise NobodyChosen
    workers = list(Worker.objects.filter(pk__in=asked, employer=employer).order_by("pk"))
    if len(workers) != len(asked):
        raise NotOfThisCrew
    hold_people(worker.person_id for worker in workers)
    return workers


def _same_operation(receipt: Receipt, asked: Asked) -> Receipt:
    """The earlier answer, unless something was changed and sent under the old number."""
    before = (receipt.kind, receipt.on, receipt.shift, receipt.asked, receipt.terms)
    if before != (asked.kind, asked.on, asked.shift, asked.asked, asked.terms):
        raise OperationReused
    return receipt


def _register(
    receipt: Receipt, workers: list[Worker], verdicts: list[Verdict], asked: Asked, *, by: Person
) -> list[int]:
    """An engagement for each who may work, and for each who came too late the evidence of it."""
    del by
    states = {Outcome.OK: EngagementState.REGISTERED, Outcome.LATE: EngagementState.LATE}
    states[Outcome.CLOSED] = EngagementState.LATE
    kept = {verdict.worker: states[verdict.outcome] for verdict in verdicts if verdict.outcome in states}
    if not kept:
        return []
    began_on = asked.began_on or asked.on
    in_time = EngagementState.REGISTERED in kept.values()
    engagement = levies.Engagement(asked.levy_kind, began_on=began_on)
    assessment = assessment_for(receipt.employer, engagement, on=asked.on) if in_time else None
    employer = receipt.employer
    numbers = insert_rows(
        Engagement,
        ENGAGED,
        (
            (
                employer.pk,
                worker.pk,
                worker.person_id,
                asked.on,
                asked.shift,
                asked.levy_kind,
                began_on,
                asked.job or worker.job,
                asked.place or employer.municipality,
                asked.hours,
                asked.pay_per_hour,
                receipt.pk,
                assessment.pk if assessment and kept[worker.pk] == EngagementState.REGISTERED else None,
                kept[worker.pk],
            )
            for worker in workers
            if worker.pk in kept
        ),
    )
    made = zip(numbers, (worker for worker in workers if worker.pk in kept), strict=True)
    return [number for number, worker in made if kept[worker.pk] == EngagementState.REGISTERED]


def _cancel(receipt: Receipt, workers: list[Worker], verdicts: list[Verdict], asked: Asked, *, by: Person) -> list[int]:
    """Take off the day whoever stands on it and may still be taken off."""
    del workers
    off = [verdict.worker for verdict in verdicts if verdict.outcome is Outcome.OK]
    standing = Engagement.objects.filter(
        employer=receipt.employer, worker__in=off, on=asked.on, shift=asked.shift, state=EngagementState.REGISTERED
    )
    numbers = list(standing.order_by("pk").values_list("pk", flat=True))
    Engagement.objects.filter(pk__in=numbers).update(
        state=EngagementState.CANCELLED,
        cancelled_at=receipt.received_at,
        cancelled_by=by,
        cancel_reason=asked.reason,
    )
    return numbers


def _note(receipt: Receipt, changed: list[int], verdicts: list[Verdict], *, by: Person, through: str) -> None:
    """One event for the operation, whether or not it changed anything: what was refused is part of the story."""
    details = {
        "on": receipt.on.isoformat(),
        "shift": receipt.shift,
        "engagements": changed,
        "outcomes": _tally(verdicts),
    } | ({"through": through} if through else {})
    if not changed:
        record_audit(
            "seasonal.operation.changed-nothing", receipt, by=by, on_behalf_of=receipt.employer, details=details
        )
    elif receipt.kind == OperationKind.REGISTER:
        record_audit("seasonal.crew.registered", receipt, by=by, on_behalf_of=receipt.employer, details=details)
    else:
        record_audit("seasonal.crew.cancelled", receipt, by=by, on_behalf_of=receipt.employer, details=details)


def _tally(verdicts: list[Verdict]) -> dict[str, int]:
    return {
        outcome.value: count
        for outcome in Outcome
        if (count := sum(verdict.outcome is outcome for verdict in verdicts))
    }
