"""One press of a button and its answer: register a crew for a day, or take it off the day.

Everything an operation depends on is held before it is judged (``holding``), and its answer is kept with what it did.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from munera.engines import levies
from munera.kernel.audit.actions import record_audit
from munera.kernel.inserting import insert_row
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.seasonal import queries
from munera.services.seasonal.actions.asking import Asked
from munera.services.seasonal.actions.assessing import assessment_for
from munera.services.seasonal.actions.holding import hold_crew, hold_employer
from munera.services.seasonal.actions.judging import Verdict, judge_cancellation, judge_registration, worst_of
from munera.services.seasonal.actions.refusals import (
    AlreadyCancelled,
    AlreadyClosed,
    NobodyChosen,
    NotOfThisCrew,
    OperationReused,
    TooLateToCancel,
)
from munera.services.seasonal.actions.writing import write_engagements
from munera.services.seasonal.choices import EngagementState, OperationKind, Outcome
from munera.services.seasonal.models import Engagement, Judged, Receipt, Worker


@dataclass(frozen=True, slots=True)
class Answered:
    """The receipt, whether it had been given before to the same operation, and, by worker, what the rules warn of."""

    receipt: Receipt
    is_replayed: bool
    warnings: Mapping[int, levies.Finding] = field(default_factory=dict)


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
    workers = hold_crew(employer, asked.asked)
    known = _known(employer, workers, asked)
    if known.earlier:
        return Answered(_same_operation(Receipt.objects.get(pk=known.earlier), asked), is_replayed=True)
    if not asked.asked:
        raise NobodyChosen
    if len(workers) != len(asked.asked):
        raise NotOfThisCrew
    judge = judge_registration if asked.kind == OperationKind.REGISTER else judge_cancellation
    verdicts = judge(employer, workers, asked, known, received_at=received_at)
    receipt = Receipt(
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
    insert_row(receipt)
    carry_out = _register if asked.kind == OperationKind.REGISTER else _cancel
    changed = carry_out(receipt, known, verdicts, asked, by=by)
    _note(receipt, changed, verdicts, by=by, through=through)
    warnings = {verdict.worker: verdict.warning for verdict in verdicts if verdict.warning}
    return Answered(receipt, is_replayed=False, warnings=warnings)


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


def _known(employer: Organisation, workers: Sequence[Judged], asked: Asked) -> queries.Known:
    """What the rows say to it, now that nobody else changes them."""
    if asked.kind == OperationKind.CANCEL:
        return queries.known_to_cancel(employer, asked.op_id, asked.on, asked.shift)
    return queries.known_to_register(
        employer, asked.op_id, asked.on, asked.shift, workers=workers, engagement=asked.of_engine
    )


def _same_operation(receipt: Receipt, asked: Asked) -> Receipt:
    """The earlier answer, unless something was changed and sent under the old number."""
    before = (receipt.kind, receipt.on, receipt.shift, receipt.asked, receipt.terms)
    if before != (asked.kind, asked.on, asked.shift, asked.asked, asked.terms):
        raise OperationReused
    return receipt


def _register(
    receipt: Receipt, known: queries.Known, verdicts: list[Verdict], asked: Asked, *, by: Person
) -> list[int]:
    """An engagement for each who may work; where all came too late, for each the evidence of it."""
    del by
    in_time = [verdict.worker for verdict in verdicts if verdict.outcome is Outcome.OK]
    too_late = [verdict.worker for verdict in verdicts if verdict.outcome in (Outcome.LATE, Outcome.CLOSED)]
    if not (in_time or too_late):
        return []
    made = write_engagements(
        # The hour and the month are the same for all: nobody is in time where somebody is too late.
        in_time or too_late,
        job=asked.job,
        employer=receipt.employer_id,
        on=asked.on,
        shift=asked.shift,
        kind=asked.levy_kind,
        began_on=asked.of_engine.began_on,
        place=asked.place or receipt.employer.municipality,
        hours=asked.hours,
        pay_per_hour=asked.pay_per_hour,
        receipt=receipt.pk,
        assessment=_levy_of(receipt, known, asked) if in_time else None,
        state=EngagementState.REGISTERED if in_time else EngagementState.LATE,
    )
    return made if in_time else []


def _levy_of(receipt: Receipt, known: queries.Known, asked: Asked) -> int | None:
    """All but the first of a day find it stored."""
    return known.assessment or assessment_for(receipt.employer, asked.of_engine, on=asked.on)


def _cancel(receipt: Receipt, known: queries.Known, verdicts: list[Verdict], asked: Asked, *, by: Person) -> list[int]:
    """Take off the day whoever stands on it and may still be taken off."""
    del known
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
