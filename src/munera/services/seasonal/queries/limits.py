"""How many days somebody has worked towards each limit of the law, and whom the law does not let work at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q

from munera.engines import levies
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal.choices import EngagementState
from munera.services.seasonal.models import Engagement, Worker
from munera.services.seasonal.queries.levy import rulebook_of

SEASONAL = "seasonal"


@dataclass(frozen=True, slots=True)
class LimitUsed:
    """A limit, and what was used of it on other days than the one asked about: by person, or by the employer."""

    limit: levies.Limit
    by_person: Mapping[int, int]
    by_employer: int = 0

    def used(self, person: int) -> int:
        if self.limit.scope is levies.LimitScope.EMPLOYER:
            return self.by_employer
        return self.by_person.get(person, 0)

    def with_this_day(self, person: int) -> int:
        return self.used(person) + 1

    def left(self, person: int) -> int:
        """How many further days are free, beside the one asked about; never below nothing."""
        return self.limit.left(self.used(person))


def limits_used(employer: Organisation, people: Iterable[int], on: date, *, kind: str = SEASONAL) -> list[LimitUsed]:
    """Every limit in force on the day, with what these people and this employer have used of it without the day."""
    wanted = sorted(set(people))
    limits = levies.limits_on(rulebook_of(employer), kind, on=on)
    return [_used(limit, employer, wanted, on) for limit in limits]


def _used(limit: levies.Limit, employer: Organisation, people: list[int], on: date) -> LimitUsed:
    first, last = levies.window_of(limit, on=on)
    counted = Engagement.objects.filter(state=EngagementState.REGISTERED, on__range=(first, last), kind__in=limit.kinds)
    if limit.counts is levies.LimitCounts.DAYS:
        # A day counts once, however often it is asked for; the units it has already stay counted.
        counted = counted.exclude(on=on)
    if limit.scope is levies.LimitScope.EMPLOYER:
        days = counted.filter(employer=employer).aggregate(days=Count("on", distinct=True))["days"]
        return LimitUsed(limit, {}, by_employer=days)
    counted = counted.filter(person__in=people)
    if limit.scope is levies.LimitScope.WORKER_EMPLOYER:
        counted = counted.filter(employer=employer)
    if limit.window is levies.LimitWindow.CONSECUTIVE:
        return LimitUsed(limit, _runs(counted.values_list("person", "on").distinct(), on))
    of_one = Count("pk") if limit.counts is levies.LimitCounts.UNITS else Count("on", distinct=True)
    return LimitUsed(
        limit, dict(counted.order_by().values("person").annotate(used=of_one).values_list("person", "used"))
    )


def _runs(days: Iterable[tuple[int, date]], on: date) -> dict[int, int]:
    """By person, how long the run through ``on`` would be, without that day itself."""
    by_person: dict[int, set[date]] = {}
    for person, day in days:
        by_person.setdefault(person, set()).add(day)
    return {person: levies.longest_run({*worked, on}, through=on) - 1 for person, worked in by_person.items()}


def findings_for(
    employer: Organisation,
    worker: Worker,
    on: date,
    *,
    hours: Decimal | None = None,
    pay_per_hour: Decimal | None = None,
) -> tuple[levies.Finding, ...]:
    """What the rules say of this worker on this day: refused, warned about, or only told."""
    facts = levies.Facts(
        age=worker.age_on(on),
        is_foreigner=worker.is_foreigner,
        has_consent=worker.consent_seen_on is not None,
        has_medical_finding=worker.medical_finding_seen_on is not None,
        is_unpaid_family=worker.is_unpaid_family,
        hours=hours,
        average_week_hours=None,
        pay_per_hour=pay_per_hour,
    )
    try:
        return levies.findings(rulebook_of(employer), facts, on=on)
    except levies.ValueMissing:
        # The price of work of a new year is told late: a day must not wait for it, and is not held against it.
        return levies.findings(rulebook_of(employer), replace(facts, pay_per_hour=None), on=on)


def findings_of_crew(
    employer: Organisation,
    workers: Iterable[Worker],
    on: date,
    *,
    hours: Decimal | None = None,
    pay_per_hour: Decimal | None = None,
) -> dict[int, tuple[levies.Finding, ...]]:
    """By number of the worker, what the rules say of each; asked once for all of whom the same is known."""
    by_facts: dict[tuple[object, ...], tuple[levies.Finding, ...]] = {}
    found = {}
    for worker in workers:
        facts = (
            worker.age_on(on),
            worker.is_foreigner,
            worker.consent_seen_on is None,
            worker.medical_finding_seen_on is None,
            worker.is_unpaid_family,
        )
        if facts not in by_facts:
            by_facts[facts] = findings_for(employer, worker, on, hours=hours, pay_per_hour=pay_per_hour)
        found[worker.pk] = by_facts[facts]
    return found


def worked_days(person: int, *, year: int) -> int:
    """On how many days of the year somebody is registered, with any employer."""
    days = Engagement.objects.filter(Q(person=person, on__year=year, state=EngagementState.REGISTERED))
    return days.values("on").distinct().count()
