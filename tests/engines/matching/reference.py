"""A second reckoning, written apart from the first: everybody, every claim, every time, and a plain sort.

It shares the words of the model and the table of the taxonomy with the engine, and no line of arithmetic.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import blake2b

import numpy as np

from munera.engines.matching import Demand, Evidence, Kinship, Person, Policy, Requirement, Taxonomy

Ranked = tuple[str, int, int]


class Everybody:
    """All claims of all people side by side."""

    def __init__(
        self, people: Sequence[Person], skills: Sequence[str], policy: Policy, *, on: date, salt: bytes
    ) -> None:
        self.people = people
        self.number: Mapping[str, int] = {skill: place for place, skill in enumerate(skills)}
        claims = [(place, claim) for place, person in enumerate(people) for claim in person.claims]
        self.whose = np.array([place for place, _ in claims], np.int64)
        self.skill = np.array([self.number[claim.skill] for _, claim in claims], np.int64)
        self.level = np.array([claim.level for _, claim in claims])
        self.evidence = np.array([claim.evidence for _, claim in claims])
        self.worth = np.array(
            [
                policy.level[claim.level] * policy.evidence[claim.evidence] * _fresh(claim.since, policy.freshness, on)
                if claim.valid_until is None or claim.valid_until >= on
                else 0
                for _, claim in claims
            ],
            np.int64,
        )
        self.lots = [blake2b(person.key.encode(), digest_size=4, key=salt).digest() for person in people]

    def ranking(self, demand: Demand, taxonomy: Taxonomy) -> list[Ranked]:
        """Everybody who may be ranked, best first: key, total, verified."""
        size = len(self.people)
        total, verified, barred = np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, np.bool_)
        for requirement in demand.requirements:
            near, meets = self._nearness(requirement, taxonomy)
            value = near[self.skill] * self.worth // 1_000_000_000
            value[(self.level < requirement.minimum_level) | (self.evidence < requirement.minimum_evidence)] = 0
            best, sure = np.zeros(size, np.int64), np.zeros(size, np.int64)
            np.maximum.at(best, self.whose, value)
            is_sure = self.evidence == Evidence.VERIFIED
            np.maximum.at(sure, self.whose[is_sure], value[is_sure])
            total += requirement.weight * best
            verified += requirement.weight * np.where(sure == best, best, 0)
            if requirement.must:
                has = np.zeros(size, np.bool_)
                has[self.whose[(value > 0) & meets[self.skill]]] = True
                barred |= ~has
        found = [
            (-total[place], -verified[place], self.lots[place], person.key)
            for place, person in enumerate(self.people)
            if total[place] and not barred[place] and _keeps(person, demand)
        ]
        return [(key, -int(less), -int(lesser)) for less, lesser, _, key in sorted(found)]

    def _nearness(self, requirement: Requirement, taxonomy: Taxonomy) -> tuple[np.ndarray, np.ndarray]:
        near, meets = np.zeros(len(self.number), np.int64), np.zeros(len(self.number), np.bool_)
        for wanted in requirement.skills:
            for each in taxonomy.neighbours.get(wanted, ()):
                place = self.number[each.skill]
                near[place] = max(near[place], each.similarity)
                meets[place] |= each.kinship is Kinship.NARROWER
        for wanted in requirement.skills:
            near[self.number[wanted]], meets[self.number[wanted]] = 1000, True
        return near, meets


def _keeps(person: Person, demand: Demand) -> bool:
    return all(rule.any_of & person.facts.get(rule.fact, frozenset()) for rule in demand.filters)


def _fresh(since: date | None, table: Sequence[tuple[int, int]], on: date) -> int:
    parts = table[0][1]
    for years, less in table[1:]:
        if since is not None and (since.year + years, since.month, since.day) <= (on.year, on.month, on.day):
            parts = less
    return parts
