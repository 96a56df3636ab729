"""Workers, engagements by the day, registering and cancelling one by one, and why a levy is due."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status
from pydantic import PlainSerializer, WithJsonSchema

from munera.kernel.access.doors import ApiRequest, needs_scope
from munera.kernel.api import (
    Day,
    Listing,
    Money,
    Page,
    Paging,
    RowNumber,
    check_unchanged,
    may_refuse,
    only_if_unchanged,
    page_of,
    with_etag,
)
from munera.kernel.idempotency.doors import once_only
from munera.services.seasonal import actions, queries, rules
from munera.services.seasonal.choices import CancelReason, EngagementState, Job
from munera.services.seasonal.models import Engagement, Worker

router = Router()

Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
# Numbers that are no money travel as texts too, with as many digits as the law gives them.
Exact = Annotated[
    Decimal,
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$", "examples": ["25.5"]}),
]


class WorkerOut(Schema):
    """Somebody on an employer's list. Their number is never given out."""

    id: int
    employer: int = Field(alias="employer_id")
    name: str
    job: Job


class EngagementOut(Schema):
    """One worker on one day. Without a ``levy`` the rates of that day are not known yet."""

    id: int
    employer: int = Field(alias="employer_id")
    worker: int = Field(alias="worker_id")
    on: date
    job: Job
    state: EngagementState
    receipt: str
    received_at: datetime
    cancelled_at: datetime | None
    levy: Money | None

    @staticmethod
    def resolve_receipt(engagement: Engagement) -> str:
        return engagement.receipt.number

    @staticmethod
    def resolve_received_at(engagement: Engagement) -> datetime:
        return engagement.receipt.received_at

    @staticmethod
    def resolve_levy(engagement: Engagement) -> object:
        return engagement.assessment.total if engagement.assessment else None


class Wanted(Schema):
    """Which engagements to bring; all of them where nothing is said."""

    employer: Number | None = None
    since: Day | None = None
    until: Day | None = None


class CrewIn(Schema):
    """A crew for a day. ``op_id`` is made where the button is pressed; sent again it changes nothing."""

    on: Day
    workers: list[Number] = Field(min_length=1, max_length=500)
    op_id: UUID


class ReceiptOut(Schema):
    """What counts as registered."""

    number: str
    on: date
    received_at: datetime
    engagements: list[EngagementOut]


class CancellationIn(Schema):
    reason: CancelReason


class UsedOut(Schema):
    """A value of the law, and whether it was read at its source."""

    name: str
    value: Exact
    valid_from: date
    source: str
    verified: bool


class LevyLineOut(Schema):
    name: str
    base: Money = Field(description="Rounded to be shown; the amount was reckoned from the exact base")
    rate: Exact = Field(description="Per cent")
    amount: Money
    used: list[UsedOut]
    verified: bool


class LevyOut(Schema):
    """A stored assessment with its reasons."""

    on: date
    currency: str
    total: Money
    lines: list[LevyLineOut]
    base_name: str
    base_source: str
    rounding_unit: Exact
    rounding_source: str
    rounding_verified: bool
    verified: bool
    version: str


@router.get("/workers", response=Page[WorkerOut], url_name="list_workers")
@needs_scope(rules.READ)
@with_etag
def list_workers(request: ApiRequest, paging: Query[Paging]) -> Listing[Worker]:
    """The people on the lists of the caller's employers."""
    return page_of(queries.workers_of(request.caller.organisations(rules.EMPLOYER)), paging, request)


@router.get("/engagements", response=Page[EngagementOut], url_name="list_engagements")
@needs_scope(rules.READ)
@with_etag
def list_engagements(request: ApiRequest, wanted: Query[Wanted], paging: Query[Paging]) -> Listing[Engagement]:
    """The caller's engagements, cancelled ones included, the latest day first."""
    engagements = queries.engagements_of(request.caller.organisations(rules.EMPLOYER))
    narrowed = queries.narrowed(engagements, employer=wanted.employer, since=wanted.since, until=wanted.until)
    return page_of(narrowed, paging, request)


@router.post("/employers/{number}/receipts", response={201: ReceiptOut}, url_name="register_crew")
@needs_scope(rules.WRITE)
@once_only
def register_crew(request: ApiRequest, number: RowNumber, crew: CrewIn) -> Status[dict[str, object]]:
    """Register a crew for a day: all of it or nobody. Who is registered already stays so."""
    employer = get_object_or_404(request.caller.organisations(rules.EMPLOYER), pk=number)
    workers = list(queries.crew_of(employer).filter(pk__in=crew.workers))
    if len(workers) != len(set(crew.workers)):
        raise actions.NotOfThisCrew
    receipt = actions.register_crew(employer, workers, on=crew.on, by=request.caller.person, op_id=crew.op_id)
    engagements = list(queries.registered_by_receipt(receipt))
    return Status(
        201,
        {
            "number": receipt.number,
            "on": receipt.on,
            "received_at": receipt.received_at,
            "engagements": engagements,
        },
    )


@router.get("/engagements/{number}", response=EngagementOut, url_name="show_engagement")
@needs_scope(rules.READ)
@with_etag
def show_engagement(request: ApiRequest, number: RowNumber) -> Engagement:
    """One engagement; its ETag serves ``If-Match`` when it is cancelled."""
    return _engagement(request, number)


@router.get("/engagements/{number}/levy", response=LevyOut, url_name="show_levy")
@needs_scope(rules.READ)
@with_etag
@may_refuse(actions.LevyNotKnown)
def show_levy(request: ApiRequest, number: RowNumber) -> queries.Levy:
    """What is due for the day and why, from what was stored when it was registered."""
    engagement = _engagement(request, number)
    if engagement.assessment is None:
        raise actions.LevyNotKnown
    return queries.levy_of(engagement.assessment, engagement.employer)


@router.post("/engagements/{number}/cancellation", response=EngagementOut, url_name="cancel_engagement")
@needs_scope(rules.WRITE)
@once_only
@only_if_unchanged
def cancel_engagement(request: ApiRequest, number: RowNumber, cancellation: CancellationIn) -> Engagement:
    """Take the worker off a day that has not ended."""
    engagement = _engagement(request, number)
    check_unchanged(request, EngagementOut.from_orm(engagement))
    actions.cancel_engagement(engagement, reason=cancellation.reason, by=request.caller.person)
    return _engagement(request, number)


def _engagement(request: ApiRequest, number: int) -> Engagement:
    return get_object_or_404(queries.engagements_of(request.caller.organisations(rules.EMPLOYER)), pk=number)
