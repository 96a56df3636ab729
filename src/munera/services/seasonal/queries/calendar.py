"""A month as a calendar: how many people are registered on each day, and which days can still be chosen."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count
from django.utils.formats import get_format

from munera.kernel.organisations.models import Organisation
from munera.services.seasonal.choices import EngagementState
from munera.services.seasonal.models import Engagement
from munera.services.seasonal.queries.levy import open_days
from munera.services.seasonal.queries.months import last_day_of
from munera.services.seasonal.queries.returns import is_closed


class DayState(StrEnum):
    """Whether a day can be chosen, and if not, why."""

    OPEN = "open"
    PAST = "past"
    CLOSED = "closed"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One cell of the calendar."""

    on: date
    people: int
    state: DayState
    is_today: bool


Week = tuple[CalendarDay | None, ...]


def calendar_of(employer: Organisation, first: date, *, today: date) -> list[Week]:
    """Week by week as the reader's language begins them; None where a day belongs to another month."""
    people = people_by_day(employer, first)
    days = open_days(employer, today=today)
    closed = is_closed(employer, first)

    def cell(on: date) -> CalendarDay | None:
        if on.month != first.month:
            return None
        state = DayState.OPEN if on in days else DayState.PAST if on < days.first else DayState.AHEAD
        return CalendarDay(on, people.get(on, 0), DayState.CLOSED if closed else state, on == today)

    weeks = Calendar(first_weekday()).monthdatescalendar(first.year, first.month)
    return [tuple(cell(on) for on in week) for week in weeks]


def people_by_day(employer: Organisation, first: date) -> dict[date, int]:
    """How many people are registered on each day of the month that has any."""
    registered = Engagement.objects.filter(
        employer=employer, on__range=(first, last_day_of(first)), state=EngagementState.REGISTERED
    )
    counted = registered.order_by().values("on").annotate(people=Count("worker", distinct=True))
    return dict(counted.values_list("on", "people"))


def first_weekday() -> int:
    """As Python numbers weekdays, 0 for Monday; Django numbers them from Sunday."""
    return (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7
