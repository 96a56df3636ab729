"""How many days somebody has worked towards each limit of the law, and whom the law does not let work at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q

from munera.engines import levies
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal.choices import EngagementState
from munera.services.seasonal.models import AnyWorker, Engagement
from munera.services.seasonal.queries import lookups
from munera.services.seasonal.queries.levy import rulebook_of

SEASONAL = "seasonal"
HUNDREDTH = Decimal("0.01")


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


@dataclass(frozen=True, slots=True)
class Counting:
    """A limit, and the question that tells what was used of it; none for the rare limit on days in a row."""

    limit: levies.Limit
    span: lookups.Span
    of: int | None
    question: lookups.Question | None

    def from_rows(self, answers: Mapping[lookups.Question, lookups.Answer]) -> Mapping[int, int]:
        """By person, or for the employer as a whole, the count that this limit is about."""
        if self.question is None:
            return {}
        place = 0 if self.of is None else 1
        return {whose: counts[place] for whose, counts in answers[self.question].items()}


def limits_used(employer: Organisation, people: Iterable[int], on: date, *, kind: str = SEASONAL) -> list[LimitUsed]:
    """Every limit in force on the day, with what these people and this employer have used of it without the day."""
    wanted = sorted(set(people))
    countings = countings_of(employer, wanted, on, kind=kind)
    answers = lookups.answers_to(one.question for one in countings if one.question)
    return [used_of(one, wanted, on, one.from_rows(answers)) for one in countings]


def countings_of(employer: Organisation, people: Sequence[int], on: date, *, kind: str) -> list[Counting]:
    """What must be counted to know how far each limit in force on the day is used."""
    by_person: dict[tuple[object, ...], lookups.Question] = {}
    countings = []
    for limit in levies.limits_on(rulebook_of(employer), kind, on=on):
        span = _span_of(limit, on)
        if limit.scope is levies.LimitScope.EMPLOYER:
            countings.append(Counting(limit, span, None, lookups.days_of_employer(limit, employer, span)))
            continue
        question = None
        # Nobody is counted for nobody: an empty list is no SQL.
        if people and limit.window is not levies.LimitWindow.CONSECUTIVE:
            question = by_person.setdefault(
                (span, limit.kinds, limit.counts), lookups.counted_by_person(limit, people, span, employer)
            )
        of = employer.pk if limit.scope is levies.LimitScope.WORKER_EMPLOYER else None
        countings.append(Counting(limit, span, of, question))
    return countings


def _span_of(limit: levies.Limit, on: date) -> lookups.Span:
    """A day counts once, however often it is asked for; the units it has already stay counted."""
    first, last = levies.window_of(limit, on=on)
    return lookups.Span(first, last, apart_from=on if limit.counts is levies.LimitCounts.DAYS else None)


def used_of(one: Counting, people: Sequence[int], on: date, answer: Mapping[int, int]) -> LimitUsed:
    """The answer to a counting, as a limit and its use."""
    if one.limit.scope is levies.LimitScope.EMPLOYER:
        return LimitUsed(one.limit, {}, by_employer=sum(answer.values()))
    if one.limit.window is levies.LimitWindow.CONSECUTIVE:
        return LimitUsed(one.limit, _runs(lookups.days_by_person(one.limit, people, one.span, of=one.of), on))
    return LimitUsed(one.limit, answer)


def _runs(days: Iterable[tuple[int, date]], on: date) -> dict[int, int]:
    """By person, how long the run through ``on`` would be, without that day itself."""
    by_person: dict[int, set[date]] = {}
    for person, day in days:
        by_person.setdefault(person, set()).add(day)
    return {person: levies.longest_run({*worked, on}, through=on) - 1 for person, worked in by_person.items()}


def findings_for(
    employer: Organisation,
    worker: AnyWorker,
    on: date,
    *,
    hours: Decimal | None = None,
    pay_per_hour: Decimal | None = None,
    average_week_hours: Decimal | None = None,
) -> tuple[levies.Finding, ...]:
    """What the rules say of this worker on this day: refused, warned about, or only told."""
    facts = levies.Facts(
        age=worker.age_on(on),
        is_foreigner=worker.is_foreigner,
        has_consent=worker.consent_seen_on is not None,
        has_medical_finding=worker.medical_finding_seen_on is not None,
        is_unpaid_family=worker.is_unpaid_family,
        hours=hours,
        average_week_hours=average_week_hours,
        pay_per_hour=pay_per_hour,
    )
    try:
        return levies.findings(rulebook_of(employer), facts, on=on)
    except levies.ValueMissing:
        # The price of work of a new year is told late: a day must not wait for it, and is not held against it.
        return levies.findings(rulebook_of(employer), replace(facts, pay_per_hour=None), on=on)


def findings_of_crew(
    employer: Organisation,
    workers: Iterable[AnyWorker],
    on: date,
    *,
    hours: Decimal | None = None,
    pay_per_hour: Decimal | None = None,
) -> dict[int, tuple[levies.Finding, ...]]:
    """By number of the worker, what the rules say of each; asked once for all of whom the same is known."""
    crew = list(workers)
    averages = average_weeks(employer, crew, on, hours=hours)
    by_facts: dict[tuple[object, ...], tuple[levies.Finding, ...]] = {}
    found = {}
    for worker in crew:
        facts = (
            worker.age_on(on),
            worker.is_foreigner,
            worker.consent_seen_on is None,
            worker.medical_finding_seen_on is None,
            worker.is_unpaid_family,
            averages.get(worker.person_id),
        )
        if facts not in by_facts:
            by_facts[facts] = findings_for(
                employer,
                worker,
                on,
                hours=hours,
                pay_per_hour=pay_per_hour,
                average_week_hours=averages.get(worker.person_id),
            )
        found[worker.pk] = by_facts[facts]
    return found


def average_weeks(
    employer: Organisation, workers: Iterable[AnyWorker], on: date, *, hours: Decimal | None
) -> dict[int, Decimal]:
    """By person, the hours of an average week up to the day with it, at whatever employer, as far as hours were said.

    Nothing where no hours are said for the day, or where the rules average nothing.
    """
    span = levies.averaging_span(rulebook_of(employer), on=on)
    people = [worker.person_id for worker in workers]
    if hours is None or span is None:
        return {}
    worked = Engagement.objects.filter(
        person__in=people, on__range=span, state=EngagementState.REGISTERED, hours__isnull=False
    ).exclude(on=on)
    sums = dict.fromkeys(people, hours)
    for person, known in worked.values_list("person", "hours"):
        sums[person] += known or 0
    weeks = Decimal((span[1] - span[0]).days + 1) / 7
    return {person: (total / weeks).quantize(HUNDREDTH) for person, total in sums.items()}


def worked_days(person: int, *, year: int) -> int:
    """On how many days of the year somebody is registered, with any employer."""
    days = Engagement.objects.filter(Q(person=person, on__year=year, state=EngagementState.REGISTERED))
    return days.values("on").distinct().count()
