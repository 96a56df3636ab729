"""Operations in batches: what the phone's queue sends, and any program that has more than one thing to say."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.utils import timezone
from ninja import Field, Router
from pydantic import BaseModel, BeforeValidator, WithJsonSchema

from munera.kernel.access.doors import ApiRequest, needs_scope
from munera.kernel.api import Day, Moment
from munera.kernel.idempotency.doors import once_by_its_own_number
from munera.kernel.organisations.models import Organisation
from munera.kernel.refusal import Refusal
from munera.services.seasonal import actions, queries, rules
from munera.services.seasonal.choices import CancelReason, Job, OperationKind, Outcome

router = Router()


def _no_text(said: object) -> object:
    """A number is no text and no truth; pydantic alone would take both."""
    if isinstance(said, str | bool):
        raise ValueError("a number is written without quotation marks")  # noqa: TRY004  # what pydantic catches
    return said


Number = Annotated[int, Field(ge=1, le=2**63 - 1), BeforeValidator(_no_text)]
Sequence = Annotated[int, Field(ge=0, le=2**31 - 1), BeforeValidator(_no_text)]
# One line as people write it, or nothing; without the control characters that PostgreSQL refuses.
Text = Annotated[str, Field(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
HOURS = r"(?:(?:1?[0-9]|2[0-3])(?:\.[0-9]{1,2})?|24)"
PAY = r"[0-9]{1,8}(?:\.[0-9]{1,2})?"


def _written(pattern: str) -> BeforeValidator:
    """A decimal travels as a text of one form, so that no reader rounds it on the way."""

    def as_written(said: object) -> object:
        if isinstance(said, Decimal) or (isinstance(said, str) and re.fullmatch(pattern, said, re.ASCII)):
            return said
        raise ValueError("a number is written as a text such as 8.50")

    return BeforeValidator(as_written)


Hours = Annotated[
    Decimal, _written(HOURS), WithJsonSchema({"type": "string", "pattern": f"^{HOURS}$", "examples": ["8.50"]})
]
Pay = Annotated[
    Decimal, _written(PAY), WithJsonSchema({"type": "string", "pattern": f"^{PAY}$", "examples": ["371.00"]})
]
Word = Annotated[str, Field(max_length=16, pattern=r"^[a-z0-9_-]*$")]
Device = Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9_-]*$")]


# Pydantic's own models: what comes is plain JSON, and the answers are made here, so that neither is looked at twice.
class OperationIn(BaseModel):
    """One press of a button. ``op_id`` is made at that moment and kept through every attempt to send it."""

    op_id: UUID
    kind: OperationKind = OperationKind.REGISTER
    employer: Number
    on: Day
    shift: Word = Field("", description="One of the country's shifts; the usual one where it is left out")
    workers: list[Number] = Field(min_length=1, max_length=500)
    levy_kind: Word = "seasonal"
    began_on: Day | None = Field(None, description="The first day of a range, where a range was chosen")
    job: Job | None = None
    place: Text = ""
    hours: Hours | None = None
    pay_per_hour: Pay | None = None
    reason: CancelReason = CancelReason.RAIN
    sequence: Sequence | None = Field(None, description="The order on the device")
    pressed_at: Moment | None = Field(None, description="When the button was pressed, by the device's clock")


class BatchIn(BaseModel):
    """What a device has queued. It is worked off in the order of ``sequence``, then of the list."""

    device: Device = ""
    sent_at: Moment | None = Field(None, description="The device's clock when it sends")
    operations: list[OperationIn] = Field(min_length=1, max_length=200)


class WorkerAnswer(BaseModel):
    """What became of one worker, and, where it was refused, why."""

    worker: int
    outcome: Outcome
    sentence: str = ""


class OperationAnswer(BaseModel):
    """The same ``op_id`` always gets the same answer; given again, it is marked ``replayed``.

    ``ok`` and ``duplicate`` are success. Only who is answered so stands on the register.
    """

    op_id: UUID
    outcome: Outcome
    replayed: bool = False
    receipt: str | None = None
    received_at: datetime | None = None
    on: date
    shift: str
    sentence: str = ""
    workers: list[WorkerAnswer] = Field(default_factory=list)


class BatchOut(BaseModel):
    """The answers in the order asked. ``received_at`` is the server's clock, which alone decides."""

    received_at: datetime
    clock_difference: int | None = Field(None, description="Seconds by which the device's clock runs ahead")
    answers: list[OperationAnswer]


@router.post("/operations", response=BatchOut, url_name="answer_operations")
@needs_scope(rules.WRITE)
@once_by_its_own_number
def answer_operations(request: ApiRequest, batch: BatchIn) -> BatchOut:
    """Register crews and take them off days. Each operation is kept by itself before it is answered.

    An operation that makes no sense (somebody else's worker, an ``op_id`` used for something else) is answered
    ``invalid`` and keeps no other from being done.
    """
    received_at = timezone.now()
    employers = request.caller.organisations_by_number(rules.EMPLOYER)
    in_turn = sorted(enumerate(batch.operations), key=lambda one: (one[1].sequence is None, one[1].sequence or 0))
    answers = {
        # By place, not by number: a number used twice for different things gets two answers.
        place: _answer(request, employers.get(one.employer), one, batch, received_at=received_at)
        for place, one in in_turn
    }
    ahead = round((batch.sent_at - received_at).total_seconds()) if batch.sent_at else None
    return BatchOut(
        received_at=received_at,
        clock_difference=ahead,
        answers=[answers[place] for place in range(len(batch.operations))],
    )


def _answer(
    request: ApiRequest,
    employer: Organisation | None,
    one: OperationIn,
    batch: BatchIn,
    *,
    received_at: datetime,
) -> OperationAnswer:
    if employer is None:
        return _invalid(one, str(actions.NotYourEmployer.sentence))
    asked = actions.Asked(
        op_id=one.op_id,
        on=one.on,
        shift=one.shift,
        workers=tuple(one.workers),
        kind=one.kind,
        levy_kind=one.levy_kind,
        began_on=one.began_on,
        job=one.job or "",
        place=one.place,
        hours=one.hours,
        pay_per_hour=one.pay_per_hour,
        reason=one.reason if one.kind == OperationKind.CANCEL else "",
        device=batch.device,
        sequence=one.sequence,
        pressed_at=one.pressed_at,
        sent_at=batch.sent_at,
    )
    try:
        answered = actions.answer_operation(
            employer, asked, by=request.caller.person, received_at=received_at, through=request.caller.reference
        )
    except Refusal as refusal:
        return _invalid(one, str(refusal.sentence))
    receipt = answered.receipt
    told = queries.answers_of(receipt)
    return OperationAnswer(
        op_id=one.op_id,
        outcome=Outcome(receipt.outcome),
        replayed=answered.is_replayed,
        receipt=receipt.number,
        received_at=receipt.received_at,
        on=receipt.on,
        shift=receipt.shift,
        sentence=queries.sentence_among(told, receipt),
        workers=[WorkerAnswer(worker=one.worker, outcome=one.outcome, sentence=one.sentence) for one in told],
    )


def _invalid(one: OperationIn, sentence: str) -> OperationAnswer:
    return OperationAnswer(op_id=one.op_id, outcome=Outcome.INVALID, on=one.on, shift=one.shift, sentence=sentence)
