"""Why not this one, and what it would cost: held against a solver that is made to have it."""

from dataclasses import replace

import numpy as np
import pytest

from munera.engines.matching.assignment.assign import assign
from munera.engines.matching.assignment.certify import check
from munera.engines.matching.assignment.model import Infeasible, Pair, Problem, loads
from munera.engines.matching.assignment.why import Cause, cost_of_change, why_not
from munera.engines.matching.errors import Malformed
from tests.engines.matching.assigning import best_with, problems

PROBLEM = Problem(
    ("roads", "schools"),
    ("Ana", "Bia", "Caio"),
    [[9, 5, 1], [8, 2, 0]],
    loads(2, minimum=1, maximum=1),
    loads(3),
    np.array([[False, False, False], [False, False, True]]),
)


def test_a_reason_names_who_holds_the_place_and_what_it_would_cost_all() -> None:
    found = assign(PROBLEM)
    assert found.pairs == (Pair("roads", "Bia", 5), Pair("schools", "Ana", 8))
    reason = why_not(PROBLEM, found, "roads", "Ana")
    assert reason.cause is Cause.PERSON_FULL
    assert reason.holders == (Pair("schools", "Ana", 8),)
    # With Ana for the roads, Bia goes to the schools: 11 instead of 13.
    assert reason.loss is not None
    assert 0 <= reason.loss <= 2
    assert why_not(PROBLEM, found, "roads", "Caio").cause is Cause.DEMAND_FULL
    assert why_not(PROBLEM, found, "roads", "Caio").holders == (Pair("roads", "Bia", 5),)
    assert why_not(PROBLEM, found, "schools", "Caio").cause is Cause.FORBIDDEN
    assert why_not(PROBLEM, found, "schools", "Caio").loss is None
    assert why_not(PROBLEM, found, "roads", "Bia").cause is Cause.CHOSEN
    empty = replace(PROBLEM, demand_load=loads(2), scores=[[-1, -1, -1], [-1, -1, -1]])
    assert why_not(empty, assign(empty), "roads", "Ana").cause is Cause.OUTBID


def test_a_change_tells_what_else_must_move() -> None:
    change = cost_of_change(PROBLEM, assign(PROBLEM), ("roads", "Bia"), ("roads", "Ana"))
    assert (change.direct, change.is_allowed, change.cost) == (4, False, 2)
    assert change.out == (Pair("roads", "Bia", 5), Pair("schools", "Ana", 8))
    assert change.into == (Pair("roads", "Ana", 9), Pair("schools", "Bia", 2))
    assert change.best is not None
    assert (change.best.welfare, change.best.worst) == (11, 2)


def test_a_change_that_cannot_be_tells_why() -> None:
    tight = replace(PROBLEM, person_load=loads(3, minimum=1))
    with pytest.raises(Infeasible):
        assign(tight)
    alone = replace(PROBLEM, forbidden=np.array([[False, True, True], [False, False, True]]))
    change = cost_of_change(alone, assign(alone), ("schools", "Bia"), ("schools", "Ana"))
    assert change.best is None
    assert change.infeasible is not None
    assert change.infeasible.bottleneck.demands == ("roads",)


def test_the_cost_of_every_change_is_exact_and_no_less_than_the_prices_say() -> None:
    changes = 0
    for problem in problems(41, 24):
        try:
            found = assign(problem)
        except Infeasible:
            continue
        taken = {(pair.demand, pair.person) for pair in found.pairs}
        for demand, person, _ in zip(*(part.tolist() for part in problem.possible()), strict=True):
            names = problem.demands[demand], problem.people[person]
            if names in taken or problem.demand_load.maximum[demand] == 0:
                continue
            best = best_with(problem, demand, person)
            reason = why_not(problem, found, *names)
            try:
                change = cost_of_change(problem, found, None, names)
            except Malformed:
                assert best is None
                continue
            assert (change.best is None) == (best is None)
            if change.best is None or best is None or change.cost is None or reason.loss is None:
                continue
            assert change.best.welfare == best == found.welfare - change.cost
            assert check(problem, change.best).broken == ()
            assert change.cost >= reason.loss
            changes += 1
    assert changes > 100


@pytest.mark.parametrize(
    ("out", "into", "words"),
    [
        (("roads", "Ana"), None, "is not given"),
        (None, ("roads", "Bia"), "already"),
        (None, ("schools", "Caio"), "must not be given"),
        (None, ("rails", "Ana"), "There is no 'rails'"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(
    out: tuple[str, str] | None, into: tuple[str, str] | None, words: str
) -> None:
    with pytest.raises(Malformed, match=words):
        cost_of_change(PROBLEM, assign(PROBLEM), out, into)
