"""The second half of a turn: the parameters under which the expected answers are likeliest.

Each item is a small concave problem of its own, solved by Newton's method for all items of one number of categories at
once; items that share a slope meet in it by a Schur complement.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.calibration.pool import Pool, Values
from munera.engines.psychometrics.model import Floats, Priors

MOST_STEPS: Final = 25
SMALL_STEP: Final = 1e-9
LONGEST_STEP: Final = 1.5
STEEPEST: Final = 30.0
FLATTEST: Final = 1e-2
RIDGE: Final = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Sufficient:
    """What the answers say of the items, in sums."""

    totals: Floats
    """People with each number of points: shape (items, categories)."""
    points_by_ability: Floats
    """Shape (items,)."""
    people: Floats
    """Who was asked the item, by group and node: shape (items, groups × nodes)."""
    theta: Floats
    """Of these nodes: shape (groups × nodes,)."""


@dataclass(frozen=True, slots=True, eq=False)
class Curvature:
    """Gradient and negative second derivatives of each item: slope first, then intercepts."""

    gradient: Floats
    information: Floats


def maximised(pool: Pool, values: Values, known: Sufficient, priors: Priors) -> Values:
    """Parameters of free items; those of groups are left as they are."""
    slopes, intercepts = values.slopes.copy(), values.intercepts.copy()
    for categories in np.unique(pool.categories[~pool.fixed_items]):
        alike = np.flatnonzero(pool.has_own_slope & (pool.categories == categories))
        if len(alike):
            _climb(alike, slopes, intercepts, known, priors)
    if pool.shares_slope.any():
        _climb_together(pool, slopes, intercepts, known, priors)
    return Values(slopes, intercepts, values.means, values.deviations)


def _climb(items: NDArray[np.int64], slopes: Floats, intercepts: Floats, known: Sufficient, priors: Priors) -> None:
    for _ in range(MOST_STEPS):
        curvature = curvature_of(items, slopes, intercepts, known, priors)
        step = np.linalg.solve(curvature.information, curvature.gradient[..., None])[..., 0]
        step *= np.minimum(1.0, LONGEST_STEP / np.maximum(np.abs(step).max(axis=1, keepdims=True), 1e-300))
        slopes[items] = _bounded(slopes[items] + step[:, 0], priors)
        intercepts[items, 1 : step.shape[1]] += step[:, 1:]
        if np.abs(step).max() < SMALL_STEP:
            return


def _climb_together(pool: Pool, slopes: Floats, intercepts: Floats, known: Sufficient, priors: Priors) -> None:
    items = np.flatnonzero(pool.shares_slope)
    groups = [items[pool.categories[items] == count] for count in np.unique(pool.categories[items])]
    for _ in range(MOST_STEPS):
        gradient = information = 0.0
        parts = []
        for alike in groups:
            curvature = curvature_of(alike, slopes, intercepts, known, Priors(intercept=priors.intercept))
            inner, border = curvature.information[:, 1:, 1:], curvature.information[:, 1:, 0]
            both = np.linalg.solve(inner, np.stack((curvature.gradient[:, 1:], border), axis=-1))
            gradient += float((curvature.gradient[:, 0] - (border * both[..., 0]).sum(axis=1)).sum())
            information += float((curvature.information[:, 0, 0] - (border * both[..., 1]).sum(axis=1)).sum())
            parts.append((alike, both))
        prior_gradient, prior_information = prior_of_slope(slopes[items[:1]], priors)
        slope_step = float(
            np.clip((gradient + prior_gradient[0]) / (information + prior_information[0]), -LONGEST_STEP, LONGEST_STEP)
        )
        largest = abs(slope_step)
        slopes[items] = _bounded(slopes[items] + slope_step, priors)
        for alike, both in parts:
            step = np.clip(both[..., 0] - slope_step * both[..., 1], -2.0 * LONGEST_STEP, 2.0 * LONGEST_STEP)
            intercepts[alike, 1 : step.shape[1] + 1] += step
            largest = max(largest, float(np.abs(step).max()))
        if largest < SMALL_STEP:
            return


def _bounded(slopes: Floats, priors: Priors) -> Floats:
    return np.clip(slopes, FLATTEST if priors.log_slope else -STEEPEST, STEEPEST)


def curvature_of(
    items: NDArray[np.int64], slopes: Floats, intercepts: Floats, known: Sufficient, priors: Priors
) -> Curvature:
    """Of items with one number of categories: shapes (items, parameters) and (items, parameters, parameters)."""
    count = int(np.isfinite(intercepts[items[0]]).sum())
    points = np.arange(count)
    theta, people = known.theta, known.people[items]
    chances = Values(slopes[items], intercepts[items, :count], np.zeros(0), np.zeros(0)).probabilities(theta)
    # Only nodes where people are: shape (items, nodes, categories).
    weighed = people[..., None] * chances
    mean = chances @ points
    gradient = np.empty((len(items), count))
    gradient[:, 0] = known.points_by_ability[items] - (people * mean) @ theta
    gradient[:, 1:] = known.totals[items, 1:count] - weighed[..., 1:].sum(axis=1)
    information = np.empty((len(items), count, count))
    spread = (chances @ points**2) - mean**2
    information[:, 0, 0] = (people * spread) @ theta**2
    apart = points[1:] - mean[..., None]
    information[:, 0, 1:] = information[:, 1:, 0] = np.einsum("iqc,iqc,q->ic", weighed[..., 1:], apart, theta)
    inner = -np.einsum("iqc,iqd->icd", weighed[..., 1:], chances[..., 1:])
    inner[:, np.arange(count - 1), np.arange(count - 1)] += weighed[..., 1:].sum(axis=1)
    information[:, 1:, 1:] = inner
    more_gradient, more_information = prior_of_slope(slopes[items], priors)
    gradient[:, 0] += more_gradient
    information[:, 0, 0] += more_information
    if priors.intercept is not None:
        held = priors.intercept
        gradient[:, 1:] -= (intercepts[items, 1:count] - held.mean) / held.standard_deviation**2
        information[:, np.arange(1, count), np.arange(1, count)] += held.standard_deviation**-2
    diagonal = np.arange(count)
    information[:, diagonal, diagonal] += RIDGE * (1.0 + information[:, diagonal, diagonal])
    return Curvature(gradient, information)


def prior_of_slope(slopes: Floats, priors: Priors) -> tuple[Floats, Floats]:
    """What a prior of the logarithm of slopes adds to gradient and information; the latter where it bends down."""
    held = priors.log_slope
    if held is None:
        return np.zeros(len(slopes)), np.zeros(len(slopes))
    away = (np.log(slopes) - held.mean) / held.standard_deviation**2
    curvature = (held.standard_deviation**-2 - away) / slopes**2
    return -away / slopes, np.maximum(curvature, 0.0)


def log_prior(pool: Pool, values: Values, priors: Priors) -> float:
    """The logarithm of how plausible the parameters were before any answer, but for a constant."""
    total = 0.0
    if priors.log_slope is not None:
        held = priors.log_slope
        free = np.concatenate((values.slopes[pool.has_own_slope], values.slopes[pool.shares_slope][:1]))
        with np.errstate(invalid="ignore", divide="ignore"):
            away = (np.log(free) - held.mean) / held.standard_deviation
        total -= 0.5 * float((away**2).sum()) if (free > 0).all() else np.inf
    if priors.intercept is not None:
        held = priors.intercept
        total -= 0.5 * float(
            (((values.intercepts[pool.has_intercept] - held.mean) / held.standard_deviation) ** 2).sum()
        )
    return total
