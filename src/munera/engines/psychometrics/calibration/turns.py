"""Turn by turn to the likeliest parameters: expectation, maximisation, and Anderson's mixing over both.

R. D. Bock and M. Aitkin, "Marginal maximum likelihood estimation of item parameters", Psychometrika 46 (1981).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.calibration.expectation import Turn, expected
from munera.engines.psychometrics.calibration.maximisation import STEEPEST, Sufficient, log_prior, maximised
from munera.engines.psychometrics.calibration.pool import Pool, Values
from munera.engines.psychometrics.executors import Executor, Sums
from munera.engines.psychometrics.model import Floats, Priors, Step
from munera.engines.psychometrics.numerics.acceleration import Anderson
from munera.engines.psychometrics.numerics.climbing import Progress, Turned, climbed
from munera.engines.psychometrics.numerics.nodes import Quadrature
from munera.engines.psychometrics.responses.blocks import Block, category_totals
from munera.engines.psychometrics.responses.forms import Form

LONGEST_MOVE: Final = 1.0
SAMPLE_FROM: Final = 200_000
SAMPLE: Final = 50_000
SAMPLE_TOLERANCE: Final = 1e-3
LEAST_IN_SAMPLE: Final = 20


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What is asked of one set of rows."""

    forms: tuple[Form, ...]
    blocks: Sequence[Block]
    totals: Floats
    """People with each number of points: shape (items, categories)."""
    pool: Pool
    priors: Priors
    quadrature: Quadrature
    executor: Executor
    presents: NDArray[np.bool_]
    """Which form asks for which item, those with gaps apart: shape (items, forms)."""

    def sufficient(self, values: Values) -> tuple[Sufficient, Floats, float]:
        """What the answers say, given ``values``; people by group and node; the logarithm of their likelihood."""
        turn = Turn(self.forms, values, self.quadrature)
        log_likelihood, points, people, item_people = self.executor.summed(expected, self.blocks, turn)
        by_item = np.einsum("if,fgq->igq", self.presents.astype(np.float64), people)
        by_item += item_people if len(item_people) else 0.0
        theta = values.abilities(self.quadrature.standard)
        known = Sufficient(self.totals, points, by_item.reshape(len(by_item), -1), theta.ravel())
        added = np.where(
            self.totals > 0, self.totals * np.where(np.isfinite(values.intercepts), values.intercepts, 0), 0
        )
        return known, people.sum(axis=0), float(log_likelihood[0] + added.sum())

    def turned(self, vector: Floats, around: Values) -> Turned:
        """Where one turn leads."""
        values = self.pool.values(vector, around)
        known, people, log_likelihood = self.sufficient(values)
        objective = log_likelihood + log_prior(self.pool, values, self.priors)
        better = maximised(self.pool, values, known, self.priors)
        means, deviations = values.means.copy(), values.deviations.copy()
        theta = values.abilities(self.quadrature.standard)
        free = self.pool.free_groups
        mass = people.sum(axis=1)[free]
        means[free] = (people * theta).sum(axis=1)[free] / mass
        second = (people * theta**2).sum(axis=1)[free] / mass
        deviations[free] = np.sqrt(np.maximum(second - means[free] ** 2, 1e-4))
        image = self.pool.vector(Values(better.slopes, better.intercepts, means, deviations))
        return Turned(image, log_likelihood, objective)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Where the turns ended."""

    values: Values
    log_likelihood: float
    trace: tuple[Step, ...]
    converged: bool


def turned_until_still(
    problem: Problem,
    start: Values,
    *,
    tolerance: float,
    most_turns: int,
    accelerator: Anderson,
    progress: Progress | None = None,
) -> Found:
    """Turn until no parameter changes by more than ``tolerance``; no turn loses what an earlier one had."""
    found = climbed(
        lambda vector: problem.turned(vector, start),
        problem.pool.vector(start),
        tolerance=tolerance,
        most_turns=most_turns,
        accelerator=accelerator,
        mended=_within_reach,
        progress=progress,
    )
    values = problem.pool.values(found.vector, start)
    # A slope at the steepest that is looked at is no maximum: the answers follow one another without an exception.
    at_bound = bool((np.abs(values.slopes[~problem.pool.fixed_items]) >= STEEPEST).any())
    return Found(values, found.log_likelihood, found.trace, found.converged and not at_bound)


def _within_reach(proposed: Floats, image: Floats) -> Floats:
    move = proposed - image
    longest = float(np.abs(move).max(initial=0.0))
    if not np.isfinite(longest):
        return image
    return image + move * min(1.0, LONGEST_MOVE / max(longest, 1e-300))


def counted(blocks: Sequence[Block], told: tuple[tuple[Form, ...], int, int]) -> Sums:
    """People with each number of points, by item."""
    return (category_totals(blocks, *told),)
