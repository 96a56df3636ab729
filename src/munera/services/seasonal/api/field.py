"""What the phone in the field reads: its employer in one answer, and whose session it holds."""

from datetime import date, datetime

from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema

from munera.kernel.access.doors import ApiRequest, needs_scope
from munera.kernel.api import Money, RowNumber, with_etag
from munera.services.seasonal import queries, rules
from munera.services.seasonal.choices import OperationKind, Outcome

router = Router()


class ShiftOut(Schema):
    """Until when a shift may be changed, by the server's clock, and the workers who are registered for it."""

    id: str
    name: str
    register_until: datetime
    cancel_until: datetime
    registered: list[int]


class DayOut(Schema):
    on: date
    is_closed: bool
    shifts: list[ShiftOut]


class FieldWorkerOut(Schema):
    """A name and this site's own number for it. ``left`` is null where no limit refuses a day."""

    id: int
    name: str
    left: int | None
    notes: list[str]


class CrewOut(Schema):
    name: str
    workers: list[int]


class OwnReceiptOut(Schema):
    """``standing`` of those ``asked`` for are answered ``ok`` or ``duplicate``."""

    id: int
    number: str
    kind: OperationKind
    on: date
    outcome: Outcome
    received_at: datetime
    asked: int
    standing: int
    sentence: str


class FieldOut(Schema):
    """An employer as the page in the field keeps it while there is no network."""

    employer: int
    name: str
    time_zone: str
    today: date
    currency: str
    due: Money
    without_levy: int
    days: list[DayOut]
    workers: list[FieldWorkerOut]
    crews: list[CrewOut]
    last_crew: list[int]
    receipts: list[OwnReceiptOut]


class FieldSessionOut(Schema):
    """``token`` belongs to one signing in: what somebody queued cannot be sent after somebody else has signed in."""

    person: int
    token: str
    now: datetime


@router.get("/employers/{number}/field", response=FieldOut, url_name="show_field")
@needs_scope(rules.READ)
@with_etag
def show_field(request: ApiRequest, number: RowNumber) -> queries.Field:
    """Workers with the days they have left, the open days with their hours and who is registered, and what is due."""
    employer = get_object_or_404(request.caller.organisations(rules.EMPLOYER), pk=number)
    return queries.field_of(employer, request.caller.person, at=timezone.now())


@router.get("/field/session", response=FieldSessionOut, url_name="show_field_session")
@needs_scope(rules.WRITE)
def show_field_session(request: ApiRequest) -> dict[str, object]:
    """Whose session a browser holds, its token against forged requests, and the server's clock."""
    return {"person": request.caller.person.pk, "token": get_token(request), "now": timezone.now()}
