"""Whether chances come true, on people from whom nothing was learned: in order, in height, and alike for groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from munera.engines.psychometrics.errors import NotIdentified
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.retake.predicting import recalibrated
from munera.engines.psychometrics.suppression import FEWEST

BINS: Final = 10
RESAMPLES: Final = 200


@dataclass(frozen=True, slots=True)
class Bin:
    """People with like chances."""

    people: int
    told: float
    """Their mean chance."""
    came_true: float
    """The share who passed."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How chances did."""

    people: int
    came_true: float
    auc: float
    """The probability that somebody who passed had the higher chance than somebody who did not."""
    auc_low: float
    auc_high: float
    """It lies between with 95 %, by drawing these people again."""
    brier: float
    """The mean squared distance of chances from what came; the less the better."""
    skill: float
    """How much less that is than if everybody were told the share of all; 1 is perfect, 0 no better."""
    calibration_error: float
    """How far told and true are apart in ten bins of equally many people, on average (ECE)."""
    error_by_chance: float
    """About how much of that so few people would show even if every chance were right."""
    intercept: float
    """Of the line from told to true in logits; 0 where chances are right on average."""
    slope: float
    """1 where chances are as bold as they should be; below, they are too bold."""
    bins: tuple[Bin, ...]


def evaluate(chances: Floats, came_true: NDArray[np.bool_], *, seed: int) -> Evaluation:
    """``seed`` draws the people again for the interval."""
    chances, came_true = np.asarray(chances, np.float64), np.asarray(came_true, bool)
    if came_true.all() or not came_true.any():
        raise NotIdentified("Chances are judged by some who passed and some who did not.")
    rate = float(came_true.mean())
    brier = float(np.mean((chances - came_true) ** 2))
    low, high = np.quantile(_auc_again(chances, came_true, np.random.default_rng(seed)), (0.025, 0.975))
    bins = bins_of(chances, came_true)
    line = recalibrated(chances, came_true)
    return Evaluation(
        people=len(chances),
        came_true=rate,
        auc=auc(chances, came_true),
        auc_low=float(low),
        auc_high=float(high),
        brier=brier,
        skill=1 - brier / (rate * (1 - rate)),
        calibration_error=calibration_error(bins),
        error_by_chance=error_by_chance(bins),
        intercept=line.intercept,
        slope=line.slope,
        bins=bins,
    )


def evaluate_groups(
    chances: Floats, came_true: NDArray[np.bool_], groups: Sequence[str], *, seed: int
) -> dict[str, Evaluation | None]:
    """Each group for itself; None where it is too small to be told of, or all had one outcome."""
    labels = np.array(groups)
    found: dict[str, Evaluation | None] = {}
    for label in sorted(set(groups)):
        of_group = labels == label
        passed = int(came_true[of_group].sum())
        tellable = min(passed, int(of_group.sum()) - passed) >= FEWEST
        found[label] = evaluate(chances[of_group], came_true[of_group], seed=seed) if tellable else None
    return found


def auc(chances: Floats, came_true: NDArray[np.bool_]) -> float:
    """By ranks; who has the same chance counts half."""
    ranks = rankdata(chances)
    yes = int(came_true.sum())
    return float((ranks[came_true].sum() - yes * (yes + 1) / 2) / (yes * (len(chances) - yes)))


def bins_of(chances: Floats, came_true: NDArray[np.bool_]) -> tuple[Bin, ...]:
    """Ten bins of equally many people, the lowest chances first."""
    parts = np.array_split(np.argsort(chances, kind="stable"), min(BINS, len(chances)))
    return tuple(Bin(len(part), float(chances[part].mean()), float(came_true[part].mean())) for part in parts)


def calibration_error(bins: Sequence[Bin]) -> float:
    """How far told and true are apart, on average of all people."""
    return sum(each.people * abs(each.told - each.came_true) for each in bins) / sum(each.people for each in bins)


def error_by_chance(bins: Sequence[Bin]) -> float:
    """What the same is expected to be for chances that are right: the mean distance of a share from its chance."""
    people = sum(each.people for each in bins)
    return sum(sqrt(2 / pi * each.told * (1 - each.told) * each.people) for each in bins) / people


def _auc_again(chances: Floats, came_true: NDArray[np.bool_], chance: np.random.Generator) -> Floats:
    people = len(chances)
    found = []
    for _ in range(RESAMPLES):
        drawn = chance.integers(0, people, people)
        if 0 < came_true[drawn].sum() < people:
            found.append(auc(chances[drawn], came_true[drawn]))
    return np.array(found)
