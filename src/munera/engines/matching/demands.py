"""The other direction: the best demands for one person, by the same law.

Demands are few beside people, and a person has few skills. So nothing is bounded and nothing skipped: whatever one of
the person's skills answers is reckoned. What somebody is worth for a demand is the same number from both sides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.lots import SALT, lot_of
from munera.engines.matching.model import WHOLE, Demand, Evidence, Person, Policy, Requirement
from munera.engines.matching.scoring import CUBE, asked, claims_by_skill
from munera.engines.matching.taxonomy import Kinship, Taxonomy

MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Offer:
    """A demand that somebody may be right for."""

    key: str
    total: int
    verified: int
    possible: int

    @property
    def points(self) -> int:
        return 100 * self.total // self.possible


@dataclass(frozen=True, slots=True)
class Postings:
    """For one skill the requirements that it answers."""

    requirements: NDArray[np.int64]
    similarities: NDArray[np.int64]
    meets: NDArray[np.bool_]


class Demands:
    """Many demands, searched for one person at a time."""

    def __init__(self, demands: Iterable[Demand], taxonomy: Taxonomy, *, salt: bytes = SALT) -> None:
        self.demands: Sequence[Demand] = list(demands)
        self.taxonomy = taxonomy
        answered: dict[str, list[tuple[int, int, bool]]] = {}
        demand_of: list[int] = []
        asks: list[Requirement] = []
        for number, demand in enumerate(self.demands):
            for requirement, answers in zip(demand.requirements, asked(demand, taxonomy).answers, strict=True):
                for skill, near in answers.items():
                    meets = near is None or near.kinship is Kinship.NARROWER
                    answered.setdefault(skill, []).append((len(asks), near.similarity if near else WHOLE, meets))
                demand_of.append(number)
                asks.append(requirement)
        self._postings: Mapping[str, Postings] = {
            skill: Postings(*(np.array(column) for column in zip(*rows, strict=True)))
            for skill, rows in answered.items()
        }
        self._demand_of = np.array(demand_of, np.int64)
        self._weights = np.array([each.weight for each in asks], np.int64)
        self._musts = np.array([each.must for each in asks], np.bool_)
        self._levels = np.array([each.minimum_level for each in asks], np.int64)
        self._evidence = np.array([each.minimum_evidence for each in asks], np.int64)
        self._possible = np.array([demand.possible for demand in self.demands], np.int64)
        self._lots = np.array([lot_of(demand.key, salt) for demand in self.demands], np.int64)

    def search(self, person: Person, policy: Policy, *, on: date, k: int = 10) -> tuple[Offer, ...]:
        """Demands differ in what can be had: they are ranked by the part of it, to a millionth, then as people are."""
        best, met = self._reckoned(person, policy, on=on)
        touched = np.flatnonzero(best)
        gained = self._weights[touched] * (best[touched] >> 1)
        total, verified = np.zeros(len(self.demands), np.int64), np.zeros(len(self.demands), np.int64)
        np.add.at(total, self._demand_of[touched], gained)
        np.add.at(verified, self._demand_of[touched], gained * (best[touched] & 1))
        barred = np.zeros(len(self.demands), np.bool_)
        barred[self._demand_of[self._musts & ~met]] = True
        found = np.flatnonzero((total > 0) & ~barred)
        part = total[found] * MILLION // self._possible[found]
        sure = verified[found] * MILLION // self._possible[found]
        offers: list[Offer] = []
        for number in found[np.lexsort((self._lots[found], -sure, -part))].tolist():
            demand = self.demands[number]
            if len(offers) == k:
                break
            if all(not rule.any_of.isdisjoint(person.facts.get(rule.fact, ())) for rule in demand.filters):
                offers.append(Offer(demand.key, int(total[number]), int(verified[number]), demand.possible))
        return tuple(offers)

    def _reckoned(self, person: Person, policy: Policy, *, on: date) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """For each requirement the best, twice its value and one more where it is verified; and whether it is met."""
        best, met = np.zeros(len(self._weights), np.int64), np.zeros(len(self._weights), np.bool_)
        for skill, claims in claims_by_skill(person.claims, policy, on=on).items():
            postings = self._postings.get(skill)
            if postings is None:
                continue
            rows = postings.requirements
            for strong, claim in claims:
                reaches = (claim.level >= self._levels[rows]) & (claim.evidence >= self._evidence[rows])
                value = np.where(reaches, postings.similarities * strong // CUBE, 0)
                worth = np.where(value > 0, value << 1 | (claim.evidence is Evidence.VERIFIED), 0)
                # A skill answers a requirement once, so no row is here twice.
                best[rows] = np.maximum(best[rows], worth)
                met[rows] |= postings.meets & (value > 0)
        return best, met
