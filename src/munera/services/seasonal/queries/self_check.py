"""What a worker may see of their own days: registered or not, the ledger, and the counts towards limits."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.core import signing
from django.db.models import QuerySet

from munera.engines import levies
from munera.engines.levies import outputs
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.people.queries import digest_of, identifiers_of, masked
from munera.kernel.sealing import lookup_digest
from munera.services.seasonal.choices import EngagementState
from munera.services.seasonal.models import Engagement, SelfCheckCode
from munera.services.seasonal.queries.crews import own_days
from munera.services.seasonal.queries.levy import in_reader_language, rulebook_of
from munera.services.seasonal.queries.limits import limits_used

# A page stays open in the hand for a while; the paper asked for from it must still be given.
TOKEN_LASTS: Final = timedelta(minutes=20)
_SALT: Final = "seasonal.self-check"
YEAR_OF_INSURANCE: Final = "days_of_insurance_year"


@dataclass(frozen=True, slots=True)
class DayTold:
    """Whether somebody is registered for a day: every entry there is, those that stand first."""

    on: date
    standing: tuple[Engagement, ...]
    others: tuple[Engagement, ...]

    @property
    def is_registered(self) -> bool:
        return bool(self.standing)


@dataclass(frozen=True, slots=True)
class EmployerDays:
    """Days registered with one employer in a year; those that have come can be confirmed on paper."""

    employer: Organisation
    days: int
    days_come: int


@dataclass(frozen=True, slots=True)
class Count:
    """What was used of a limit in the year, with the employer it is counted for, if it is."""

    name: str
    employer: str
    used: int
    at_most: int
    verified: bool
    source: str

    @property
    def left(self) -> int:
        return max(0, self.at_most - self.used)


@dataclass(frozen=True, slots=True)
class Insurance:
    """Days that count towards a pension, over all years, and how many make a year where the rules say so."""

    days: int
    of_a_year: int | None
    verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """A worker's days, with one employer alone where ``employer`` is set."""

    person: Person
    employer: Organisation | None
    today: DayTold
    tomorrow: DayTold
    years: tuple[int, ...]
    year: int
    engagements: tuple[Engagement, ...]
    employers: tuple[EmployerDays, ...]
    days: int
    counts: tuple[Count, ...]
    insurance: Insurance | None


# --- codes --------------------------------------------------------------------------------------------------------


def digest_of_code(code: str) -> str:
    """By what a code is found: without the site's own key nobody can compute it."""
    return lookup_digest(code, purpose="seasonal.self-check")


def standing_codes() -> QuerySet[SelfCheckCode]:
    return SelfCheckCode.objects.filter(withdrawn_at=None)


def codes_given_by(employers: QuerySet[Organisation]) -> QuerySet[SelfCheckCode]:
    """Those that open the days with these employers."""
    return standing_codes().filter(employer__in=employers).select_related("person", "employer")


def codes_by_person(employer: Organisation) -> dict[int, SelfCheckCode]:
    """The employer's standing codes by the person who has one."""
    return {code.person_id: code for code in standing_codes().filter(employer=employer)}


def code_presented(number: str, code: str, *, kinds: Iterable[str]) -> SelfCheckCode | None:
    """The code that opens days, for a number that can be of these kinds.

    One question finds both together or nothing: an unknown number takes as long as a wrong code.
    """
    found = standing_codes().filter(
        digest=digest_of_code(code),
        person__identifiers__digest__in=[digest_of(kind, number) for kind in kinds],
    )
    return found.select_related("person", "employer").first()


def token_of(code: SelfCheckCode) -> str:
    """Stands for a code that was shown a moment ago, so that its page can ask for more without number or code."""
    return signing.dumps(code.pk, salt=_SALT)


def code_of_token(token: str) -> SelfCheckCode | None:
    """None once the token is too old or the code was withdrawn."""
    try:
        number = signing.loads(token, salt=_SALT, max_age=TOKEN_LASTS)
    except signing.BadSignature:
        return None
    return standing_codes().select_related("person", "employer").filter(pk=number).first()


def own_code(person: Person) -> SelfCheckCode | None:
    """The code with which the person sees all their days, if they have one."""
    return standing_codes().filter(person=person, employer=None).first()


def qr_of(address: str, *, title: str) -> str:
    """The address as a QR code in SVG."""
    return outputs.qr_svg(address, title=title)


# --- the ledger ---------------------------------------------------------------------------------------------------


