"""The curve of a question with its band of error, and the candidates it was drawn from, as numbers to draw."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from munera.engines.psychometrics.model import ItemParameters
from munera.services.mentor.models import QuestionStatistic
from munera.services.mentor.queries.calibrations import read_item

LOWEST, HIGHEST, POINTS = -3.0, 3.0, 61
# Of the bands: 95 of a hundred.
NORMAL: Final = 1.96


@dataclass(frozen=True, slots=True)
class Along:
    """At an ability: the expected share of the points, and the ends of its band."""

    ability: float
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Seen:
    """A group of candidates of nearly the same ability: what they reached, and how far chance may have moved it."""

    ability: float
    people: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    along: tuple[Along, ...]
    seen: tuple[Seen, ...]


def curve_of(statistic: QuestionStatistic) -> Curve:
    """Without ``along`` where too few answered for a curve."""
    kept = next(
        (each for each in statistic.calibration.parameters["items"] if each["key"] == statistic.question.key), None
    )
    seen = tuple(_seen(*group) for group in statistic.observed)
    return Curve(tuple(_along(read_item(kept), kept.get("covariance", []))) if kept else (), seen)


def _along(item: ItemParameters, covariance: list[float]) -> Iterator[Along]:
    theta = np.linspace(LOWEST, HIGHEST, POINTS)
    most = item.item.categories - 1
    shares = item.probabilities(theta) @ np.arange(item.item.categories) / most
    errors = _errors(item, theta, shares, covariance)
    for ability, share, error in zip(theta.tolist(), shares.tolist(), errors, strict=True):
        yield Along(
            round(ability, 3), round(share, 4), round(max(0.0, share - error), 4), round(min(1.0, share + error), 4)
        )


def _errors(item: ItemParameters, theta: Any, shares: Any, covariance: list[float]) -> list[float]:
    """By the delta method; nothing where the engine told no covariance, or the question has more than two steps."""
    if len(covariance) != 3 or item.item.categories != 2:
        return [0.0] * len(theta)
    of_slope, both, of_intercept = covariance
    variance = theta**2 * of_slope + 2 * theta * both + of_intercept
    errors: list[float] = (NORMAL * shares * (1 - shares) * np.sqrt(np.maximum(variance, 0.0))).tolist()
    return errors


def _seen(ability: float, people: float, share: float) -> Seen:
    """With Wilson's interval, which stays between 0 and 1."""
    among = NORMAL**2 / people
    middle = (share + among / 2) / (1 + among)
    half = NORMAL * math.sqrt(share * (1 - share) / people + among / (4 * people)) / (1 + among)
    return Seen(ability, int(people), share, round(max(0.0, middle - half), 4), round(min(1.0, middle + half), 4))
