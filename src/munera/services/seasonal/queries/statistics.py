"""What the tax office counts: people, days and levies by place, job, age and sex, and the state of the returns.

Sums are added as decimals from the stored levies, never by the database: SQLite would add binary fractions. A group
of fewer than three people is never shown by itself; it is put together with others, so that the rows still add up to
the whole and nobody's days can be had by taking one number from another.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

from django.db.models import Count, Max, Min, QuerySet
from django.db.models.functions import ExtractMonth

from munera.engines import levies
from munera.kernel.grouping import to_put_together
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal.choices import EngagementState
from munera.services.seasonal.models import Engagement, MonthlyReturn
from munera.services.seasonal.queries.levy import rulebook_of
from munera.services.seasonal.queries.months import last_day_of

FEWEST: Final = 3
# The youngest of each group; whoever is younger than the first is counted in it.
AGE_GROUPS: Final = (15, 18, 31, 46, 61)
AGE_NOT_KNOWN: Final = -1

Key: TypeAlias = Hashable


@dataclass(frozen=True, slots=True)
class Period:
    """A year, or a month of it."""

    year: int
    month: int | None = None

    @property
    def first(self) -> date:
        return date(self.year, self.month or 1, 1)

    @property
    def last(self) -> date:
        return last_day_of(date(self.year, self.month or 12, 1))


@dataclass(frozen=True, slots=True)
class Row:
    """What was counted for a group; ``key`` is None for several small ones together."""

    key: Key
    people: int
    days: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Statistics:
    """A period in numbers. ``days`` of which ``without_levy`` wait for their rates."""

    period: Period
    currency: str
    people: int
    days: int
    total: Decimal
    without_levy: int
    by_month: tuple[Row, ...]
    by_municipality: tuple[Row, ...]
    by_job: tuple[Row, ...]
    by_age_and_sex: tuple[Row, ...]

    @property
    def is_too_small(self) -> bool:
        """So few people that even their sum would tell about one of them."""
        return self.people < FEWEST


class ReturnState(StrEnum):
    """What became of an employer's month."""

    OPEN = "open"
    OUTSTANDING = "outstanding"
    CLOSED = "closed"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """An employer's month: its newest version, if there is one."""

    employer: Organisation
    state: ReturnState
    newest: MonthlyReturn | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One person's days of one kind in the period, as the database counted them."""

    municipality: str
    job: str
    person: int
    born_on: date | None
    sex: str
    month: int
    levy: Decimal | None
    days: int


@dataclass(slots=True)
class _Group:
    people: set[int] = field(default_factory=set)
    days: int = 0
    total: Decimal = Decimal(0)

    def add(self, fact: Fact) -> None:
        self.people.add(fact.person)
        self.days += fact.days
        self.total += (fact.levy or Decimal(0)) * fact.days

    def with_other(self, other: "_Group") -> "_Group":
        return _Group(self.people | other.people, self.days + other.days, self.total + other.total)


def years_with_days(country: str) -> list[int]:
    """Every year from the first registered day to the last, the latest first."""
    ends = _registered(country).aggregate(first=Min("on"), last=Max("on"))
    return list(range(ends["last"].year, ends["first"].year - 1, -1)) if ends["first"] else []


def statistics_of(office: Organisation, period: Period) -> Statistics:
    """Everything registered with the employers of the office's country, days ahead included."""
    facts = list(_facts(office.country, period))
    whole = _Group()
    for fact in facts:
        whole.add(fact)
    is_shown = len(whole.people) >= FEWEST

    def by(key: Callable[[Fact], Key]) -> tuple[Row, ...]:
        return tuple(rows_of(facts, key)) if is_shown else ()

    return Statistics(
        period=period,
        currency=rulebook_of(office).currency,
        people=len(whole.people),
        days=whole.days,
        total=whole.total,
        without_levy=sum(fact.days for fact in facts if fact.levy is None),
        by_month=by(lambda fact: fact.month),
        by_municipality=by(lambda fact: fact.municipality),
        by_job=by(lambda fact: fact.job),
        by_age_and_sex=by(lambda fact: (age_group(fact.born_on, on=period.last), fact.sex)),
    )


def rows_of(facts: Iterable[Fact], key: Callable[[Fact], Key]) -> Iterator[Row]:
    """A row for each group, the groups in their order; small ones together at the end."""
    groups: dict[Key, _Group] = defaultdict(_Group)
    for fact in facts:
        groups[key(fact)].add(fact)
    together = to_put_together({one: (group.people,) for one, group in groups.items()}, fewest=FEWEST)
    for one in sorted(groups.keys() - together, key=lambda key: _in_order(key, groups[key])):
        yield _row(one, groups[one])
    if together:
        yield _row(None, _united(groups, together))


def age_group(born_on: date | None, *, on: date) -> int:
    """The youngest age of the group in which somebody is on that day."""
    if born_on is None:
        return AGE_NOT_KNOWN
    age = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    return max((youngest for youngest in AGE_GROUPS if youngest <= age), default=AGE_GROUPS[0])


def returns_in(office: Organisation, first: date, *, today: date) -> list[ReturnRow]:
    """Every employer of the country with registered days or a return in the month, by name."""
    last = last_day_of(first)
    newest = {
        one.employer_id: one
        for one in MonthlyReturn.objects.filter(employer__country=office.country, month=first).order_by("version")
    }
    engaging = _registered(office.country).filter(on__range=(first, last)).values("employer")
    employers = Organisation.objects.filter(pk__in=engaging) | Organisation.objects.filter(pk__in=list(newest))
    payment = levies.payment(rulebook_of(office), month=first)
    due_on = payment.due_on if payment else None
    return [
        ReturnRow(
            employer=employer,
            state=_state_of(newest.get(employer.pk), has_ended=last < today),
            newest=newest.get(employer.pk),
            due_on=due_on,
        )
        for employer in employers.distinct().order_by("name", "pk")
    ]


def _state_of(newest: MonthlyReturn | None, *, has_ended: bool) -> ReturnState:
    if newest is None:
        return ReturnState.OUTSTANDING if has_ended else ReturnState.OPEN
    return ReturnState.CORRECTED if newest.version > 1 else ReturnState.CLOSED


def _registered(country: str) -> QuerySet[Engagement]:
    return Engagement.objects.filter(employer__country=country, state=EngagementState.REGISTERED)


def _facts(country: str, period: Period) -> Iterator[Fact]:
    """A day with two shifts is one day, and is owed once: as in the return, by what was registered last."""
    registered = _registered(country).filter(on__range=(period.first, period.last))
    newest = registered.order_by().values("worker", "on").annotate(newest=Max("pk")).values("newest")
    counted = (
        Engagement.objects.filter(pk__in=newest)
        .order_by()
        .values_list(
            "employer__municipality",
            "job",
            "person",
            "worker__born_on",
            "worker__sex",
            ExtractMonth("on"),
            "assessment__total",
        )
        .annotate(days=Count("pk"))
    )
    return (Fact(*row) for row in counted.iterator())


def _united(groups: dict[Key, _Group], keys: Iterable[Key]) -> _Group:
    united = _Group()
    for key in keys:
        united = united.with_other(groups[key])
    return united


def _row(key: Key, group: _Group) -> Row:
    return Row(key, len(group.people), group.days, group.total)


def _in_order(key: Key, group: _Group) -> tuple[bool, int, str]:
    """Months and ages as they follow one another, words by days, and an age that is not known last."""
    first = key[0] if isinstance(key, tuple) else key
    if isinstance(first, int):
        return first == AGE_NOT_KNOWN, first, str(key)
    return False, -group.days, str(key)
