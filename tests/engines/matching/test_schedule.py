"""Schedules: allowed, near a bound that is one, and first of all plain about what cannot be served."""

from collections import defaultdict
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from munera.engines.matching.assignment.hearings import (
    DAY,
    Blocked,
    Hearing,
    Interpreter,
    Rule,
    Terms,
    broken,
    eligible,
    value_of,
)
from munera.engines.matching.assignment.schedule import Round, schedule
from munera.engines.matching.errors import Malformed
from tests.engines.matching.hearings_by_lot import month

HEARING = Hearing("h", 9 * 60, 10 * 60, "court", "am", level=2, training=frozenset({"trauma"}))
ANYBODY = Interpreter("i", {"am": 2}, frozenset({"trauma"}), ((0, DAY),))


@pytest.mark.parametrize("seed", range(8))
def test_a_plan_of_a_month_breaks_no_rule_and_lies_between_the_best_and_its_bound(seed: int) -> None:
    hearings, interpreters, terms = month(60, 14, seed=seed)
    found = schedule(hearings, interpreters, terms)
    assert broken(hearings, interpreters, found.given, terms) == ()
    assert found.value == value_of(hearings, found.given, terms)
    best = _best(hearings, interpreters, terms)
    assert found.value <= best <= found.bound
    assert best - found.value <= 0.002 * best
    nobody = {blocked.hearing for blocked in found.blocked} | set(found.uncovered)
    assert nobody == {hearing.key for hearing in hearings} - set(found.given)


def _best(hearings: list[Hearing], interpreters: list[Interpreter], terms: Terms) -> int:
    """Every rule as its own row, pair by pair, for a solver that knows nothing of plans."""
    who, _ = eligible(hearings, interpreters)
    pairs = [(hearing, one) for hearing, able in enumerate(who) for one in able]
    teams = sorted({(hearings[hearing].case, one) for hearing, one in pairs})
    width = len(pairs) + len(teams)
    rows, most = [], []

    def at_most(limit: float, entries: dict[int, float]) -> None:
        row = np.zeros(width)
        for column, factor in entries.items():
            row[column] = factor
        rows.append(row)
        most.append(limit)

    by_hearing, by_one = defaultdict(list), defaultdict(list)
    for column, (hearing, one) in enumerate(pairs):
        by_hearing[hearing].append(column)
        by_one[one].append((column, hearings[hearing]))
        at_most(0, {column: 1, len(pairs) + teams.index((hearings[hearing].case, one)): -1})
    for columns in by_hearing.values():
        at_most(1, dict.fromkeys(columns, 1))
    for one, theirs in by_one.items():
        for (column, first), (other, second) in combinations(theirs, 2):
            if terms.clash(first, second):
                at_most(1, {column: 1, other: 1})
        for week in range(4):
            spent = {column: hearing.minutes for column, hearing in theirs if hearing.week == week}
            at_most(interpreters[one].minutes_a_week, spent)
        for day in range(28):
            hard = {column: 1 for column, hearing in theirs if hearing.strenuous and hearing.day == day}
            at_most(interpreters[one].strenuous_a_day, hard)
    answer = milp(
        np.concatenate([np.full(len(pairs), -terms.value), np.full(len(teams), terms.change)]),
        constraints=LinearConstraint(np.array(rows), -np.inf, most),
        bounds=Bounds(0, 1),
        integrality=np.ones(width),
    )
    return round(-answer.fun)


@pytest.mark.parametrize(
    ("hearing", "interpreters", "blocked"),
    [
        (HEARING, [replace(ANYBODY, languages={"so": 3})], Blocked("h", Rule.LANGUAGE, 1)),
        (HEARING, [replace(ANYBODY, languages={"am": 1})], Blocked("h", Rule.LEVEL, 1)),
        (HEARING, [ANYBODY, replace(ANYBODY, key="j")], None),
        (HEARING, [replace(ANYBODY, training=frozenset())], Blocked("h", Rule.TRAINING, 1)),
        (HEARING, [replace(ANYBODY, available=((0, 590),))], Blocked("h", Rule.AVAILABILITY, 1)),
        (HEARING, [replace(ANYBODY, minutes_a_week=59)], Blocked("h", Rule.AVAILABILITY, 1)),
        (
            replace(HEARING, kept_from=frozenset({"i"})),
            [ANYBODY, replace(ANYBODY, key="j", languages={})],
            Blocked("h", Rule.CONFLICT, 1),
        ),
    ],
)
def test_a_hearing_to_which_nobody_can_come_names_the_rule(
    hearing: Hearing, interpreters: list[Interpreter], blocked: Blocked | None
) -> None:
    found = schedule([hearing], interpreters, Terms())
    assert found.blocked == (() if blocked is None else (blocked,))
    assert (found.value, found.bound) == ((0, 0) if blocked else (900, 900))
    assert found.gap == 0


def test_a_child_keeps_its_interpreter_and_a_way_takes_its_time() -> None:
    early = replace(HEARING, key="early", case="child")
    late = replace(HEARING, key="late", begins=11 * 60, ends=12 * 60, case="child")
    two = [ANYBODY, replace(ANYBODY, key="j")]
    together = schedule([early, late], two, Terms({("court", "town"): 61}))
    assert len(set(together.given.values())) == 1
    assert together.value == together.bound == 1900
    apart = schedule([early, replace(late, place="town")], two, Terms({("town", "court"): 61}))
    assert set(apart.given.values()) == {"i", "j"}
    alone = schedule([early, replace(late, place="town")], two[:1], Terms({("town", "court"): 61}))
    assert len(alone.uncovered) == 1
    assert schedule([early, replace(late, place="town")], two[:1], Terms({("town", "court"): 60})).uncovered == ()


def test_the_same_question_has_the_same_answer_and_says_how_far_it_has_come() -> None:
    hearings, interpreters, terms = month(400, 50, seed=1)
    rounds: list[Round] = []
    found = schedule(hearings, interpreters, terms, parts=5, progress=rounds.append)
    assert schedule(hearings, interpreters, terms, parts=5) == found
    assert [one.number for one in rounds] == list(range(len(rounds)))
    assert [one.value for one in rounds] == sorted(one.value for one in rounds)
    assert {one.bound for one in rounds} == {found.bound}
    assert found.value > rounds[0].value


def test_what_a_plan_breaks_is_named() -> None:
    hard = replace(HEARING, strenuous=True)
    hearings = [replace(hard, key=str(begins), begins=begins, ends=begins + 60) for begins in (480, 540, 570, 720)]
    given = dict.fromkeys([hearing.key for hearing in hearings], "i")
    one = replace(ANYBODY, minutes_a_week=200)
    assert broken(hearings, [one], given, Terms()) == (
        "i cannot be at 540 and at 570.",
        "i has 240 minutes in week 0.",
        "i has 4 strenuous hearings on day 0.",
    )
    stranger = replace(ANYBODY, languages={})
    assert broken([HEARING], [stranger], {"h": "i"}, Terms()) == ("i does not pass language for h.",)


def test_a_change_that_costs_more_than_a_hearing_is_refused() -> None:
    with pytest.raises(Malformed, match="must cost less"):
        Terms(value=100, change=100)
