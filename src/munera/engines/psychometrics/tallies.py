"""How many people of each group, and of each total of points, gave each answer: what most looks at items begin with.

Answers stay packed: a byte of a row is counted by total, and only the counts are taken apart into items.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.responses.blocks import Block, chunks
from munera.engines.psychometrics.responses.forms import BYTE, Form
from munera.engines.psychometrics.responses.responses import Responses

ROWS_AT_ONCE = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Of the people who were given one form."""

    form: Form
    people: Floats
    """By weight: shape (groups, totals)."""
    counts: Floats
    """Shape (groups, items of the form, categories, totals)."""


def tallied(responses: Responses, counted: NDArray[np.bool_] | None = None) -> tuple[Tally, ...]:
    """One tally for each form; a total is the points in those items that are ``counted``, or in all."""
    chosen = np.ones(len(responses.items), np.bool_) if counted is None else counted
    tallies = []
    for number, form in enumerate(responses.forms):
        blocks = [block for block in responses.blocks if block.form == number and len(block)]
        if blocks:
            tallies.append(_tally(form, blocks, len(responses.groups), chosen[np.array(form.items)]))
    return tuple(tallies)


def _tally(form: Form, blocks: Sequence[Block], groups: int, counted: NDArray[np.bool_]) -> Tally:
    most = max(form.categories)
    points = form.byte_tables(counted[:, None] * np.arange(most, dtype=np.float64))
    totals = int((counted * (np.array(form.categories) - 1)).sum()) + 1
    heaped = np.zeros((groups, form.bytes, BYTE * totals))
    people = np.zeros((groups, totals))
    for block in blocks:
        for part in chunks(block, ROWS_AT_ONCE):
            total = points[0][part.answers[:, 0]]
            for byte in range(1, form.bytes):
                total += points[byte][part.answers[:, byte]]
            at = np.rint(total).astype(np.int64)
            people[block.group] += np.bincount(at, part.weights, minlength=totals)
            for byte in range(form.bytes):
                place = part.answers[:, byte].astype(np.int64) * totals + at
                heaped[block.group, byte] += np.bincount(place, part.weights, minlength=BYTE * totals)
    shaped = heaped.reshape(groups, form.bytes, BYTE, totals)
    return Tally(form, people, np.stack([form.sums_of_categories(of_group) for of_group in shaped]))
