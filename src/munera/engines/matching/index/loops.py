"""The loops of a search: what each block can be worth at most, and what its people are worth exactly."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.compiled import compiled


@compiled
def bound_blocks(  # noqa: PLR0917  # a compiled loop: arrays by place, and no calls within
    count: int,
    segment_size: int,
    starts: NDArray[np.uint32],
    blocks: NDArray[np.uint16],
    bounds: NDArray[np.uint8],
    row_of: NDArray[np.int16],
    dense: NDArray[np.uint8],
    weights: NDArray[np.int64],
    firsts: NDArray[np.int64],
    skills: NDArray[np.int64],
    similarities: NDArray[np.int64],
) -> NDArray[np.uint32]:
    """No one in a block has a higher total than four times this."""
    totals = np.zeros(count, np.uint32)
    known = len(row_of)
    for segment in range((count + segment_size - 1) // segment_size):
        low = segment * segment_size
        size = min(count - low, segment_size)
        total = totals[low : low + size]
        best = np.zeros(size, np.uint8)
        for requirement in range(len(weights)):
            if firsts[requirement] == firsts[requirement + 1]:
                continue
            best[:] = 0
            for term in range(firsts[requirement], firsts[requirement + 1]):
                skill = skills[term]
                if skill >= known:
                    continue
                similarity = np.uint32(similarities[term])
                if row_of[skill] >= 0:
                    row = dense[row_of[skill], low : low + size]
                    for block in range(size):
                        bound = np.uint8((row[block] * similarity + np.uint32(255)) >> np.uint32(8))
                        best[block] = max(best[block], bound)
                else:
                    for place in range(starts[segment * known + skill], starts[segment * known + skill + 1]):
                        bound = np.uint8((bounds[place] * similarity + np.uint32(255)) >> np.uint32(8))
                        best[blocks[place]] = max(best[blocks[place]], bound)
            weight = np.uint32(weights[requirement])
            for block in range(size):
                total[block] += weight * best[block]
    return totals


@compiled
def most_promising(totals: NDArray[np.uint32], allowed: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The one block to look into first, so that few others need to be put in order; none where nobody is allowed."""
    found, highest = -1, np.uint32(0)
    for block in range(len(totals)):
        if totals[block] > highest and allowed[block]:
            found, highest = block, totals[block]
    first = np.empty(1 if found >= 0 else 0, np.uint32)
    for place in range(len(first)):
        first[place] = found
    return first


@compiled
def in_order(totals: NDArray[np.uint32], allowed: NDArray[np.uint32], least: int, but: int) -> NDArray[np.uint32]:
    """The blocks with no less than ``least``, the most promising first: a counting sort, by and large."""
    highest, many = np.uint32(0), 0
    chosen = np.empty(len(totals), np.uint32)
    for block in range(len(totals)):
        if totals[block] >= least and allowed[block] and block != but:
            chosen[many] = block
            many += 1
            highest = max(highest, totals[block])
    shift = np.uint32(0)
    while highest >> shift > 1023:
        shift += np.uint32(1)
    begins = np.zeros(1024, np.int64)
    for block in chosen[:many]:
        begins[totals[block] >> shift] += 1
    running = 0
    for bucket in range(1023, -1, -1):
        of_bucket = begins[bucket]
        begins[bucket] = running
        running += of_bucket
    order = np.empty(many, np.uint32)
    for block in chosen[:many]:
        order[begins[totals[block] >> shift]] = block
        begins[totals[block] >> shift] += 1
    return order


@compiled
def is_better(worth: int, lot: int, other_worth: int, other_lot: int) -> bool:
    return worth > other_worth or (worth == other_worth and lot < other_lot)


@compiled
def put(heap: NDArray[np.int64], held: int, worth: int, lot: int, row: int) -> bool:
    """Into a heap of which the worst is on top, in the place of that one where it is full.

    Whether somebody was left out whom only the key tells apart from the worst who stayed.
    """
    room = len(heap)
    if held < room:
        place = held
        while place > 0:
            above = (place - 1) >> 1
            if not is_better(heap[above, 0], heap[above, 1], worth, lot):
                break
            heap[place, 0], heap[place, 1], heap[place, 2] = heap[above, 0], heap[above, 1], heap[above, 2]
            place = above
        heap[place, 0], heap[place, 1], heap[place, 2] = worth, lot, row
        return False
    out_worth, out_lot = heap[0, 0], heap[0, 1]
    if not is_better(worth, lot, out_worth, out_lot):
        return bool(worth == out_worth and lot == out_lot)
    place = 0
    while 2 * place + 1 < room:
        below = 2 * place + 1
        if below + 1 < room and is_better(heap[below, 0], heap[below, 1], heap[below + 1, 0], heap[below + 1, 1]):
            below += 1
        if not is_better(worth, lot, heap[below, 0], heap[below, 1]):
            break
        heap[place, 0], heap[place, 1], heap[place, 2] = heap[below, 0], heap[below, 1], heap[below, 2]
        place = below
    heap[place, 0], heap[place, 1], heap[place, 2] = worth, lot, row
    return bool(heap[0, 0] == out_worth and heap[0, 1] == out_lot)


