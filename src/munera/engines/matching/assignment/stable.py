# ruff: noqa: PLR0917 - compiled code takes its arguments by position
"""Deferred acceptance: candidates ask in the order of their wishes, posts keep whom they rank best so far.

At the end nobody has a reason to complain: whatever a candidate would rather have had is held by those with a better
claim to it (``blocking_pairs`` finds none). No candidate gains by wishing for something else than what is wished.
"""

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.assignment.model import Ints
from munera.engines.matching.assignment.wishes import NOT_ELIGIBLE, OPEN, Narrow, Places, Seats, Wishes, checked
from munera.engines.matching.compiled import compiled

Truths = NDArray[np.bool_]
OUTSIDE = 2**62
"""Added to the claim of who is not of a seat's category, so that everybody of the category comes first."""


def stable(wishes: Wishes, seats: Seats, *, tie: Ints, member_of: Ints | None = None) -> Places:
    """The stable assignment that every candidate likes best; ``tie`` breaks equal ranks: a rule, or a ``lottery``."""
    member_of = checked(wishes, seats, tie, member_of)
    room = np.concatenate([[0], np.cumsum(seats.count)])
    claim = np.zeros(room[-1], np.int64)
    filled = np.zeros(len(seats.count), np.int64)
    asked = wishes.begin[:-1] - 1
    by_tie = np.empty(wishes.candidates, np.int64)
    by_tie[tie] = np.arange(wishes.candidates)
    group = np.full(wishes.candidates, -1, np.int64)
    bits = _bits(wishes)
    _defer(
        wishes.begin, wishes.post, wishes.rank, tie, member_of, bits,
        seats.begin, seats.category, seats.released, room, claim, filled, asked, group, by_tie,
    )  # fmt: skip
    placed = np.flatnonzero(group >= 0)
    post, wish = np.full(wishes.candidates, -1, np.int64), np.full(wishes.candidates, -1, np.int64)
    post[placed] = wishes.post[asked[placed]]
    wish[placed] = asked[placed] - wishes.begin[:-1][placed]
    last = np.full(len(seats.count), -1, np.int64)
    full = np.flatnonzero((filled == seats.count) & (filled > 0))
    last[full] = by_tie[claim[room[full]] & ((1 << bits) - 1)]  # the weakest is at the top of its group
    return Places(post, wish, group, last)


def _bits(wishes: Wishes) -> int:
    """So many hold the lot of any candidate: whose a claim is, is read off its lower end without a division."""
    return (wishes.candidates - 1).bit_length()


@compiled
def _claim(rank: int, tie: int, bits: int, member_of: int, category: int, released: bool) -> int:
    """How good a claim is, less being better; -1 for none. Who is not of the category comes last, or not at all."""
    if rank < 0:
        return -1
    if category >= 0 and (member_of >> category) & 1 == 0:
        return OUTSIDE + (rank << bits) + tie if released else -1
    return (rank << bits) + tie


@compiled
def _sift_down(claim: Ints, first: int, size: int) -> None:
    """The weakest claim rises to the top of its group."""
    place = 0
    while True:
        child = 2 * place + 1
        if child >= size:
            return
        if child + 1 < size and claim[first + child + 1] > claim[first + child]:
            child += 1
        one, other = first + place, first + child
        if claim[other] <= claim[one]:
            return
        claim[one], claim[other] = claim[other], claim[one]
        place = child


@compiled
def _sift_up(claim: Ints, first: int, size: int) -> None:
    place = size - 1
    while place > 0:
        parent = (place - 1) // 2
        one, other = first + place, first + parent
        if claim[other] >= claim[one]:
            return
        claim[one], claim[other] = claim[other], claim[one]
        place = parent


