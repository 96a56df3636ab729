"""Assignments: the best there is with its proof, or the smallest reason why there is none."""

import doctest
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from munera.engines.matching import assignment
from munera.engines.matching.assignment.assign import assign
from munera.engines.matching.assignment.certify import check
from munera.engines.matching.assignment.infeasible import relieved
from munera.engines.matching.assignment.model import (
    Arcs,
    Bottleneck,
    Certificate,
    Infeasible,
    Loads,
    Pair,
    Problem,
    Quota,
    Relief,
    Step,
    loads,
)
from munera.engines.matching.errors import Malformed
from tests.engines.matching.assigning import as_arcs, best_by_integer_program, least_relief, only, problems


def test_the_example_of_the_package_runs() -> None:
    assert doctest.testmod(assignment) == (0, 6)


@pytest.mark.parametrize("form", [lambda problem: problem, as_arcs], ids=["a matrix", "arcs"])
def test_every_assignment_is_the_best_and_proves_it(form: Callable[[Problem], Problem]) -> None:
    possible = 0
    for given in problems(5, 80):
        problem = form(given)
        best = best_by_integer_program(problem)
        if best is None:
            with pytest.raises(Infeasible):
                assign(problem)
            continue
        found = assign(problem)
        checked = check(problem, found)
        assert checked.broken == ()
        assert found.welfare == checked.welfare == checked.bound == found.certificate.bound == best
        assert found.is_optimal
        assert checked.is_optimal
        possible += 1
    assert possible > 40


def test_what_cannot_be_is_told_by_a_smallest_set_and_can_be_once_relieved() -> None:
    told = limited = 0
    for problem in problems(17, 200):
        try:
            assign(problem)
        except Infeasible as reason:
            infeasible = reason
        else:
            continue
        told += 1
        assert infeasible.bottleneck.needed > infeasible.bottleneck.available
        assert sum(one.places for one in infeasible.relief) == least_relief(problem)
        eased = relieved(problem, infeasible.relief)
        assert check(eased, assign(eased)).is_optimal
        if not infeasible.bottleneck.quotas:
            _is_smallest(problem, infeasible.bottleneck)
            limited += bool(infeasible.bottleneck.limits)
    assert told > 40
    assert limited > 2


def _is_smallest(problem: Problem, bottleneck: Bottleneck) -> None:
    """Alone it cannot be served; without any one of it, it can."""
    names = frozenset(bottleneck.people if bottleneck.of_people else (*bottleneck.demands, *bottleneck.also))
    limits = frozenset(bottleneck.limits)
    assert best_by_integer_program(only(problem, names, limits)) is None
    for name in names:
        assert best_by_integer_program(only(problem, names - {name}, limits)) is not None
    for name in limits:
        assert best_by_integer_program(only(problem, names, limits - {name})) is not None


def test_a_bottleneck_is_told_in_the_words_of_whoever_plans() -> None:
    problem = Problem(
        demands=("Tamil", "Somali A", "Somali B"),
        people=("Amina", "Raj"),
        scores=Arcs(np.array([0, 1, 2]), np.array([1, 0, 0]), np.array([5, 5, 5])),
        demand_load=loads(3, minimum=1, maximum=2),
        person_load=loads(2, maximum=1),
    )
    with pytest.raises(Infeasible) as raised:
        assign(problem)
    assert raised.value.bottleneck == Bottleneck(("Somali A", "Somali B"), ("Amina",), needed=2, available=1)
    assert str(raised.value) == (
        "2 demands must have 2 places filled, and the 1 eligible person they share can fill 1: Somali A, Somali B."
    )
    assert [one._replace(name="Somali") for one in raised.value.relief] == [Relief("Somali", 1)]


def test_a_maximum_that_stands_in_the_way_is_named() -> None:
    south = Quota("south", frozenset({"Ana", "Bia"}), maximum=1)
    problem = Problem(
        ("roads", "schools"),
        ("Ana", "Bia", "Caio"),
        [[5, 4, 3], [1, 2, 3]],
        loads(2, minimum=2, maximum=2),
        loads(3, maximum=1),
        np.array([[False, False, True], [False, False, False]]),
        (south, Quota("all", frozenset({"Ana", "Bia", "Caio"}), maximum=2)),
    )
    with pytest.raises(Infeasible) as raised:
        assign(replace(problem, demand_load=Loads(np.array([2, 0]), np.array([2, 2]))))
    assert raised.value.bottleneck.limits == ("south",)
    assert str(raised.value) == (
        "1 demand must have 2 places filled, and the 2 eligible people they share can fill 1 under the maximum of "
        "south: roads."
    )
    # Neither is too much alone: who must have a place takes the only one there is.
    together = replace(
        problem,
        demand_load=Loads(np.array([1, 0]), np.array([2, 2])),
        person_load=Loads(np.array([0, 0, 1]), np.array([1, 1, 1])),
        quotas=(Quota("all", frozenset({"Ana", "Bia", "Caio"}), maximum=1, together=True),),
    )
    with pytest.raises(Infeasible) as raised:
        assign(together)
    assert str(raised.value) == (
        "1 demand and 1 person must have 2 places filled, and the 3 eligible people they share can fill 1 under the "
        "maximum of all: roads, Caio."
    )


