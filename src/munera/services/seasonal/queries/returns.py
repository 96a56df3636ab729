"""Closed months: what is owed for one, which are closed, and which wait to be."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from munera.engines import levies
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal.choices import EngagementState
from munera.services.seasonal.models import Assessment, Engagement, MonthlyReturn
from munera.services.seasonal.queries.deadlines import today_of
from munera.services.seasonal.queries.months import last_day_of

Engagements: TypeAlias = QuerySet[Engagement]


@dataclass(frozen=True, slots=True)
class Owed:
    """What an employer owes for a month as it is registered now; ``inputs`` is what it was reckoned from."""

    month: levies.Month
    without_levy: int
    inputs: list[list[Any]]


def owed_for_month(employer: Organisation, first: date) -> Owed:
    """Reckoned from the stored assessments; a day with two shifts is owed once."""
    found = Engagement.objects.filter(
        employer=employer, on__range=(first, last_day_of(first)), state=EngagementState.REGISTERED
    )
    days = {
        (worker, on): assessment
        for worker, on, assessment in found.order_by("worker", "on", "pk").values_list("worker", "on", "assessment")
    }
    stored = Assessment.objects.filter(pk__in={number for number in days.values() if number}).order_by("pk")
    asked = list(stored.values_list("pk", "version", "inputs_digest"))
    digests = {number: digest for number, _version, digest in asked}
    results = {number: _result(number, version, digest) for number, version, digest in asked}
    first_alike = _first_alike(results)
    by_worker: dict[str, Counter[int]] = defaultdict(Counter)
    for (worker, _on), number in days.items():
        if number:
            by_worker[str(worker)][first_alike[number]] += 1
    return Owed(
        month=levies.assess_month(
            {
                worker: [replace(results[number], times=times) for number, times in counted.items()]
                for worker, counted in by_worker.items()
            }
        ),
        without_levy=sum(number is None for number in days.values()),
        inputs=[[worker, on.isoformat(), digests[number] if number else ""] for (worker, on), number in days.items()],
    )


@lru_cache(maxsize=2_000)
def _result(number: int, version: str, digest: str) -> levies.Assessment:
    """The stored answer, read once for all employers of a country.

    Version and digest fix what it says, so that even a number given anew after a rollback finds nothing wrong here.
    """
    return levies.from_plain(Assessment.objects.get(pk=number, version=version, inputs_digest=digest).result)


def _first_alike(results: Mapping[int, levies.Assessment]) -> dict[int, int]:
    """By assessment, the first that owes the same for the same reasons on whatever day: such days are counted."""
    found: dict[tuple[object, ...], int] = {}
    return {
        number: found.setdefault((result.currency, result.lines, result.rounding), number)
        for number, result in results.items()
    }


def returns_of(employers: QuerySet[Organisation]) -> QuerySet[MonthlyReturn]:
    """Every version of the returns of these employers, the latest month and version first."""
    found = MonthlyReturn.objects.filter(employer__in=employers).select_related("employer", "closed_by")
    return found.order_by("-month", "-version", "employer")


def newest_return(employer: Organisation, first: date) -> MonthlyReturn | None:
    """The version that holds now; none while the month is open."""
    return MonthlyReturn.objects.filter(employer=employer, month=first).order_by("-version").first()


def engagements_in_month(employer: Organisation, first: date) -> Engagements:
    """Every row of the month, whatever its state."""
    return Engagement.objects.filter(employer=employer, on__range=(first, last_day_of(first)))


def unclosed_months() -> QuerySet[Engagement, Any]:
    """Employer and month wherever somebody is registered and no return was made, once each."""
    closed = MonthlyReturn.objects.filter(employer=OuterRef("employer"), month=OuterRef("month"))
    return (
        Engagement.objects.filter(state=EngagementState.REGISTERED, on__lt=timezone.localdate().replace(day=1))
        .annotate(month=TruncMonth("on"))
        .filter(~Exists(closed))
        .order_by("employer", "month")
        .values("employer", "month")
        .distinct()
    )


def months_to_close() -> Iterator[tuple[Organisation, date]]:
    """The months that have ended where the employer is, and are not closed."""
    waiting = list(unclosed_months())
    employers = Organisation.objects.in_bulk({row["employer"] for row in waiting})
    now = timezone.now()
    for row in waiting:
        employer = employers[row["employer"]]
        if last_day_of(row["month"]) < today_of(employer, at=now):
            yield employer, row["month"]
