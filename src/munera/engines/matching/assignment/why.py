"""Why not this one: what stands between a pair and the assignment, and what it would cost to have it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from munera.engines.matching.assignment.assign import Objective, assign
from munera.engines.matching.assignment.model import Assignment, Infeasible, Loads, Pair, Problem, Quota
from munera.engines.matching.errors import Malformed


class Cause(StrEnum):
    """What stands between a pair and the assignment, the strongest first."""

    CHOSEN = "chosen"
    """Nothing: the pair is there."""
    FORBIDDEN = "forbidden"
    """It must not be, or has no score."""
    PERSON_FULL = "person full"
    """The person has as many as may be, and ``holders`` are they."""
    DEMAND_FULL = "demand full"
    """The demand has as many as it takes, and ``holders`` are they."""
    OUTBID = "outbid"
    """There is room on both sides; a quota, a minimum elsewhere or the score itself speaks against it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a person is not given to a demand."""

    cause: Cause
    score: int | None
    """What the pair is worth; None where it must not be."""
    holders: tuple[Pair, ...]
    """The pairs that stand in the way, the weakest last."""
    demand_price: int
    """What a place in the demand brings, to this person's groups; by the certificate."""
    person_price: int
    """What a place of the person brings."""

    @property
    def loss(self) -> int | None:
        """The welfare of all is lower by so much at least if this pair must be; 0 where it might as well have been."""
        return None if self.score is None else max(self.demand_price + self.person_price - self.score, 0)


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of an assignment if one pair must go and another must come."""

    direct: int
    """The difference in welfare where nothing else moves."""
    is_allowed: bool
    """Whether loads, quotas and prohibitions hold where nothing else moves."""
    best: Assignment | None
    """The best assignment with this change, for which others may move, beside the bound of before; None for none."""
    infeasible: Infeasible | None
    """Why there is none."""
    cost: int | None
    """The welfare that is lost by the best one."""
    out: tuple[Pair, ...]
    """All that go, in the best one."""
    into: tuple[Pair, ...]
    """All that come."""


def why_not(problem: Problem, assignment: Assignment, demand: str, person: str) -> Reason:
    """What speaks against this pair, in the light of this assignment."""
    at, whom = _places(problem, demand, person)
    score = problem.score(at, whom)
    prices = assignment.certificate
    each = [quota for quota in problem.quotas if not quota.together]
    together = [quota for quota in problem.quotas if quota.together]
    of_demand = int(prices.demand_price[at]) + _prices_of(prices.each_price[at].tolist(), each, person)
    of_person = int(prices.person_price[whom]) + _prices_of(prices.together_price.tolist(), together, person)
    theirs = _by_score(pair for pair in assignment.pairs if pair.person == person)
    beside = _by_score(pair for pair in assignment.pairs if pair.demand == demand)
    cause = Cause.OUTBID
    holders: tuple[Pair, ...] = ()
    if any(pair.person == person for pair in beside):
        cause = Cause.CHOSEN
    elif score is None:
        cause = Cause.FORBIDDEN
    elif len(theirs) >= problem.person_load.maximum[whom]:
        cause, holders = Cause.PERSON_FULL, theirs
    elif len(beside) >= problem.demand_load.maximum[at]:
        cause, holders = Cause.DEMAND_FULL, beside
    return Reason(cause, score, holders, of_demand, of_person)


def cost_of_change(
    problem: Problem,
    assignment: Assignment,
    pair_out: tuple[str, str] | None,
    pair_in: tuple[str, str] | None,
    *,
    objective: Objective = "welfare",
) -> Change:
    """What it costs to have one pair instead of another; either may be left out. Pairs are demand and person."""
    from munera.engines.matching.assignment.certify import check  # noqa: PLC0415 - only whoever asks for a cost pays

    by_name = {(pair.demand, pair.person): pair for pair in assignment.pairs}
    if pair_out is not None and pair_out not in by_name:
        raise Malformed(f"{pair_out[1]!r} is not given to {pair_out[0]!r}.")
    if pair_in is not None and pair_in in by_name:
        raise Malformed(f"{pair_in[1]!r} is given to {pair_in[0]!r} already.")
    coming = None
    if pair_in is not None:
        at, whom = _places(problem, *pair_in)
        score = problem.score(at, whom)
        if score is None:
            raise Malformed(f"{pair_in[1]!r} must not be given to {pair_in[0]!r}.")
        coming = Pair(*pair_in, score)
    kept = tuple(pair for pair in assignment.pairs if (pair.demand, pair.person) != pair_out)
    direct = (*kept, coming) if coming else kept
    welfare = sum(pair.score for pair in direct)
    is_allowed = check(problem, replace(assignment, pairs=direct, welfare=welfare)).is_allowed
    changed = _changed(problem, pair_out, pair_in)
    try:
        best = replace(_with(problem, assign(changed, objective=objective), coming), certificate=assignment.certificate)
    except Infeasible as infeasible:
        return Change(welfare - assignment.welfare, is_allowed, None, infeasible, None, (), ())
    before, after = set(assignment.pairs), set(best.pairs)
    return Change(
        direct=welfare - assignment.welfare,
        is_allowed=is_allowed,
        best=best,
        infeasible=None,
        cost=assignment.welfare - best.welfare,
        out=tuple(pair for pair in assignment.pairs if pair not in after),
        into=tuple(pair for pair in best.pairs if pair not in before),
    )


# --- one pair set beforehand ------------------------------------------------------------------------------------------


def _changed(problem: Problem, pair_out: tuple[str, str] | None, pair_in: tuple[str, str] | None) -> Problem:
    """The problem of all others: neither pair can be chosen, and one place on each side is given away."""
    gone = [_places(problem, *pair) for pair in (pair_out, pair_in) if pair is not None]
    forbidden = np.zeros((len(problem.demands), len(problem.people)), np.bool_)
    if problem.forbidden is not None:
        forbidden |= problem.forbidden
    for at, whom in gone:
        forbidden[at, whom] = True
    if pair_in is None:
        return replace(problem, forbidden=forbidden)
    at, whom = _places(problem, *pair_in)
    return replace(
        problem,
        forbidden=forbidden,
        demand_load=_one_less(problem.demand_load, at),
        person_load=_one_less(problem.person_load, whom),
        quotas=tuple(part for quota in problem.quotas for part in _quota_without(problem, quota, *pair_in)),
    )


def _one_less(load: Loads, place: int) -> Loads:
    minimum, maximum = load.minimum.copy(), load.maximum.copy()
    if maximum[place] == 0:
        raise Malformed("There is no place at all.")
    minimum[place] = max(minimum[place] - 1, 0)
    maximum[place] -= 1
    return Loads(minimum, maximum)


def _quota_without(problem: Problem, quota: Quota, demand: str, person: str) -> list[Quota]:
    """The quota once a pair that it counts is set: in that demand there is one less to be had."""
    if person not in quota.people or not (quota.together or quota.demands is None or demand in quota.demands):
        return [quota]
    if quota.maximum == 0:
        raise Malformed(f"{quota.name} leaves no place for {person!r}.")
    most = None if quota.maximum is None else quota.maximum - 1
    less = replace(quota, minimum=max(quota.minimum - 1, 0), maximum=most)
    if quota.together:
        return [less]
    others = frozenset(problem.demands if quota.demands is None else quota.demands) - {demand}
    there = replace(less, name=f"{quota.name} ({demand})", demands=frozenset({demand}))
    return [replace(quota, demands=others), there]


def _with(problem: Problem, found: Assignment, coming: Pair | None) -> Assignment:
    """The pair that was set beforehand, put back."""
    if coming is None:
        return found
    pairs = sorted(
        [*found.pairs, coming], key=lambda pair: (problem.demands.index(pair.demand), -pair.score, pair.person)
    )
    values = dict.fromkeys(
        (key for key, most in zip(problem.demands, problem.demand_load.maximum.tolist(), strict=True) if most), 0
    )
    for pair in pairs:
        values[pair.demand] += pair.score
    return replace(
        found, pairs=tuple(pairs), welfare=found.welfare + coming.score, worst=min(values.values()), worst_bound=None
    )


def _places(problem: Problem, demand: str, person: str) -> tuple[int, int]:
    try:
        return problem.demands.index(demand), problem.people.index(person)
    except ValueError:
        raise Malformed(f"There is no {demand!r} or no {person!r} in this problem.") from None


def _prices_of(prices: list[int], quotas: list[Quota], person: str) -> int:
    return sum(price for price, quota in zip(prices, quotas, strict=True) if person in quota.people)


def _by_score(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    return tuple(sorted(pairs, key=lambda pair: -pair.score))
