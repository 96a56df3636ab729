"""Schedules: first who cannot be served at all, then a good plan at once, then better ones, and how good any could be.

A linear program over all pairs gives a bound that no plan can pass, and a first plan by its fractions. Then part after
part of the plan is set free, the rest kept, and planned anew as an integer program (HiGHS): week by week, then around
what is amiss. Effort is counted in parts and branches, not in seconds, so that the same question has the same answer on
a slow machine.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from munera.engines.matching.assignment.hearings import (
    Hearing,
    Interpreter,
    Schedule,
    Terms,
    eligible,
    value_of,
)

MOST_PAIRS: Final = 9_500
"""How many pairs of a week are set free at once."""
AROUND: Final = 3_500
"""How many around a hearing that is amiss."""
NODES: Final = 5
NODES_AROUND: Final = 60
"""After so many branches a part is good enough: there are many parts."""
NEAR_ENOUGH: Final = 0.0005


@dataclass(frozen=True, slots=True)
class Round:
    """How far a schedule has come."""

    number: int
    value: int
    bound: int


@dataclass(slots=True, eq=False)
class Plan:
    """A question once it is clear who can come where; and the plan as it stands, by places."""

    hearings: Sequence[Hearing]
    interpreters: Sequence[Interpreter]
    terms: Terms
    who: list[list[int]]
    cliques: list[list[int]]
    """Sets of hearings of which nobody can be at two; every two that clash are in one of them."""
    of_hearing: list[list[int]]
    """The cliques of each hearing."""
    given: dict[int, int] = field(default_factory=dict)

    def case(self, hearing: int) -> str:
        one = self.hearings[hearing]
        return one.case or f"\0{one.key}"

    def value(self) -> int:
        teams = {(self.case(hearing), one) for hearing, one in self.given.items()}
        return self.terms.value * len(self.given) - self.terms.change * len(teams)


def schedule(
    hearings: Sequence[Hearing],
    interpreters: Sequence[Interpreter],
    terms: Terms,
    *,
    parts: int = 70,
    seed: int = 0,
    progress: Callable[[Round], None] | None = None,
) -> Schedule:
    """The best plan after so many parts, with a bound; ``seed`` decides in which order they are looked at."""
    who, blocked = eligible(hearings, interpreters)
    cliques = _cliques(hearings, terms)
    of_hearing: list[list[int]] = [[] for _ in hearings]
    for number, clique in enumerate(cliques):
        for hearing in clique:
            of_hearing[hearing].append(number)
    plan = Plan(hearings, interpreters, terms, who, cliques, of_hearing)
    bound, wish = _relaxed(plan)
    step = math.gcd(terms.value, terms.change)
    bound = bound // step * step  # nothing between two whole values is the value of a plan
    _place(plan, wish)
    _improve(plan, bound, parts, np.random.default_rng(seed), progress)
    given = {hearings[hearing].key: interpreters[one].key for hearing, one in sorted(plan.given.items())}
    return Schedule(
        given=given,
        blocked=blocked,
        uncovered=tuple(
            hearing.key for place, hearing in enumerate(hearings) if who[place] and hearing.key not in given
        ),
        value=value_of(hearings, given, terms),
        bound=bound,
    )


# --- who can be where at once ---------------------------------------------------------------------------------------


def _cliques(hearings: Sequence[Hearing], terms: Terms) -> list[list[int]]:
    """Sets in which every two clash, as large as comes easily, until every clash lies in one."""
    order = sorted(range(len(hearings)), key=lambda place: (hearings[place].begins, hearings[place].ends, place))
    furthest = max([*terms.travel.values(), terms.travel_otherwise, 0])
    longest = max((hearing.minutes for hearing in hearings), default=0)
    before: dict[int, list[int]] = {}
    for number, place in enumerate(order):
        since = hearings[place].begins - furthest - longest
        clashing = []
        for earlier in reversed(order[:number]):
            if hearings[earlier].begins < since:
                break
            if terms.clash(hearings[earlier], hearings[place]):
                clashing.append(earlier)
        before[place] = clashing
    clash = {(one, other) for one, others in before.items() for other in others}
    clash |= {(other, one) for one, other in clash}
    covered: set[tuple[int, int]] = set()
    found = []
    for place in reversed(order):
        for earlier in before[place]:
            if (earlier, place) in covered:
                continue
            clique = [place, earlier]
            clique += [one for one in before[place] if one != earlier and (one, earlier) in clash]
            kept: list[int] = []
            for one in clique:
                if all((one, other) in clash for other in kept):
                    kept.append(one)
            covered |= {(one, other) for one in kept for other in kept if one != other}
            found.append(kept)
    return found


# --- a part of the plan as a program --------------------------------------------------------------------------------


class Program:
    """Which of these hearings has whom, beside all others of the plan: a column for each pair and each new team."""

    def __init__(self, plan: Plan, free: Iterable[int], ledger: "Ledger") -> None:
        self.plan = plan
        self.pairs = [
            (hearing, one) for hearing in sorted(free) for one in plan.who[hearing] if ledger.has_room(hearing, one)
        ]
        self.gains = [float(plan.terms.value)] * len(self.pairs)
        self.most: list[float] = []
        self._row: list[int] = []
        self._column: list[int] = []
        self._factor: list[int] = []
        self._once()
        self._within_limits(ledger)
        self._teams(ledger)

    def matrix(self) -> sparse.csr_array:
        shape = len(self.most), len(self.gains)
        return sparse.csr_array((self._factor, (self._row, self._column)), shape=shape)

    def _add(self, columns: Sequence[int], most: int, factors: Sequence[int]) -> None:
        self._row += [len(self.most)] * len(columns)
        self._column += columns
        self._factor += factors
        self.most.append(most)

    def _once(self) -> None:
        """A hearing has one interpreter, and an interpreter one hearing of those that clash."""
        rows: dict[tuple[int, int], list[int]] = defaultdict(list)
        for column, (hearing, one) in enumerate(self.pairs):
            rows[-1, hearing].append(column)
            for number in self.plan.of_hearing[hearing]:
                rows[one, number].append(column)
        for columns in rows.values():
            if len(columns) > 1:
                self._add(columns, 1, [1] * len(columns))

    def _within_limits(self, ledger: "Ledger") -> None:
        """What is left of everybody's week and day is enough."""
        weeks: dict[tuple[int, int], list[int]] = defaultdict(list)
        days: dict[tuple[int, int], list[int]] = defaultdict(list)
        for column, (hearing, one) in enumerate(self.pairs):
            what = self.plan.hearings[hearing]
            weeks[one, what.week].append(column)
            if what.strenuous:
                days[one, what.day].append(column)
        for (one, week), columns in weeks.items():
            left = self.plan.interpreters[one].minutes_a_week - ledger.minutes[one, week]
            spent = [self.plan.hearings[self.pairs[column][0]].minutes for column in columns]
            if sum(spent) > left:
                self._add(columns, left, spent)
        for (one, day), columns in days.items():
            left = self.plan.interpreters[one].strenuous_a_day - ledger.strenuous[one, day]
            if len(columns) > left:
                self._add(columns, left, [1] * len(columns))

    def _teams(self, ledger: "Ledger") -> None:
        """Whoever is new to a case costs a change, once for all its hearings."""
        teams: dict[tuple[str, int], list[int]] = defaultdict(list)
        for column, (hearing, one) in enumerate(self.pairs):
            key = self.plan.case(hearing), one
            if key not in ledger.teams:
                teams[key].append(column)
        for columns in teams.values():
            if len(columns) == 1:
                self.gains[columns[0]] -= self.plan.terms.change
                continue
            for column in columns:
                self._add([column, len(self.gains)], 0, [1, -1])
            self.gains.append(-float(self.plan.terms.change))


