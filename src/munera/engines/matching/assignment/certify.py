"""The proof, checked by somebody who does not know how the assignment was found: multiply, add, compare.

Whatever the prices are, no assignment is worth more than

    Σ over all bounds    price × maximum, or × minimum where the price is below nothing
  + Σ over all pairs     what the pair's score is above the prices of the bounds it counts for

so a wrong price can make the bound too high, and never too low. Where welfare and bound are equal, it is the best.
Nothing here is compiled, and nothing is shared with what finds the prices.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.assignment.model import Arcs, Assignment, Certificate, Ints, Problem, Quota, places_of


@dataclass(frozen=True, slots=True)
class Checked:
    """What is true of an assignment."""

    welfare: int
    bound: int
    broken: tuple[str, ...]
    """Each rule that does not hold, in words; empty where all do."""

    @property
    def is_allowed(self) -> bool:
        return not self.broken

    @property
    def is_optimal(self) -> bool:
        """Whether it is allowed, and nothing that is allowed is worth more."""
        return self.is_allowed and self.welfare == self.bound


def check(problem: Problem, assignment: Assignment) -> Checked:
    """Count every load and every quota anew, and reckon the bound from the prices over every pair."""
    chosen = places_of(problem, assignment.pairs)
    broken = [
        *_pairs_broken(problem, chosen),
        *_loads_broken(problem, chosen),
        *(words for quota in problem.quotas for words in _quota_broken(problem, quota, chosen)),
    ]
    welfare = int(chosen.score.sum())
    if welfare != assignment.welfare:
        broken.append(f"The scores add up to {welfare}, not to {assignment.welfare}.")
    return Checked(welfare, bound(problem, assignment.certificate), tuple(broken))


def bound(problem: Problem, prices: Certificate) -> int:
    """What no assignment is worth more than, by these prices."""
    each = [quota for quota in problem.quotas if not quota.together]
    together = [quota for quota in problem.quotas if quota.together]
    most = int(problem.demand_load.maximum.sum())
    total = _worth(prices.demand_price, *problem.demand_load) + _worth(prices.person_price, *problem.person_load)
    for column, quota in enumerate(each):
        total += _worth(prices.each_price[:, column], *problem.within(quota))
    for price, quota in zip(prices.together_price, together, strict=True):
        total += _worth(price, *_bounds(quota, most))
    of_person = prices.person_price + prices.together_price @ _members(problem, together)
    members = _members(problem, each)
    return total + sum(
        _above(problem, demand, prices.demand_price[demand] + of_person + prices.each_price[demand] @ members)
        for demand in range(len(problem.demands))
    )


def _above(problem: Problem, demand: int, price: Ints) -> int:
    """What the pairs of one demand are worth more than their prices."""
    if problem.matrix is None:
        arcs = problem.possible()
        begin, end = np.searchsorted(arcs.demand, [demand, demand + 1])
        return int(np.maximum(arcs.score[begin:end] - price[arcs.person[begin:end]], 0).sum())
    above = np.maximum(problem.matrix[demand] - price, 0)
    if problem.forbidden is not None:
        above[problem.forbidden[demand]] = 0
    return int(above.sum())


def _worth(price: Ints, low: Ints, high: Ints) -> int:
    return int(np.where(price > 0, price * high, price * low).sum())


def _bounds(quota: Quota, most: int) -> tuple[Ints, Ints]:
    return np.array(quota.minimum), np.array(most if quota.maximum is None else quota.maximum)


def _members(problem: Problem, quotas: list[Quota]) -> Ints:
    """Quotas × people: 1 where the quota counts the person."""
    return np.array([[key in quota.people for key in problem.people] for quota in quotas], np.int64).reshape(
        len(quotas), len(problem.people)
    )


def _pairs_broken(problem: Problem, chosen: Arcs) -> list[str]:
    broken = []
    taken: set[tuple[int, int]] = set()
    for demand, person, score in zip(*(part.tolist() for part in chosen), strict=True):
        names = f"{problem.people[person]} for {problem.demands[demand]}"
        worth = problem.score(demand, person)
        if worth is None:
            broken.append(f"{names} must not be.")
        elif worth != score:
            broken.append(f"{names} is worth {worth}, not {score}.")
        if (demand, person) in taken:
            broken.append(f"{names} is there twice.")
        taken.add((demand, person))
    return broken


def _loads_broken(problem: Problem, chosen: Arcs) -> list[str]:
    return [
        f"{names[place]} has {counts[place]}, and must have {low[place]} to {high[place]}."
        for names, at, (low, high) in (
            (problem.demands, chosen.demand, problem.demand_load),
            (problem.people, chosen.person, problem.person_load),
        )
        for counts in [np.bincount(at, minlength=len(names))]
        for place in np.flatnonzero((counts < low) | (counts > high))
    ]


def _quota_broken(problem: Problem, quota: Quota, chosen: Arcs) -> list[str]:
    counted = np.array([key in quota.people for key in problem.people], np.bool_)[chosen.person]
    counts: NDArray[np.int64] = np.bincount(chosen.demand[counted], minlength=len(problem.demands))
    if quota.together:
        return _outside([f"{quota.name}: all demands together"], counts.sum(keepdims=True), quota)
    held = [place for place, key in enumerate(problem.demands) if quota.demands is None or key in quota.demands]
    return _outside([f"{quota.name}: {problem.demands[place]}" for place in held], counts[held], quota)


def _outside(places: list[str], counts: Ints, quota: Quota) -> list[str]:
    most = "any" if quota.maximum is None else quota.maximum
    return [
        f"{place} has {count}, and must have {quota.minimum} to {most}."
        for place, count in zip(places, counts.tolist(), strict=True)
        if count < quota.minimum or (quota.maximum is not None and count > quota.maximum)
    ]
