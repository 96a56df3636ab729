"""Why something cannot be: the smallest set of demands or people that cannot have what they must have.

Where a minimum stays empty, the prices point at a cut: minimums that together ask for more than the other side has. Of
these we leave out whatever is not needed for the contradiction, until leaving out any one more would dissolve it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from munera.engines.matching.assignment.flow import Solved, filled
from munera.engines.matching.assignment.model import (
    Arcs,
    Bottleneck,
    Certificate,
    Infeasible,
    Ints,
    Loads,
    Problem,
    Quota,
    Relief,
)
from munera.engines.matching.assignment.network import Network


@dataclass(frozen=True, slots=True)
class Requirement:
    """One minimum."""

    kind: str
    """``demand``, ``person``, ``each`` or ``together``."""
    place: int
    """Of the demand or the person, or of the quota among those of its kind."""
    least: int


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a problem that a cut is about, and how many places a pair takes at most."""

    problem: Problem
    cap: int


def explain(problem: Problem, solved: Solved) -> Infeasible:
    """For a problem of which ``solved`` has empty places."""
    return Infeasible(bottleneck(problem, solved.certificate, solved.earned), solved.short)


def bottleneck(problem: Problem, prices: Certificate, earned: int, *, cap: int = 1) -> Bottleneck:
    """The smallest set that cannot be served, where each pair takes ``cap`` places at most."""
    cut = _cut(problem, prices, earned)
    part = Part(_part(problem, cut), cap)
    return _told(part, _smallest(part, cut))


def relieved(problem: Problem, relief: Sequence[Relief]) -> Problem:
    """The problem with lower minimums: what can be done instead."""
    lower = {(one.name, one.quota): one.places for one in relief}
    of_quota: dict[str, int] = {}
    for one in relief:
        if one.quota is not None:
            of_quota[one.quota] = max(of_quota.get(one.quota, 0), one.places)
    return replace(
        problem,
        demand_load=_lowered(problem.demand_load, [lower.get((key, None), 0) for key in problem.demands]),
        person_load=_lowered(problem.person_load, [lower.get((key, None), 0) for key in problem.people]),
        quotas=tuple(replace(quota, minimum=quota.minimum - of_quota.get(quota.name, 0)) for quota in problem.quotas),
    )


def _lowered(load: Loads, by: Sequence[int]) -> Loads:
    return Loads(load.minimum - np.array(by, np.int64), load.maximum)


def _cut(problem: Problem, prices: Certificate, earned: int) -> list[Requirement]:
    """The minimums whose price is that of an empty place: all else in a price is smaller than half of it."""
    each = [quota for quota in problem.quotas if not quota.together]
    together = [quota for quota in problem.quotas if quota.together]
    kinds: tuple[tuple[str, Ints, Ints], ...] = (
        ("demand", prices.demand_price, problem.demand_load.minimum),
        ("person", prices.person_price, problem.person_load.minimum),
        ("each", prices.each_price.min(axis=0, initial=0), np.array([quota.minimum for quota in each], np.int64)),
        ("together", prices.together_price, np.array([quota.minimum for quota in together], np.int64)),
    )
    return [
        Requirement(kind, int(place), int(least[place]))
        for kind, price, least in kinds
        for place in np.flatnonzero((2 * price < -earned) & (least > 0))
    ]


def _part(problem: Problem, cut: list[Requirement]) -> Problem:
    """Only the demands that take part, where it is demands that cannot be served; scores do not matter here."""
    demands = [one.place for one in cut if one.kind == "demand"]
    whole = any(one.kind != "demand" for one in cut)
    kept = np.arange(len(problem.demands)) if whole else np.array(demands, np.int64)
    if problem.matrix is None:
        arcs = problem.possible()
        place = np.searchsorted(kept, arcs.demand).clip(max=len(kept) - 1)
        used = kept[place] == arcs.demand
        possible = Arcs(place[used], arcs.person[used], np.zeros(int(used.sum()), np.int64))
    else:
        free = np.ones((len(kept), len(problem.people)), np.bool_)
        if problem.forbidden is not None:
            free = ~problem.forbidden[kept]
        demand, person = np.nonzero(free)
        possible = Arcs(demand, person, np.zeros_like(demand))
    if not whole:
        cut[:] = [replace(one, place=place) for place, one in enumerate(cut)]
    return problem.part(kept, possible)


