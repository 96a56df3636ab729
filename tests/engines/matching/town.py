"""A small town by lot, with everything that can be odd: equals, old skills, ended ones, hard rules, musts, minimums."""

from datetime import date, timedelta
from random import Random

from munera.engines.matching import Claim, Demand, Evidence, Filter, Kinship, Neighbour, Person, Requirement, Taxonomy

ON = date(2026, 6, 1)
SALT = b"drawn on 1 June 2026"
SKILLS = [f"s{number:02}" for number in range(80)]
PLACES = [f"place-{number}" for number in range(60)]


def taxonomy(chance: Random) -> Taxonomy:
    """Seven families; in each, skills stand in for one another at by-lot similarities."""
    families = [SKILLS[begin : begin + 12] for begin in range(0, 80, 12)]
    table = {}
    for family in families:
        for wanted in family:
            others = [skill for skill in family if skill != wanted and chance.random() < 0.4]
            table[wanted] = tuple(
                Neighbour(skill, chance.randrange(100, 1000, 50), chance.choice(list(Kinship)[1:])) for skill in others
            )
    return Taxonomy("town", table, tuple(map(tuple, families)))


def person(chance: Random, key: str) -> Person:
    """Mostly of one family, so that there is something to prune."""
    home = chance.randrange(0, 80, 12)
    skills = [
        SKILLS[min(79, home + chance.randrange(12))] if chance.random() < 0.85 else chance.choice(SKILLS)
        for _ in range(chance.randrange(9))
    ]
    facts = {"place": frozenset(chance.sample(PLACES, chance.randrange(3))), "open": frozenset({chance.choice("yn")})}
    return Person(key, tuple(claim(chance, skill) for skill in skills), facts)


def claim(chance: Random, skill: str) -> Claim:
    ends = ON + timedelta(days=chance.randrange(-20, 60)) if chance.random() < 0.2 else None
    since = ON - timedelta(days=chance.randrange(5_000)) if chance.random() < 0.4 else None
    return Claim(skill, chance.randrange(7), Evidence(chance.choice([1, 1, 1, 2, 3])), ends, since)


def demand(chance: Random, key: str) -> Demand:
    home = chance.randrange(0, 80, 12)
    requirements = tuple(
        Requirement(
            tuple({SKILLS[min(79, home + chance.randrange(12))] for _ in range(chance.choice([1, 1, 1, 2, 3]))}),
            weight=chance.choice([1, 1, 2, 5, 1000]),
            must=chance.random() < 0.15,
            minimum_level=chance.choice([0, 0, 0, 0, 3]),
            minimum_evidence=chance.choice([Evidence.DECLARED, Evidence.DECLARED, *Evidence]),
        )
        for _ in range(chance.randrange(1, 9))
    )
    filters = []
    if chance.random() < 0.4:
        filters.append(Filter("place", frozenset(chance.sample(PLACES, chance.randrange(1, 30)))))
    if chance.random() < 0.3:
        filters.append(Filter("open", frozenset("y")))
    return Demand(key, requirements, tuple(filters))
