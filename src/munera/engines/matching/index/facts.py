"""Hard rules as bitmaps: a word for each block, a bit for each of its people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.index.rows import BLOCK, Fact
from munera.engines.matching.model import Demand

Bitmap = NDArray[np.uint32]
RARE: Final = 32
"""A bitmap takes a bit for each person, a list four bytes for each that it names: below one of so many, a list."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Who has which fact."""

    people: int
    lists: Mapping[Fact, NDArray[np.uint32]]
    maps: Mapping[Fact, Bitmap]

    @classmethod
    def of(cls, named: Mapping[Fact, NDArray[np.uint32]], people: int) -> "Facts":
        rare = {fact: rows for fact, rows in named.items() if len(rows) * RARE < people}
        maps = {fact: bitmap(rows, people) for fact, rows in named.items() if fact not in rare}
        return cls(people, rare, maps)

    def named(self) -> dict[Fact, NDArray[np.uint32]]:
        """Each fact with the rows that have it."""
        return {**self.lists, **{fact: rows_in(words, self.people) for fact, words in self.maps.items()}}

    def allowed(self, demand: Demand, alive: Bitmap) -> Bitmap:
        """Who keeps every rule: of each rule any value, of all rules all."""
        words = alive
        for rule in demand.filters:
            keeps = np.zeros_like(alive)
            for value in rule.any_of:
                fact = rule.fact, value
                if fact in self.maps:
                    keeps |= self.maps[fact]
                elif fact in self.lists:
                    rows = self.lists[fact]
                    np.bitwise_or.at(keeps, rows >> np.uint32(5), np.uint32(1) << (rows & np.uint32(31)))
            words = words & keeps
        return words


def everybody(people: int) -> Bitmap:
    words = np.full(-(-people // BLOCK), 0xFFFFFFFF, np.uint32)
    if people % BLOCK:
        words[-1] = (1 << people % BLOCK) - 1
    return words


def bitmap(rows: NDArray[np.uint32], people: int) -> Bitmap:
    bits = np.zeros(-(-people // BLOCK) * BLOCK, np.bool_)
    bits[rows] = True
    return np.packbits(bits, bitorder="little").view("<u4").astype(np.uint32)


def rows_in(words: Bitmap, people: int) -> NDArray[np.uint32]:
    bits = np.unpackbits(words.astype("<u4").view(np.uint8), bitorder="little")[:people]
    return np.flatnonzero(bits).astype(np.uint32)


def how_many(words: Bitmap) -> int:
    return int(np.bitwise_count(words).sum())
