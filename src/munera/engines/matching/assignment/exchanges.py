# ruff: noqa: PLR0917 - compiled code takes its arguments by position
"""The compiled loop of fairness: people change places as long as the demands together gain by a given measure.

Who has whom is kept twice, as demands × places and as people × places; -1 stands for an empty place.
"""

import numpy as np

from munera.engines.matching.assignment.model import Ints
from munera.engines.matching.compiled import compiled


@compiled
def _score(begin: Ints, person_of: Ints, score_of: Ints, demand: int, person: int) -> tuple[bool, int]:
    """Whether the pair may be, and what it is worth."""
    low, high = begin[demand], begin[demand + 1]
    while low < high:
        middle = (low + high) // 2
        if person_of[middle] < person:
            low = middle + 1
        else:
            high = middle
    if low < begin[demand + 1] and person_of[low] == person:
        return True, score_of[low]
    return False, 0


@compiled
def _place(row: Ints, wanted: int) -> int:
    """Where it stands in the row; -1 where it does not."""
    for place in range(len(row)):
        if row[place] == wanted:
            return place
    return -1


@compiled
def _count(row: Ints) -> int:
    held = 0
    for place in range(len(row)):
        held += row[place] >= 0
    return held


@compiled
def _best_move(
    demand: int,
    begin: Ints,
    person_of: Ints,
    score_of: Ints,
    kind: Ints,
    least: Ints,
    most: Ints,
    of_demand: Ints,
    of_person: Ints,
    value: Ints,
    merit: Ints,
    lowest: int,
    shift: int,
) -> tuple[int, int, int, int]:
    """The best change for one demand: what it gains, who goes, who comes, and the demand that takes who goes; or -1."""
    best, leaves, comes, takes = 0, -1, -1, -1
    now = merit[(value[demand] - lowest) >> shift]
    for place in range(of_demand.shape[1]):
        person = of_demand[demand, place]
        if person < 0:
            continue
        _, lost = _score(begin, person_of, score_of, demand, person)
        may_go = _count(of_person[person]) > least[person]
        for arc in range(begin[demand], begin[demand + 1]):
            other = person_of[arc]
            if kind[other] != kind[person] or _place(of_demand[demand], other) >= 0:
                continue
            gain = merit[(value[demand] + score_of[arc] - lost - lowest) >> shift] - now
            if may_go and gain > best and _count(of_person[other]) < most[other]:
                best, leaves, comes, takes = gain, person, other, -1
            for held in range(of_person.shape[1]):
                holder = of_person[other, held]
                if holder < 0 or _place(of_demand[holder], person) >= 0:
                    continue
                may, brings = _score(begin, person_of, score_of, holder, person)
                if not may:
                    continue
                _, gave = _score(begin, person_of, score_of, holder, other)
                theirs = merit[(value[holder] + brings - gave - lowest) >> shift]
                theirs -= merit[(value[holder] - lowest) >> shift]
                if gain + theirs > best:
                    best, leaves, comes, takes = gain + theirs, person, other, holder
    return best, leaves, comes, takes


@compiled
def exchange(
    begin: Ints,
    person_of: Ints,
    score_of: Ints,
    kind: Ints,
    least: Ints,
    most: Ints,
    of_demand: Ints,
    of_person: Ints,
    value: Ints,
    merit: Ints,
    lowest: int,
    shift: int,
    rounds: int,
) -> int:
    """Change places, from the worst off to the best, until nobody gains or the rounds are over; the changes.

    ``merit`` says how much a demand's value counts, from ``lowest`` on, in steps of two to the power of ``shift``.
    """
    changes = 0
    for _ in range(rounds):
        changed = False
        for demand in np.argsort(value, kind="mergesort"):
            gained, leaves, comes, takes = _best_move(
                demand, begin, person_of, score_of, kind, least, most, of_demand, of_person, value, merit, lowest, shift
            )
            if gained <= 0:
                continue
            changed = True
            changes += 1
            _, lost = _score(begin, person_of, score_of, demand, leaves)
            _, brought = _score(begin, person_of, score_of, demand, comes)
            value[demand] += brought - lost
            of_demand[demand, _place(of_demand[demand], leaves)] = comes
            if takes < 0:
                of_person[leaves, _place(of_person[leaves], demand)] = -1
                of_person[comes, _place(of_person[comes], -1)] = demand
                continue
            _, brings = _score(begin, person_of, score_of, takes, leaves)
            _, gave = _score(begin, person_of, score_of, takes, comes)
            value[takes] += brings - gave
            of_demand[takes, _place(of_demand[takes], comes)] = leaves
            of_person[leaves, _place(of_person[leaves], demand)] = takes
            of_person[comes, _place(of_person[comes], takes)] = demand
        if not changed:
            break
    return changes
