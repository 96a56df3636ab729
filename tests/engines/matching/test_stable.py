"""Places by wish and rank: nobody has a reason to complain, and kept seats go to whom the law means."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pytest

from munera.engines.matching.assignment.serial import serial
from munera.engines.matching.assignment.stable import blocking_pairs, stable
from munera.engines.matching.assignment.wishes import (
    NOT_ELIGIBLE,
    OPEN,
    Places,
    Seats,
    Wishes,
    lottery,
    memberships,
)
from munera.engines.matching.errors import Malformed


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    wishes: Wishes
    seats: Seats
    tie: np.ndarray
    member_of: np.ndarray


def cases(seed: int, count: int, *, most: int = 40) -> Iterator[Case]:
    """Ties, ineligible candidates, two categories, and both orders of seats."""
    lot = np.random.default_rng(seed)
    for number in range(count):
        candidates, posts = int(lot.integers(1, most)), int(lot.integers(1, 6))
        wished = [lot.permutation(posts)[: lot.integers(0, posts + 1)].tolist() for _ in range(candidates)]
        rank = {(one, post): int(lot.integers(NOT_ELIGIBLE, 5)) for one, posts in enumerate(wished) for post in posts}
        kept = {0: lot.integers(0, 3, posts), 1: lot.integers(0, 2, posts)}
        capacity = lot.integers(0, 5, posts) + kept[0] + kept[1]
        seats = Seats.of(capacity, kept, first="open" if number % 2 else "kept", released=number % 3 == 0)
        members = {0: np.flatnonzero(lot.random(candidates) < 0.3), 1: np.flatnonzero(lot.random(candidates) < 0.2)}
        yield Case(Wishes.of(wished, rank), seats, lottery(candidates, seed=number), memberships(candidates, members))


def test_nobody_would_rather_have_each_other() -> None:
    for case in cases(7, 300):
        places = stable(case.wishes, case.seats, tie=case.tie, member_of=case.member_of)
        _is_allowed(case, places)
        assert blocking_pairs(case.wishes, case.seats, places, tie=case.tie, member_of=case.member_of) == []


def _is_allowed(case: Case, places: Places) -> None:
    """Everybody has a wish of theirs, is eligible for it and for the seat, and no seat is taken twice."""
    placed = np.flatnonzero(places.post >= 0)
    assert np.array_equal(placed, np.flatnonzero(places.wish >= 0))
    assert np.array_equal(placed, np.flatnonzero(places.group >= 0))
    at = case.wishes.begin[placed] + places.wish[placed]
    assert np.array_equal(case.wishes.post[at], places.post[placed])
    assert (case.wishes.rank[at] > NOT_ELIGIBLE).all()
    group = places.group[placed]
    assert (case.seats.begin[places.post[placed]] <= group).all()
    assert (group < case.seats.begin[places.post[placed] + 1]).all()
    assert (np.bincount(group, minlength=len(case.seats.count)) <= case.seats.count).all()
    category = case.seats.category[group]
    member = (case.member_of[placed] >> np.maximum(category, 0)) & 1 == 1
    assert ((category == OPEN) | member | case.seats.released).all()


def test_of_all_stable_assignments_every_candidate_likes_this_one_best() -> None:
    found, lot = 0, np.random.default_rng(11)
    for _ in range(40):
        wishes = Wishes.of(
            [lot.permutation(4).tolist() for _ in range(4)],
            {(one, post): int(rank) for post in range(4) for one, rank in enumerate(lot.permutation(4))},
        )
        seats, tie = Seats.of([1] * 4), np.arange(4)
        best = stable(wishes, seats, tie=tie)
        for other in _all_places(wishes, seats):
            if blocking_pairs(wishes, seats, other, tie=tie) == []:
                found += 1
                assert (_number(best.wish) <= _number(other.wish)).all()
    assert found > 60


def _number(wish: np.ndarray) -> np.ndarray:
    return np.where(wish < 0, 99, wish)


def _all_places(wishes: Wishes, seats: Seats) -> Iterator[Places]:
    """Every way to give candidates one of their wishes or none, on the first group of a post that has room."""
    for choice in product(*(range(-1, length) for length in np.diff(wishes.begin))):
        left = seats.count.copy()
        post, group = np.full(wishes.candidates, -1), np.full(wishes.candidates, -1)
        for candidate, wish in enumerate(choice):
            if wish < 0:
                continue
            at = wishes.begin[candidate] + wish
            groups = [one for one in range(*seats.begin[wishes.post[at] : wishes.post[at] + 2]) if left[one]]
            if wishes.rank[at] == NOT_ELIGIBLE or not groups:
                break
            post[candidate], group[candidate] = wishes.post[at], groups[0]
            left[groups[0]] -= 1
        else:
            yield Places(post, np.array(choice), group, np.full(len(seats.count), -1))


def test_one_list_for_all_posts_is_serial_dictatorship() -> None:
    for case in cases(13, 100):
        merit = np.random.default_rng(case.wishes.candidates).integers(0, 4, case.wishes.candidates)
        candidate = np.repeat(np.arange(case.wishes.candidates), np.diff(case.wishes.begin))
        eligible = case.wishes.rank > NOT_ELIGIBLE
        wishes = replace(case.wishes, rank=np.where(eligible, merit[candidate], NOT_ELIGIBLE))
        seats = replace(case.seats, released=False)
        by_turn = serial(wishes, seats, merit=merit, tie=case.tie, member_of=case.member_of)
        by_asking = stable(wishes, seats, tie=case.tie, member_of=case.member_of)
        for one, other in zip(_parts(by_turn), _parts(by_asking), strict=True):
            assert np.array_equal(one, other)


def _parts(places: Places) -> tuple[np.ndarray, ...]:
    return places.post, places.wish, places.group, places.last


@pytest.mark.parametrize(("first", "takers"), [("open", [0, 1, 2]), ("kept", [0, 1, 3])])
def test_whether_kept_seats_come_first_decides_who_is_in(first: str, takers: list[int]) -> None:
    # Four candidates in order of merit; 0 and 2 are of the category; one of three seats is kept for it.
    wishes = Wishes.of([[0], [0], [0], [0]], merit=[0, 1, 2, 3])
    seats = Seats.of([3], {0: [1]}, first=first)  # type: ignore[arg-type] # the table has both words
    member_of = memberships(4, {0: [0, 2]})
    tie = np.arange(4)
    if first == "kept":
        wishes = Wishes.of([[0], [0], [0], [0]], merit=[0, 1, 3, 2])
    places = serial(wishes, seats, merit=wishes.rank, tie=tie, member_of=member_of)
    assert np.flatnonzero(places.post == 0).tolist() == takers
    assert blocking_pairs(wishes, seats, places, tie=tie, member_of=member_of) == []


@pytest.mark.parametrize(("released", "taken"), [(False, 1), (True, 2)])
def test_a_seat_that_nobody_of_its_category_takes_is_released_or_stays_empty(*, released: bool, taken: int) -> None:
    wishes = Wishes.of([[0], [0]], merit=[0, 1])
    seats = Seats.of([2], {0: [1]}, released=released)
    places = stable(wishes, seats, tie=np.arange(2))
    assert (places.post == 0).sum() == taken
    assert places.last.tolist() == ([0, 1] if released else [0, -1])


def test_a_lottery_is_the_same_for_the_same_seed() -> None:
    assert np.array_equal(lottery(50, seed=3), lottery(50, seed=3))
    assert not np.array_equal(lottery(50, seed=3), lottery(50, seed=4))
    # Two equal candidates and one seat: the lot decides.
    wishes, seats = Wishes.of([[0], [0]], merit=[0, 0]), Seats.of([1])
    winners = {int(np.flatnonzero(stable(wishes, seats, tie=lottery(2, seed=seed)).post == 0)[0]) for seed in range(9)}
    assert winners == {0, 1}


def test_a_pair_that_blocks_is_found() -> None:
    wishes, seats = Wishes.of([[0, 1], [0]], merit=[0, 1]), Seats.of([1, 1])
    unjust = Places(np.array([1, 0]), np.array([1, 0]), np.array([1, 0]), np.array([1, 0]))
    assert blocking_pairs(wishes, seats, unjust, tie=np.arange(2)) == [(0, 0)]


ONE = Wishes.of([[0]], merit=[0])


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (lambda: Wishes(np.array([1]), np.array([0]), np.array([0])), "begin at 0"),
        (lambda: Wishes(np.array([0, 1]), np.array([0]), np.array([0, 1])), "one rank for each wish"),
        (lambda: Wishes(np.array([0, 1]), np.array([0]), np.array([-2])), "below -1"),
        (lambda: Wishes.of([[0, 0]], merit=[0]), "names a post twice"),
        (lambda: Seats(np.array([1]), np.array([0]), np.array([0])), "begin at 0"),
        (lambda: Seats(np.array([0, 1]), np.array([0]), np.array([0, 1])), "one category for each"),
        (lambda: Seats(np.array([0, 1]), np.array([-1]), np.array([0])), "fewer than 0 seats"),
        (lambda: Seats(np.array([0, 1]), np.array([1]), np.array([62])), "a category that is not"),
        (lambda: Seats.of([1], {0: [2]}), "More seats are kept"),
        (lambda: stable(Wishes.of([[3]], merit=[0]), Seats.of([1]), tie=np.array([0])), "a post that is not there"),
        (lambda: stable(ONE, Seats.of([1]), tie=np.array([1])), "a number of their own"),
        (lambda: stable(ONE, Seats.of([1]), tie=np.array([0]), member_of=np.array([0, 0])), "one membership"),
        (lambda: serial(ONE, Seats.of([1]), tie=np.array([0]), merit=np.array([0, 0])), "one merit"),
        (lambda: serial(ONE, Seats.of([1], released=True), tie=np.array([0]), merit=np.array([0])), "ask `stable`"),
    ],
)
def test_what_makes_no_sense_is_refused(question: object, words: str) -> None:
    assert callable(question)
    with pytest.raises(Malformed, match=words):
        question()
