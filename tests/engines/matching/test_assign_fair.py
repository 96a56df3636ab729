"""Fairness: the worst-off as high as can be, and on published bids both more just and better than what is published."""

from dataclasses import dataclass

import numpy as np
import pytest

from munera.engines.matching.assignment.assign import assign
from munera.engines.matching.assignment.certify import check
from munera.engines.matching.assignment.model import Assignment, Problem, places_of
from tests.engines.matching.assigning import as_arcs, best_by_integer_program, bids, highest_worst, problems


def test_the_floor_is_the_highest_there_is() -> None:
    lifted = 0
    for number, problem in enumerate(problems(29, 60)):
        best = best_by_integer_program(problem)
        if best is None or not problem.demand_load.maximum.any():
            continue
        found = assign(problem if number % 3 else as_arcs(problem), objective="floor")
        assert check(problem, found).broken == ()
        assert found.worst == highest_worst(problem)
        assert found.worst_bound is not None
        assert found.worst <= found.worst_bound
        assert found.welfare <= found.certificate.bound == best
        lifted += found.worst > assign(problem).worst
    assert lifted > 3


def test_exchanges_break_no_rule() -> None:
    lifted = 0
    for problem in problems(31, 150):
        if best_by_integer_program(problem) is None:
            continue
        before, after = assign(problem), assign(problem, objective="balanced")
        assert check(problem, after).broken == ()
        assert after.certificate.bound == before.welfare
        lifted += after.worst > before.worst
    assert lifted > 3


@dataclass(frozen=True, slots=True)
class Published:
    """Bids of a conference, and the mean and the worst that others reach with them: the better of two in each."""

    year: int
    mean: float
    worst: int


# FairFlow and FairSequence as measured by openreview-matcher 2.0.7: the greater of their means and of their worst.
PUBLISHED = [Published(2015, mean=2.2308, worst=125), Published(2016, mean=2.1182, worst=100)]


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda published: f"AAMAS {published.year}")
def test_welfare_and_the_worst_off_are_both_above_what_is_published(published: Published) -> None:
    problem = bids(published.year)
    found = assign(problem, objective="floor")
    assert check(problem, found).broken == ()
    assert found.welfare / len(problem.demands) / 100 >= published.mean
    assert found.worst >= published.worst
    assert found.worst == found.worst_bound
    assert _envies(problem, found) == 0


def test_exchanges_alone_leave_nobody_in_envy() -> None:
    problem = bids(2016)
    found = assign(problem, objective="balanced")
    assert found.welfare >= 0.999 * found.certificate.bound
    assert found.worst >= 100
    assert _envies(problem, found) == 0 < _envies(problem, assign(problem))


def _envies(problem: Problem, found: Assignment) -> int:
    """How many papers would rather have another's reviewers, even without the one of them that they like best."""
    chosen = places_of(problem, found.pairs)
    has = np.zeros((len(problem.demands), len(problem.people)), np.int64)
    has[chosen.demand, chosen.person] = 1
    scores = np.asarray(problem.scores)
    own = (scores * has).sum(axis=1)
    envies = 0
    for others in has:
        liked = scores * others
        envies += int((own < liked.sum(axis=1) - liked.max(axis=1)).sum())
    return envies
