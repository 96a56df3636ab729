"""The first half of a turn: what the answers say, given the parameters, as sums that fit on a page.

Where the chance of an answer is proportional to ``exp(y slope θ + intercept of y)``, a person enters the likelihood
through one number alone, ``s = Σ slope y`` (for right and wrong answers, Birnbaum's weighted sum). All that a turn
needs of a person is then a smooth function of s, the same for everybody who answered one form and is of one group: it
is tabulated once, and a person costs a look-up for each byte of answers and as many additions.

People who left answers out have a form of their own each, and go the long way, node by node.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np

from munera.engines.psychometrics.calibration.pool import Values
from munera.engines.psychometrics.calibration.sweep import swept
from munera.engines.psychometrics.executors.protocol import Sums
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.node_tables.kernel import heap_up
from munera.engines.psychometrics.numerics.cubics import Grid, cubics, weights_of_points
from munera.engines.psychometrics.numerics.nodes import Quadrature
from munera.engines.psychometrics.responses.blocks import Block
from munera.engines.psychometrics.responses.forms import Form

STEP: Final = 0.05
"""Between points of the table, in units of s for a group with standard deviation 1; the error is its fourth power."""
LEAST_CELLS, MOST_CELLS = 256, 16_384


@dataclass(frozen=True, slots=True)
class Turn:
    """What every worker is told: the parameters of this turn."""

    forms: tuple[Form, ...]
    values: Values
    quadrature: Quadrature


@dataclass(frozen=True, slots=True, eq=False)
class ScalarTables:
    """All that people of one form and one group can be, by their s."""

    theta: Floats
    grid: Grid
    posterior: Floats
    """Shape (points of the grid, nodes)."""
    log_likelihood: Floats
    """Without what the intercepts of the answers add to it."""
    mean: Floats

    @classmethod
    def of(
        cls, form: Form, group: int, values: Values, quadrature: Quadrature, *, step: float = STEP
    ) -> "ScalarTables":
        items = np.array(form.items)
        theta = values.means[group] + values.deviations[group] * quadrature.standard
        chosen = Values(values.slopes[items], values.intercepts[items], values.means, values.deviations)
        base = quadrature.log_weights - chosen.log_normalizers(theta).sum(axis=0)
        grid = grid_of(form, values, step / max(float(values.deviations[group]), 0.1))
        exponents = np.multiply.outer(grid.points, theta) + base
        highest = exponents.max(axis=1, keepdims=True)
        exponents -= highest
        posterior = np.exp(exponents, out=exponents)
        sums = posterior.sum(axis=1, keepdims=True)
        posterior /= sums
        log_likelihood = highest[:, 0] + np.log(sums[:, 0])
        return cls(theta, grid, posterior, log_likelihood, np.einsum("kq,q->k", posterior, theta))


def grid_of(form: Form, values: Values, step: float, *, least: int = LEAST_CELLS) -> Grid:
    """Every s that is possible on this form, and a little more."""
    most = values.slopes[np.array(form.items)] * (np.array(form.categories) - 1)
    lowest, highest = float(np.minimum(most, 0.0).sum()), float(np.maximum(most, 0.0).sum())
    return Grid.over(lowest, highest, step=step, least=least, most=MOST_CELLS)


def slope_tables(form: Form, slopes: Floats) -> Floats:
    """What each byte of a row adds to s: shape (bytes, 256)."""
    points = np.arange(max(form.categories))
    return form.byte_tables(slopes[np.array(form.items)][:, None] * points)


@dataclass(slots=True, eq=False)
class Expected:
    """The sums of a turn."""

    log_likelihood: Floats
    """Shape (1,); without what the intercepts of the answers add to it."""
    points_by_ability: Floats
    """``Σ y E[θ]`` for each item."""
    people: Floats
    """Of each form, group and node: shape (forms, groups, nodes)."""
    item_people: Floats
    """The same of people who left answers out, by item: shape (items, groups, nodes); empty where all answered."""

    @classmethod
    def nothing(cls, items: int, forms: Sequence[Form], groups: int, nodes: int) -> "Expected":
        with_gaps = items if any(form.has_gaps for form in forms) else 0
        return cls(
            np.zeros(1), np.zeros(items), np.zeros((len(forms), groups, nodes)), np.zeros((with_gaps, groups, nodes))
        )

    @property
    def sums(self) -> Sums:
        return self.log_likelihood, self.points_by_ability, self.people, self.item_people


def expected(blocks: Sequence[Block], turn: Turn) -> Sums:
    """The sums of a share of the rows."""
    values, quadrature = turn.values, turn.quadrature
    found = Expected.nothing(len(values.slopes), turn.forms, len(values.means), quadrature.nodes)
    ordered = sorted(blocks, key=lambda block: (block.form, block.group))
    for (number, group), alike in groupby(ordered, key=lambda block: (block.form, block.group)):
        form = turn.forms[number]
        add = _add_by_nodes if form.has_gaps else _add_by_scalar
        add(found, list(alike), form, turn, (number, group))
    return found.sums


def _add_by_scalar(found: Expected, blocks: Sequence[Block], form: Form, turn: Turn, place: tuple[int, int]) -> None:
    tables = ScalarTables.of(form, place[1], turn.values, turn.quadrature)
    slopes, means = slope_tables(form, turn.values.slopes), cubics(tables.mean)
    heaped, moments = np.zeros(slopes.shape), np.zeros((tables.grid.count, 4))
    for block in blocks:
        weights = np.zeros(0) if block.weights is None else block.weights
        swept(block.answers, weights, slopes, tables.grid.start, 1.0 / tables.grid.step, means, heaped, moments)
    points = np.arange(max(form.categories))
    people = weights_of_points(moments)
    found.points_by_ability[np.array(form.items)] += form.sums_of_categories(heaped) @ points
    # Small sums without BLAS: its threads would spin while they wait for the next.
    found.people[place] += np.einsum("k,kq->q", people, tables.posterior)
    found.log_likelihood += people @ tables.log_likelihood


def _add_by_nodes(found: Expected, blocks: Sequence[Block], form: Form, turn: Turn, place: tuple[int, int]) -> None:
    """Of people who left answers out: every node for each of them."""
    values, items = turn.values, np.array(form.items)
    theta = values.abilities(turn.quadrature.standard)[place[1]]
    points = np.arange(max(form.categories))
    rise = np.multiply.outer(np.multiply.outer(values.slopes[items], points), theta)
    tables = form.byte_tables(rise - values.log_normalizers(theta)[items, None, :])
    heaped = np.zeros_like(tables)
    found.log_likelihood += heap_up(blocks, tables, turn.quadrature.log_weights, heaped)
    sums = form.sums_of_categories(heaped)
    found.points_by_ability[items] += np.einsum("icq,c,q->i", sums, points, theta)
    found.people[place] += heaped[0].sum(axis=0)
    found.item_people[items, place[1]] += sums.sum(axis=1)


def posteriors(scalars: Floats, normalizers: Floats, theta: Floats, quadrature: Quadrature) -> tuple[Floats, Floats]:
    """How plausible each node is for each person, and how likely their answers are, but for the intercepts."""
    exponents = np.multiply.outer(scalars, theta) + (quadrature.log_weights - normalizers)
    highest = exponents.max(axis=1, keepdims=True)
    posterior = np.exp(exponents - highest)
    sums = posterior.sum(axis=1, keepdims=True)
    return posterior / sums, highest[:, 0] + np.log(sums[:, 0])
