"""The greatest welfare: a cheapest flow over few pairs, and prices that find the pairs which are missing.

Of a hundred million pairs a few hundred thousand decide. A flow over the best of each demand gives every place a
price; whatever pair is worth more than the prices of its two ends comes in; where there is none left, the flow over few
is the best over all, and the prices prove it.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.assignment import loops
from munera.engines.matching.assignment.model import Arcs, Certificate, Ints, Problem, Progress, Relief, Step
from munera.engines.matching.assignment.network import Flow, Groups, Network

OF_DEMAND: Final = 12
"""How many pairs of each demand are looked at to begin with, beyond twice its places; and later in each round."""
OF_PERSON: Final = 8
"""The same of each person, so that nobody's price begins at nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """The best that there is, whether or not every minimum could be had."""

    chosen: Arcs
    looked_at: Arcs
    certificate: Certificate
    short: tuple[Relief, ...]
    """The minimums that could not be had, and by how little; empty where everything holds."""
    earned: int
    """What a place of a minimum counts for in the prices: more than any sum of scores on the way to it."""


def solve(problem: Problem, *, progress: Progress | None = None, seen: Arcs | None = None) -> Solved:
    """The greatest welfare with its proof; ``seen`` are pairs to begin with, from a problem much like this one."""
    network = Network.of(problem)
    market = Market(problem, network.group)
    arcs = united(problem, market.best(), seen)
    for number in range(1, 10_000):
        flow = network.solve(arcs)
        missing = market.missing(flow)
        certificate = replace(flow.prices(), bound=missing.bound)
        if progress is not None:
            progress(Step(number, len(arcs.demand), int(flow.chosen.score.sum()), missing.bound))
        if not len(missing.arcs.demand):
            return Solved(flow.chosen, arcs, certificate, short_of(problem, flow), network.earned)
        arcs = united(problem, arcs, missing.arcs)
    raise ArithmeticError("The prices went round in a circle.")  # each round adds a pair, and there are not so many


@dataclass(frozen=True, slots=True, eq=False)
class Missing:
    """What a flow has not looked at and should."""

    arcs: Arcs
    bound: int


class Market:
    """All pairs that are possible, to be asked for those that are worth more than given prices."""

    def __init__(self, problem: Problem, group: Ints) -> None:
        self.problem = problem
        self.group = group
        self.most = OF_DEMAND + 2 * int(problem.demand_load.maximum.max(initial=0))
        self.most = min(self.most, len(problem.people))
        if problem.arcs is not None:
            self.begin = np.searchsorted(problem.arcs.demand, np.arange(len(problem.demands) + 1))

    def best(self) -> Arcs:
        """The best of each demand and the best of each person."""
        problem = self.problem
        demands, people = len(problem.demands), len(problem.people)
        if problem.matrix is None:
            arcs = problem.possible()
            best = _ranks(arcs.demand, arcs.score) < self.most
            best |= _ranks(arcs.person, arcs.score) < OF_PERSON
            return Arcs(*(part[best] for part in arcs))
        of_demand, of_person = loops.best_of_each(
            problem.matrix,
            forbidden_of(problem),
            np.empty((demands, self.most), np.int64),
            np.empty((people, min(OF_PERSON, demands)), np.int64),
        )
        demand = np.concatenate([np.repeat(np.arange(demands), of_demand.shape[1]), of_person.ravel()])
        person = np.concatenate([of_demand.ravel(), np.repeat(np.arange(people), of_person.shape[1])])
        there = (demand >= 0) & (person >= 0)
        demand, person = demand[there], person[there]
        return united(problem, Arcs(demand, person, scores_of(problem, demand, person)), nobody())

    def missing(self, flow: Flow) -> Missing:
        """What is worth more than the prices of this flow, and the bound that they prove."""
        prices = flow.prices()
        of_demand, of_person = pair_prices(flow.network, prices)
        chosen = flow.chosen
        arcs, excess = self._asked(of_demand, of_person, chosen)
        above = chosen.score - of_demand[chosen.demand, self.group[chosen.person]] - of_person[chosen.person]
        return Missing(arcs, bound_of(flow.network, prices) + int(np.maximum(above, 0).sum()) + excess)

    def near(self, prices: Certificate, network: Network, *, below: int, most: int) -> Arcs:
        """The pairs that are worth no less than their price less ``below``, at most so many of each demand."""
        of_demand, of_person = pair_prices(network, prices)
        return self._asked(of_demand - below, of_person, nobody(), most=most)[0]

    def _asked(self, of_demand: Ints, of_person: Ints, chosen: Arcs, *, most: int | None = None) -> tuple[Arcs, int]:
        demands = len(self.problem.demands)
        order = np.argsort(chosen.demand, kind="stable")
        begin = np.searchsorted(chosen.demand[order], np.arange(demands + 1))
        taken = np.ascontiguousarray(chosen.person[order])
        best = np.zeros((demands, self.most if most is None else min(most, len(self.problem.people))), np.int64)
        counts = np.zeros(demands, np.int64)
        if best.shape[1] == 0:
            return nobody(), 0
        if self.problem.matrix is not None:
            scores, forbidden = self.problem.matrix, forbidden_of(self.problem)
            excess = loops.price_matrix(scores, forbidden, begin, taken, of_demand, self.group, of_person, best, counts)
        else:
            _, person, score = self.problem.possible()
            excess = loops.price_arcs(
                self.begin, person, score, begin, taken, of_demand, self.group, of_person, best, counts
            )
        demand = np.repeat(np.arange(demands), counts)
        found = best[np.arange(best.shape[1]) < counts[:, None]]
        return Arcs(demand, found, scores_of(self.problem, demand, found)), int(excess)


