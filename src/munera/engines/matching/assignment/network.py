"""The problem as a network: places flow from demands to people, and each bound is the width of an arc.

    demand ── group in the demand ── person ── group over all demands ── out

A minimum is an arc of that width that earns more than any rearrangement could cost, so that it is filled if it can be.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from ortools.graph.python import min_cost_flow

from munera.engines.matching.assignment.loops import potentials
from munera.engines.matching.assignment.model import Arcs, Certificate, Ints, Loads, Problem, Quota


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Quotas of one kind, as a forest."""

    quotas: tuple[Quota, ...]
    parent: Ints
    """The smallest group that holds this one; -1 where none does."""
    of_person: Ints
    """The smallest group that each person is in; -1 for none."""
    lineage: Ints
    """Groups × groups: 1 where the row is the column or lies within it."""

    @classmethod
    def of(cls, problem: Problem, *, together: bool) -> Self:
        quotas = tuple(quota for quota in problem.quotas if quota.together == together)
        # Of two groups of the same people the later one lies within the earlier one.
        size = [(len(quota.people), -place) for place, quota in enumerate(quotas)]
        inwards = sorted(range(len(quotas)), key=size.__getitem__)
        parent = np.full(len(quotas), -1, np.int64)
        lineage = np.eye(len(quotas), dtype=np.int64)
        for place, group in enumerate(inwards):
            for other in inwards[place + 1 :]:
                if quotas[group].people <= quotas[other].people:
                    lineage[group, other] = 1
                    if parent[group] == -1:
                        parent[group] = other
        of_person = np.full(len(problem.people), -1, np.int64)
        places = {key: place for place, key in enumerate(problem.people)} if quotas else {}
        for group in reversed(inwards):
            of_person[[places[key] for key in quotas[group].people]] = group
        return cls(quotas, parent, of_person, lineage)


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Everything but the arcs of the pairs, which come and go."""

    problem: Problem
    each: Groups
    together: Groups
    earned: int
    """By filling one place of a minimum."""
    tail: Ints
    head: Ints
    capacity: Ints
    cost: Ints

    @classmethod
    def of(cls, problem: Problem) -> Self:
        each, together = Groups.of(problem, together=False), Groups.of(problem, together=True)
        earned = _more_than_any_way(problem)
        parts = [
            *_out_of_demands(problem),
            *_into_groups(problem, each),
            *_out_of_people(problem, each, together),
        ]
        rows = [_bounded(tail, head, low, high, -earned) for tail, head, low, high in parts[1:]]
        tail, sink, low, high = parts[0]
        # What a demand does not have filled goes out at once: free down to its minimum, dear below it.
        rows.append(_arcs(tail, sink, high - low, np.zeros_like(low)))
        rows.append(_arcs(tail, sink, low, np.full_like(low, earned)))
        static = np.concatenate(rows, axis=1)
        static = static[:, static[2] > 0]
        return cls(problem, each, together, earned, *static)

    @property
    def within(self) -> Loads:
        """The bounds of the groups in each demand: demands × groups."""
        bounds = [self.problem.within(quota) for quota in self.each.quotas]
        shape = len(self.problem.demands), len(bounds)
        low, high = (np.array([part[side] for part in bounds], np.int64).reshape(shape[::-1]).T for side in (0, 1))
        return Loads(low, high)

    @property
    def over_all(self) -> Loads:
        """The bounds of the groups over all demands."""
        return _over_all(self.problem, self.together)

    @property
    def sink(self) -> int:
        return len(self.problem.demands) + len(self.problem.people)

    @property
    def nodes(self) -> int:
        return self.sink + 1 + len(self.each.quotas) * len(self.problem.demands) + len(self.together.quotas)

    @property
    def group(self) -> Ints:
        """The column of a person in the prices of a demand."""
        return self.each.of_person + 1

    def starts(self, demand: Ints, person: Ints) -> Ints:
        """The node from which the arc of a pair goes out."""
        group = self.each.of_person[person]
        return np.where(group < 0, demand, _node_in_demand(self.problem, self.each, demand, group))

    def solve(self, arcs: Arcs, *, capacity: Ints | None = None) -> "Flow":
        """The best flow over these pairs; there always is one, for a minimum is a price here."""
        count = len(arcs.demand)
        tail = np.concatenate([self.starts(arcs.demand, arcs.person), self.tail])
        head = np.concatenate([arcs.person + len(self.problem.demands), self.head])
        wide = np.concatenate([np.ones(count, np.int64) if capacity is None else capacity, self.capacity])
        cost = np.concatenate([-arcs.score, self.cost])
        flows = _cheapest(np.stack([tail, head, wide, cost]), supply=self.problem.demand_load.maximum, sink=self.sink)
        distance = potentials(self.nodes, tail, head, wide, cost, flows)
        whole = np.stack([tail, head, wide, cost, flows])
        return Flow(self, arcs, flows[:count], distance[self.sink] - distance, whole)


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """Which pairs are taken, and what a place is worth at each node."""

    network: Network
    arcs: Arcs
    taken: Ints
    worth: Ints
    """The potential of the way out less that of the node."""
    whole: Ints
    """Every arc, those of the pairs first: tail, head, capacity, cost, and what flows."""

    @property
    def chosen(self) -> Arcs:
        used = self.taken > 0
        return Arcs(*(part[used] for part in self.arcs))

    def prices(self) -> Certificate:
        """The multipliers of each bound; the bound itself is reckoned by whoever has seen every pair."""
        network, problem = self.network, self.network.problem
        demands, people = len(problem.demands), len(problem.people)
        demand = -self.worth[:demands]
        each = _each_prices(network, -self.worth)
        together_worth = self.worth[network.nodes - len(network.together.quotas) :]
        outer = np.append(together_worth, 0)  # -1, no parent, is the last: the way out
        person = self.worth[demands : demands + people] - outer[network.together.of_person]
        together = together_worth - outer[network.together.parent]
        # Where nothing is asked for at least, a price below nothing says no more than that nobody is taken.
        return Certificate(
            demand_price=_no_less(demand, problem.demand_load.minimum),
            person_price=_no_less(person, problem.person_load.minimum),
            each_price=_no_less(each, network.within.minimum),
            together_price=_no_less(together, network.over_all.minimum),
            bound=0,
        )


def _cheapest(arcs: Ints, *, supply: Ints, sink: int) -> Ints:
    """The flow on each arc, where the first nodes send what they have to the sink."""
    solver = min_cost_flow.SimpleMinCostFlow()
    places = solver.add_arcs_with_capacity_and_unit_cost(*arcs)
    solver.set_nodes_supplies(np.append(np.arange(len(supply)), sink), np.append(supply, -supply.sum()))
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise ArithmeticError(f"The flow could not be reckoned: {status}.")  # nothing but an overflow leads here
    flows: Ints = np.asarray(solver.flows(places), np.int64)
    return flows


Bounded = tuple[Ints, Ints, Ints, Ints]


def _more_than_any_way(problem: Problem) -> int:
    """More than the longest way through the network can cost: each demand is passed at most once."""
    if problem.matrix is not None:
        scores = problem.matrix
        greatest = max(int(scores.max()), -int(scores.min())) if scores.size else 0
    else:
        greatest = int(np.abs(problem.possible().score).max(initial=0))
    return (2 * min(len(problem.demands), len(problem.people)) + 2) * greatest + 1


def _node_in_demand(problem: Problem, each: Groups, demand: Ints, group: Ints) -> Ints:
    first = len(problem.demands) + len(problem.people) + 1
    return first + demand * len(each.quotas) + group


def _out_of_demands(problem: Problem) -> list[Bounded]:
    demands = np.arange(len(problem.demands))
    return [(demands, np.full_like(demands, len(demands) + len(problem.people)), *problem.demand_load)]


def _into_groups(problem: Problem, each: Groups) -> list[Bounded]:
    demands = np.arange(len(problem.demands))
    found = []
    for group, quota in enumerate(each.quotas):
        parent = each.parent[group]
        tail = demands if parent < 0 else _node_in_demand(problem, each, demands, np.full_like(demands, parent))
        head = _node_in_demand(problem, each, demands, np.full_like(demands, group))
        found.append((tail, head, *problem.within(quota)))
    return found


def _out_of_people(problem: Problem, each: Groups, together: Groups) -> list[Bounded]:
    demands, people = len(problem.demands), len(problem.people)
    sink = demands + people
    groups = sink + 1 + demands * len(each.quotas) + np.arange(len(together.quotas))
    nodes = np.append(groups, sink)  # -1, no group, is the last: the way out
    of_people = demands + np.arange(people), nodes[together.of_person], *problem.person_load
    return [of_people, (groups, nodes[together.parent], *_over_all(problem, together))]


def _over_all(problem: Problem, together: Groups) -> Loads:
    most = int(problem.person_load.maximum.sum())
    maximum = [most if quota.maximum is None else quota.maximum for quota in together.quotas]
    return Loads(np.array([quota.minimum for quota in together.quotas], np.int64), np.array(maximum, np.int64))


def _bounded(tail: Ints, head: Ints, low: Ints, high: Ints, cost_of_minimum: int) -> Ints:
    within = np.minimum(low, high)
    return np.concatenate(
        [
            _arcs(tail, head, within, np.full_like(within, cost_of_minimum)),
            _arcs(tail, head, high - within, np.zeros_like(within)),
        ],
        axis=1,
    )


def _arcs(tail: Ints, head: Ints, capacity: Ints, cost: Ints) -> Ints:
    return np.stack([tail, head, capacity, cost])


def _each_prices(network: Network, worth: Ints) -> Ints:
    demands, groups = len(network.problem.demands), len(network.each.quotas)
    first = network.sink + 1
    inner = worth[first : first + demands * groups].reshape(demands, groups)
    outer = np.concatenate([inner, worth[:demands, None]], axis=1)  # -1, no parent, is the last: the demand itself
    prices: Ints = inner - outer[:, network.each.parent]
    return prices


def _no_less(prices: Ints, minimum: Ints) -> Ints:
    return np.where(minimum > 0, prices, np.maximum(prices, 0))
