"""How each worker stands towards a day before anything is sent: days left, and what the rules say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from munera.engines import levies
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.queries import masked
from munera.services.seasonal.choices import EngagementState
from munera.services.seasonal.models import Engagement, Worker
from munera.services.seasonal.queries.levy import in_reader_language
from munera.services.seasonal.queries.limits import LimitUsed, findings_for, limits_used

# From here on the number of days left is shown as a warning.
FEW_DAYS = 10


@dataclass(frozen=True, slots=True)
class DaysLeft:
    """One limit of the law for one worker."""

    name: str
    used: int
    left: int
    at_most: int
    source: str
    verified: bool
    of_employer: bool

    @property
    def are_few(self) -> bool:
        return self.left <= FEW_DAYS


@dataclass(frozen=True, slots=True)
class Told:
    """What the rules say to somebody, in their own words with the source."""

    rule: str
    sentence: str
    refuses: bool
    warns: bool
    verified: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One worker before a day: the limits, and what the rules say."""

    worker: Worker
    number: str
    limits: tuple[DaysLeft, ...]
    told: tuple[Told, ...]

    @property
    def refusals(self) -> tuple[Told, ...]:
        """Why this worker cannot be registered; empty for who can."""
        return tuple(told for told in self.told if told.refuses)

    @property
    def warnings(self) -> tuple[Told, ...]:
        return tuple(told for told in self.told if told.warns)

    @property
    def tightest(self) -> DaysLeft | None:
        """Of the limits that are the worker's own, the one that ends first."""
        own = [limit for limit in self.limits if not limit.of_employer]
        return min(own, key=lambda limit: limit.left, default=None)


def standings_of(
    employer: Organisation, workers: Iterable[Worker], on: date, *, counts_the_day: bool = False
) -> list[Standing]:
    """In the order given; as many questions for a hundred workers as for one.

    Before the day is registered it does not count as used; to look back on the year, ``counts_the_day``. The workers
    come with ``person__identifiers``, as ``crew_of`` brings them.
    """
    asked = list(workers)
    people = [worker.person_id for worker in asked]
    used = limits_used(employer, people, on)
    worked = _worked_on(employer, people, on) if counts_the_day else {}
    return [
        Standing(
            worker=worker,
            number=number_of(worker),
            limits=tuple(_days_left(one, worker.person_id, worked) for one in used),
            told=(*_found(employer, worker, on), *_exceeded(used, worker.person_id)),
        )
        for worker in asked
    ]


def season_left(standings: Iterable[Standing]) -> DaysLeft | None:
    """The limit on the employer's own season, which is the same for every worker; none where the law knows none."""
    limits = (limit for standing in standings for limit in standing.limits if limit.of_employer)
    return next(limits, None)


def told_about_terms(
    employer: Organisation,
    workers: Iterable[Worker],
    on: date,
    *,
    hours: Decimal | None,
    pay_per_hour: Decimal | None,
) -> list[Told]:
    """What the rules say because of the hours and the pay alone, each sentence once."""
    said: dict[str, Told] = {}
    for worker in workers:
        without = {told.sentence for told in _found(employer, worker, on)}
        for told in _found(employer, worker, on, hours=hours, pay_per_hour=pay_per_hour):
            if told.sentence not in without:
                said.setdefault(told.sentence, told)
    return list(said.values())


def papers_matter(employer: Organisation, worker: Worker, on: date) -> bool:
    """Whether the rules ask for papers of somebody as old as this worker, whatever was seen already."""
    bare = Worker(born_on=worker.born_on, is_foreigner=worker.is_foreigner)
    with_all = Worker(
        born_on=worker.born_on, is_foreigner=worker.is_foreigner, consent_seen_on=on, medical_finding_seen_on=on
    )
    return findings_for(employer, bare, on) != findings_for(employer, with_all, on)


def told_of_unpaid_help(employer: Organisation, on: date) -> str:
    """What the rules say of relatives who help without pay; empty where they say nothing."""
    found = _found(employer, Worker(is_unpaid_family=True), on)
    return " ".join(told.sentence for told in found)


def number_of(worker: Worker) -> str:
    """The number the worker is known by, masked; the numbers have been fetched already."""
    numbers = worker.person.identifiers.all()
    return masked(numbers[0]) if numbers else ""


def _found(
    employer: Organisation,
    worker: Worker,
    on: date,
    *,
    hours: Decimal | None = None,
    pay_per_hour: Decimal | None = None,
) -> tuple[Told, ...]:
    try:
        found = findings_for(employer, worker, on, hours=hours, pay_per_hour=pay_per_hour)
    except levies.NotAnswerable:
        # The law has not given a value for that day yet; what cannot be held against anything is not said.
        return ()
    return tuple(
        Told(
            rule=finding.id,
            sentence=in_reader_language(finding.sentences),
            refuses=finding.effect is levies.Effect.REFUSE,
            warns=finding.effect is levies.Effect.WARN,
            verified=finding.verified,
        )
        for finding in found
    )


def _exceeded(used: Iterable[LimitUsed], person: int) -> tuple[Told, ...]:
    """The limits of which this day would be one too many."""
    return tuple(
        Told(
            rule=one.limit.id,
            sentence=in_reader_language(one.limit.said(one.with_this_day(person))),
            refuses=one.limit.on_exceed is levies.OnExceed.REFUSE,
            warns=one.limit.on_exceed is not levies.OnExceed.REFUSE,
            verified=one.limit.verified,
        )
        for one in used
        if one.limit.exceeded_by(one.with_this_day(person))
    )


def _worked_on(employer: Organisation, people: Iterable[int], on: date) -> dict[levies.LimitScope, frozenset[int]]:
    """For whom the day itself counts, by whose days a limit counts together."""
    registered = Engagement.objects.filter(on=on, state=EngagementState.REGISTERED)
    rows = list(registered.filter(Q(person__in=people) | Q(employer=employer)).values_list("person", "employer"))
    own = frozenset(person for person, of in rows if of == employer.pk)
    return {
        levies.LimitScope.WORKER: frozenset(person for person, _of in rows),
        levies.LimitScope.WORKER_EMPLOYER: own,
        levies.LimitScope.EMPLOYER: frozenset(people) if own else frozenset(),
    }


def _days_left(used: LimitUsed, person: int, worked: Mapping[levies.LimitScope, frozenset[int]]) -> DaysLeft:
    limit = used.limit
    counted = used.used(person) + (person in worked.get(limit.scope, ()))
    return DaysLeft(
        name=in_reader_language(limit.names),
        used=counted,
        left=limit.left(counted),
        at_most=limit.at_most,
        source=in_reader_language(limit.sources),
        verified=limit.verified,
        of_employer=limit.scope is levies.LimitScope.EMPLOYER,
    )