def _relaxed(plan: Plan) -> tuple[int, dict[tuple[int, int], float]]:
    """What no plan is worth more than, and how much of whom a plan in fractions would send where."""
    program = Program(plan, range(len(plan.hearings)), Ledger(plan))
    if not program.pairs:
        return 0, {}
    answer = linprog(-np.array(program.gains), A_ub=program.matrix(), b_ub=program.most, bounds=(0, 1), method="highs")
    if answer.status != 0:
        return plan.terms.value * sum(bool(able) for able in plan.who), {}
    parts = zip(program.pairs, answer.x, strict=False)  # behind the pairs come the teams
    return int(np.floor(-answer.fun + 1e-4)), {pair: float(part) for pair, part in parts if part > 1e-6}


# --- a first plan ---------------------------------------------------------------------------------------------------


def _place(plan: Plan, wish: dict[tuple[int, int], float]) -> None:
    """Whoever the fractions wish for most, then whoever is left; those with the fewest to choose from come first."""
    ledger = Ledger(plan)
    for hearing, one in sorted(wish, key=lambda pair: (-round(wish[pair], 6), len(plan.who[pair[0]]), pair)):
        if hearing not in plan.given and ledger.has_room(hearing, one):
            ledger.give(hearing, one)
    left = [hearing for hearing, able in enumerate(plan.who) if able and hearing not in plan.given]
    for hearing in sorted(left, key=lambda hearing: (len(plan.who[hearing]), hearing)):
        able = [one for one in plan.who[hearing] if ledger.has_room(hearing, one)]
        if able:
            ledger.give(hearing, min(able, key=lambda one: ((plan.case(hearing), one) not in ledger.teams, one)))


