"""When a day may be registered or cancelled, in the country of the employer."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from munera.engines import levies
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal import rules
from munera.services.seasonal.models import Engagement
from munera.services.seasonal.queries.levy import in_reader_language, rulebook_of


def today_of(employer: Organisation, *, at: datetime) -> date:
    """The day it is where the law of the employer holds."""
    return at.astimezone(ZoneInfo(rulebook_of(employer).time_zone)).date()


def shifts_of(employer: Organisation, on: date) -> list[tuple[str, str]]:
    """The shifts that the rules know on the day, by identifier and name, the usual one first."""
    return [(shift.id, in_reader_language(shift.names)) for shift in levies.shifts(rulebook_of(employer), on=on)]


def usual_shift(employer: Organisation, on: date) -> str:
    """The shift that is meant where none is named; empty where the rules know none on that day."""
    try:
        known = levies.shifts(rulebook_of(employer), on=on)
    except levies.NotAnswerable:
        return ""
    return known[0].id if known else ""


def shift_name(employer: Organisation, on: date, shift: str) -> str:
    """What the shift is called; one that the rules no longer know keeps its identifier."""
    return dict(shifts_of(employer, on)).get(shift, shift)


def deadlines_of(employer: Organisation, on: date, shift: str) -> levies.Deadlines:
    """Until when the shift of that day may be registered and cancelled, and where it is written."""
    return levies.deadlines(rulebook_of(employer), on=on, shift=shift)


def cancellable(engagements: Iterable[Engagement], *, at: datetime) -> frozenset[int]:
    """The numbers of those that may be taken off their day at this moment."""
    return frozenset(
        one.pk
        for one in engagements
        if rules.may_cancel(one, at=at, until=deadlines_of(one.employer, one.on, one.shift).cancel_until)
    )
