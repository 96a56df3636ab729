"""For each skill the blocks in which somebody has it, and the most it is worth there."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.compiled import compiled
from munera.engines.matching.index.rows import BLOCK, Rows

SEGMENT: Final = 65_536
"""So many blocks are numbered by two bytes; what is summed up for them fits into a cache."""
DENSE: Final = 3
"""A skill in more than one block of three takes less room as a row of all blocks, and is read faster."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """Bounds in parts of 250, rounded up. Lists are ordered by segment, then skill, then block."""

    count: int
    segment: int
    starts: NDArray[np.uint32]
    blocks: NDArray[np.uint16]
    bounds: NDArray[np.uint8]
    row_of: NDArray[np.int16]
    """For each skill its row in ``dense``, or -1."""
    dense: NDArray[np.uint8]


def blocks_of(rows: Rows, skills: int, bounds: NDArray[np.uint8], *, segment: int = SEGMENT) -> Blocks:
    count = -(-len(rows) // BLOCK)
    segments = -(-count // segment)
    counts = np.zeros((segments, skills), np.uint32)
    nothing = np.zeros(0, np.uint32), np.zeros(0, np.uint16), np.zeros(0, np.uint8)
    none, empty = np.full(skills, -1, np.int16), np.zeros((0, count), np.uint8)
    spread(rows.starts, rows.skills, rows.codes, bounds, BLOCK, segment, counts, *nothing, none, empty)
    common = np.flatnonzero(counts.sum(axis=0) * DENSE > count)
    row_of = none.copy()
    row_of[common] = np.arange(len(common))
    counts[:, common] = 0
    starts = np.concatenate([np.zeros(1, np.uint32), np.cumsum(counts, dtype=np.uint32)])
    size = int(starts[-1])
    blocks, most = np.zeros(size, np.uint16), np.zeros(size, np.uint8)
    dense = np.zeros((len(common), count), np.uint8)
    spread(
        rows.starts,
        rows.skills,
        rows.codes,
        bounds,
        BLOCK,
        segment,
        counts,
        starts[:-1].copy(),
        blocks,
        most,
        row_of,
        dense,
    )
    return Blocks(count, segment, starts, blocks, most, row_of, dense)


@compiled
def spread(  # noqa: PLR0917  # a compiled loop: arrays by place, and no calls within
    row_starts: NDArray[np.uint32],
    row_skills: NDArray[np.uint16],
    row_codes: NDArray[np.uint8],
    bounds: NDArray[np.uint8],
    block_size: int,
    segment_size: int,
    counts: NDArray[np.uint32],
    cursor: NDArray[np.uint32],
    blocks: NDArray[np.uint16],
    most: NDArray[np.uint8],
    row_of: NDArray[np.int16],
    dense: NDArray[np.uint8],
) -> None:
    """Without ``cursor`` it counts the blocks of each skill; with it, it writes them down."""
    people, skills = len(row_starts) - 1, counts.shape[1]
    best = np.zeros(skills, np.uint8)
    seen = np.zeros(skills, np.int32)
    for block in range((people + block_size - 1) // block_size):
        many = 0
        last = min(people, (block + 1) * block_size)
        for entry in range(row_starts[block * block_size], row_starts[last]):
            skill, bound = row_skills[entry], bounds[row_codes[entry]]
            if bound > 0:
                if best[skill] == 0:
                    seen[many] = skill
                    many += 1
                best[skill] = max(best[skill], bound)
        segment = block // segment_size
        for place in range(many):
            skill = seen[place]
            if len(cursor) == 0:
                counts[segment, skill] += 1
            elif row_of[skill] >= 0:
                dense[row_of[skill], block] = best[skill]
            else:
                at = cursor[segment * skills + skill]
                blocks[at] = block - segment * segment_size
                most[at] = best[skill]
                cursor[segment * skills + skill] = at + 1
            best[skill] = 0
