"""What goes into an assignment, and what comes out of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from munera.engines.matching.errors import Malformed, MatchingError

Ints = NDArray[np.int64]
Scores = NDArray[np.int16] | NDArray[np.int32]

GREATEST = 10**6
"""No score is greater, so that no sum of them ever overflows."""


class Loads(NamedTuple):
    """How many pairs each demand, or each person, takes at least and at most."""

    minimum: Ints
    maximum: Ints


def loads(count: int, *, minimum: int = 0, maximum: int = 1) -> Loads:
    """The same bounds for all."""
    return Loads(np.full(count, minimum, np.int64), np.full(count, maximum, np.int64))


class Arcs(NamedTuple):
    """Scores of the pairs that are possible at all, where most are not: three arrays of one length."""

    demand: Ints
    """The demand's place in ``Problem.demands``."""
    person: Ints
    score: Ints


@dataclass(frozen=True, slots=True)
class Quota:
    """How many of a group there are: in each demand, or in all demands together."""

    name: str
    people: frozenset[str]
    minimum: int = 0
    maximum: int | None = None
    """None where there is no upper bound."""
    together: bool = False
    """Whether it counts the pairs of the group over all demands, instead of those in each."""
    demands: frozenset[str] | None = None
    """The demands in each of which it holds; None for all."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Demands and people, what each pair is worth, and what must hold."""

    demands: tuple[str, ...]
    people: tuple[str, ...]
    scores: ArrayLike | Arcs
    """Whole numbers, demands × people; or only the pairs that are possible."""
    demand_load: Loads
    person_load: Loads
    forbidden: NDArray[np.bool_] | None = None
    """Demands × people: the pairs that must not be, whatever they are worth."""
    quotas: tuple[Quota, ...] = ()
    matrix: Scores | None = field(init=False, default=None)
    """The scores as they are reckoned with; None where they came as arcs."""
    arcs: Arcs | None = field(init=False, default=None)
    """The possible pairs in order of demand and person; None where every pair has a score."""

    def __post_init__(self) -> None:
        _check_names(self.demands, "demands")
        _check_names(self.people, "people")
        object.__setattr__(self, "demand_load", _checked_loads(self.demand_load, len(self.demands), "demands"))
        object.__setattr__(self, "person_load", _checked_loads(self.person_load, len(self.people), "people"))
        shape = len(self.demands), len(self.people)
        if self.forbidden is not None and self.forbidden.shape != shape:
            raise Malformed(f"forbidden is {self.forbidden.shape}, and there are {shape} demands and people.")
        if isinstance(self.scores, Arcs):
            object.__setattr__(self, "arcs", _ordered(self.scores, shape, self.forbidden))
        else:
            object.__setattr__(self, "matrix", _matrix(self.scores, shape))
        _check_quotas(self)

    def score(self, demand: int, person: int) -> int | None:
        """What a pair is worth; None where it must not be."""
        if self.forbidden is not None and self.forbidden[demand, person]:
            return None
        if self.matrix is not None:
            return int(self.matrix[demand, person])
        assert self.arcs is not None  # noqa: S101 - one of the two is there: __post_init__
        begin, end = np.searchsorted(self.arcs.demand, [demand, demand + 1])
        at = begin + np.searchsorted(self.arcs.person[begin:end], person)
        return int(self.arcs.score[at]) if at < end and self.arcs.person[at] == person else None

    def within(self, quota: Quota) -> Loads:
        """The bounds of a quota in each demand."""
        held = np.array([quota.demands is None or key in quota.demands for key in self.demands], np.bool_)
        least = quota.minimum * held.astype(np.int64)
        most = self.demand_load.maximum if quota.maximum is None else np.int64(quota.maximum)
        return Loads(least, np.maximum(least, np.where(held, most, self.demand_load.maximum)))

    def part(self, kept: Ints, scores: ArrayLike | Arcs) -> "Problem":
        """Some of the demands alone, with scores of their own."""
        demands = tuple(self.demands[place] for place in kept)
        return replace(
            self,
            demands=demands,
            scores=scores,
            forbidden=None if self.forbidden is None or isinstance(scores, Arcs) else self.forbidden[kept],
            demand_load=Loads(*(part[kept] for part in self.demand_load)),
            quotas=tuple(
                quota if quota.demands is None else replace(quota, demands=quota.demands & frozenset(demands))
                for quota in self.quotas
            ),
        )

    def possible(self) -> Arcs:
        """Every pair that may be, in order of demand and person."""
        if self.arcs is not None:
            return self.arcs
        assert self.matrix is not None  # noqa: S101 - one of the two is there: __post_init__
        free = np.ones(self.matrix.shape, np.bool_) if self.forbidden is None else ~self.forbidden
        demand, person = np.nonzero(free)
        return Arcs(demand.astype(np.int64), person.astype(np.int64), self.matrix[free].astype(np.int64))