class Ledger:
    """What is left of everybody's time beside a part of the plan."""

    def __init__(self, plan: Plan, *, without: frozenset[int] = frozenset()) -> None:
        self.plan = plan
        self.busy: set[tuple[int, int]] = set()
        self.minutes: dict[tuple[int, int], int] = defaultdict(int)
        self.strenuous: dict[tuple[int, int], int] = defaultdict(int)
        self.teams: set[tuple[str, int]] = set()
        for hearing, one in plan.given.items():
            if hearing not in without:
                self._note(hearing, one)

    def has_room(self, hearing: int, one: int) -> bool:
        """Whether the interpreter can come beside all that is noted."""
        what, who = self.plan.hearings[hearing], self.plan.interpreters[one]
        return (
            self.minutes[one, what.week] + what.minutes <= who.minutes_a_week
            and not (what.strenuous and self.strenuous[one, what.day] >= who.strenuous_a_day)
            and not any((one, number) in self.busy for number in self.plan.of_hearing[hearing])
        )

    def give(self, hearing: int, one: int) -> None:
        self.plan.given[hearing] = one
        self._note(hearing, one)

    def _note(self, hearing: int, one: int) -> None:
        what = self.plan.hearings[hearing]
        self.minutes[one, what.week] += what.minutes
        self.strenuous[one, what.day] += what.strenuous
        self.busy.update((one, number) for number in self.plan.of_hearing[hearing])
        self.teams.add((self.plan.case(hearing), one))


# --- better plans ---------------------------------------------------------------------------------------------------


def _improve(
    plan: Plan,
    bound: int,
    parts: int,
    lot: np.random.Generator,
    progress: Callable[[Round], None] | None,
) -> None:
    """Set part after part free: all in the order of time, then those where something is amiss."""
    for number, part in enumerate(islice(_parts(plan, lot), parts)):
        if progress is not None:
            progress(Round(number, plan.value(), bound))
        if bound - plan.value() <= NEAR_ENOUGH * bound:
            return
        _solve(plan, part.free, nodes=part.nodes)


@dataclass(frozen=True, slots=True)
class Part:
    """Hearings to be planned anew, and how many branches that is worth."""

    free: frozenset[int]
    nodes: int


def _parts(plan: Plan, lot: np.random.Generator) -> Iterator[Part]:
    """The weeks, cut where there are too many pairs; then, for ever, around one hearing that is amiss."""
    free: list[int] = []
    size = 0
    order = sorted(range(len(plan.hearings)), key=lambda hearing: (plan.hearings[hearing].begins, hearing))
    for hearing in order:
        week = plan.hearings[hearing].week
        if free and (plan.hearings[free[-1]].week != week or size + len(plan.who[hearing]) > MOST_PAIRS):
            yield Part(frozenset(free), NODES)
            free, size = [], 0
        free.append(hearing)
        size += len(plan.who[hearing])
    yield Part(frozenset(free), NODES)
    looked_at: set[int] = set()
    while amiss := _amiss(plan):
        seeds = [hearing for hearing in amiss if hearing not in looked_at]
        if not seeds:
            looked_at.clear()
            continue
        seed = seeds[int(lot.integers(len(seeds)))]
        around = _around(plan, seed, lot)
        looked_at.add(seed)
        yield Part(around, NODES_AROUND)


def _amiss(plan: Plan) -> list[int]:
    """The hearings that have nobody though somebody could come, and those of cases that change interpreters."""
    teams: dict[str, set[int]] = defaultdict(set)
    for hearing, one in plan.given.items():
        teams[plan.case(hearing)].add(one)
    return [
        hearing
        for hearing, able in enumerate(plan.who)
        if able and (hearing not in plan.given or len(teams[plan.case(hearing)]) > 1)
    ]


def _around(plan: Plan, seed: int, lot: np.random.Generator) -> frozenset[int]:
    """The case of this hearing, then what stands in its way, those first who could have the whole case; and so on."""
    cases: dict[str, list[int]] = defaultdict(list)
    theirs: dict[tuple[int, int], list[int]] = defaultdict(list)
    for hearing, able in enumerate(plan.who):
        if able:
            cases[plan.case(hearing)].append(hearing)
    for hearing, one in plan.given.items():
        theirs[one, plan.hearings[hearing].week].append(hearing)
    free: set[int] = set()
    size, waiting = 0, [seed]
    for hearing in waiting:  # it grows while we look
        case = cases[plan.case(hearing)]
        weeks = {plan.hearings[one].week for one in case}
        whole = set(plan.who[hearing]).intersection(*(plan.who[one] for one in case))
        for near in (
            case,
            [other for one in sorted(whole) for week in weeks for other in theirs[one, week]],
            [other for one in plan.who[hearing] for other in theirs[one, plan.hearings[hearing].week]],
        ):
            for other in lot.permutation(np.array(sorted(set(near) - free), np.int64)).tolist():
                if size + len(plan.who[other]) > AROUND:
                    return frozenset(free)
                free.add(other)
                waiting.append(other)
                size += len(plan.who[other])
    return frozenset(free)


def _solve(plan: Plan, free: frozenset[int], *, nodes: int) -> None:
    """Plan these hearings anew beside all others. The plan never becomes worse."""
    program = Program(plan, free, Ledger(plan, without=free))
    if not program.pairs:
        return
    answer = milp(
        -np.array(program.gains),
        constraints=LinearConstraint(program.matrix(), -np.inf, program.most),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(program.gains)),
        options={"node_limit": nodes},
    )
    if answer.x is None:
        return
    before, value = dict(plan.given), plan.value()
    for hearing in free:
        plan.given.pop(hearing, None)
    plan.given.update(pair for pair, part in zip(program.pairs, answer.x, strict=False) if part > 0.5)
    if plan.value() < value:
        plan.given = before
