"""Nobody left with a poor one: welfare given up where it lifts those who have least.

``balanced`` starts from the greatest welfare and lets people change places while the demands together gain by a measure
in which the first points of a demand count most: Σ 0.02 × value − exp(−3 × value), and then with 6 for 3.

``floor`` asks for the greatest worst value that there is: a linear program says how high it can be at most, and an
integer program (HiGHS) how high it is; then the greatest welfare under that floor.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.assignment import exchanges
from munera.engines.matching.assignment.flow import Market, Solved, scores_of, solve, united
from munera.engines.matching.assignment.linear import Program
from munera.engines.matching.assignment.model import GREATEST, Arcs, Ints, Loads, Problem, values_of, worst_of
from munera.engines.matching.assignment.network import Network

STEEPNESS: Final = (3, 6)
SHARE_OF_WELFARE: Final = 0.02
MOST_STEPS: Final = 2**20
ROUNDS: Final = 500
FEW: Final = 40
"""How many pairs of each demand a linear program looks at to begin with."""
ATTEMPTS: Final = 12
SLACK: Final = 1e-6
ALL_PAIRS: Final = 1_000_000
NEAR: Final = 100
"""Where there are more pairs than that: how many of each demand may change places."""


def balanced(problem: Problem, solved: Solved) -> Arcs:
    """From the greatest welfare to one that is fairer."""
    return exchanged(problem, solved.chosen, candidates(problem, solved))


@dataclass(frozen=True, slots=True, eq=False)
class Floor:
    """An assignment whose worst value is high, and what no worst value is above."""

    chosen: Arcs
    bound: int


def floor(problem: Problem, solved: Solved) -> Floor:
    """The greatest worst value, and the greatest welfare under it."""
    fairer = balanced(problem, solved)
    network = Network.of(problem)
    few = Market(problem, network.group).near(solved.certificate, network, below=2**40, most=FEW)
    pairs = united(problem, united(problem, few, solved.chosen), fairer)
    if not len(pairs.demand):
        return Floor(solved.chosen, worst_of(problem, solved.chosen))
    pairs, bound = _ceiling(problem, pairs)
    program = Program.of(problem, pairs)
    best = max((solved.chosen, fairer), key=lambda chosen: (worst_of(problem, chosen), int(chosen.score.sum())))
    step = _step(pairs)
    low, high = worst_of(problem, best), bound // step * step
    greatest_at: int | None = None
    tried = high
    while low < tried:
        found = program.best_above(tried)
        if found is None:
            high = tried - step
        else:
            best, low, greatest_at = found, worst_of(problem, found), tried
        tried = (low + high + step) // 2 // step * step if high - low > bound // 200 else low
    if greatest_at != low:
        best = program.best_above(low) or best
    return Floor(best, bound)


def _ceiling(problem: Problem, pairs: Arcs) -> tuple[Arcs, int]:
    """What no worst value is above, with the pairs that were needed to see it.

    Any weights of the demands give a bound: the worst is no more than their mean, and the greatest weighted sum is a
    flow with a proof of its own. The weights come from a linear program over few pairs; the flow brings those it lacks.
    """
    lowest: int | None = None
    step = _step(pairs)
    heaviest = max(min(1000, GREATEST // max(int(np.abs(pairs.score).max(initial=1)), 1)), 1)
    for _ in range(ATTEMPTS):
        weights, reached = Program.of(problem, pairs).weights_of_worst(heaviest)
        kept = np.flatnonzero(weights)
        solved = solve(_weighted(problem, kept, weights[kept]))
        bound = solved.certificate.bound // int(weights.sum())
        known = len(pairs.demand)
        demand, person, _ = solved.chosen
        pairs = united(problem, pairs, Arcs(kept[demand], person, scores_of(problem, kept[demand], person)))
        if lowest is not None and bound >= lowest and len(pairs.demand) == known:
            break
        lowest = bound if lowest is None else min(bound, lowest)
        if lowest // step <= (reached + SLACK) // step:
            break  # these pairs reach, in fractions, whatever the bound leaves open
    return pairs, 0 if lowest is None else lowest


def _step(pairs: Arcs) -> int:
    """Values of demands are multiples of this."""
    return int(np.gcd.reduce(pairs.score)) or 1


def _weighted(problem: Problem, kept: Ints, weights: Ints) -> Problem:
    """The demands that have a weight, their scores times it. Less must hold than before, so that a bound still does."""
    if problem.matrix is not None:
        scores: NDArray[np.int32] | Arcs = problem.matrix[kept].astype(np.int32) * weights.astype(np.int32)[:, None]
    else:
        arcs = problem.possible()
        place = np.searchsorted(kept, arcs.demand).clip(max=len(kept) - 1)
        used = kept[place] == arcs.demand
        scores = Arcs(place[used], arcs.person[used], arcs.score[used] * weights[place[used]])
    part = problem.part(kept, scores)
    return replace(
        part,
        person_load=Loads(0 * problem.person_load.minimum, problem.person_load.maximum),
        quotas=tuple(replace(quota, minimum=0) for quota in part.quotas),
    )


def candidates(problem: Problem, solved: Solved) -> Arcs:
    """The pairs worth looking at: all, or those nearest to their price."""
    if len(problem.demands) * len(problem.people) <= ALL_PAIRS:
        return problem.possible()
    network = Network.of(problem)
    near = Market(problem, network.group).near(solved.certificate, network, below=2**40, most=NEAR)
    return united(problem, near, solved.chosen)


def exchanged(problem: Problem, chosen: Arcs, pairs: Arcs) -> Arcs:
    """People change places until nobody gains."""
    network = Network.of(problem)
    demands, people = len(problem.demands), len(problem.people)
    if not len(chosen.demand):
        return chosen
    # Who stands for whom in every quota may take the other's place without asking.
    kind = network.each.of_person * (len(network.together.quotas) + 1) + network.together.of_person
    of_demand, of_person = _held(problem, chosen)
    value = values_of(demands, chosen)
    begin = np.searchsorted(pairs.demand, np.arange(demands + 1))
    for steepness in STEEPNESS:
        merit, lowest, shift = _merit(problem, pairs, steepness)
        exchanges.exchange(
            begin,
            pairs.person,
            pairs.score,
            kind,
            problem.person_load.minimum,
            problem.person_load.maximum,
            of_demand,
            of_person,
            value,
            merit,
            lowest,
            shift,
            ROUNDS,
        )
    demand, place = np.nonzero(of_demand >= 0)
    person = of_demand[demand, place]
    at = np.searchsorted(pairs.demand * people + pairs.person, demand * people + person)
    return Arcs(demand, person, pairs.score[at])


def _held(problem: Problem, chosen: Arcs) -> tuple[Ints, Ints]:
    """Both sides of the assignment as rows of places."""
    rows = []
    for of, what, count in (
        (chosen.demand, chosen.person, len(problem.demands)),
        (chosen.person, chosen.demand, len(problem.people)),
    ):
        order = np.argsort(of, kind="stable")
        place = np.arange(len(of)) - np.searchsorted(of[order], of[order])
        row = np.full((count, int(np.bincount(of, minlength=1).max()) + 1), -1, np.int64)
        row[of[order], place] = what[order]
        rows.append(row)
    # A person may come to have more demands than now; a demand never changes how many people it has.
    room = min(int(problem.person_load.maximum.max(initial=0)), len(problem.demands)) - rows[1].shape[1]
    if room > 0:
        rows[1] = np.pad(rows[1], ((0, 0), (0, room)), constant_values=-1)
    return rows[0], rows[1]


def _merit(problem: Problem, pairs: Arcs, steepness: int) -> tuple[Ints, int, int]:
    """The measure as a table of whole numbers, so that every machine comes to the same."""
    most = int(problem.demand_load.maximum.max(initial=0))
    unit = max(int(pairs.score.max(initial=1)), 1)
    lowest = most * min(int(pairs.score.min(initial=0)), 0)
    span = most * unit - lowest
    shift = max(span.bit_length() - (MOST_STEPS.bit_length() - 1), 0)
    value = ((np.arange((span >> shift) + 1) << shift) + lowest) / unit
    measure = SHARE_OF_WELFARE * value - np.exp(-steepness * value)
    scale = 2.0**40 / max(np.abs(measure).max(), 1)
    return np.rint(measure * scale).astype(np.int64), lowest, shift
