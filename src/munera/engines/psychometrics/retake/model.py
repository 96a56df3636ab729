"""What was learned from those who came again: how much people gain in which time, and what chances came true."""

from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.record import written

SURE: float = 1.2816
"""Standard errors on either side of what holds 80 %."""


@dataclass(frozen=True, slots=True)
class Growth:
    """What people gain in all skills alike until they come again: normal, its mean rising with time."""

    at_once: float
    per_year: float
    deviation: float
    shortest: float
    """Years between attempts that were seen; beyond them nothing is extrapolated."""
    longest: float
    people: int

    def expected(self, years: Floats) -> Floats:
        """Mean and standard deviation for each time: shape (times, 2)."""
        seen = np.clip(years, self.shortest, self.longest)
        return np.column_stack((self.at_once + self.per_year * seen, np.full(len(seen), self.deviation)))


@dataclass(frozen=True, slots=True)
class Recalibration:
    """A logistic line from chances as reckoned to chances as they came true later."""

    intercept: float
    slope: float
    covariance: tuple[tuple[float, float], tuple[float, float]]
    """Of intercept and slope."""
    people: int


@dataclass(frozen=True, slots=True)
class RetakeModel:
    """Growth from earlier retakers, checked and set right on later ones."""

    growth: Growth
    recalibration: Recalibration

    @property
    def digest(self) -> str:
        return sha256(written(self)).hexdigest()

    def told(self, chances: Floats) -> tuple[Floats, Floats, Floats]:
        """The chances set right, and the ends of the band that holds each with 80 %."""
        logits = logit(chances)
        line = self.recalibration.intercept + self.recalibration.slope * logits
        (first, both), (_, second) = self.recalibration.covariance
        error = np.sqrt(np.maximum(first + 2 * both * logits + second * logits**2, 0.0))
        return logistic(line), logistic(line - SURE * error), logistic(line + SURE * error)


def logit(chances: Floats) -> Floats:
    inside = np.clip(chances, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(inside) - np.log1p(-inside))


def logistic(values: Floats) -> Floats:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * values)))
