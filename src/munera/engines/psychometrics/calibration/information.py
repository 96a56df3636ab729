"""How sure the parameters are: the information of the answers, after what nobody can know of abilities is taken off.

T. A. Louis, "Finding the observed information matrix when using the EM algorithm", J. R. Statist. Soc. B 44 (1982): the
information if abilities were known, less the covariance, given the answers, of what they would have said. For a person
that is ``points θ - φ(θ)`` for each parameter, so all but one of its sums go over a table of s, and the last over pairs
of items.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.calibration.expectation import (
    ScalarTables,
    Turn,
    posteriors,
    slope_tables,
)
from munera.engines.psychometrics.calibration.maximisation import curvature_of, prior_of_slope
from munera.engines.psychometrics.calibration.pool import Pool, Values
from munera.engines.psychometrics.calibration.turns import Problem
from munera.engines.psychometrics.executors import Sums
from munera.engines.psychometrics.model import Floats, Priors
from munera.engines.psychometrics.responses.blocks import Block, chunks
from munera.engines.psychometrics.responses.forms import BYTE, Form

ROWS_AT_ONCE: Final = 1 << 15
FEW_AT_ONCE: Final = 2_048
ENOUGH: Final = 20_000


@dataclass(frozen=True, slots=True)
class Axes:
    """Where each parameter, free or not, stands: slopes, intercepts by points, means, logarithms of deviations."""

    items: int
    categories: int
    groups: int

    @property
    def count(self) -> int:
        return self.items * self.categories + 2 * self.groups

    def of_items(self, items: NDArray[np.int64]) -> NDArray[np.int64]:
        """Slope, then intercepts, of each item: shape (items, categories)."""
        points = np.arange(1, self.categories)
        intercepts = self.items + items[:, None] * (self.categories - 1) + points - 1
        return np.hstack((items[:, None], intercepts))

    def of_group(self, group: int) -> NDArray[np.int64]:
        first = self.items * self.categories
        return np.array([first + group, first + self.groups + group])


def axes_of(values: Values) -> Axes:
    return Axes(len(values.slopes), values.intercepts.shape[1], len(values.means))


def unknowable(blocks: Sequence[Block], turn: Turn) -> Sums:
    """The covariance, given the answers, of what known abilities would have said: summed over a share of the rows."""
    axes = axes_of(turn.values)
    total = np.zeros((axes.count, axes.count))
    ordered = sorted(blocks, key=lambda block: (block.form, block.group))
    for (number, group), alike in groupby(ordered, key=lambda block: (block.form, block.group)):
        form = turn.forms[number]
        add = _add_one_by_one if form.has_gaps else _add_by_scalar
        add(total, list(alike), form, group, turn)
    return (total,)


def _parts(form: Form, group: int, values: Values, theta: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Places of the parameters of a form and a group, and their φ at each node: (parameters,), (nodes, parameters)."""
    axes, items = axes_of(values), np.array(form.items)
    chosen = Values(values.slopes[items], values.intercepts[items], values.means, values.deviations)
    chances = chosen.probabilities(theta)
    points = np.arange(chances.shape[-1])
    by_item = np.concatenate(((chances @ points * theta)[..., None], chances[..., 1:]), axis=-1)
    away = (theta - values.means[group]) / values.deviations[group]
    of_group = np.stack((-away / values.deviations[group], 1.0 - away**2), axis=1)
    phi = np.hstack((by_item.transpose(1, 0, 2).reshape(len(theta), -1), of_group))
    return np.concatenate((axes.of_items(items).ravel(), axes.of_group(group))), phi


def _add_by_scalar(total: Floats, blocks: Sequence[Block], form: Form, group: int, turn: Turn) -> None:
    tables = ScalarTables.of(form, group, turn.values, turn.quadrature)
    places, phi = _parts(form, group, turn.values, tables.theta)
    away = tables.theta - tables.mean[:, None]
    variance = (tables.posterior * away**2).sum(axis=1)
    people, points, pairs = np.zeros(tables.grid.count), np.zeros((len(form.items), tables.grid.count)), None
    slopes = slope_tables(form, turn.values.slopes)
    for block in blocks:
        for part in chunks(block, ROWS_AT_ONCE):
            scalar = slopes[np.arange(form.bytes), part.answers].sum(axis=1)
            cell, shares = _between(scalar, part, tables)
            for at, share in zip((cell, cell + 1), shares, strict=True):
                people += np.bincount(at, share, minlength=tables.grid.count)
                _add_points(points, form, part, at, share)
            spread = shares[0] * variance[cell] + shares[1] * variance[cell + 1]
            rows = form.unpacked(part.answers) * np.sqrt(spread).astype(np.float32)[:, None]
            product = (rows.T @ rows).astype(np.float64)
            pairs = product if pairs is None else pairs + product
    if pairs is None:
        return
    width = int(axes_of(turn.values).categories)
    slope_at = np.arange(len(form.items)) * width
    weighted = tables.posterior * people[:, None]
    inner = np.diag(weighted.sum(axis=0)) - tables.posterior.T @ weighted
    found = phi.T @ inner @ phi
    crossed = points @ (tables.posterior * away) @ phi
    found[slope_at] -= crossed
    found[:, slope_at] -= crossed.T
    found[np.ix_(slope_at, slope_at)] += pairs
    total[np.ix_(places, places)] += found


