"""What goes out: the chances of each item, the profiles of skills, and how common they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.errors import UnknownItem
from munera.engines.psychometrics.model import Floats, Item, Step

LEAST: Final = 1e-10
"""No answer is less likely than this: a logarithm is taken of it."""


class Rule(StrEnum):
    """How the skills that an item needs work together."""

    ALL = "dina"
    """Whoever lacks one of them answers as if lacking all: DINA, after Junker and Sijtsma (2001)."""
    ANY = "dino"
    """One of them is enough: DINO, after Templin and Henson (2006)."""
    EACH = "gdina"
    """Each combination has a chance of its own: the saturated G-DINA, after de la Torre (2011)."""


class Link(StrEnum):
    """The scale on which effects of skills add up."""

    IDENTITY = "identity"
    LOGIT = "logit"


@dataclass(frozen=True, slots=True)
class DiagnosticItem:
    """What was found out about one item."""

    item: Item
    combinations: tuple[frozenset[str], ...]
    """Sets of needed skills that have one chance; for DINA without and with all of them, so ``(∅, all)``."""
    chances: tuple[float, ...]
    """Of a right answer, for each of these."""
    standard_errors: tuple[float, ...] = ()
    """Of the chances; empty where they were not asked for, or the answers do not carry them."""
    answers: int = 0

    @property
    def guess(self) -> float:
        """The chance of a right answer without any of the needed skills."""
        return self.chances[0]

    @property
    def slip(self) -> float:
        """The chance of a wrong answer with all of them."""
        return 1.0 - self.chances[-1]

    def effects(self, link: Link = Link.IDENTITY) -> Mapping[frozenset[str], float]:
        """What each skill, each pair and so on adds to the chance, or to its logit; the empty set is the start."""
        values = np.clip(np.array(self.chances), LEAST, 1.0 - LEAST)
        scale = values if link is Link.IDENTITY else np.log(values / (1.0 - values))
        told = dict(zip(self.combinations, scale.tolist(), strict=True))
        found: dict[frozenset[str], float] = {}
        for combination in self.combinations:
            found[combination] = told[combination] - sum(
                effect for skills, effect in found.items() if skills < combination
            )
        return found


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The items of a pool and the skills of its people, and how they were found."""

    rule: Rule
    skills: tuple[str, ...]
    items: tuple[DiagnosticItem, ...]
    groups: tuple[str, ...]
    shares: Floats
    """How common each profile is in each group: shape (groups, profiles)."""
    log_likelihood: float
    trace: tuple[Step, ...]
    converged: bool
    starts: tuple[float, ...]
    """The log-likelihood that each start had reached when the best was chosen, of the rows that were tried."""
    doubts: tuple[str, ...] = ()
    """What the items cannot tell apart, in sentences."""
    people: int = 0
    _by_key: dict[str, DiagnosticItem] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {each.item.key: each for each in self.items})

    def __getitem__(self, key: str) -> DiagnosticItem:
        if key not in self._by_key:
            raise UnknownItem(f"{key} has no chances; calibrate it first, or leave it out of these answers.")
        return self._by_key[key]

    @property
    def profiles(self) -> NDArray[np.bool_]:
        """Which skills each profile has: shape (profiles, skills)."""
        return profiles_of(len(self.skills))

    def share_of(self, *skills: str, group: int = 0) -> float:
        """How many of a group have all these skills."""
        chosen = self.profiles[:, [self.skills.index(skill) for skill in skills]].all(axis=1)
        return float(self.shares[group, chosen].sum())


def profiles_of(skills: int) -> NDArray[np.bool_]:
    """All combinations of so many skills, nobody's first: shape (profiles, skills)."""
    return np.asarray((np.arange(1 << skills)[:, None] >> np.arange(skills)) & 1, np.bool_)


def combinations_of(item: Item, rule: Rule) -> tuple[frozenset[str], ...]:
    """The sets of skills that have a chance of their own."""
    if rule is not Rule.EACH:
        return frozenset(), frozenset(item.skills)
    return tuple(
        frozenset(chosen) for size in range(len(item.skills) + 1) for chosen in combinations(item.skills, size)
    )
