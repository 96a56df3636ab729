# ruff: noqa: PLR0917 - compiled code takes its arguments by position
"""The compiled loops of an assignment. Whoever imports this pays for the compiler's start: see ``assign``."""

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.assignment.model import Ints, Scores
from munera.engines.matching.compiled import compiled


@compiled
def _offer(value: int, person: int, row: Ints, values: Ints, kept: int, least: int) -> tuple[int, int]:
    """Keep it if it is among the best; answers how many are kept and where the least of them is."""
    if kept < len(row):
        row[kept] = person
        values[kept] = value
        if value < values[least] or kept == 0:
            least = kept
        return kept + 1, least
    if value > values[least]:
        row[least] = person
        values[least] = value
        for place in range(len(row)):
            if values[place] < values[least]:
                least = place
    return kept, least


@compiled
def best_of_each(scores: Scores, forbidden: NDArray[np.bool_], of_demand: Ints, of_person: Ints) -> tuple[Ints, Ints]:
    """The people that each demand likes best, and the demands that like each person best; -1 where there are no more.

    As many as the two arrays have columns.
    """
    demands, people = scores.shape
    of_demand[:] = -1
    of_person[:] = -1
    values = np.empty(of_demand.shape[1], np.int64)
    liked = np.empty(of_person.shape, np.int64)
    kept_of = np.zeros(people, np.int64)
    least_of = np.zeros(people, np.int64)
    bar_of = np.full(people, -(2**31), np.int32)
    for demand in range(demands):
        row = scores[demand]
        kept, least, bar = 0, 0, -(2**31)
        for person in range(people):
            value = row[person]
            if value <= bar and value <= bar_of[person]:
                continue
            if len(forbidden) > 0 and forbidden[demand, person]:
                continue
            if value > bar:
                kept, least = _offer(value, person, of_demand[demand], values, kept, least)
                if kept == len(values):
                    bar = values[least]
            if value > bar_of[person]:
                kept_of[person], least_of[person] = _offer(
                    value, demand, of_person[person], liked[person], kept_of[person], least_of[person]
                )
                if kept_of[person] == of_person.shape[1]:
                    bar_of[person] = liked[person, least_of[person]]
    return of_demand, of_person


@compiled
def price_matrix(
    scores: Scores,
    forbidden: NDArray[np.bool_],
    chosen_from: Ints,
    chosen: Ints,
    demand_price: Ints,
    group: Ints,
    person_price: Ints,
    best: Ints,
    counts: Ints,
) -> int:
    """For each demand the pairs that are worth more than their price, the best of them; and what all are worth more.

    ``demand_price`` has a column for each group that quotas make of people; ``group`` says in which one a person is.
    ``forbidden`` has no rows where nothing is.
    """
    demands, people = scores.shape
    values = np.empty(best.shape[1], np.int64)
    excess = 0
    for demand in range(demands):
        row = scores[demand]
        lowest = demand_price[demand].min()
        greatest = row[0] - person_price[0] if people else lowest
        for person in range(people):
            greatest = max(greatest, row[person] - person_price[person])
        counts[demand] = 0
        if greatest <= lowest:
            continue
        kept, least = 0, 0
        for person in range(people):
            value = row[person] - person_price[person]
            if value <= lowest:
                continue
            value -= demand_price[demand, group[person]]
            if value <= 0 or (len(forbidden) > 0 and forbidden[demand, person]):
                continue
            taken = False
            for place in range(chosen_from[demand], chosen_from[demand + 1]):
                taken = taken or chosen[place] == person
            if taken:
                continue
            excess += value
            kept, least = _offer(value, person, best[demand], values, kept, least)
        counts[demand] = kept
    return excess


@compiled
def price_arcs(
    begin: Ints,
    person_of: Ints,
    score_of: Ints,
    chosen_from: Ints,
    chosen: Ints,
    demand_price: Ints,
    group: Ints,
    person_price: Ints,
    best: Ints,
    counts: Ints,
) -> int:
    """The same where only some pairs are possible."""
    values = np.empty(best.shape[1], np.int64)
    excess = 0
    for demand in range(len(begin) - 1):
        kept, least = 0, 0
        for arc in range(begin[demand], begin[demand + 1]):
            person = person_of[arc]
            value = score_of[arc] - person_price[person] - demand_price[demand, group[person]]
            if value <= 0:
                continue
            taken = False
            for place in range(chosen_from[demand], chosen_from[demand + 1]):
                taken = taken or chosen[place] == person
            if taken:
                continue
            excess += value
            kept, least = _offer(value, person, best[demand], values, kept, least)
        counts[demand] = kept
    return excess


@compiled
def _residual(nodes: int, tail: Ints, head: Ints, capacity: Ints, cost: Ints, flow: Ints) -> tuple[Ints, Ints, Ints]:
    """What can still flow, or flow back: where the arcs of each node begin, where each leads and what it costs."""
    begin = np.zeros(nodes + 2, np.int64)
    for arc in range(len(tail)):
        if flow[arc] < capacity[arc]:
            begin[tail[arc] + 2] += 1
        if flow[arc] > 0:
            begin[head[arc] + 2] += 1
    begin = np.cumsum(begin)
    to = np.empty(begin[-1], np.int64)
    length = np.empty(begin[-1], np.int64)
    for arc in range(len(tail)):
        if flow[arc] < capacity[arc]:
            place = begin[tail[arc] + 1]
            to[place], length[place] = head[arc], cost[arc]
            begin[tail[arc] + 1] += 1
        if flow[arc] > 0:
            place = begin[head[arc] + 1]
            to[place], length[place] = tail[arc], -cost[arc]
            begin[head[arc] + 1] += 1
    return begin, to, length


@compiled
def potentials(nodes: int, tail: Ints, head: Ints, capacity: Ints, cost: Ints, flow: Ints) -> Ints:
    """For an optimal flow: numbers at the nodes by which no arc that has room is worth taking (Bellman and Ford)."""
    begin, to, length = _residual(nodes, tail, head, capacity, cost, flow)
    distance = np.zeros(nodes, np.int64)
    queue = np.arange(nodes)
    waiting = np.ones(nodes, np.bool_)
    first, held = 0, nodes
    while held > 0:
        node = queue[first]
        first = (first + 1) % nodes
        held -= 1
        waiting[node] = False
        for place in range(begin[node], begin[node + 1]):
            other, reached = to[place], distance[node] + length[place]
            if reached < distance[other]:
                distance[other] = reached
                if not waiting[other]:
                    queue[(first + held) % nodes] = other
                    held += 1
                    waiting[other] = True
    return distance
