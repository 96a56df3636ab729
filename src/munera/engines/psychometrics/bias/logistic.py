"""Does the group tell anything of an answer, beside the total: a shift for everybody, or a curve that crosses?

H. Swaminathan and H. J. Rogers (1990); the effect is the change of Nagelkerke's R², in the classes of M. G. Jodoin and
M. J. Gierl (2001).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import stats

from munera.engines.psychometrics.bias.kinds import BiasClass, two_groups
from munera.engines.psychometrics.errors import NotIdentified
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.responses.responses import Responses
from munera.engines.psychometrics.tallies import tallied

SMALL, LARGE = 0.035, 0.070
LEVEL: Final = 0.05
MOST_STEPS: Final = 50


@dataclass(frozen=True, slots=True)
class LogisticBias:
    """What the regression of one item says."""

    key: str
    uniform: float
    """Chi-squared of the group beside the total, with one degree of freedom."""
    uniform_p_value: float
    non_uniform: float
    """Chi-squared of total times group beside both, with one degree of freedom: the curves cross."""
    non_uniform_p_value: float
    shift: float
    """Of the focal group in logits, among people of the same total; negative where it is harder for them."""
    effect: float
    """By how much R² grows from the total alone to the total, the group and their product."""
    bias: BiasClass


def logistic_bias(responses: Responses, reference: str, focal: str) -> tuple[LogisticBias, ...]:
    """Of all items; the total is the share of points in what somebody was asked."""
    groups = two_groups(responses, reference, focal)
    tallies = tallied(responses)
    found = []
    for place, item in enumerate(responses.items):
        parts = []
        for tally in tallies:
            if place in tally.form.items:
                counts = tally.counts[list(groups), tally.form.items.index(place), :2]
                share = np.arange(counts.shape[2]) / max(counts.shape[2] - 1, 1)
                parts += [
                    np.vstack((share, np.full(share.size, float(group)), of_group))
                    for group, of_group in enumerate(counts)
                ]
        rows = np.hstack(parts) if parts else np.zeros((4, 0))
        found.append(_told(item.key, rows[:, rows[2:].sum(axis=0) > 0]))
    return tuple(found)


def _told(key: str, rows: Floats) -> LogisticBias:
    share, group, wrong, right = rows
    total = wrong + right
    if not (right.sum() > 0 and wrong.sum() > 0 and len(set(group.tolist())) == 2):
        raise NotIdentified(f"{key} cannot be compared: it wants right and wrong answers, and people of both groups.")
    ones = np.ones_like(share)
    columns = np.column_stack((ones, share, group, share * group))
    heights, shift = [], 0.0
    for count in (1, 2, 3, 4):
        height, coefficients = _climbed(columns[:, :count], right, total)
        heights.append(height)
        shift = float(coefficients[2]) if count == 3 else shift
    uniform, non_uniform = (max(2.0 * (heights[at] - heights[at - 1]), 0.0) for at in (2, 3))
    p_values = float(stats.chi2.sf(uniform, 1)), float(stats.chi2.sf(non_uniform, 1))
    people = float(total.sum())
    effect = _nagelkerke(heights[0], heights[3], people) - _nagelkerke(heights[0], heights[1], people)
    is_significant = stats.chi2.sf(uniform + non_uniform, 2) < LEVEL
    kind = BiasClass.A
    if is_significant and effect >= SMALL:
        kind = BiasClass.C if effect >= LARGE else BiasClass.B
    return LogisticBias(key, uniform, p_values[0], non_uniform, p_values[1], shift, effect, kind)


def _climbed(columns: Floats, right: Floats, total: Floats) -> tuple[float, Floats]:
    """The log-likelihood of binomial answers at its summit, and the coefficients there."""
    coefficients = np.zeros(columns.shape[1])
    height = _height(columns @ coefficients, right, total)
    for _ in range(MOST_STEPS):
        logits = columns @ coefficients
        chance = 0.5 * (1.0 + np.tanh(0.5 * logits))
        gradient = columns.T @ (right - total * chance)
        information = (columns * (total * chance * (1.0 - chance))[:, None]).T @ columns
        step = np.linalg.lstsq(information, gradient, rcond=1e-12)[0]
        higher = _height(columns @ (coefficients + step), right, total)
        while higher < height - 1e-9 and np.abs(step).max() > 1e-12:
            step = 0.5 * step
            higher = _height(columns @ (coefficients + step), right, total)
        coefficients = coefficients + step
        if higher - height < 1e-10:
            return higher, coefficients
        height = higher
    return height, coefficients


def _height(logits: Floats, right: Floats, total: Floats) -> float:
    return float((right * logits - total * np.logaddexp(0.0, logits)).sum())


def _nagelkerke(empty: float, full: float, people: float) -> float:
    """The share of what could be told that is told."""
    most = 1.0 - np.exp(2.0 * empty / people)
    return float((1.0 - np.exp(2.0 * (empty - full) / people)) / most)
