"""Scores of people who answered all of a form, where all they did comes to one number: tabulated and looked up."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.ability.lookup import looked_up
from munera.engines.psychometrics.calibration.expectation import ScalarTables, grid_of, slope_tables
from munera.engines.psychometrics.calibration.pool import Values
from munera.engines.psychometrics.model import Floats, Group, ItemParameters, Method
from munera.engines.psychometrics.numerics.cubics import Grid, cubics
from munera.engines.psychometrics.numerics.nodes import Quadrature
from munera.engines.psychometrics.responses.forms import Form

EAP_STEP: Final = 0.02
STEP: Final = 0.01
LEAST_CELLS: Final = 1_024
FARTHEST: Final = 40.0
MOST_STEPS: Final = 100
STILL: Final = 1e-12


def values_of(parameters: tuple[ItemParameters, ...], groups: tuple[Group, ...]) -> Values:
    """The parameters as arrays."""
    most = max(each.item.categories for each in parameters)
    intercepts = np.full((len(parameters), most), -np.inf)
    intercepts[:, 0] = 0.0
    for place, each in enumerate(parameters):
        intercepts[place, 1 : each.item.categories] = each.intercepts
    return Values(
        np.array([each.slope for each in parameters]),
        intercepts,
        np.array([group.mean for group in groups]),
        np.array([group.standard_deviation for group in groups]),
    )


class Lookup:
    """Ability and its error for each number that the answers to a form can come to."""

    def __init__(self, form: Form, group: int, values: Values, method: Method, quadrature: Quadrature) -> None:
        self.slopes = slope_tables(form, values.slopes)
        if method is Method.EAP:
            tables = ScalarTables.of(form, group, values, quadrature, step=EAP_STEP)
            self.grid, theta = tables.grid, tables.mean
            square = tables.posterior @ tables.theta**2
            error = np.sqrt(np.maximum(square - theta**2, 0.0))
        else:
            self.grid = grid_of(form, values, STEP, least=LEAST_CELLS)
            theta, error = _solved(form, group, values, method, self.grid)
        self.theta, self.error = cubics(theta), cubics(error)
        self.ends = _ends(form, values.slopes) if method is Method.ML else None

    def __call__(self, answers: NDArray[np.uint8]) -> Floats:
        """Shape (2, people)."""
        found = np.empty((2, len(answers)))
        inverse_step = 1.0 / self.grid.step
        looked_up(answers, self.slopes, self.grid.start, inverse_step, self.theta, self.error, found)
        if self.ends is not None:
            # All wrong or all right: no ability is likeliest.
            scalars = self.slopes[np.arange(answers.shape[1]), answers].sum(axis=1)
            for end, theta in zip(self.ends, (-np.inf, np.inf), strict=True):
                found[0, np.abs(scalars - end) < self.grid.step / 2] = theta
            found[1, np.isinf(found[0])] = np.inf
        return found


def _ends(form: Form, slopes: Floats) -> tuple[float, float]:
    most = slopes[np.array(form.items)] * (np.array(form.categories) - 1)
    return float(np.minimum(most, 0.0).sum()), float(np.maximum(most, 0.0).sum())


def _solved(form: Form, group: int, values: Values, method: Method, grid: Grid) -> tuple[Floats, Floats]:
    """For each s the ability at which it is what one expects (ML), drawn to the group (MAP), or without bias (WLE)."""
    items = np.array(form.items)
    chosen = Values(values.slopes[items], values.intercepts[items], values.means, values.deviations)
    mean, precision = float(values.means[group]), float(values.deviations[group]) ** -2

    def of(theta: Floats) -> tuple[Floats, Floats, Floats]:
        """What s is at an ability, how fast that rises, and the information."""
        first, second, third, fourth = _cumulants(chosen, theta)
        if method is Method.MAP:
            return first + (theta - mean) * precision, second + precision, second + precision
        if method is Method.ML:
            return first, second, second
        second = np.maximum(second, 1e-300)
        return first - third / (2 * second), second - (fourth * second - third**2) / (2 * second**2), second

    # Close together in the middle, farther apart toward the ends.
    trial = FARTHEST * np.sinh(np.linspace(-4.0, 4.0, 401)) / np.sinh(4.0)
    theta = _inverse(lambda ability: of(ability)[:2], trial, grid.points)
    return theta, 1.0 / np.sqrt(np.maximum(of(theta)[2], 1e-300))


def _inverse(rising: Callable[[Floats], tuple[Floats, Floats]], trial: Floats, wanted: Floats) -> Floats:
    """Where a rising function is what is wanted, by Newton's steps that never leave their cell of ``trial``.

    What lies beyond its first or last value is taken for that of the end.
    """
    risen = np.maximum.accumulate(rising(trial)[0])
    theta = np.interp(wanted, risen, trial)
    open_ones = np.flatnonzero((wanted > risen[0]) & (wanted < risen[-1]))
    at = np.searchsorted(risen, wanted)
    low, high = trial[np.maximum(at - 1, 0)], trial[np.minimum(at, len(trial) - 1)]
    for _ in range(MOST_STEPS):
        if not len(open_ones):
            break
        here, target = theta[open_ones], wanted[open_ones]
        value, slope = rising(here)
        low[open_ones] = np.where(value < target, here, low[open_ones])
        high[open_ones] = np.where(value < target, high[open_ones], here)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            moved = here + (target - value) / slope
        inside = (moved >= low[open_ones]) & (moved <= high[open_ones])
        theta[open_ones] = np.where(inside, moved, 0.5 * (low[open_ones] + high[open_ones]))
        open_ones = open_ones[np.abs(theta[open_ones] - here) > STILL * (1.0 + np.abs(here))]
    return theta


def _cumulants(values: Values, theta: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """The first four cumulants of s at each ability."""
    sums = [np.zeros(len(theta)) for _ in range(4)]
    points = np.arange(values.intercepts.shape[1])
    for begin in range(0, len(theta), 1024):
        part = slice(begin, begin + 1024)
        chances = values.probabilities(theta[part])
        away = points - (chances @ points)[..., None]
        square, slopes = away**2, values.slopes
        variance = (chances * square).sum(axis=-1)
        sums[0][part] = slopes @ (chances @ points)
        sums[1][part] = slopes**2 @ variance
        sums[2][part] = slopes**3 @ (chances * square * away).sum(axis=-1)
        sums[3][part] = slopes**4 @ ((chances * square**2).sum(axis=-1) - 3.0 * variance**2)
    return sums[0], sums[1], sums[2], sums[3]
