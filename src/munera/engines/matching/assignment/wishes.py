"""Places by wish and rank: candidates name posts in the order of their wishes, each post has an order of candidates.

Everything is an array, for there may be a million candidates. A seat is open, or kept for a category of candidates;
the seats of a post are filled in their order, and the order matters: where open seats come first, candidates of a
category win some of them by merit and the kept ones come on top; where kept ones come first, they use these up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Self

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.assignment.model import Ints
from munera.engines.matching.errors import Malformed

Narrow = NDArray[np.int32]
"""Half the memory, where there are fifteen million wishes."""
OPEN: Final = -1
NOT_ELIGIBLE: Final = -1
MOST_CATEGORIES: Final = 62
GREATEST_RANK: Final = 2**31


@dataclass(frozen=True, slots=True, eq=False)
class Wishes:
    """The wishes of all candidates, one after the other."""

    begin: Ints
    """Where the wishes of each candidate begin; one more than there are candidates."""
    post: Narrow
    """The posts, the dearest first."""
    rank: Narrow
    """The candidate's rank at that post, 0 for the best; equal ranks are a tie, `NOT_ELIGIBLE` is not admitted."""

    def __post_init__(self) -> None:
        if len(self.begin) == 0 or self.begin[0] != 0 or (np.diff(self.begin) < 0).any():
            raise Malformed("The wishes of the candidates begin at 0 and follow each other.")
        if not len(self.post) == len(self.rank) == self.begin[-1]:
            raise Malformed("There is one rank for each wish.")
        if len(self.rank) and not (self.rank.min() >= NOT_ELIGIBLE and self.rank.max() < GREATEST_RANK):
            raise Malformed("A rank is below -1 or far too great.")
        object.__setattr__(self, "post", np.ascontiguousarray(self.post, np.int32))
        object.__setattr__(self, "rank", np.ascontiguousarray(self.rank, np.int32))
        candidate = np.repeat(np.arange(self.candidates), np.diff(self.begin))
        order = np.lexsort((self.post, candidate))
        if ((np.diff(candidate[order]) == 0) & (np.diff(self.post[order]) == 0)).any():
            raise Malformed("A candidate names a post twice.")

    @property
    def candidates(self) -> int:
        return len(self.begin) - 1

    @classmethod
    def of(cls, wishes: Sequence[Sequence[int]], merit: Sequence[int] | Mapping[tuple[int, int], int]) -> Self:
        """From lists of posts; ``merit`` ranks candidates everywhere alike, or by candidate and post."""
        begin = np.concatenate([[0], np.cumsum([len(posts) for posts in wishes])]).astype(np.int64)
        named = [(candidate, post) for candidate, posts in enumerate(wishes) for post in posts]
        if isinstance(merit, Mapping):
            ranks = [merit.get(pair, NOT_ELIGIBLE) for pair in named]
        else:
            ranks = [merit[candidate] for candidate, _ in named]
        return cls(begin, np.array([post for _, post in named], np.int32), np.array(ranks, np.int32))


@dataclass(frozen=True, slots=True, eq=False)
class Seats:
    """The seats of all posts, those of a post one after the other in the order in which they are filled."""

    begin: Ints
    """Where the groups of seats of each post begin; one more than there are posts."""
    count: Ints
    """How many seats each group has."""
    category: Ints
    """For whom they are kept; `OPEN` for everybody."""
    released: bool = False
    """Whether a kept seat goes to others where nobody of its category takes it."""

    def __post_init__(self) -> None:
        if len(self.begin) == 0 or self.begin[0] != 0 or (np.diff(self.begin) < 0).any():
            raise Malformed("The seats of the posts begin at 0 and follow each other.")
        if not len(self.count) == len(self.category) == self.begin[-1]:
            raise Malformed("There is one category for each group of seats.")
        known = (self.category >= OPEN) & (self.category < MOST_CATEGORIES)
        if (self.count < 0).any() or not known.all():
            raise Malformed(f"A group has fewer than 0 seats, or a category that is not 0 to {MOST_CATEGORIES - 1}.")

    @classmethod
    def of(
        cls,
        capacity: Sequence[int] | Ints,
        kept: Mapping[int, Sequence[int] | Ints] | None = None,
        *,
        first: Literal["open", "kept"] = "open",
        released: bool = False,
    ) -> Self:
        """``capacity`` seats at each post, of which so many are kept for each category; which of them come first."""
        whole = np.asarray(capacity, np.int64)
        by_category = {category: np.asarray(seats, np.int64) for category, seats in sorted((kept or {}).items())}
        free = whole - sum(by_category.values(), np.zeros_like(whole))
        if (free < 0).any():
            raise Malformed("More seats are kept at a post than it has.")
        groups = list(by_category.items())
        groups.insert(0 if first == "open" else len(groups), (OPEN, free))
        return cls(
            begin=np.arange(len(whole) + 1, dtype=np.int64) * len(groups),
            count=np.stack([seats for _, seats in groups], axis=1).ravel(),
            category=np.tile(np.array([category for category, _ in groups], np.int64), len(whole)),
            released=released,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Who has which post."""

    post: Ints
    """Of each candidate; -1 for none."""
    wish: Ints
    """Which of the candidate's wishes it was, from 0; -1 for none."""
    group: Ints
    """On which group of seats; -1 for none."""
    last: Ints
    """Of each group of seats the candidate with the weakest claim, the cut-off; -1 where seats are left."""


def lottery(candidates: int, *, seed: int) -> Ints:
    """One lot for each candidate, the same at all posts, to be drawn once and published with its seed."""
    return np.random.default_rng(seed).permutation(candidates).astype(np.int64)


def memberships(candidates: int, categories: Mapping[int, Sequence[int] | Ints]) -> Ints:
    """One number for each candidate, of which each bit is a category."""
    found = np.zeros(candidates, np.int64)
    for category, members in categories.items():
        found[np.asarray(members, np.int64)] |= 1 << category
    return found


def checked(wishes: Wishes, seats: Seats, tie: Ints, member_of: Ints | None) -> Ints:
    """The memberships, once it is sure that all fits together."""
    if len(wishes.post) and not 0 <= wishes.post.min() <= wishes.post.max() < len(seats.begin) - 1:
        raise Malformed("Somebody wishes for a post that is not there.")
    within = len(tie) == wishes.candidates and (not len(tie) or 0 <= tie.min() <= tie.max() < len(tie))
    if not within or (np.bincount(tie, minlength=len(tie)) != 1).any():
        raise Malformed("A rule for ties gives each candidate a number of their own, from 0 on.")
    if member_of is None:
        return np.zeros(wishes.candidates, np.int64)
    if len(member_of) != wishes.candidates:
        raise Malformed("There is one membership for each candidate.")
    return member_of
