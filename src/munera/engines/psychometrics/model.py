"""What goes in and out: items, their parameters, what a calibration found and what a person scored.

Abilities are in units of the standard deviation of the first group, whose mean is 0; slopes are in logits for one such
unit, without the factor 1.7 of the older literature. A missing answer is -1 wherever answers stand in a table.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.errors import Malformed

MISSING: Final = -1
MOST_CATEGORIES: Final = 16

Floats = NDArray[np.float64]


class Model(StrEnum):
    """How the chance of an answer depends on ability: the names of item response theory."""

    ONE_PARAMETER = "1pl"
    """One slope for all items; with a free variance of the group this is the Rasch model."""
    TWO_PARAMETER = "2pl"
    THREE_PARAMETER = "3pl"
    """With a lower asymptote: what somebody who guesses gets right."""
    FOUR_PARAMETER = "4pl"
    """With an upper asymptote as well: what somebody who knows gets wrong."""
    PARTIAL_CREDIT = "pcm"
    GENERALIZED_PARTIAL_CREDIT = "gpcm"
    GRADED_RESPONSE = "grm"

    @property
    def has_one_intercept(self) -> bool:
        return self in _BINARY


_BINARY: Final = frozenset({Model.ONE_PARAMETER, Model.TWO_PARAMETER, Model.THREE_PARAMETER, Model.FOUR_PARAMETER})


@dataclass(frozen=True, slots=True)
class Item:
    """One question of an examination."""

    key: str
    model: Model = Model.TWO_PARAMETER
    categories: int = 2
    """Points run from 0 to ``categories - 1``."""
    subject: str = ""
    """The part of the examination it belongs to; a pass rule may ask for a minimum in each."""
    skills: tuple[str, ...] = ()
    """The skills, topics or units of competence it shows."""

    def __post_init__(self) -> None:
        if not self.key:
            raise Malformed("An item has no key.")
        if not 2 <= self.categories <= MOST_CATEGORIES:
            raise Malformed(f"An item has 2 to {MOST_CATEGORIES} categories; {self.key} has {self.categories}.")
        if self.model.has_one_intercept and self.categories != 2:
            raise Malformed(f"{self.key} has {self.categories} categories; {self.model} is for right and wrong alone.")


@dataclass(frozen=True, slots=True)
class ItemParameters:
    """What a calibration found out about one item.

    ====================  =====================================================================================
    1PL to 4PL            ``P(1) = lower + (upper - lower) / (1 + exp(-(slope θ + intercepts[0])))``
    PCM and GPCM          ``P(y) ∝ exp(y slope θ + intercepts[y - 1])``, where y = 0 has exp(0)
    GRM                   ``P(Y >= y) = 1 / (1 + exp(-(slope θ + intercepts[y - 1])))``, intercepts falling
    ====================  =====================================================================================
    """

    item: Item
    slope: float
    intercepts: tuple[float, ...]
    lower: float = 0.0
    upper: float = 1.0
    standard_errors: Mapping[str, float] = field(default_factory=dict)
    """By name of the parameter: ``slope``, ``intercept_1`` …, ``lower``, ``upper``; empty where none were reckoned.
    That of ``lower`` and ``upper`` is of the asymptote itself, not of its logit."""
    answers: int = 0
    """How many people the parameters rest on."""

    def __post_init__(self) -> None:
        if len(self.intercepts) != self.item.categories - 1:
            expected = self.item.categories - 1
            raise Malformed(f"{self.item.key} wants {expected} intercepts and has {len(self.intercepts)}.")
        numbers = (self.slope, *self.intercepts, self.lower, self.upper)
        if not all(np.isfinite(number) for number in numbers):
            raise Malformed(f"A parameter of {self.item.key} is no number.")
        if not 0.0 <= self.lower < self.upper <= 1.0:
            raise Malformed(f"The asymptotes of {self.item.key} do not lie in order between 0 and 1.")

    @property
    def difficulty(self) -> float:
        """The ability at which the answer is half way between its asymptotes; for several categories, their mean."""
        return -self.intercepts[-1] / (self.slope * (len(self.intercepts) if self._is_summed else 1))

    @property
    def _is_summed(self) -> bool:
        return self.item.model in {Model.PARTIAL_CREDIT, Model.GENERALIZED_PARTIAL_CREDIT}

    def probabilities(self, theta: Floats) -> Floats:
        """The chance of each category: shape (abilities, categories)."""
        theta = np.asarray(theta, dtype=np.float64)
        intercepts = np.asarray(self.intercepts)
        if self._is_summed:
            exponents = np.concatenate(([0.0], intercepts)) + np.outer(
                theta, self.slope * np.arange(self.item.categories)
            )
            exponents -= exponents.max(axis=1, keepdims=True)
            weights = np.exp(exponents)
            return np.asarray(weights / weights.sum(axis=1, keepdims=True))
        at_least = _logistic(self.slope * theta[:, None] + intercepts)
        if self.item.model is Model.GRADED_RESPONSE:
            edges = np.hstack((np.ones((theta.size, 1)), at_least, np.zeros((theta.size, 1))))
            return np.asarray(edges[:, :-1] - edges[:, 1:])
        right = self.lower + (self.upper - self.lower) * at_least[:, 0]
        return np.column_stack((1.0 - right, right))


def _logistic(values: Floats) -> Floats:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * values)))


@dataclass(frozen=True, slots=True)
class Normal:
    """What is held of a number before any answer: normal, with this mean and standard deviation."""

    mean: float
    standard_deviation: float

    def __post_init__(self) -> None:
        if not (np.isfinite(self.mean) and 0.0 < self.standard_deviation < np.inf):
            raise Malformed("What is held beforehand wants a number as mean and a positive standard deviation.")


@dataclass(frozen=True, slots=True)
class Priors:
    """What is held of parameters before any answer; None where nothing is."""

    log_slope: Normal | None = None
    intercept: Normal | None = None
    """Of every intercept of an item."""
    logit_lower: Normal | None = None
    """Of 3PL and 4PL; without it 3PL leans on (-1.1, 0.5): answers alone say too little of who guesses."""
    logit_upper: Normal | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The abilities of one group of candidates: normal, with this mean and standard deviation."""

    key: str = ""
    mean: float = 0.0
    standard_deviation: float = 1.0


