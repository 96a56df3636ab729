"""How things stand with each employer somebody acts for, in as many questions for ten as for one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Max

from munera.engines import levies
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal.choices import EngagementState
from munera.services.seasonal.models import Assessment, Engagement
from munera.services.seasonal.queries.deadlines import deadlines_of, shift_name, shifts_of, today_of
from munera.services.seasonal.queries.levy import rulebook_of

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NextCutOff:
    """The next moment after which a shift can no longer be registered."""

    on: date
    shift: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """One employer today; ``due`` is what is owed so far for this month, with days to come that are registered."""

    employer: Organisation
    today: date
    registered_today: int
    registered_tomorrow: int
    due: Decimal
    currency: str
    next_cut_off: NextCutOff | None


def overviews_of(employers: Sequence[Organisation], *, at: datetime) -> list[Overview]:
    """In the order given."""
    days = {employer.pk: today_of(employer, at=at) for employer in employers}
    if not days:
        return []
    first, last = min(days.values()).replace(day=1), max(days.values()) + timedelta(days=31)
    registered: dict[int, dict[tuple[int, date], int | None]] = defaultdict(dict)
    rows = Engagement.objects.filter(
        employer__in=employers, on__range=(first, last), state=EngagementState.REGISTERED
    ).order_by("pk")
    for number, worker, on, assessment in rows.values_list("employer", "worker", "on", "assessment"):
        registered[number][worker, on] = assessment
    numbers = {assessment for of in registered.values() for assessment in of.values() if assessment}
    stored = Assessment.objects.in_bulk(numbers)
    results = {number: levies.from_plain(found.result) for number, found in stored.items()}
    return [_overview(employer, days[employer.pk], registered[employer.pk], results, at=at) for employer in employers]


def last_day_of_work_before(employer: Organisation, on: date) -> date | None:
    """The last day before ``on`` on which anybody was registered."""
    earlier = Engagement.objects.filter(employer=employer, on__lt=on, state=EngagementState.REGISTERED)
    found: date | None = earlier.aggregate(last=Max("on"))["last"]
    return found


def _overview(
    employer: Organisation,
    today: date,
    registered: dict[tuple[int, date], int | None],
    results: dict[int, levies.Assessment],
    *,
    at: datetime,
) -> Overview:
    by_worker: dict[str, list[levies.Assessment]] = defaultdict(list)
    for (worker, on), assessment in registered.items():
        if assessment and (on.year, on.month) == (today.year, today.month):
            by_worker[str(worker)].append(results[assessment])
    return Overview(
        employer=employer,
        today=today,
        registered_today=sum(on == today for _worker, on in registered),
        registered_tomorrow=sum(on == today + A_DAY for _worker, on in registered),
        due=levies.assess_month(by_worker).total,
        currency=rulebook_of(employer).currency,
        next_cut_off=_next_cut_off(employer, today, at=at),
    )


def _next_cut_off(employer: Organisation, today: date, *, at: datetime) -> NextCutOff | None:
    ahead = [
        NextCutOff(on, shift_name(employer, on, shift), until)
        for on in (today, today + A_DAY)
        for shift, _name in shifts_of(employer, on)
        if (until := deadlines_of(employer, on, shift).register_until) >= at
    ]
    return min(ahead, key=lambda one: one.until, default=None)
