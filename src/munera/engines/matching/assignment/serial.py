# ruff: noqa: PLR0917 - compiled code takes its arguments by position
"""Serial dictatorship: in the order of merit, each takes the dearest wish that is still there.

The way of public competitions with one list for all posts. Seats kept for a category are ordered seats (``wishes``);
which come first is written in the law, and the outcomes differ: reckon both before it is written.
"""

import numpy as np

from munera.engines.matching.assignment.model import Ints
from munera.engines.matching.assignment.wishes import Narrow, Places, Seats, Wishes, checked
from munera.engines.matching.compiled import compiled
from munera.engines.matching.errors import Malformed


def serial(wishes: Wishes, seats: Seats, *, merit: Ints, tie: Ints, member_of: Ints | None = None) -> Places:
    """Who gets what; ``merit`` has 0 for the first in the list, and ``tie`` breaks what is equal there.

    Of the ranks in the wishes only whether a candidate is eligible counts.
    """
    if seats.released:
        raise Malformed("Seats are released when all have chosen: ask `stable`, with the merit as rank at every post.")
    member_of = checked(wishes, seats, tie, member_of)
    if len(merit) != wishes.candidates:
        raise Malformed("There is one merit for each candidate.")
    wish = np.full(wishes.candidates, -1, np.int64)
    group = np.full(wishes.candidates, -1, np.int64)
    last = np.full(len(seats.count), -1, np.int64)
    left = seats.count.copy()
    order = np.lexsort((tie, merit))
    _choose(
        order, wishes.begin, wishes.post, wishes.rank, member_of, seats.begin, seats.category, left, last, wish, group
    )
    post = np.full(wishes.candidates, -1, np.int64)
    placed = np.flatnonzero(wish >= 0)
    post[placed] = wishes.post[wishes.begin[:-1][placed] + wish[placed]]
    return Places(post, wish, group, np.where(left == 0, last, -1))


@compiled
def _choose(
    order: Ints,
    begin: Ints,
    post_of: Narrow,
    rank_of: Narrow,
    member_of: Ints,
    seats_from: Ints,
    category: Ints,
    left: Ints,
    last: Ints,
    wish: Ints,
    group_of: Ints,
) -> None:
    for candidate in order:
        for place in range(begin[candidate], begin[candidate + 1]):
            if group_of[candidate] >= 0:
                break
            if rank_of[place] < 0:
                continue
            post = post_of[place]
            for group in range(seats_from[post], seats_from[post + 1]):
                admitted = category[group] < 0 or (member_of[candidate] >> category[group]) & 1 == 1
                if admitted and left[group] > 0:
                    left[group] -= 1
                    last[group] = candidate
                    wish[candidate] = place - begin[candidate]
                    group_of[candidate] = group
                    break