def pair_prices(network: Network, prices: Certificate) -> tuple[Ints, Ints]:
    """What a pair must be worth: the one by demand and group, the other by person, to be added."""
    own = prices.each_price @ network.each.lineage.T  # of each group, with all that it lies within
    of_demand = prices.demand_price[:, None] + np.concatenate([np.zeros_like(own[:, :1]), own], axis=1)
    if not own.shape[1]:
        of_demand = prices.demand_price[:, None].copy()
    together = np.append(prices.together_price @ network.together.lineage.T, 0)
    return np.ascontiguousarray(of_demand), prices.person_price + together[network.together.of_person]


def bound_of(network: Network, prices: Certificate) -> int:
    """What the bounds themselves are worth at these prices, pairs left out."""
    problem = network.problem
    return sum(
        int(np.where(price > 0, price * maximum, price * minimum).sum())
        for price, minimum, maximum in (
            (prices.demand_price, *problem.demand_load),
            (prices.person_price, *problem.person_load),
            (prices.each_price, *network.within),
            (prices.together_price, *network.over_all),
        )
    )


def forbidden_of(problem: Problem) -> NDArray[np.bool_]:
    """As the loops want it: without rows where nothing is forbidden."""
    return np.zeros((0, 0), np.bool_) if problem.forbidden is None else problem.forbidden


def scores_of(problem: Problem, demand: Ints, person: Ints) -> Ints:
    """The scores of pairs that are possible."""
    if problem.matrix is not None:
        return problem.matrix[demand, person].astype(np.int64)
    arcs = problem.possible()
    width = len(problem.people)
    at = np.searchsorted(arcs.demand * width + arcs.person, demand * width + person)
    return arcs.score[at]


def united(problem: Problem, arcs: Arcs, more: Arcs | None) -> Arcs:
    """Both, each pair once, in order of demand and person."""
    if more is None:
        return arcs
    width = len(problem.people)
    keys = np.concatenate([arcs.demand * width + arcs.person, more.demand * width + more.person])
    keys, first = np.unique(keys, return_index=True)
    return Arcs(keys // width, keys % width, np.concatenate([arcs.score, more.score])[first])


def nobody() -> Arcs:
    """No pair at all."""
    nothing = np.zeros(0, np.int64)
    return Arcs(nothing, nothing, nothing)


def _ranks(of: Ints, score: Ints) -> Ints:
    """The rank of each score among those of the same end, from 0."""
    order = np.lexsort((-score, of))
    ordered = of[order]
    ranks = np.empty_like(of)
    ranks[order] = np.arange(len(of)) - np.searchsorted(ordered, ordered)
    return ranks


def short_of(problem: Problem, flow: Flow) -> tuple[Relief, ...]:
    """The minimums with empty places. Each place is dearer than all else, so no fewer in sum could be empty."""
    network, chosen, parts = flow.network, flow.chosen, flow.taken[flow.taken > 0]
    demands, people = len(problem.demands), len(problem.people)
    of_demand = problem.demand_load.minimum - filled(chosen.demand, parts, demands)
    of_person = problem.person_load.minimum - filled(chosen.person, parts, people)
    found = [Relief(problem.demands[place], int(of_demand[place])) for place in np.flatnonzero(of_demand > 0)]
    found += [Relief(problem.people[place], int(of_person[place])) for place in np.flatnonzero(of_person > 0)]
    for group, quota in enumerate(network.each.quotas):
        counted = _within(network.each, group, chosen)
        empty = problem.within(quota).minimum - filled(chosen.demand[counted], parts[counted], demands)
        found += [Relief(problem.demands[place], int(empty[place]), quota.name) for place in np.flatnonzero(empty > 0)]
    for group, quota in enumerate(network.together.quotas):
        lacking = quota.minimum - int(parts[_within(network.together, group, chosen)].sum())
        found += [Relief(quota.name, lacking, quota.name)] if lacking > 0 else []
    return tuple(found)


def filled(places: Ints, parts: Ints, count: int) -> Ints:
    """What of each place is taken, where each pair takes so many parts of one."""
    sums: Ints = np.zeros(count, np.int64)
    np.add.at(sums, places, parts)
    return sums


def _within(groups: Groups, group: int, chosen: Arcs) -> NDArray[np.bool_]:
    """Which pairs are of the group; -1, no group, is the last."""
    return np.append(groups.lineage[:, group], 0)[groups.of_person[chosen.person]].astype(np.bool_)
