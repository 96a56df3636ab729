"""People who came or changed since the index was built: few, unordered, and looked at one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.index.facts import Bitmap
from munera.engines.matching.index.rows import BLOCK, Fact, Keys, Rows
from munera.engines.matching.model import Demand

MOST: Final = 50_000
"""Beyond so many it is time to merge: each costs every search a look."""


@dataclass(frozen=True, slots=True)
class Recent:
    """Rows that came since, as many as there were."""

    starts: NDArray[np.uint32]
    skills: NDArray[np.uint16]
    codes: NDArray[np.uint8]
    ties: NDArray[np.uint32]
    allowed: Bitmap
    """Who is alive and keeps every rule of the demand."""
    keys: Sequence[str]


class Delta:
    """Rows that grow. The arrays have room to spare; ``len`` says how much of it is taken."""

    def __init__(self) -> None:
        self.row_of: dict[str, int] = {}
        self.keys: list[str] = []
        self.facts: dict[Fact, Bitmap] = {}
        self.alive = np.zeros(1, np.uint32)
        self.starts = np.zeros(BLOCK + 1, np.uint32)
        self.ties = np.zeros(BLOCK, np.uint32)
        self.due = np.zeros(BLOCK, np.uint16)
        self.skills = np.zeros(BLOCK, np.uint16)
        self.codes = np.zeros(BLOCK, np.uint8)

    def __len__(self) -> int:
        return len(self.keys)

    def append(self, key: str, entries: list[tuple[int, int]], *, tie: int, due: int, facts: list[Fact]) -> None:
        self.remove(key)
        row, begin = len(self.keys), int(self.starts[len(self.keys)])
        end = begin + len(entries)
        self._make_room(row + 1, end)
        for place, (skill, code) in enumerate(entries, start=begin):
            self.skills[place], self.codes[place] = skill, code
        self.starts[row + 1], self.ties[row], self.due[row] = end, tie, due
        self.keys.append(key)
        self.row_of[key] = row
        bit = np.uint32(1 << row % BLOCK)
        self.alive[row // BLOCK] |= bit
        for fact in facts:
            if fact not in self.facts:
                self.facts[fact] = np.zeros_like(self.alive)
            self.facts[fact][row // BLOCK] |= bit

    def remove(self, key: str) -> bool:
        """Whether there was such a person here."""
        row = self.row_of.pop(key, None)
        if row is None:
            return False
        self.alive[row // BLOCK] &= np.uint32(0xFFFFFFFF ^ 1 << row % BLOCK)
        return True

    def seen(self, demand: Demand) -> "Recent":
        """What is here now, for one search."""
        size, entries = len(self), int(self.starts[len(self)])
        words = self.alive[: -(-size // BLOCK)].copy()
        for rule in demand.filters:
            keeps = np.zeros_like(words)
            for value in rule.any_of:
                if (rule.fact, value) in self.facts:
                    keeps |= self.facts[rule.fact, value][: len(words)]
            words &= keeps
        return Recent(
            self.starts[: size + 1], self.skills[:entries], self.codes[:entries], self.ties[:size], words, self.keys
        )

    def rows(self) -> Rows:
        """What is here, the dead among it."""
        size, entries = len(self), int(self.starts[len(self)])
        facts = {}
        for fact, words in self.facts.items():
            bits = np.unpackbits(words.astype("<u4").view(np.uint8), bitorder="little")
            facts[fact] = np.flatnonzero(bits).astype(np.uint32)
        return Rows(
            self.starts[: size + 1],
            self.skills[:entries],
            self.codes[:entries],
            self.ties[:size],
            self.due[:size],
            Keys.of(self.keys),
            facts,
        )

    def _make_room(self, rows: int, entries: int) -> None:
        if rows > len(self.ties):
            self.starts = _grown(self.starts, 2 * len(self.ties) + 1)
            self.ties, self.due = _grown(self.ties, 2 * len(self.ties)), _grown(self.due, 2 * len(self.due))
            words = len(self.ties) // BLOCK
            self.alive = _grown(self.alive, words)
            self.facts = {fact: _grown(bits, words) for fact, bits in self.facts.items()}
        while entries > len(self.skills):
            self.skills, self.codes = _grown(self.skills, 2 * len(self.skills)), _grown(self.codes, 2 * len(self.codes))


Kind = TypeVar("Kind", NDArray[np.uint8], NDArray[np.uint16], NDArray[np.uint32])


def _grown(array: Kind, size: int) -> Kind:
    larger = np.zeros(size, array.dtype)
    larger[: len(array)] = array
    return larger