def ledger_of(person: Person, *, employer: Organisation | None = None, year: int | None = None, today: date) -> Ledger:
    """Everything registered for the person; with an employer's code, what was registered by them."""
    found = own_days(person)
    if employer:
        found = found.filter(employer=employer)
    everything = list(found)
    years = tuple(sorted({one.on.year for one in everything} | {today.year}, reverse=True))
    shown = year if year in years else today.year
    counted_on = min(max(today, date(shown, 1, 1)), date(shown, 12, 31))
    of_year = tuple(one for one in everything if one.on.year == shown)
    standing = [one for one in of_year if one.is_registered]
    return Ledger(
        person=person,
        employer=employer,
        today=_day(everything, today),
        tomorrow=_day(everything, today + timedelta(days=1)),
        years=years,
        year=shown,
        engagements=of_year,
        employers=_by_employer(standing, today=today),
        days=len({one.on for one in standing}),
        counts=tuple(_counts(person, standing, on=counted_on, only=employer)),
        insurance=_insurance(everything, today=today),
    )


def days_to_confirm(person: Person, employer: Organisation, *, year: int, today: date) -> QuerySet[Engagement]:
    """The registered days of the year that have come, in their order."""
    return (
        Engagement.objects.filter(
            person=person, employer=employer, on__year=year, on__lte=today, state=EngagementState.REGISTERED
        )
        .select_related("receipt", "worker", "employer")
        .order_by("on", "shift", "pk")
    )


def employers_worked_for(person: Person) -> QuerySet[Organisation]:
    """Those who ever registered the person."""
    return Organisation.objects.filter(pk__in=Engagement.objects.filter(person=person).values("employer"))


def employers_opened_by(code: SelfCheckCode) -> QuerySet[Organisation]:
    """Those whose days the code opens."""
    found = employers_worked_for(code.person)
    return found.filter(pk=code.employer_id) if code.employer_id else found


def masked_number_of(person: Person) -> str:
    """The last digits of the number the person is known by; nothing where there is none."""
    identifier = identifiers_of(person).first()
    return masked(identifier) if identifier else ""


def _day(everything: Iterable[Engagement], on: date) -> DayTold:
    entries = [one for one in everything if one.on == on]
    return DayTold(
        on,
        standing=tuple(one for one in entries if one.is_registered),
        others=tuple(one for one in entries if not one.is_registered),
    )


def _by_employer(standing: Iterable[Engagement], *, today: date) -> tuple[EmployerDays, ...]:
    days: dict[Organisation, set[date]] = defaultdict(set)
    for one in standing:
        days[one.employer].add(one.on)
    return tuple(
        EmployerDays(employer, len(found), sum(on <= today for on in found))
        for employer, found in sorted(days.items(), key=lambda pair: pair[0].name)
    )


def _counts(person: Person, standing: Sequence[Engagement], *, on: date, only: Organisation | None) -> Iterable[Count]:
    """Each limit once: those over all employers, and those with each of them.

    With an employer's code the days with others stay unsaid, and so do the limits that count them.
    """
    told = set()
    for employer, kind in dict.fromkeys((one.employer, one.kind) for one in standing):
        try:
            limits = limits_used(employer, [person.pk], on, kind=kind)
        except levies.NotAnswerable:
            continue
        for used in limits:
            limit = used.limit
            for_employer = limit.scope is levies.LimitScope.WORKER_EMPLOYER
            mark = (limit.id, employer.country, employer.pk if for_employer else None)
            if limit.scope is levies.LimitScope.EMPLOYER or mark in told or (only and not for_employer):
                continue
            told.add(mark)
            on_the_day = [
                one
                for one in standing
                if one.on == on and one.kind in limit.kinds and (not for_employer or one.employer == employer)
            ]
            counted = len(on_the_day) if limit.counts is levies.LimitCounts.UNITS else min(1, len(on_the_day))
            yield Count(
                name=in_reader_language(limit.names),
                employer=employer.name if for_employer else "",
                used=used.used(person.pk) + counted,
                at_most=limit.at_most,
                verified=limit.verified,
                source=in_reader_language(limit.sources),
            )


def _insurance(everything: Sequence[Engagement], *, today: date) -> Insurance | None:
    """Days that have come, over all years; future ones count once they were worked."""
    come = [one for one in everything if one.is_registered and one.on <= today]
    if not come:
        return None
    days = len({one.on for one in come})
    book = rulebook_of(come[0].employer)
    if YEAR_OF_INSURANCE not in book.parameters:
        return Insurance(days, None, verified=False, source="")
    rules = book.on(today)
    try:
        used = rules.number(YEAR_OF_INSURANCE)
    except levies.NotAnswerable:
        return Insurance(days, None, verified=False, source="")
    return Insurance(days, int(used.value), used.verified, in_reader_language(rules.sources(YEAR_OF_INSURANCE)))
