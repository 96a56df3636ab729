"""The rules of a problem as rows of a linear program, for what is no flow (HiGHS, by way of SciPy)."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from munera.engines.matching.assignment.model import Arcs, Ints, Problem

NODES = 5_000
"""After so many branches an integer program is given up: a count, not a time, so that every machine does the same."""
GAP = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """Rows over these pairs: low ≤ row · x ≤ high, and every x between nothing and one."""

    pairs: Arcs
    rows: sparse.csr_array
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    values: sparse.csr_array
    """Demands × pairs: what each pair adds to the value of its demand."""
    asking: NDArray[np.bool_]
    """The demands that can have somebody."""

    @classmethod
    def of(cls, problem: Problem, pairs: Arcs) -> Self:
        count, demands, people = len(pairs.demand), len(problem.demands), len(problem.people)
        everywhere = np.arange(count)
        blocks = [_rows(pairs.demand, everywhere, demands, count), _rows(pairs.person, everywhere, people, count)]
        low = [problem.demand_load.minimum, problem.person_load.minimum]
        high = [problem.demand_load.maximum, problem.person_load.maximum]
        for quota in problem.quotas:
            member = np.array([key in quota.people for key in problem.people], np.bool_)
            counted = everywhere[member[pairs.person]]
            if quota.together:
                blocks.append(_rows(np.zeros_like(counted), counted, 1, count))
                low.append(np.array([quota.minimum]))
                high.append(np.array([count if quota.maximum is None else quota.maximum]))
                continue
            blocks.append(_rows(pairs.demand[counted], counted, demands, count))
            least, most = problem.within(quota)
            low.append(least)
            high.append(most)
        values = sparse.csr_array((pairs.score, (pairs.demand, everywhere)), shape=(demands, count))
        return cls(
            pairs,
            sparse.csr_array(sparse.vstack(blocks)),
            np.concatenate(low).astype(np.float64),
            np.concatenate(high).astype(np.float64),
            values,
            problem.demand_load.maximum > 0,
        )

    def weights_of_worst(self, heaviest: int) -> tuple[Ints, float]:
        """How much each demand matters to the worst value, were pairs divisible; the most is ``heaviest``.

        And the worst value that could be had with these pairs then.
        """
        count = len(self.pairs.demand)
        floor = sparse.csr_array(np.ones((int(self.asking.sum()), 1)))
        nothing = sparse.csr_array((len(self.low), 1))
        below = np.isfinite(self.low) & (self.low > 0)
        sides = [
            sparse.hstack([-self.values[self.asking], floor]),
            sparse.hstack([self.rows, nothing]),
            sparse.hstack([-self.rows[below], nothing[below]]),
        ]
        least = -float(np.abs(self.pairs.score).sum()) - 1
        found = linprog(
            np.append(np.zeros(count), -1.0),
            A_ub=sparse.csr_array(sparse.vstack(sides)),
            b_ub=np.concatenate([np.zeros(floor.shape[0]), self.high, -self.low[below]]),
            bounds=[(0, 1)] * count + [(least, None)],
            method="highs-ipm",
        )
        weights: Ints = np.zeros(len(self.asking), np.int64)
        if found.status == 0:
            dual = -found.ineqlin.marginals[: floor.shape[0]]
            weights[self.asking] = np.rint(heaviest * dual / max(dual.max(), 1e-12)).astype(np.int64)
        if not weights.any():
            return self.asking.astype(np.int64), least
        return weights, -float(found.fun)

    def best_above(self, floor: int) -> Arcs | None:
        """The greatest welfare in which no demand has less; None where none was found."""
        found = milp(
            -self.pairs.score.astype(np.float64),
            constraints=[
                LinearConstraint(self.rows, self.low, self.high),
                LinearConstraint(self.values[self.asking], float(floor), np.inf),
            ],
            bounds=Bounds(0, 1),
            integrality=np.ones(len(self.pairs.demand)),
            options={"node_limit": NODES, "mip_rel_gap": GAP},
        )
        if found.x is None:
            return None
        used = found.x > 0.5
        return Arcs(*(part[used] for part in self.pairs))


def _rows(at: Ints, counted: Ints, width: int, count: int) -> sparse.csr_array:
    return sparse.csr_array((np.ones(len(at)), (at, counted)), shape=(width, count))
