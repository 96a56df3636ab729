"""From letters that were ticked to points, and from points that nobody has to points that somebody has."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from munera.engines.psychometrics.errors import MalformedResponses
from munera.engines.psychometrics.model import MISSING, Item
from munera.engines.psychometrics.responses.gathering import cells_of

Omitted = Literal["missing", "wrong"]


def scored(
    answers: ArrayLike, key: Sequence[str | Collection[str]], *, omitted: Omitted = "missing", blank: str = ""
) -> NDArray[np.int8]:
    """Right or wrong, by the letter that is right for each item, or the letters of which each is.

    ``omitted`` says what an answer that is ``blank``, or None, counts for. An item whose right letter nobody chose is
    refused: it is nearly always the key that is wrong, or that of another form.
    """
    given = np.asarray(answers)
    if given.dtype == np.object_:
        given = np.frompyfunc(lambda cell: blank if cell is None else str(cell), 1, 1)(given)
    cells = given.astype(np.str_)
    if cells.ndim != 2 or cells.shape[1] != len(key):
        shape = " by ".join(str(length) for length in cells.shape)
        raise MalformedResponses("key", f"it is for {len(key)} items, and the answers are {shape}.")
    points = np.full(cells.shape, 0 if omitted == "wrong" else MISSING, np.int8)
    for column, right in enumerate(key):
        letters = [right] if isinstance(right, str) else sorted(right)
        there = cells[:, column] != blank
        if not letters or blank in letters:
            raise MalformedResponses(f"key, item {column + 1}", "it names no answer; every item has a right one.")
        is_right = np.isin(cells[:, column], letters)
        if there.any() and not is_right.any():
            seen = ", ".join(np.unique(cells[there, column])[:10].tolist())
            raise MalformedResponses(
                f"key, item {column + 1}",
                f"nobody answered {' or '.join(letters)}, there are only {seen}; look whether the key is of this form.",
            )
        points[there, column] = is_right[there]
    return points


def without_gaps(table: ArrayLike, items: Sequence[Item]) -> tuple[NDArray[np.int8], tuple[Item, ...]]:
    """The same answers with points that nobody has taken out, so that those left follow one another from 0 on."""
    cells = cells_of(table, len(items)).copy()
    closer = []
    for column, item in enumerate(items):
        seen = np.unique(cells[:, column])
        seen = seen[seen >= 0]
        if len(seen) < 2:
            raise MalformedResponses(
                f"item {item.key}", "everybody has the same points; leave it out, it tells nobody from anybody."
            )
        there = cells[:, column] >= 0
        cells[there, column] = np.searchsorted(seen, cells[there, column])
        closer.append(replace(item, categories=len(seen)))
    return cells, tuple(closer)
