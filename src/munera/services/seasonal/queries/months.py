"""An employer's month: days, workers, and what is owed."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max

from munera.engines import levies
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal.choices import EngagementState
from munera.services.seasonal.models import Engagement, Worker
from munera.services.seasonal.queries.crews import total_of
from munera.services.seasonal.queries.levy import component_name, rulebook_of


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """One day in the table of a month."""

    on: date
    people: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class WorkerOfMonth:
    """What is owed for one worker: days, and an amount for each component in the order of ``Month.components``."""

    worker: Worker
    days: int
    amounts: tuple[Decimal, ...]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Month:
    """An employer's month. ``without_levy`` counts registered days whose levy is not yet known."""

    employer: Organisation
    first: date
    last: date
    days: tuple[DayOfMonth, ...]
    workers: tuple[WorkerOfMonth, ...]
    components: tuple[str, ...]
    amounts: tuple[Decimal, ...]
    total: Decimal
    currency: str
    without_levy: int
    verified: bool

    @property
    def person_days(self) -> int:
        return sum(day.people for day in self.days)

    @property
    def rounding_difference(self) -> Decimal:
        """What rounding once per worker and month adds to the sum of the days; nothing where each day is rounded."""
        return self.total - sum((day.total for day in self.days), Decimal(0))


def month_of(employer: Organisation, first: date) -> Month:
    """Everything registered in the month that begins on ``first``, summed as the law of each day rounds."""
    last = last_day_of(first)
    registered = _one_a_day(
        Engagement.objects.filter(employer=employer, on__range=(first, last), state=EngagementState.REGISTERED)
        .select_related("assessment")
        .prefetch_related("worker__person__identifiers")
        .order_by("worker__name", "worker", "on", "pk")
    )
    book = rulebook_of(employer)
    results = _results(registered)
    by_worker: dict[Worker, list[Engagement]] = defaultdict(list)
    by_day: dict[date, list[Engagement]] = defaultdict(list)
    for engagement in registered:
        by_worker[engagement.worker].append(engagement)
        by_day[engagement.on].append(engagement)
    owed = levies.assess_month({str(worker.pk): _known(days, results) for worker, days in by_worker.items()})
    components = tuple(component for component, _amount in owed.amounts)
    return Month(
        employer=employer,
        first=first,
        last=last,
        days=tuple(DayOfMonth(on, len(rows), total_of(rows)) for on, rows in sorted(by_day.items())),
        workers=tuple(
            WorkerOfMonth(worker, len(days), _in_order(worker_owes.amounts, components), worker_owes.total)
            for (worker, days), worker_owes in zip(by_worker.items(), owed.workers, strict=True)
        ),
        components=tuple(component_name(book, component) for component in components),
        amounts=_in_order(owed.amounts, components),
        total=owed.total,
        currency=book.currency,
        without_levy=len(registered) - owed.days,
        verified=all(result.verified for result in results.values()),
    )


def _one_a_day(registered: Iterable[Engagement]) -> list[Engagement]:
    """A worker's day is owed once, however many shifts it has."""
    return list({(engagement.worker_id, engagement.on): engagement for engagement in registered}.values())


def last_change_of_month(employer: Organisation, first: date) -> datetime | None:
    """When a month last changed: a slip printed twice of an unchanged month is the same slip."""
    moments = Engagement.objects.filter(employer=employer, on__range=(first, last_day_of(first))).aggregate(
        received=Max("receipt__received_at"), cancelled=Max("cancelled_at"), assessed=Max("assessment__assessed_at")
    )
    return max((moment for moment in moments.values() if moment), default=None)


def last_day_of(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def _results(registered: Iterable[Engagement]) -> dict[int, levies.Assessment]:
    """The engine's results by the number of the stored row; each is read once, however many engagements share it."""
    stored = {engagement.assessment.pk: engagement.assessment for engagement in registered if engagement.assessment}
    return {number: levies.from_plain(assessment.result) for number, assessment in stored.items()}


def _known(days: Iterable[Engagement], results: dict[int, levies.Assessment]) -> list[levies.Assessment]:
    return [results[day.assessment_id] for day in days if day.assessment_id]


def _in_order(amounts: Iterable[tuple[str, Decimal]], components: tuple[str, ...]) -> tuple[Decimal, ...]:
    found = dict(amounts)
    return tuple(found.get(component, Decimal(0)) for component in components)
