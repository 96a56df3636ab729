"""Problems by lot, small enough that a general solver of integer programs can say what is true of them."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from munera.engines.matching.assignment.model import Arcs, Loads, Problem, Quota, loads
from tests.engines.measured import folder_of


def bids(year: int) -> Problem:
    """Papers × reviewers in hundredths; three reviewers for each paper, and nobody reads more than twelve."""
    scores = np.rint(np.loadtxt(folder_of("matching") / f"aamas{year}.in", skiprows=1) * 100).astype(np.int64)
    papers, reviewers = scores.shape
    return Problem(
        tuple(f"paper {place}" for place in range(papers)),
        tuple(f"reviewer {place}" for place in range(reviewers)),
        scores,
        loads(papers, minimum=3, maximum=3),
        loads(reviewers, maximum=12),
    )


def problems(seed: int, count: int) -> Iterator[Problem]:
    """Demands, people, minimums, forbidden pairs, and in every second one quotas; about a fifth cannot be."""
    lot = np.random.default_rng(seed)
    for number in range(count):
        demands, people = int(lot.integers(1, 8)), int(lot.integers(1, 9))
        low = lot.integers(0, 2, demands)
        names = tuple(f"person {place}" for place in range(people))
        yield Problem(
            tuple(f"demand {place}" for place in range(demands)),
            names,
            lot.integers(-3, 20, (demands, people)),
            Loads(low, low + lot.integers(0, 3, demands)),
            Loads((lot.random(people) < 0.15).astype(np.int64), lot.integers(1, 3, people)),
            lot.random((demands, people)) < 0.2,
            _quotas(lot, names) if number % 2 else (),
        )


def as_arcs(problem: Problem) -> Problem:
    """The same, with a score for the possible pairs alone."""
    return replace(problem, scores=problem.possible(), forbidden=None)


def best_by_integer_program(problem: Problem) -> int | None:
    """The greatest welfare; None where there is no assignment."""
    return _best(problem, problem.possible())


def best_with(problem: Problem, demand: int, person: int) -> int | None:
    """The same, where one pair must be."""
    arcs = problem.possible()
    return _best(problem, arcs, must=(arcs.demand == demand) & (arcs.person == person))


def _best(problem: Problem, arcs: Arcs, *, must: np.ndarray | float = 0.0) -> int | None:
    rows, low, high = rules(problem, arcs)
    if not len(arcs.score):
        return None if low.any() else 0
    found = milp(
        -arcs.score,
        constraints=LinearConstraint(rows, low, high),
        bounds=Bounds(must, 1),
        integrality=np.ones(len(arcs.score)),
    )
    return None if found.x is None else round(-found.fun)


def least_relief(problem: Problem) -> int:
    """By how many places minimums must be lower in all, so that there is an assignment."""
    arcs = problem.possible()
    rows, low, high = rules(problem, arcs)
    short = np.eye(len(rows)) * (low > 0)
    costs = np.concatenate([np.zeros(len(arcs.score)), np.ones(len(rows))])
    found = milp(
        costs,
        constraints=[
            LinearConstraint(np.concatenate([rows, short], axis=1), low, np.inf),
            LinearConstraint(np.concatenate([rows, 0 * short], axis=1), -np.inf, high),
        ],
        bounds=Bounds(0, np.concatenate([np.ones(len(arcs.score)), np.full(len(rows), np.inf)])),
        integrality=np.ones(len(costs)),
    )
    return round(found.fun)


def only(problem: Problem, asking: frozenset[str], limits: frozenset[str]) -> Problem:
    """The problem in which nobody else has a minimum, and no other quota holds."""
    return replace(
        problem,
        quotas=tuple(replace(quota, minimum=0) for quota in problem.quotas if quota.name in limits),
        demand_load=Loads(problem.demand_load.minimum * _in(problem.demands, asking), problem.demand_load.maximum),
        person_load=Loads(problem.person_load.minimum * _in(problem.people, asking), problem.person_load.maximum),
    )


def _in(names: tuple[str, ...], asking: frozenset[str]) -> np.ndarray:
    return np.array([name in asking for name in names], np.int64)


def rules(problem: Problem, arcs: Arcs) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One row for each bound: which pairs it counts, how many at least, how many at most."""
    rows, low, high = [], [], []
    for at, load in ((arcs.demand, problem.demand_load), (arcs.person, problem.person_load)):
        for place in range(len(load.minimum)):
            rows.append(at == place)
            low.append(load.minimum[place])
            high.append(load.maximum[place])
    for quota in problem.quotas:
        counted = np.array([key in quota.people for key in problem.people])[arcs.person]
        each = [counted]
        if not quota.together:
            held = [quota.demands is None or key in quota.demands for key in problem.demands]
            each = [counted & (arcs.demand == place) for place in np.flatnonzero(held)]
        for row in each:
            rows.append(row)
            low.append(quota.minimum)
            high.append(np.inf if quota.maximum is None else quota.maximum)
    return np.array(rows, float), np.array(low, float), np.array(high, float)


def _quotas(lot: np.random.Generator, people: tuple[str, ...]) -> tuple[Quota, ...]:
    wide, narrow = frozenset(people[: len(people) // 2 + 1]), frozenset(people[: len(people) // 4 + 1])
    return (
        Quota("of one house", wide, maximum=int(lot.integers(1, 3))),
        Quota("of its youngest", narrow, minimum=int(lot.random() < 0.15), maximum=2),
        Quota("new here", narrow, minimum=int(lot.random() < 0.3), demands=frozenset({"demand 0"})),
        Quota("from abroad", wide, minimum=2 * int(lot.random() < 0.3), maximum=4, together=True),
        Quota("from the islands", narrow, together=True),
    )


def highest_worst(problem: Problem) -> int:
    """The greatest value that the worst-off demand can have."""
    arcs = problem.possible()
    rows, low, high = rules(problem, arcs)
    asking = np.flatnonzero(problem.demand_load.maximum > 0)
    values = np.array([(arcs.demand == place) * arcs.score for place in asking], float).reshape(len(asking), -1)
    found = milp(
        np.append(np.zeros(len(arcs.score)), -1.0),
        constraints=[
            LinearConstraint(np.pad(rows, ((0, 0), (0, 1))), low, high),
            LinearConstraint(np.pad(values, ((0, 0), (0, 1)), constant_values=-1.0), 0, np.inf),
        ],
        bounds=Bounds(np.append(np.zeros(len(arcs.score)), -1e6), np.append(np.ones(len(arcs.score)), 1e6)),
        integrality=np.ones(len(arcs.score) + 1),
    )
    return round(-found.fun)
