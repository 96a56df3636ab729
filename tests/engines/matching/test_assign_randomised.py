"""Lotteries: as good as a linear program says, no pair above its cap, and every draw allowed."""

from collections import Counter

import numpy as np
import pytest
from scipy.optimize import linprog

from munera.engines.matching.assignment.certify import check
from munera.engines.matching.assignment.infeasible import relieved
from munera.engines.matching.assignment.model import Bottleneck, Infeasible, Loads, Problem, Relief, loads
from munera.engines.matching.assignment.randomised import Lottery, lottery
from munera.engines.matching.errors import Malformed
from tests.engines.matching.assigning import only, problems, rules


def test_the_expected_welfare_is_the_greatest_under_the_cap_and_every_draw_is_allowed() -> None:
    drawn = refused = 0
    for number, problem in enumerate(problems(53, 80)):
        cap = (250, 400, 500, 1000)[number % 4]
        best = _best(problem, cap)
        try:
            found = lottery(problem, cap=cap)
        except (Infeasible, Malformed):
            assert best is None
            refused += 1
            continue
        assert found.expected == found.bound
        assert best == pytest.approx(found.expected / 1000)
        assert found.parts.max(initial=0) <= cap
        for seed in range(3):
            assert check(problem, found.draw(seed=seed)).broken == ()
        drawn += 1
    assert drawn > 20
    assert refused > 5


def _best(problem: Problem, cap: int) -> float | None:
    arcs = problem.possible()
    rows, low, high = rules(problem, arcs)
    if not len(arcs.score):
        return None if low.any() else 0.0
    bounded = np.isfinite(high)
    found = linprog(
        -arcs.score,
        np.concatenate([rows[bounded], -rows]),
        np.concatenate([high[bounded], -low]),
        bounds=(0, cap / 1000),
    )
    return None if found.status else -found.fun


def test_every_pair_comes_about_as_often_as_was_said() -> None:
    lot = np.random.default_rng(3)
    names = [tuple(str(place) for place in range(count)) for count in (4, 6)]
    problem = Problem(
        names[0], names[1], lot.integers(0, 9, (4, 6)), loads(4, minimum=2, maximum=2), loads(6, maximum=2)
    )
    found = lottery(problem, cap=450)
    draws = 2_000
    counted = _counted(found, draws)
    for demand, person, part in zip(found.pairs.demand, found.pairs.person, found.parts, strict=True):
        assert counted[str(demand), str(person)] / draws == pytest.approx(part / 1000, abs=0.04)
    assert found.draw(seed=1).pairs == found.draw(seed=1).pairs
    assert 0 < found.expected < lottery(problem, cap=1000).expected


def _counted(found: Lottery, draws: int) -> Counter[tuple[str, str]]:
    return Counter((pair.demand, pair.person) for seed in range(draws) for pair in found.draw(seed=seed).pairs)


def test_a_cap_under_which_a_minimum_cannot_be_had_is_told_by_a_smallest_set() -> None:
    problem = Problem(
        ("a", "b"),
        ("p", "q", "r"),
        [[1, 2, 0], [0, 0, 3]],
        Loads(np.array([1, 0]), np.array([1, 1])),
        loads(3),
        np.array([[False, False, True], [True, True, False]]),
    )
    with pytest.raises(Infeasible) as raised:
        lottery(problem, cap=400)
    assert str(raised.value) == (
        "1 demand must have 1 place filled, and the 2 eligible people they share can fill 0.8 at a cap of 400 "
        "thousandths: a."
    )
    assert raised.value.relief == (Relief("a", 1),)
    assert lottery(problem, cap=500).expected == 1500 + 1500
    assert lottery(relieved(problem, raised.value.relief), cap=400).expected == 1200 + 1200
    with pytest.raises(Malformed, match="more than 0"):
        lottery(problem, cap=0)


def test_whatever_cannot_be_had_under_a_cap_can_once_relieved() -> None:
    told = 0
    for problem in problems(53, 60):
        try:
            lottery(problem, cap=300)
        except Infeasible as reason:
            infeasible = reason
        else:
            continue
        if infeasible.bottleneck.cap is None:
            continue  # it cannot be had without a lot either
        told += 1
        assert infeasible.bottleneck.needed > infeasible.bottleneck.available
        lottery(relieved(problem, infeasible.relief), cap=300)
        if not infeasible.bottleneck.quotas:
            _is_smallest(problem, infeasible.bottleneck, cap=300)
    assert told > 10


def _is_smallest(problem: Problem, bottleneck: Bottleneck, *, cap: int) -> None:
    """Alone it cannot be had; without any one of it, it can."""
    names = frozenset(bottleneck.people if bottleneck.of_people else (*bottleneck.demands, *bottleneck.also))
    limits = frozenset(bottleneck.limits)
    with pytest.raises(Infeasible):
        lottery(only(problem, names, limits), cap=cap)
    for name in names:
        lottery(only(problem, names - {name}, limits), cap=cap)
    for name in limits:
        lottery(only(problem, names, limits - {name}), cap=cap)