class Pair(NamedTuple):
    """One person given to one demand."""

    demand: str
    person: str
    score: int


@dataclass(frozen=True, slots=True, eq=False)
class Certificate:
    """Prices that prove a bound: whoever doubts it multiplies and adds, and needs nothing of ours (``certify``)."""

    demand_price: Ints
    """What one more place in the demand would bring; less than nothing where its minimum costs something."""
    person_price: Ints
    """What one more place of the person would bring."""
    each_price: Ints
    """Demands × those quotas that hold in each demand, in their order."""
    together_price: Ints
    """The quotas that hold over all demands."""
    bound: int
    """No assignment has a greater welfare."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who is given to whom, and how good that is."""

    pairs: tuple[Pair, ...]
    """In the order of the demands, the best first in each."""
    welfare: int
    """The sum of all scores."""
    worst: int
    """The least sum of scores that any demand has that asks for somebody."""
    certificate: Certificate
    worst_bound: int | None = None
    """No assignment has a greater ``worst``; None where that was not asked."""

    @property
    def is_optimal(self) -> bool:
        """Whether no assignment has a greater welfare, and that is proved."""
        return self.welfare == self.certificate.bound

    @classmethod
    def of(cls, problem: Problem, chosen: Arcs, certificate: Certificate, *, worst_bound: int | None = None) -> Self:
        """From places in the problem's tuples."""
        order = np.lexsort((chosen.person, -chosen.score, chosen.demand))
        pairs = tuple(
            Pair(problem.demands[demand], problem.people[person], score)
            for demand, person, score in zip(
                chosen.demand[order].tolist(), chosen.person[order].tolist(), chosen.score[order].tolist(), strict=True
            )
        )
        return cls(pairs, int(chosen.score.sum()), worst_of(problem, chosen), certificate, worst_bound)


def worst_of(problem: Problem, chosen: Arcs) -> int:
    """The least that any demand has that can have somebody; 0 where there is none."""
    asking = problem.demand_load.maximum > 0
    if not asking.any():
        return 0
    return int(values_of(len(problem.demands), chosen)[asking].min())


def values_of(demands: int, chosen: Arcs) -> Ints:
    """The sum of scores of each demand."""
    values: Ints = np.zeros(demands, np.int64)
    np.add.at(values, chosen.demand, chosen.score)
    return values


def places_of(problem: Problem, pairs: Iterable[Pair]) -> Arcs:
    """The other way round: pairs by name as places; names that are not in the problem are refused."""
    demands = {key: place for place, key in enumerate(problem.demands)}
    people = {key: place for place, key in enumerate(problem.people)}
    try:
        found = [(demands[pair.demand], people[pair.person], pair.score) for pair in pairs]
    except KeyError as unknown:
        raise Malformed(f"{unknown.args[0]!r} is not in this problem.") from None
    columns = np.array(found, np.int64).reshape(-1, 3)
    return Arcs(columns[:, 0], columns[:, 1], columns[:, 2])


@dataclass(frozen=True, slots=True)
class Step:
    """How far an assignment has come: after each round something is there, and a bound of what is still possible."""

    round: int
    arcs: int
    """How many pairs are looked at."""
    welfare: int
    bound: int


