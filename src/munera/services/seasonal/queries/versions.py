"""The versions of a month's return, and which days each of them declared."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Q, QuerySet

from munera.engines import levies
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal.choices import EngagementState
from munera.services.seasonal.models import Engagement, MonthlyReturn, Worker
from munera.services.seasonal.queries.months import last_day_of
from munera.services.seasonal.queries.returns import engagements_in_month


@dataclass(frozen=True, slots=True)
class Declared:
    """One worker in one version of a return; ``base`` is the exact sum of the bases of the days."""

    worker: Worker
    days: int
    base: Fraction
    month: levies.WorkerMonth


def versions_of(employer: Organisation, first: date) -> list[MonthlyReturn]:
    """The newest first."""
    found = MonthlyReturn.objects.filter(employer=employer, month=first).select_related("closed_by", "employer")
    return list(found.order_by("-version"))


def declared_in(version: MonthlyReturn) -> list[Declared]:
    """What the version declares, worker by worker in the order of their names.

    Read off the days as they stood when it was made: one struck off later counted then, one counted in later did not.
    """
    made = version.closed_at
    stood = Q(state=EngagementState.REGISTERED) & (Q(admitted_at=None) | Q(admitted_at__lte=made))
    struck_later = Q(state=EngagementState.CANCELLED, cancelled_at__gt=made)
    days = (
        engagements_in_month(version.employer, version.month)
        .filter(stood | (struck_later & (Q(admitted_at=None) | Q(admitted_at__lte=made))))
        .select_related("assessment")
        .prefetch_related("worker__person__identifiers")
        .order_by("worker__name", "worker", "on", "pk")
    )
    by_worker: dict[Worker, dict[date, levies.Assessment]] = defaultdict(dict)
    read: dict[int, levies.Assessment] = {}
    for engagement in days:
        stored = engagement.assessment
        if stored:
            result = read.setdefault(stored.pk, levies.from_plain(stored.result))
            by_worker[engagement.worker][engagement.on] = result
    owed = levies.assess_month({str(worker.pk): list(found.values()) for worker, found in by_worker.items()})
    return [
        Declared(worker, months.days, _base_of(found.values()), months)
        for (worker, found), months in zip(by_worker.items(), owed.workers, strict=True)
    ]


def late_days_of(employer: Organisation, first: date) -> list[Engagement]:
    """Days of the month that came too late: evidence, which a correction may count in."""
    late = Engagement.objects.filter(
        employer=employer, on__range=(first, last_day_of(first)), state=EngagementState.LATE
    )
    return list(late.select_related("worker", "receipt", "employer").order_by("on", "worker__name", "pk"))


def registered_days_of(employer: Organisation, first: date) -> list[Engagement]:
    """Days of the month that stand on the register: what a correction may strike off."""
    standing = Engagement.objects.filter(
        employer=employer, on__range=(first, last_day_of(first)), state=EngagementState.REGISTERED
    )
    return list(standing.select_related("worker", "assessment", "employer").order_by("on", "worker__name", "pk"))


def returns_shown(employers: QuerySet[Organisation]) -> QuerySet[MonthlyReturn]:
    return MonthlyReturn.objects.filter(employer__in=employers).select_related("employer", "closed_by")


def _base_of(days: Iterable[levies.Assessment]) -> Fraction:
    """The base of each day once: the lines of a day share it."""
    return sum((day.lines[0].base for day in days if day.lines), Fraction(0))