@dataclass(frozen=True, slots=True)
class Step:
    """One turn of the calibration."""

    log_likelihood: float
    largest_change: float
    """Of any parameter in this turn."""
    is_accelerated: bool = False


@dataclass(frozen=True, slots=True)
class Calibration:
    """The parameters of all items of a pool, and how they were found."""

    items: tuple[ItemParameters, ...]
    groups: tuple[Group, ...] = (Group(),)
    log_likelihood: float = float("nan")
    trace: tuple[Step, ...] = ()
    converged: bool = False
    covariance: Floats | None = None
    """Of the free parameters, in the order of ``free``: shape (free, free); None where it was not asked for, and where
    the answers leave open in some direction what the parameters are."""
    free: tuple[tuple[str, str], ...] = ()
    """Key of the item and name of the parameter; without a key the ``slope`` that items share, and ``mean:`` and
    ``standard_deviation:`` with the key of a group."""
    people: int = 0
    _by_key: dict[str, ItemParameters] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_key = {parameters.item.key: parameters for parameters in self.items}
        if len(by_key) != len(self.items):
            raise Malformed("Two items have one key.")
        object.__setattr__(self, "_by_key", by_key)

    def __getitem__(self, key: str) -> ItemParameters:
        return self._by_key[key]

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    def standard_error(self, key: str, name: str) -> float:
        """Of one free parameter, as ``free`` names it; not a number where errors were not reckoned."""
        if self.covariance is None:
            return float("nan")
        place = self.free.index((key, name))
        return float(np.sqrt(self.covariance[place, place]))

    @property
    def digest(self) -> str:
        """SHA-256 of all parameters: a score names it, so that it can be reckoned again."""
        told = [
            [p.item.key, p.item.model, p.slope.hex(), [i.hex() for i in p.intercepts], p.lower.hex(), p.upper.hex()]
            for p in self.items
        ]
        groups = [[group.key, float(group.mean).hex(), float(group.standard_deviation).hex()] for group in self.groups]
        text = json.dumps([told, groups], separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


class Method(StrEnum):
    """How an ability is told from answers."""

    EAP = "eap"
    """The mean of what is plausible, given the answers and the group."""
    MAP = "map"
    """The likeliest of what is plausible, given the answers and the group."""
    WLE = "wle"
    """Warm's weighted likelihood: without a group, almost without bias."""
    ML = "ml"
    """The ability under which the answers are likeliest: without a group; infinite for all right or all wrong."""


@dataclass(frozen=True, slots=True)
class Scores:
    """The abilities of people, in the order of their answers."""

    method: Method
    theta: Floats
    """Shape (people,)."""
    standard_error: Floats
    """Shape (people,)."""
    digest: str
    """Of the calibration they rest on."""


@dataclass(frozen=True, slots=True)
class SkillProfiles:
    """What is known of each person in each skill: normal, in units of the first group's standard deviation."""

    skills: tuple[str, ...]
    mean: Floats
    """Shape (people, skills)."""
    covariance: Floats
    """Shape (people, skills, skills)."""
    correlation: Floats
    """Of the skills among all people: shape (skills, skills)."""