@compiled
def _defer(
    begin: Ints,
    post_of: Narrow,
    rank_of: Narrow,
    tie: Ints,
    member_of: Ints,
    bits: int,
    seats_from: Ints,
    category: Ints,
    released: bool,
    room: Ints,
    claim: Ints,
    filled: Ints,
    asked: Ints,
    group_of: Ints,
    by_tie: Ints,
) -> None:
    """Each candidate in turn asks on; whoever is sent away asks on at once.

    A claim tells whose it is, for no two candidates have one lot: `by_tie` has the candidate of each.
    """
    lot = (1 << bits) - 1
    for candidate in range(len(begin) - 1):
        asking = candidate
        while asking >= 0:
            asked[asking] += 1
            if asked[asking] >= begin[asking + 1]:
                asking = -1
                continue
            post = post_of[asked[asking]]
            # Who is put off one group of seats tries the next one; who is left over in the end asks elsewhere.
            for group in range(seats_from[post], seats_from[post + 1]):
                member = 0 if category[group] < 0 else member_of[asking]
                worth = _claim(rank_of[asked[asking]], tie[asking], bits, member, category[group], released)
                first, size = room[group], room[group + 1] - room[group]
                if worth < 0 or size == 0:
                    continue
                if filled[group] < size:
                    claim[first + filled[group]] = worth
                    filled[group] += 1
                    _sift_up(claim, first, filled[group])
                    asking = -1
                    break
                if worth < claim[first]:
                    put_off = by_tie[claim[first] & lot]
                    claim[first] = worth
                    _sift_down(claim, first, size)
                    asking = put_off
    for group in range(len(filled)):
        for place in range(room[group], room[group] + filled[group]):
            group_of[by_tie[claim[place] & lot]] = group


def blocking_pairs(
    wishes: Wishes, seats: Seats, places: Places, *, tie: Ints, member_of: Ints | None = None
) -> list[tuple[int, int]]:
    """Candidates and posts that would rather have each other; none where it is stable. Knows no more than the rules."""
    member_of = checked(wishes, seats, tie, member_of)
    candidate = np.repeat(np.arange(wishes.candidates), np.diff(wishes.begin))
    number = np.arange(len(candidate)) - wishes.begin[:-1][candidate]
    wish = np.where(places.wish < 0, len(candidate), places.wish)
    envied = (number < wish[candidate]) & (wishes.rank > NOT_ELIGIBLE)
    candidate, post, rank = candidate[envied], wishes.post[envied].astype(np.int64), wishes.rank[envied]
    weakest, left = _cut_offs(wishes, seats, places, tie, member_of)
    blocks = np.zeros(len(candidate), np.bool_)
    groups = np.diff(seats.begin)[post]
    for place in range(int(np.diff(seats.begin).max(initial=0))):
        there = place < groups
        group = np.where(there, seats.begin[post] + place, 0)
        within, outside = _claims(wishes, seats, candidate, rank, group, tie, member_of)
        admitted = there & (within | seats.released) & (seats.count[group] > 0)
        blocks |= admitted & (left[group] | (outside < weakest[group]))
    return list(zip(candidate[blocks].tolist(), post[blocks].tolist(), strict=True))


def _claims(
    wishes: Wishes, seats: Seats, candidate: Ints, rank: Narrow, group: Ints, tie: Ints, member_of: Ints
) -> tuple[Truths, Ints]:
    """Whether the seats are for the candidate, and the claim to them."""
    category = seats.category[group]
    within = (category == OPEN) | ((member_of[candidate] >> np.maximum(category, 0)) & 1 == 1)
    return within, np.where(within, 0, OUTSIDE) + rank.astype(np.int64) * wishes.candidates + tie[candidate]


def _cut_offs(wishes: Wishes, seats: Seats, places: Places, tie: Ints, member_of: Ints) -> tuple[Ints, Truths]:
    """Of each group of seats the weakest claim that holds one, and whether any is left."""
    placed = np.flatnonzero(places.group >= 0)
    group = places.group[placed]
    rank = wishes.rank[wishes.begin[:-1][placed] + places.wish[placed]]
    weakest: Ints = np.full(len(seats.count), -1, np.int64)
    np.maximum.at(weakest, group, _claims(wishes, seats, placed, rank, group, tie, member_of)[1])
    return weakest, np.bincount(group, minlength=len(seats.count)) < seats.count