@compiled
def look_into(  # noqa: C901, PLR0917  # a compiled loop: arrays by place, and no calls within
    blocks: NDArray[np.uint32],
    totals: NDArray[np.uint32],
    allowed: NDArray[np.uint32],
    row_starts: NDArray[np.uint32],
    row_skills: NDArray[np.uint16],
    row_codes: NDArray[np.uint8],
    row_ties: NDArray[np.uint32],
    offset: int,
    number_of: NDArray[np.uint16],
    weights: NDArray[np.int64],
    musts: np.uint64,
    term_starts: NDArray[np.int64],
    requirement_of: NDArray[np.int64],
    worth_of: NDArray[np.int64],
    worths: NDArray[np.uint16],
    heap: NDArray[np.int64],
    held: int,
) -> tuple[int, bool]:
    """Reckon everybody in these blocks, but for blocks that cannot hold anybody among the best.

    ``heap`` has three columns: total and verified total in one number, the lot, the row. Gives back how many it holds,
    and whether somebody was left out whom only the key tells apart from one who stayed.
    """
    people, crowded = len(row_ties), False
    best = np.zeros(len(weights), np.int64)
    for block in blocks:
        if held == len(heap) and 4 * np.int64(totals[block]) < heap[0, 0] >> 27:
            continue
        word = allowed[block]
        first: Any = np.int64(block) * 32
        for row in range(first, min(people, first + 32)):
            if not (word >> np.uint32(row - first)) & np.uint32(1):
                continue
            best[:] = 0
            met, total = np.uint64(0), 0
            for entry in range(row_starts[row], row_starts[row + 1]):
                number = number_of[row_skills[entry]]
                if number == 0:
                    continue
                code = row_codes[entry]
                for place in range(term_starts[number], term_starts[number + 1]):
                    requirement, found = requirement_of[place], np.int64(worths[worth_of[place], code])
                    if found & 2048:
                        met |= np.uint64(1) << np.uint64(requirement)
                    known, found = best[requirement], found & 2047
                    if found > known:
                        best[requirement] = found
                        total += weights[requirement] * ((found >> 1) - (known >> 1))
            if total == 0 or (held == len(heap) and total < heap[0, 0] >> 27) or (met & musts) != musts:
                continue
            verified = 0
            for requirement in range(len(weights)):
                if best[requirement] & 1:
                    verified += weights[requirement] * (best[requirement] >> 1)
            crowded |= put(heap, held, total << 27 | verified, np.int64(row_ties[row]), offset + row)
            held = min(held + 1, len(heap))
    return held, crowded


@compiled
def best_people(  # noqa: PLR0917  # a compiled loop: arrays by place
    totals: NDArray[np.uint32],
    allowed: NDArray[np.uint32],
    row_starts: NDArray[np.uint32],
    row_skills: NDArray[np.uint16],
    row_codes: NDArray[np.uint8],
    row_ties: NDArray[np.uint32],
    offset: int,
    number_of: NDArray[np.uint16],
    weights: NDArray[np.int64],
    musts: np.uint64,
    term_starts: NDArray[np.int64],
    requirement_of: NDArray[np.int64],
    worth_of: NDArray[np.int64],
    worths: NDArray[np.uint16],
    heap: NDArray[np.int64],
    held: int,
) -> tuple[int, bool]:
    """``look_into`` the most promising block, then into all that may still hold somebody better, best first."""
    question = weights, musts, term_starts, requirement_of, worth_of, worths
    rows = row_starts, row_skills, row_codes, row_ties
    first = most_promising(totals, allowed)
    held, crowded = look_into(first, totals, allowed, *rows, offset, number_of, *question, heap, held)
    least = (heap[0, 0] >> 27) // 4 if held == len(heap) else 0
    but = np.int64(first[0]) if len(first) else -1
    order = in_order(totals, allowed, max(1, least), but)
    held, more = look_into(order, totals, allowed, *rows, offset, number_of, *question, heap, held)
    return held, crowded or more
