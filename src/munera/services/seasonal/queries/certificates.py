"""Which days of a year a register can certify to their worker, in which words, and what it has certified already.

A day counts once it is over and nobody can take it off any more; one that came too late does not count, also where a
correction let it in afterwards.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from munera.kernel.credentials.models import Issuer
from munera.kernel.credentials.queries import accredited_issuers, standing_key
from munera.kernel.organisations.models import Membership
from munera.kernel.organisations.queries import valid
from munera.kernel.people.models import Person
from munera.kernel.skills.models import Concept
from munera.kernel.skills.queries import skill_by_uri
from munera.services.seasonal import rules
from munera.services.seasonal.choices import EngagementState, Job
from munera.services.seasonal.models import DaysCredential, Engagement
from munera.services.seasonal.queries.deadlines import deadlines_of, today_of

# What was sent by the last hour may be under way for a while.
UNDER_WAY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Counted:
    """The days of a year in one country that can be certified now. A day with two kinds of work counts for both."""

    year: int
    country: str
    engagements: tuple[int, ...]
    days: int
    jobs: tuple[tuple[Job, int], ...]
    # Addresses of the skills that were exercised on days enough.
    skills: tuple[str, ...]

    @property
    def title(self) -> str:
        """Which credential it is, in the reader's language. No number stands first: it would turn the words around."""
        return ngettext(
            "Seasonal work in %(year)s: %(count)s day", "Seasonal work in %(year)s: %(count)s days", self.days
        ) % {"count": self.days, "year": self.year}

    @property
    def kinds(self) -> list[str]:
        """Each kind of work with its days, the most first."""
        return [
            ngettext("%(job)s: %(count)s day", "%(job)s: %(count)s days", days) % {"job": job.label, "count": days}
            for job, days in self.jobs
        ]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a worker may take along now, what they have taken of the same year, or both."""

    register: Issuer
    counted: Counted
    taken: DaysCredential | None

    @property
    def was_taken_back(self) -> bool:
        """The register itself has withdrawn what it certified; that it certifies anew is for it to say."""
        return self.taken is not None and self.taken.credential.is_withdrawn

    @property
    def is_new(self) -> bool:
        return self.taken is None or not counts_the_same(self.taken, self.counted)


def criterion() -> str:
    """By which rule days are counted, in the reader's language."""
    return _("The employer registered each of these days in time. Each is over, and none was cancelled.")


def register_of(country: str) -> Issuer | None:
    """Who certifies days there: an accredited register in which somebody holds the role of the tax office today."""
    offices = Membership.objects.filter(
        valid(timezone.localdate()), role=rules.TAX_OFFICE.code, organisation__country=country
    )
    found = accredited_issuers().filter(is_register=True, organisation__in=offices.values("organisation"))
    return next((issuer for issuer in found.order_by("pk") if standing_key(issuer)), None)


def counted_days(person: Person, *, year: int, at: datetime) -> dict[str, Counted]:
    """By country, what can be certified of the year at that moment."""
    if not 0 < year < MAXYEAR:
        return {}
    found = Engagement.objects.filter(
        person=person,
        on__range=(date(year, 1, 1), date(year, 12, 31)),
        state=EngagementState.REGISTERED,
        admitted_at=None,
    )
    by_country: dict[str, list[Engagement]] = defaultdict(list)
    for one in found.select_related("employer").order_by("pk"):
        if _is_settled(one, at=at):
            by_country[one.employer.country].append(one)
    return {country: _counted(year, country, settled) for country, settled in sorted(by_country.items())}


def counts_the_same(taken: DaysCredential, counted: Counted) -> bool:
    return tuple(taken.engagements) == counted.engagements


def days_credentials_of(person: Person) -> QuerySet[DaysCredential]:
    """Those that stand, each with its credential."""
    found = DaysCredential.objects.filter(person=person, ended_at=None)
    return found.select_related("credential__achievement", "credential__issuer__organisation")


def days_credentials_over(struck: Iterable[int], people: Iterable[int]) -> list[DaysCredential]:
    """Those that stand and count one of these engagements of these people."""
    gone = set(struck)
    standing = DaysCredential.objects.filter(person__in=set(people), ended_at=None, credential__withdrawn_at=None)
    return [one for one in standing.select_related("person").order_by("pk") if gone.intersection(one.engagements)]


def offers_of(person: Person, *, year: int, at: datetime) -> list[Offer]:
    """One for each country in which days of the year can be certified, and whose register does so here."""
    counted = counted_days(person, year=year, at=at)
    taken = {one.country: one for one in days_credentials_of(person).filter(year=year)} if counted else {}
    registers = {country: register_of(country) for country in counted}
    return [
        Offer(register, counted[country], taken.get(country)) for country, register in registers.items() if register
    ]


def skills_shown_by(counted: Counted) -> list[Concept]:
    """As far as the classification of this site has them."""
    return [skill for uri in counted.skills if (skill := skill_by_uri(uri))]


def _is_settled(engagement: Engagement, *, at: datetime) -> bool:
    """Over, and nobody can take it off any more but by a correction, which withdraws what counted it."""
    if engagement.on >= today_of(engagement.employer, at=at):
        return False
    return at > deadlines_of(engagement.employer, engagement.on, engagement.shift).cancel_until + UNDER_WAY


def _counted(year: int, country: str, settled: list[Engagement]) -> Counted:
    days: dict[Job, set[date]] = defaultdict(set)
    exercised: dict[str, set[date]] = defaultdict(set)
    for one in settled:
        job = Job(one.job)
        days[job].add(one.on)
        if job in rules.SKILL_OF_JOB:
            exercised[rules.SKILL_OF_JOB[job]].add(one.on)
    return Counted(
        year=year,
        country=country,
        engagements=tuple(one.pk for one in settled),
        days=len({one.on for one in settled}),
        jobs=tuple(sorted(((job, len(on)) for job, on in days.items()), key=lambda pair: (-pair[1], pair[0]))),
        skills=tuple(sorted(uri for uri, on in exercised.items() if len(on) >= rules.DAYS_OF_A_SKILL)),
    )
