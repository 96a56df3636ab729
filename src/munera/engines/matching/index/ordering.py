"""Put like people side by side, so that one bound speaks well for a whole block. No score hangs on it."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.compiled import compiled
from munera.engines.matching.index.rows import Rows

DISTINGUISHING: Final = 24
"""Within a family rows are ordered by so many of its commonest skills."""
COMMONPLACE: Final = 300
"""A skill of more occupations than this says little about which one somebody has."""


def order_of(rows: Rows, skills: int, occupations: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """By occupation, and within it along a Gray code of who has which of its commonest skills."""
    if not len(rows):
        return np.zeros(0, np.int64)
    frequency = np.bincount(rows.skills, minlength=skills)
    starts, members, weights = _families(frequency, skills, occupations, people=len(rows))
    family = assign(rows.starts, rows.skills, starts, members, weights, int(members.max(initial=0)) + 1)
    order = np.argsort(family, kind="stable")
    place = along(rows.starts, rows.skills, order, family, skills, DISTINGUISHING)
    return np.lexsort((place, family))


def _families(
    frequency: NDArray[np.int64], skills: int, occupations: Sequence[Sequence[int]], *, people: int
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
    """For each skill the families it speaks for, and how loudly."""
    if not occupations:
        # Without occupations each is of the family of their commonest skill that is not everybody's.
        loudness = np.where(frequency <= max(1, people // 8), frequency, 1)
        return np.arange(skills + 1), np.arange(skills, dtype=np.int32), loudness
    pairs = np.array(
        [(skill, number) for number, members in enumerate(occupations) for skill in members], np.int64
    ).reshape(-1, 2)
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    counts = np.bincount(pairs[:, 0], minlength=skills)
    loudness = np.where(counts <= COMMONPLACE, 1_000_000 // (10 + counts), 0)
    return np.concatenate([[0], np.cumsum(counts)]), pairs[:, 1].astype(np.int32), loudness


@compiled
def assign(  # noqa: PLR0917  # a compiled loop: arrays by place, and no calls within
    row_starts: NDArray[np.uint32],
    row_skills: NDArray[np.uint16],
    starts: NDArray[np.int64],
    members: NDArray[np.int32],
    weights: NDArray[np.int64],
    families: int,
) -> NDArray[np.int32]:
    """The family that most of what somebody has speaks for."""
    people = len(row_starts) - 1
    chosen = np.zeros(people, np.int32)
    votes = np.zeros(families, np.int64)
    for row in range(people):
        best, choice = 0, families
        for entry in range(row_starts[row], row_starts[row + 1]):
            skill = row_skills[entry]
            weight = weights[skill]
            if weight > 0:
                for place in range(starts[skill], starts[skill + 1]):
                    family = members[place]
                    votes[family] += weight
                    if votes[family] > best or (votes[family] == best and family < choice):
                        best, choice = votes[family], family
        chosen[row] = choice
        for entry in range(row_starts[row], row_starts[row + 1]):
            skill = row_skills[entry]
            if weights[skill] > 0:
                for place in range(starts[skill], starts[skill + 1]):
                    votes[members[place]] = 0
    return chosen


@compiled
def along(  # noqa: C901, PLR0917  # a compiled loop: arrays by place, and no calls within
    row_starts: NDArray[np.uint32],
    row_skills: NDArray[np.uint16],
    order: NDArray[np.int64],
    family: NDArray[np.int32],
    skills: int,
    distinguishing: int,
) -> NDArray[np.uint32]:
    """How far along the Gray code each row stands within its family: neighbours differ in one skill."""
    people = len(order)
    places = np.zeros(people, np.uint32)
    count = np.zeros(skills, np.int32)
    bit = np.full(skills, -1, np.int8)
    seen = np.zeros(skills, np.int32)
    begin = 0
    while begin < people:
        end = begin
        many = 0
        while end < people and family[order[end]] == family[order[begin]]:
            for entry in range(row_starts[order[end]], row_starts[order[end] + 1]):
                skill = row_skills[entry]
                if count[skill] == 0:
                    seen[many] = skill
                    many += 1
                count[skill] += 1
            end += 1
        taken = min(distinguishing, many)
        for rank in range(taken):
            best = rank
            for place in range(rank + 1, many):
                if count[seen[place]] > count[seen[best]]:
                    best = place
            seen[rank], seen[best] = seen[best], seen[rank]
            bit[seen[rank]] = taken - 1 - rank
        for at in range(begin, end):
            has = 0
            for entry in range(row_starts[order[at]], row_starts[order[at] + 1]):
                shift = bit[row_skills[entry]]
                if shift >= 0:
                    has |= 1 << shift
            has ^= has >> 16
            has ^= has >> 8
            has ^= has >> 4
            has ^= has >> 2
            has ^= has >> 1
            places[order[at]] = has
        for place in range(many):
            count[seen[place]] = 0
            bit[seen[place]] = -1
        begin = end
    return places
