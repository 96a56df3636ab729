"""The town in its larger size: 20,000 researchers and 500 demands, to see whether the decks keep up.

All of them made up, and the same each time. They are written in bulk and not by actions, which would take an hour
with a line in the audit for each: nobody signs in as one of these, and what they are is only looked at.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Final

from django.utils import timezone

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.skills.choices import Standing
from munera.kernel.skills.models import Concept, Evidence
from munera.kernel.skills.queries import skills_to_choose
from munera.services.evaluators.choices import (
    STATE_NAMES,
    Degree,
    DemandStatus,
    Direction,
    EvaluationKind,
    Method,
    MinimumEvidence,
    Sphere,
    Theme,
)
from munera.services.evaluators.models import Demand, Match, Profile, Requirement

RESEARCHERS: Final = 20_000
DEMANDS: Final = 500
SEED: Final = 20_220_808
AT_ONCE: Final = 2_000
DOMAIN: Final = "large.demo.example"
GIVEN: Final = ("Ana", "Bento", "Clara", "Davi", "Elisa", "Fábio", "Gilda", "Heitor", "Iara", "João", "Lívia", "Márcio")
FAMILY: Final = ("Alves", "Brandão", "Castro", "Duarte", "Esteves", "Farias", "Gomes", "Lacerda", "Moura", "Pires")
STANDINGS: Final = (Standing.DECLARED, Standing.CHECKED, Standing.ISSUER_VERIFIED)
"""How skills are known, of a hundred: sixty, twenty-five, fifteen."""
SHARES: Final = (60, 25, 15)
FOUND: Final = 0.5
"""How many demands have found somebody; of the latest nobody knows yet."""


def build(body: Organisation, manager: Person, *, researchers: int = RESEARCHERS, demands: int = DEMANDS) -> None:
    """Nothing where it is built already."""
    if Person.objects.filter(email=_address(0)).exists():
        return
    chance, now = Random(SEED), timezone.now()  # noqa: S311  # made up, and the same each time
    skills = list(skills_to_choose().filter(is_language=False).order_by("pk"))
    numbers, profiles = iter(range(researchers)), list[int]()
    while some := list(islice(numbers, AT_ONCE)):
        people = Person.objects.bulk_create(_person(number, chance) for number in some)
        profiles += [one.pk for one in Profile.objects.bulk_create(_profile(one, chance, now) for one in people)]
        Evidence.objects.bulk_create(
            (evidence for person in people for evidence in _evidence(person, skills, chance, now)), batch_size=AT_ONCE
        )
    written = Demand.objects.bulk_create(_demand(number, body, manager, chance, now) for number in range(demands))
    Requirement.objects.bulk_create(line for demand in written for line in _requirements(demand, skills, chance))
    Match.objects.bulk_create(_matches(written, profiles, chance, now))


def _address(number: int) -> str:
    return f"researcher{number}@{DOMAIN}"


def _person(number: int, chance: Random) -> Person:
    person = Person(email=_address(number), full_name=f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}", language="pt")
    person.set_unusable_password()
    return person


def _profile(person: Person, chance: Random, now: datetime) -> Profile:
    opened_at = now - timedelta(days=chance.randrange(1, 700))
    return Profile(
        person=person,
        headline="Avalio políticas públicas",
        degree=chance.choice(Degree.values),
        institution_name=f"Universidade {chance.randrange(120)}",
        themes=_some(Theme.values, chance, most=3),
        methods=_some(Method.values, chance, most=4),
        places=_some(sorted(STATE_NAMES), chance, most=2),
        is_open=True,
        opened_at=opened_at,
        consented_at=opened_at,
        created_at=opened_at,
        seen=chance.randrange(40),
    )


def _evidence(person: Person, skills: Sequence[Concept], chance: Random, now: datetime) -> Iterator[Evidence]:
    """A few skills each, the earlier ones of the classification oftener: some are common, most are rare."""
    places = {int(len(skills) * chance.random() ** 2) for _number in range(chance.randrange(3, 9))}
    for place in sorted(places):
        [standing] = chance.choices(STANDINGS, SHARES)
        yield Evidence(
            person=person,
            skill=skills[place],
            level=chance.randrange(1, 6),
            standing=standing,
            source="" if standing == Standing.DECLARED else "Universidade",
            recorded_at=now - timedelta(days=chance.randrange(2_000)),
        )


def _demand(number: int, body: Organisation, manager: Person, chance: Random, now: datetime) -> Demand:
    opened_at = now - timedelta(days=chance.randrange(1, 300))
    return Demand(
        body=body,
        manager=manager,
        sphere=chance.choice(Sphere.values),
        policy=f"Programa {number + 1}",
        theme=chance.choice(Theme.values),
        kind=chance.choice(EvaluationKind.values),
        question="O programa alcança quem deveria alcançar?",
        methods=_some(Method.values, chance, most=2),
        place=chance.choice(sorted(STATE_NAMES)),
        deadline=(now + timedelta(days=chance.randrange(30, 200))).date(),
        status=DemandStatus.OPEN,
        opened_at=opened_at,
        created_at=opened_at,
        seen=chance.randrange(40),
    )


def _requirements(demand: Demand, skills: Sequence[Concept], chance: Random) -> Iterator[Requirement]:
    places = {int(len(skills) * chance.random() ** 2) for _number in range(chance.randrange(2, 6))}
    for place in sorted(places):
        yield Requirement(
            demand=demand,
            skill=skills[place],
            weight=chance.randrange(1, 6),
            minimum_evidence=MinimumEvidence.DECLARED,
        )


def _matches(demands: Sequence[Demand], profiles: Sequence[int], chance: Random, now: datetime) -> Iterator[Match]:
    """So that the open numbers tell how long it takes. All have ended: they stand on nobody's first page."""
    for demand in demands:
        made_at = demand.created_at + timedelta(days=chance.randrange(1, 100))
        if chance.random() < FOUND and made_at < now:
            yield Match(
                demand=demand,
                profile_id=chance.choice(profiles),
                made_at=made_at,
                ended_at=now,
                ended_by=Direction.BODY,
            )


def _some(codes: Sequence[str], chance: Random, *, most: int) -> list[str]:
    return sorted(chance.sample(list(codes), chance.randrange(1, most + 1)))
