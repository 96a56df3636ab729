"""One search through what an index held at one moment: rows that were built, and rows that came since."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.index.blocks import Blocks
from munera.engines.matching.index.delta import Recent
from munera.engines.matching.index.facts import Bitmap, Facts, how_many
from munera.engines.matching.index.loops import best_people, bound_blocks, look_into
from munera.engines.matching.index.question import Question
from munera.engines.matching.index.results import Hit, Results
from munera.engines.matching.index.rows import Rows
from munera.engines.matching.model import Demand

UNBOUNDED = 0x3FFFFFFF
"""More than any total, a quarter of it: nothing is known beforehand of rows that came since."""


@dataclass(frozen=True, slots=True)
class Base:
    """What was built at once and does not change, but for who is alive."""

    rows: Rows
    """Without their facts, which are next to it."""
    facts: Facts
    blocks: Blocks
    alive: Bitmap


@dataclass(frozen=True, slots=True)
class View:
    """An index at one moment. Whoever changes it leaves these arrays as they are, up to where they are looked at."""

    base: Base
    recent: Recent
    people: int

    def search(self, question: Question, number_of: NDArray[np.uint16], demand: Demand, k: int) -> Results:
        """``number_of`` has for each skill its number in the question, or 0."""
        allowed = self.base.facts.allowed(demand, self.base.alive)
        totals = bounded(self.base.blocks, question)
        # No more room than people, and never none.
        room = max(1, min(k, len(self.base.rows) + len(self.recent.ties)))
        while True:
            heap, crowded = self._best(question, number_of, totals, allowed, room)
            found = sorted((-worth, lot, self._key(row)) for worth, lot, row in heap.tolist())
            # Whom only the key tells apart must all be seen before the key may decide.
            if not crowded or found[k - 1][:2] != found[-1][:2]:
                break
            room *= 2
        possible = demand.possible
        hits = tuple(_hit(-worth, lot, key, possible) for worth, lot, key in found[:k])
        keeping = how_many(allowed) + how_many(self.recent.allowed) if demand.filters else self.people
        return Results(hits, self.people, keeping)

    def _best(
        self,
        question: Question,
        number_of: NDArray[np.uint16],
        totals: NDArray[np.uint32],
        allowed: Bitmap,
        room: int,
    ) -> tuple[NDArray[np.int64], bool]:
        """The heap of the best, and whether somebody was left out whom only the key tells apart from one who stayed."""
        heap = np.zeros((room, 3), np.int64)
        held, crowded = 0, False
        rows, recent = self.base.rows, self.recent
        asks = (
            question.weights,
            question.musts,
            question.term_starts,
            question.requirement_of,
            question.worth_of,
            question.worths,
        )
        if len(recent.ties):
            bounds = np.full(len(recent.allowed), UNBOUNDED, np.uint32)
            blocks = np.flatnonzero(recent.allowed).astype(np.uint32)
            since = recent.starts, recent.skills, recent.codes, recent.ties
            held, crowded = look_into(blocks, bounds, recent.allowed, *since, len(rows), number_of, *asks, heap, held)
        built = rows.starts, rows.skills, rows.codes, rows.ties
        held, more = best_people(totals, allowed, *built, 0, number_of, *asks, heap, held)
        return heap[:held], crowded or more

    def _key(self, row: int) -> str:
        built = len(self.base.rows)
        return self.base.rows.keys[row] if row < built else self.recent.keys[row - built]


def bounded(blocks: Blocks, question: Question) -> NDArray[np.uint32]:
    """For each block a quarter of what nobody in it exceeds, or a little more."""
    return bound_blocks(
        blocks.count,
        blocks.segment,
        blocks.starts,
        blocks.blocks,
        blocks.bounds,
        blocks.row_of,
        blocks.dense,
        question.weights,
        question.firsts,
        question.skills,
        question.similarities,
    )


def _hit(worth: int, lot: int, key: str, possible: int) -> Hit:
    total, verified = worth >> 27, worth & (1 << 27) - 1
    return Hit(key, total, verified, 100 * total // possible, lot)