def _smallest(part: Part, cut: list[Requirement]) -> list[Requirement]:
    """Leave out what can be left out, by halves first."""
    needed, width = list(cut), max(len(cut) // 2, 1)
    while True:
        place = 0
        while place < len(needed):
            fewer = needed[:place] + needed[place + width :]
            if fewer and _missing(part, fewer):
                needed = fewer
            else:
                place += width
        if width == 1:
            return needed
        width = max(width // 2, 1)


def _missing(part: Part, needed: list[Requirement]) -> int:
    """How many places stay empty where only these minimums must hold."""
    asked = _asking(part.problem, needed)
    pairs = asked.possible()
    flow = Network.of(asked).solve(pairs, capacity=np.full(len(pairs.demand), part.cap, np.int64))
    parts = flow.taken[flow.taken > 0]
    return sum(_empty(asked, one, flow.chosen, parts) for one in needed)


def _asking(part: Problem, needed: list[Requirement]) -> Problem:
    """The problem with no other minimums than these."""
    of_demand, of_person = np.zeros(len(part.demands), np.int64), np.zeros(len(part.people), np.int64)
    quotas = {(False, place): 0 for place in range(len(part.quotas))}
    for one in needed:
        if one.kind == "demand":
            of_demand[one.place] = one.least
        elif one.kind == "person":
            of_person[one.place] = one.least
        else:
            quotas[one.kind == "together", one.place] = one.least
    counted = {False: 0, True: 0}
    asked: list[Quota] = []
    for quota in part.quotas:
        least = quotas.get((quota.together, counted[quota.together]), 0)
        counted[quota.together] += 1
        asked.append(replace(quota, minimum=least))
    return replace(
        part,
        demand_load=Loads(of_demand, part.demand_load.maximum),
        person_load=Loads(of_person, part.person_load.maximum),
        quotas=tuple(asked),
    )


def _empty(part: Problem, one: Requirement, chosen: Arcs, parts: Ints) -> int:
    if one.kind == "demand":
        return max(one.least - int(parts[chosen.demand == one.place].sum()), 0)
    if one.kind == "person":
        return max(one.least - int(parts[chosen.person == one.place].sum()), 0)
    quota = [quota for quota in part.quotas if quota.together == (one.kind == "together")][one.place]
    counted = np.array([key in quota.people for key in part.people], np.bool_)[chosen.person]
    if quota.together:
        return max(one.least - int(parts[counted].sum()), 0)
    taken = filled(chosen.demand[counted], parts[counted], len(part.demands))
    return int(np.maximum(part.within(quota).minimum - taken, 0).sum())


def _told(whole: Part, needed: list[Requirement]) -> Bottleneck:
    """The set in names, with what it needs and what there is."""
    part = whole.problem
    arcs = part.possible()
    of = {kind: np.array([one.place for one in needed if one.kind == kind], np.int64) for kind in KINDS}
    quotas = [
        quota
        for kind, together in (("each", False), ("together", True))
        for place, quota in enumerate(quota for quota in part.quotas if quota.together == together)
        if place in of[kind]
    ]
    places = sum(one.least for one in needed if one.kind != "each")
    places += sum(int(part.within(quota).minimum.sum()) for quota in quotas if not quota.together)
    of_people = bool(len(of["person"])) and not len(of["demand"])
    if of_people:
        people = of["person"]
        demands = np.unique(arcs.demand[np.isin(arcs.person, people)])
    else:
        demands = of["demand"] if len(of["demand"]) else np.arange(len(part.demands))
        people = np.union1d(arcs.person[np.isin(arcs.demand, demands)], of["person"])
        people = people[part.person_load.maximum[people] > 0]
        if not len(of["demand"]):
            counted = frozenset[str]().union(*(quota.people for quota in quotas))
            people = np.array([place for place in people if part.people[place] in counted], np.int64)
    return Bottleneck(
        demands=tuple(part.demands[place] for place in demands),
        people=tuple(part.people[place] for place in people),
        needed=places,
        available=places - _missing(whole, needed),
        of_people=of_people,
        quotas=tuple(quota.name for quota in quotas),
        limits=_limits(whole, needed),
        also=() if of_people else tuple(part.people[place] for place in of["person"]),
    )


def _limits(part: Part, needed: list[Requirement]) -> tuple[str, ...]:
    """The quotas whose maximum the contradiction needs: the others are lifted, one after the other."""
    found = []
    for place, quota in enumerate(part.problem.quotas):
        if quota.maximum is None:
            continue
        before, after = part.problem.quotas[:place], part.problem.quotas[place + 1 :]
        freer = replace(part.problem, quotas=(*before, replace(quota, maximum=None), *after))
        if _missing(replace(part, problem=freer), needed):
            part = replace(part, problem=freer)
        else:
            found.append(quota.name)
    return tuple(found)


KINDS = ("demand", "person", "each", "together")