def _between(scalar: Floats, part: Block, tables: ScalarTables) -> tuple[NDArray[np.int64], tuple[Floats, Floats]]:
    """The point of the table below each s, and by how much each person counts there and at the next."""
    place = (scalar - tables.grid.start) / tables.grid.step
    cell = place.astype(np.int64)
    weight = np.ones(len(part)) if part.weights is None else part.weights
    above = (place - cell) * weight
    return cell, (weight - above, above)


def _add_points(points: Floats, form: Form, part: Block, at: NDArray[np.int64], share: Floats) -> None:
    """Points of each item by place in the table: a byte at a time."""
    cells = points.shape[1]
    for byte, column in enumerate(part.answers.T):
        heaped = np.bincount(at * BYTE + column, share, minlength=cells * BYTE).reshape(cells, BYTE)
        for item in np.flatnonzero(form.places[:, 0] == byte):
            points[item] += heaped @ np.maximum(form.answers_of_byte[item], 0)


def _add_one_by_one(total: Floats, blocks: Sequence[Block], form: Form, group: int, turn: Turn) -> None:
    """Of people who left answers out: node by node, for what they were not asked says nothing.

    Of very many, as many as are enough: what is taken off is a mean over people, known to a hundredth from thousands.
    """
    theta = turn.values.abilities(turn.quadrature.standard)[group]
    places, phi = _parts(form, group, turn.values, theta)
    width = turn.values.intercepts.shape[1]
    normalizers = turn.values.log_normalizers(theta)
    step = -(-sum(len(block) for block in blocks) // ENOUGH)
    for block in blocks:
        for part in chunks(block.every(step) if step > 1 else block, FEW_AT_ONCE):
            table = form.unpacked(part.answers)
            points, asked = np.maximum(table, 0).astype(np.float64), (table >= 0).astype(np.float64)
            posterior, _ = posteriors(points @ turn.values.slopes, asked @ normalizers, theta, turn.quadrature)
            weight = step * (np.ones((len(part), 1)) if part.weights is None else part.weights[:, None])
            there = np.hstack((np.repeat(asked, width, axis=1), np.ones((len(part), 2))))
            alpha = np.zeros_like(there)
            alpha[:, : len(form.items) * width : width] = points
            mean = there * (posterior @ -phi) + alpha * (posterior @ theta)[:, None]
            found = -(mean * weight).T @ mean
            for node, ability in enumerate(theta):
                said = (alpha * ability - there * phi[node]) * np.sqrt(weight * posterior[:, node, None])
                found += said.T @ said
            total[np.ix_(places, places)] += found


def information(problem: Problem, values: Values) -> Floats:
    """Of the free parameters, in the order of their vector."""
    axes = axes_of(values)
    known, people, _ = problem.sufficient(values)
    full = np.zeros((axes.count, axes.count))
    pool, plain = problem.pool, Priors(intercept=problem.priors.intercept)
    for categories in np.unique(pool.categories):
        alike = np.flatnonzero(pool.categories == categories)
        curvature = curvature_of(alike, values.slopes, values.intercepts, known, plain)
        for item, places in enumerate(axes.of_items(alike)[:, :categories]):
            full[np.ix_(places, places)] += curvature.information[item]
    away = (values.abilities(problem.quadrature.standard) - values.means[:, None]) / values.deviations[:, None]
    for group in range(axes.groups):
        mean, deviation = axes.of_group(group)
        full[mean, mean] += people[group].sum() / values.deviations[group] ** 2
        full[mean, deviation] += 2 * (people[group] @ away[group]) / values.deviations[group]
        full[deviation, mean] = full[mean, deviation]
        full[deviation, deviation] += 2 * (people[group] @ away[group] ** 2)
    (lost,) = problem.executor.summed(unknowable, problem.blocks, Turn(problem.forms, values, problem.quadrature))
    design = _design(pool, axes)
    free = design @ (full - lost) @ design.T
    own = int(pool.has_own_slope.sum()) + int(pool.shares_slope.any())
    slopes = np.concatenate((values.slopes[pool.has_own_slope], values.slopes[pool.shares_slope][:1]))
    free[np.arange(own), np.arange(own)] += prior_of_slope(slopes, problem.priors)[1]
    return np.asarray(free)


def _design(pool: Pool, axes: Axes) -> Floats:
    """Which parameters of all each free one stands for: shape (free, all)."""
    rows = [np.flatnonzero(pool.has_own_slope)[:, None]]
    if pool.shares_slope.any():
        rows.append(np.flatnonzero(pool.shares_slope)[None, :])
    items, points = np.nonzero(pool.has_intercept)
    rows.append((axes.items + items * (axes.categories - 1) + points - 1)[:, None])
    groups = np.flatnonzero(pool.free_groups) + axes.items * axes.categories
    rows += [groups[:, None], groups[:, None] + axes.groups]
    places = [place for block in rows for place in block]
    design = np.zeros((len(places), axes.count))
    for row, place in enumerate(places):
        design[row, place] = 1.0
    return design


def covariance_of(information_of_free: Floats) -> Floats | None:
    """Its inverse; None where the answers leave some direction open."""
    try:
        np.linalg.cholesky(information_of_free)
    except np.linalg.LinAlgError:
        return None
    inverse = np.linalg.inv(information_of_free)
    return np.asarray(0.5 * (inverse + inverse.T))