Progress = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """The smallest set that cannot be served: leave out any one of it, and the rest can."""

    demands: tuple[str, ...]
    people: tuple[str, ...]
    needed: int
    """The places that must be filled."""
    available: int
    """How many of them can be."""
    of_people: bool = False
    """Whether it is the people who must have places, and the demands that do not have them."""
    quotas: tuple[str, ...] = ()
    """The quotas whose minimum takes part in it, by name."""
    limits: tuple[str, ...] = ()
    """The quotas whose maximum does: without any one of these, all of it can be served."""
    also: tuple[str, ...] = ()
    """People who must have places beside the demands, where neither of the two would be too much alone."""
    cap: int | None = None
    """In a lottery the most that a pair takes, in thousandths of a place, as are ``needed`` and ``available``."""

    def __str__(self) -> str:
        within = f", within {', '.join(self.quotas)}" if self.quotas else ""
        under = f" under the maximum of {', '.join(self.limits)}" if self.limits else ""
        needed, available = _whole_places(self.needed), str(self.available)
        if self.cap is not None:
            under = f"{under} at a cap of {self.cap} thousandths"
            needed, available = _whole_places(self.needed // 1000), f"{self.available / 1000:g}"
        if self.of_people:
            return (
                f"{_counted(self.people, 'person', 'people')} must have {needed}{within}, and the "
                f"{_counted(self.demands, 'demand', 'demands')} they may have can give {available}{under}: "
                f"{_some(self.people)}."
            )
        asking = _counted(self.demands, "demand", "demands")
        if self.also:
            asking = f"{asking} and {_counted(self.also, 'person', 'people')}"
        return (
            f"{asking} must have {needed} filled{within}, and "
            f"the {_counted(self.people, 'eligible person', 'eligible people')} they share can fill "
            f"{available}{under}: {_some((*self.demands, *self.also))}."
        )


class Relief(NamedTuple):
    """By how much a minimum must be lower."""

    name: str
    """Of the demand, the person, or the quota that holds over all demands."""
    places: int
    quota: str | None = None
    """The quota whose minimum it is; None for that of the demand or the person itself."""


class Infeasible(MatchingError):
    """What must hold cannot hold all at once; says which smallest part of it, and how little is missing."""

    def __init__(self, bottleneck: Bottleneck, relief: tuple[Relief, ...] = ()) -> None:
        super().__init__(str(bottleneck))
        self.bottleneck = bottleneck
        self.relief = relief
        """Lower these minimums by so much, and it can be done; nothing less in sum will do."""


# --- checks ---------------------------------------------------------------------------------------------------------


def _counted(names: Sequence[str], one: str, many: str) -> str:
    return f"{len(names)} {one if len(names) == 1 else many}"


def _whole_places(places: int) -> str:
    return f"{places} place{'' if places == 1 else 's'}"


def _some(names: Sequence[str], most: int = 12) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _check_names(names: tuple[str, ...], what: str) -> None:
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise Malformed(f"{twice!r} is there twice among the {what}.")


def _checked_loads(given: tuple[ArrayLike, ArrayLike], count: int, what: str) -> Loads:
    minimum, maximum = (np.broadcast_to(np.asarray(part, np.int64), (count,)) for part in given)
    if (minimum < 0).any() or (maximum < minimum).any():
        raise Malformed(f"A load of the {what} has a minimum below 0 or above its maximum.")
    return Loads(minimum, maximum)


def _matrix(given: ArrayLike, shape: tuple[int, int]) -> Scores:
    matrix = np.asarray(given)
    if matrix.size == 0:
        matrix = np.zeros(shape, np.int32)
    if matrix.shape != shape:
        raise Malformed(f"The scores are {matrix.shape}, and there are {shape} demands and people.")
    if not np.issubdtype(matrix.dtype, np.integer):
        raise Malformed("Scores are whole numbers.")
    # int16 is kept as it is: half the memory where there are a hundred million pairs.
    if matrix.dtype == np.int16:
        return np.ascontiguousarray(matrix)
    if matrix.size and (int(matrix.max()) > GREATEST or int(matrix.min()) < -GREATEST):
        raise Malformed(f"A score is greater than {GREATEST:,}.")
    return np.ascontiguousarray(matrix, np.int32)


def _ordered(given: Arcs, shape: tuple[int, int], forbidden: NDArray[np.bool_] | None) -> Arcs:
    demand, person, score = (np.asarray(part, np.int64) for part in given)
    if not len(demand) == len(person) == len(score):
        raise Malformed("Arcs are three arrays of one length.")
    for places, count in ((demand, shape[0]), (person, shape[1])):
        if len(places) and not 0 <= places.min() <= places.max() < count:
            raise Malformed("An arc leads to a demand or a person that is not there.")
    if len(score) and np.abs(score).max() > GREATEST:
        raise Malformed(f"A score is greater than {GREATEST:,}.")
    if forbidden is not None:
        free = ~forbidden[demand, person]
        demand, person, score = demand[free], person[free], score[free]
    order = np.lexsort((person, demand))
    demand, person, score = demand[order], person[order], score[order]
    if ((np.diff(demand) == 0) & (np.diff(person) == 0)).any():
        raise Malformed("A pair is there twice among the arcs.")
    return Arcs(demand, person, score)


def _check_quotas(problem: Problem) -> None:
    quotas = problem.quotas
    names = [quota.name for quota in quotas]
    if len(set(names)) < len(names):
        raise Malformed("Two quotas have one name.")
    known, demands = set(problem.people), set(problem.demands)
    for quota in quotas:
        if unknown := quota.people - known:
            raise Malformed(f"Quota {quota.name!r} names {min(unknown)!r}, who is not among the people.")
        if quota.demands is not None and (quota.together or quota.demands - demands):
            raise Malformed(f"Quota {quota.name!r} holds in demands that are not there, or over all of them.")
        if quota.minimum < 0 or (quota.maximum is not None and quota.maximum < quota.minimum):
            raise Malformed(f"Quota {quota.name!r} has a minimum below 0 or above its maximum.")
    for together in (False, True):
        groups = [quota for quota in quotas if quota.together == together]
        for place, one in enumerate(groups):
            for other in groups[:place]:
                if one.people & other.people and not (one.people <= other.people or other.people <= one.people):
                    raise Malformed(f"Quotas {other.name!r} and {one.name!r} cross: one must lie within the other.")
