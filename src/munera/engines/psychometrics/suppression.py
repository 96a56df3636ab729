"""What may be told of groups, so that no number tells about one of a few."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

FEWEST: Final = 10
"""Of fewer people nothing is told."""
FEWEST_EXACTLY: Final = 30
"""Of fewer people shares are told in tenths alone."""
FEWEST_PASSERS: Final = 30
"""Of fewer who passed it is not told how they did."""
LEAST_SHARE, MOST_SHARE = 0.05, 0.95
"""Beyond these nobody is told how nearly all or none it was: it would tell about each of them."""

Key = TypeVar("Key", bound=Hashable)


class Telling(StrEnum):
    """How a share is told."""

    EXACT = "exact"
    COARSE = "coarse"
    AT_MOST = "at most"
    AT_LEAST = "at least"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a group as it may be told."""

    telling: Telling
    share: float | None
    """None where it is withheld."""
    people: int | None
    """None where there are too few to be counted in public."""


def share_of(count: int, people: int) -> Share:
    """``count`` of ``people``."""
    if people < FEWEST:
        return Share(Telling.WITHHELD, None, None)
    share = count / people
    if share < LEAST_SHARE:
        return Share(Telling.AT_MOST, LEAST_SHARE, people)
    if share > MOST_SHARE:
        return Share(Telling.AT_LEAST, MOST_SHARE, people)
    if people < FEWEST_EXACTLY:
        return Share(Telling.COARSE, round(share, 1), people)
    return Share(Telling.EXACT, share, people)


def withheld(table: Mapping[Key, int]) -> frozenset[Key]:
    """The groups of one total that may not be told of: the small ones, and where the total would give them away the
    smallest others, until those withheld are enough people together and at least two groups."""
    small = {key for key, people in table.items() if 0 < people < FEWEST}
    return frozenset(_hidden(table, small) if small else small)


def withheld_cells(rows: Sequence[Sequence[int]]) -> frozenset[tuple[int, int]]:
    """The cells, by row and column, of a table told with the totals of its rows and columns: none of those withheld
    is what is left of its row or its column."""
    lines = [[(row, column) for column in range(len(rows[row]))] for row in range(len(rows))]
    lines += [[(row, column) for row in range(len(rows))] for column in range(len(rows[0]) if rows else 0)]
    gone: set[tuple[int, int]] = set()
    while True:
        before = len(gone)
        for line in lines:
            table = {cell: rows[cell[0]][cell[1]] for cell in line}
            small = {cell for cell, people in table.items() if cell in gone or 0 < people < FEWEST}
            if small:
                gone |= _hidden(table, small)
        if len(gone) == before:
            return frozenset(gone)


def _hidden(table: Mapping[Key, int], small: set[Key]) -> set[Key]:
    """These groups, and as many of the smallest others as it takes to hide them."""
    found = set(small)
    others = [(people, place, key) for place, (key, people) in enumerate(table.items()) if key not in found and people]
    for _, _, key in sorted(others, key=lambda other: other[:2]):
        if len(found) > 1 and sum(table[each] for each in found) >= FEWEST:
            break
        found.add(key)
    return found