def test_the_bound_is_shown_to_fall_while_what_is_there_grows() -> None:
    lot = np.random.default_rng(3)
    scores = lot.integers(0, 1000, (60, 400))
    names = [tuple(str(place) for place in range(count)) for count in scores.shape]
    problem = Problem(names[0], names[1], scores, loads(60, maximum=4), loads(400, maximum=1))
    steps: list[Step] = []
    found = assign(problem, progress=steps.append)
    assert [step.round for step in steps] == list(range(1, len(steps) + 1))
    assert all(step.welfare <= found.welfare <= step.bound for step in steps)
    assert (steps[-1].welfare, steps[-1].bound) == (found.welfare, found.welfare)
    assert steps[-1].arcs < scores.size


def test_a_false_claim_does_not_pass_the_check() -> None:
    problem = Problem(
        ("a", "b"),
        ("p", "q"),
        [[5, 1], [4, 2]],
        loads(2, minimum=1),
        loads(2),
        np.array([[False, False], [False, True]]),
        (Quota("the q", frozenset({"q"}), minimum=1, together=True),),
    )
    found = assign(problem)
    assert found.pairs == (Pair("a", "q", 1), Pair("b", "p", 4))
    worse = replace(found, pairs=(Pair("a", "p", 7), Pair("b", "q", 2), Pair("b", "q", 2)))
    assert check(problem, worse).broken == (
        "p for a is worth 5, not 7.",
        "q for b must not be.",
        "q for b must not be.",
        "q for b is there twice.",
        "b has 2, and must have 1 to 1.",
        "q has 2, and must have 0 to 1.",
        "The scores add up to 11, not to 5.",
    )
    free = Certificate(*(0 * part for part in _prices(found.certificate)), bound=0)
    assert check(problem, replace(found, certificate=free)).bound == 10
    assert not check(problem, replace(found, certificate=free)).is_optimal


def _prices(certificate: Certificate) -> tuple[np.ndarray, ...]:
    return certificate.demand_price, certificate.person_price, certificate.each_price, certificate.together_price


def test_nobody_and_nothing_are_assigned_at_once() -> None:
    empty = Problem((), (), np.zeros((0, 0), np.int64), loads(0), loads(0))
    assert assign(empty).pairs == ()
    alone = Problem(("a",), (), np.zeros((1, 0), np.int64), loads(1), loads(0))
    assert assign(alone).worst == 0
    with pytest.raises(Infeasible, match="1 demand must have 1 place filled"):
        assign(replace(alone, demand_load=loads(1, minimum=1)))


SOUND = Problem(("a", "b"), ("p",), [[1], [2]], loads(2), loads(1))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"demands": ("a", "a")}, "'a' is there twice among the demands"),
        ({"scores": [[1]]}, r"The scores are \(1, 1\)"),
        ({"scores": [[1.5], [2]]}, "whole numbers"),
        ({"scores": [[10**6 + 1], [2]]}, "greater than"),
        ({"scores": Arcs(np.array([0, 0]), np.array([0, 0]), np.array([1, 1]))}, "twice among the arcs"),
        ({"scores": Arcs(np.array([2]), np.array([0]), np.array([1]))}, "is not there"),
        ({"scores": Arcs(np.array([0]), np.array([0]), np.array([10**7]))}, "greater than"),
        ({"scores": Arcs(np.array([0]), np.array([0, 0]), np.array([1]))}, "one length"),
        ({"demand_load": loads(2, minimum=2, maximum=1)}, "minimum below 0 or above"),
        ({"forbidden": np.zeros((1, 1), np.bool_)}, "forbidden is"),
        ({"quotas": (Quota("x", frozenset({"z"})),)}, "names 'z'"),
        ({"quotas": (Quota("x", frozenset(), 3, 2),)}, "minimum below 0 or above"),
        ({"quotas": (Quota("x", frozenset()), Quota("x", frozenset()))}, "have one name"),
        (
            {
                "people": ("p", "q", "r"),
                "scores": [[1, 1, 1], [2, 2, 2]],
                "person_load": loads(3),
                "quotas": (Quota("x", frozenset("pq")), Quota("y", frozenset("qr"))),
            },
            "'x' and 'y' cross",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(Malformed, match=words):
        replace(SOUND, **change)  # type: ignore[arg-type] # each is of its field's type


def test_a_name_that_is_not_there_is_refused() -> None:
    found = assign(SOUND)
    with pytest.raises(Malformed, match="'z' is not in this problem"):
        check(SOUND, replace(found, pairs=(Pair("z", "p", 1),)))
