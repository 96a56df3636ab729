"""What people can do and how it is known, on a day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.people.choices import Erasure
from munera.kernel.people.models import Person
from munera.kernel.people.queries import PersonalRecords
from munera.kernel.skills.choices import VERIFIED, Standing
from munera.kernel.skills.models import CheckRequest, Concept, Evidence
from munera.kernel.skills.queries.classification import Named, named

WEIGHT: Final = {standing: weight for weight, standing in enumerate(Standing.values)}


@dataclass(frozen=True, slots=True)
class Known:
    """A skill of a person as the evidence that stands on the day has it.

    ``standing`` is that of the weightiest evidence, and ``level`` what the weightiest that states one says: a claim
    to be an expert does not lift what an issuer has verified.
    """

    skill: Concept
    standing: Standing
    level: int | None
    valid_until: date | None
    evidence: tuple[Evidence, ...]

    @property
    def level_name(self) -> str:
        return "" if self.level is None else str(self.skill.levels(self.level).label)

    @property
    def is_verified(self) -> bool:
        return self.standing in VERIFIED


def standing_on(on: date) -> Q:
    """Evidence that counts on that day: not voided, not run out; the last day counts."""
    return Q(voided_at=None) & (Q(valid_until=None) | Q(valid_until__gte=on))


def evidence_of(person: Person) -> QuerySet[Evidence]:
    """All of it, what no longer stands too, newest first."""
    return Evidence.objects.filter(person=person).select_related("skill", "organisation")


def declarations_of(person: Person) -> QuerySet[Evidence]:
    """What the person says of themselves, and has not taken back."""
    return evidence_of(person).filter(standing=Standing.DECLARED, voided_at=None)


def skills_of(person: Person, *, on: date | None = None) -> list[Known]:
    """What the person can do on that day (today, if none is named), weightiest first."""
    return skills_of_people([person], on=on)[person.pk]


def skills_of_people(people: Collection[Person], *, on: date | None = None) -> dict[int, list[Known]]:
    """The same for many, by the number of the person: one question."""
    standing = Evidence.objects.filter(standing_on(on or timezone.localdate()), person__in=people)
    by_skill: dict[tuple[int, int], list[Evidence]] = {}
    for evidence in standing.select_related("skill", "organisation").order_by("-recorded_at", "-pk"):
        by_skill.setdefault((evidence.person_id, evidence.skill_id), []).append(evidence)
    found: dict[int, list[Known]] = {person.pk: [] for person in people}
    for (person, _skill), rows in by_skill.items():
        found[person].append(_known(rows))
    return {person: sorted(known, key=lambda one: -WEIGHT[one.standing]) for person, known in found.items()}


def _known(evidence: list[Evidence]) -> Known:
    weighed = sorted(evidence, key=lambda one: (-WEIGHT[one.standing], -(one.level or 0)))
    weightiest = [one for one in weighed if one.standing == weighed[0].standing]
    ends = [one.valid_until for one in weightiest]
    return Known(
        skill=weighed[0].skill,
        standing=Standing(weighed[0].standing),
        level=next((one.level for one in weighed if one.level is not None), None),
        valid_until=None if None in ends else max(end for end in ends if end),
        evidence=tuple(weighed),
    )


def people_with(
    skills: Iterable[str], *, on: date | None = None, at_least: Standing = Standing.DECLARED
) -> QuerySet[Person]:
    """Everybody who has all of these skills (by URI) on that day, each known ``at_least`` so well."""
    weighty = [standing for standing, weight in WEIGHT.items() if weight >= WEIGHT[at_least]]
    standing = Evidence.objects.filter(standing_on(on or timezone.localdate()), standing__in=weighty)
    people = Person.objects.filter(is_active=True)
    for uri in skills:
        people = people.filter(pk__in=standing.filter(skill__uri=uri).values("person"))
    return people.order_by("pk")


def has_verified(person: Person, skill_uri: str, on: date, *, level: int | None = None) -> bool:
    """Whether an issuer or a register stands for the skill on that day, at this level or a higher one."""
    found = Evidence.objects.filter(standing_on(on), person=person, skill__uri=skill_uri, standing__in=VERIFIED)
    if level is not None:
        found = found.filter(level__gte=level)
    return found.exists()


@dataclass(frozen=True, slots=True)
class Told:
    """A skill of a person as a page shows it."""

    known: Known
    named: Named
    # The person's own word among the evidence, which they may change or take back.
    declared: Evidence | None


@dataclass(frozen=True, slots=True)
class Ended:
    """What somebody else stood for, and that counts no more."""

    evidence: Evidence
    named: Named


def in_words(known: Iterable[Known], *, language: str) -> list[Told]:
    """Each skill with its name for the reader."""
    listed = list(known)
    names = named((one.skill for one in listed), language=language)
    return [Told(one, names[one.skill.pk], _own_word(one)) for one in listed]


def _own_word(known: Known) -> Evidence | None:
    return next((one for one in known.evidence if one.standing == Standing.DECLARED), None)


def ended_in_words(person: Person, *, language: str) -> list[Ended]:
    """Voided or run out, newest first; what the person took back themselves is not held against them."""
    ended = evidence_of(person).exclude(standing_on(timezone.localdate())).exclude(standing=Standing.DECLARED)
    listed = list(ended)
    names = named((one.skill for one in listed), language=language)
    return [Ended(one, names[one.skill_id]) for one in listed]


def personal_records(person: Person) -> list[PersonalRecords]:
    """What this room holds about a person."""
    return [
        PersonalRecords(
            room="skills",
            name=_("Your skills and how they are known"),
            rows=Evidence.objects.filter(person=person),
            fields=(
                "skill__uri",
                "level",
                "standing",
                "source",
                "recorded_at",
                "valid_until",
                "voided_at",
                "why_voided",
            ),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room="skills",
            name=_("Checks of your skills that you asked for"),
            rows=CheckRequest.objects.filter(person=person),
            fields=(
                "skill__uri",
                "level",
                "remark",
                "organisation__name",
                "asked_at",
                "answered_at",
                "answer",
                "because",
            ),
            erasure=Erasure.DELETE,
        ),
        PersonalRecords(
            room="skills",
            name=_("Requests of others that you answered"),
            rows=CheckRequest.objects.filter(answered_by=person).exclude(person=person),
            fields=("skill__uri", "answered_at", "answer"),
            erasure=Erasure.KEEP,
            because=_("a check keeps who made it (General Data Protection Regulation, article 5(2))"),
            keep_years=5,
            kept_from="answered_at",
        ),
        PersonalRecords(
            room="skills",
            name=_("Skills of others that you checked or recorded"),
            rows=Evidence.objects.filter(recorded_by=person).exclude(person=person),
            fields=("skill__uri", "standing", "recorded_at"),
            erasure=Erasure.KEEP,
            because=_("a check keeps who made it (General Data Protection Regulation, article 5(2))"),
            keep_years=5,
            kept_from="recorded_at",
        ),
    ]
