"""Answers less what is expected of a person of that ability: by item, by person, and in pairs of items.

B. D. Wright and G. N. Masters (1982) for infit and outfit; W. M. Yen (1984) for Q3.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.ability.asked import parameters_of
from munera.engines.psychometrics.errors import Malformed
from munera.engines.psychometrics.model import MISSING, Calibration, Floats, Scores
from munera.engines.psychometrics.responses.blocks import chunks
from munera.engines.psychometrics.responses.responses import Responses

ROWS_AT_ONCE: Final = 1 << 13
ABOVE_THE_OTHERS: Final = 0.2
"""K. B. Christensen, G. Makransky and M. Horton (2017): so far above the mean of all pairs, two items lean on each
other."""


@dataclass(frozen=True, slots=True)
class Residuals:
    """Mean squares of residuals, 1 being what the model expects: above, answers surprise; below, they are too orderly.

    ``outfit`` counts every answer alike, so that far-off ones tell much; ``infit`` weighs by what an answer tells.
    """

    item_outfit: Floats
    item_infit: Floats
    """Shape (items,)."""
    person_outfit: Floats
    person_infit: Floats
    """Shape (people,); no number for those without a finite score."""


def residuals(calibration: Calibration, responses: Responses, scores: Scores) -> Residuals:
    """For abilities as in ``scores``, of the same people in the same order."""
    items, people = len(responses.items), responses.count
    by_item, by_person = np.zeros((4, items)), np.zeros((4, people))
    for part in _parts(calibration, responses, scores):
        with np.errstate(divide="ignore", invalid="ignore"):
            standard = np.where(part.there, part.away**2 / part.variance, 0.0)
        sums = standard, part.there.astype(np.float64), part.away**2 * part.there, part.variance * part.there
        weights = part.weights[:, None]
        for row, each in enumerate(sums):
            by_item[row] += (each * weights).sum(axis=0)
            by_person[row, part.people] = each.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return Residuals(
            by_item[0] / by_item[1],
            by_item[2] / by_item[3],
            by_person[0] / by_person[1],
            by_person[2] / by_person[3],
        )


@dataclass(frozen=True, slots=True)
class Dependence:
    """Q3: correlations of residuals between items."""

    correlation: Floats
    """Shape (items, items)."""
    mean: float
    """Of all pairs: a little below 0, because each score rests on the items themselves."""
    pairs: tuple[tuple[str, str, float], ...]
    """Items that have more in common than ability, by how much; the largest first."""


def dependence(calibration: Calibration, responses: Responses, scores: Scores) -> Dependence:
    """For abilities as in ``scores``; among those who answered both items."""
    size = len(responses.items)
    sums = np.zeros((4, size, size))
    for part in _parts(calibration, responses, scores):
        away = np.where(part.there, part.away, 0.0)
        there, weighed = part.there.astype(np.float64), away * part.weights[:, None]
        sums[0] += (there * part.weights[:, None]).T @ there
        sums[1] += weighed.T @ there
        sums[2] += weighed.T @ away
        sums[3] += (weighed * away).T @ there
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = sums[1] / sums[0]
        covariance = sums[2] / sums[0] - mean * mean.T
        variance = sums[3] / sums[0] - mean**2
        correlation = covariance / np.sqrt(variance * variance.T)
    np.fill_diagonal(correlation, 1.0)
    above = correlation[np.triu_indices(size, 1)]
    usual = float(np.nanmean(above)) if np.isfinite(above).any() else float("nan")
    keys = [item.key for item in responses.items]
    pairs = [
        (keys[row], keys[column], float(correlation[row, column]))
        for row, column in np.argwhere(np.triu(correlation, 1) > usual + ABOVE_THE_OTHERS)
    ]
    return Dependence(correlation, usual, tuple(sorted(pairs, key=lambda pair: -pair[2])))


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Some people with finite scores: shapes (people, items)."""

    people: NDArray[np.int64]
    weights: Floats
    there: NDArray[np.bool_]
    away: Floats
    variance: Floats


def _parts(calibration: Calibration, responses: Responses, scores: Scores) -> Iterator[_Part]:
    parameters = parameters_of(calibration, responses.items)
    if scores.theta.size != responses.count:
        raise Malformed(f"{scores.theta.size} scores stand beside {responses.count} people; score these answers first.")
    for block in responses.blocks:
        form = responses.forms[block.form]
        for part in chunks(block, ROWS_AT_ONCE):
            places = np.arange(responses.count)[part.places]
            theta = scores.theta[places]
            finite = np.isfinite(theta)
            table = np.full((len(part), len(responses.items)), MISSING, np.int8)
            table[:, np.array(form.items)] = form.unpacked(part.answers)
            table, theta = table[finite], theta[finite]
            expected, variance = np.zeros(table.shape), np.zeros(table.shape)
            for column in form.items:
                points = np.arange(parameters[column].item.categories)
                chances = parameters[column].probabilities(theta)
                expected[:, column] = chances @ points
                variance[:, column] = chances @ points**2 - expected[:, column] ** 2
            weights = np.ones(len(part)) if part.weights is None else part.weights
            yield _Part(places[finite], weights[finite], table != MISSING, table - expected, variance)
