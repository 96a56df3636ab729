"""From a table of answers to blocks: every cell is looked at once, and who answered what decides the form.

A pattern of presented items becomes a form of its own while there are few patterns, or where many people share it.
People with a pattern of their own, because they left answers out, share one form that says for each answer whether it
is there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.errors import MalformedResponses
from munera.engines.psychometrics.model import MISSING, Floats
from munera.engines.psychometrics.responses.blocks import Block
from munera.engines.psychometrics.responses.forms import Form, form_of

FEW_FORMS: Final = 64
"""So few patterns are forms of their own, however few people have them."""
MANY_PEOPLE: Final = 1_000
"""So many people make a pattern a form of its own."""
CHUNK: Final = 1 << 16
Place = Callable[[int, int], str]


@dataclass(slots=True)
class Forms:
    """The forms met so far; tables may come one after the other."""

    categories: tuple[int, ...]
    known: list[Form] = field(default_factory=list)
    _number_of: dict[bytes, int] = field(default_factory=dict)
    _with_gaps: int | None = None

    def of_pattern(self, presented: NDArray[np.bool_], people: int, *, among_few: bool = True) -> int:
        """The number of the form for this pattern."""
        pattern = np.packbits(presented).tobytes()
        if pattern in self._number_of:
            return self._number_of[pattern]
        if people < MANY_PEOPLE and not (among_few and len(self._number_of) < FEW_FORMS):
            return self._of_everything()
        self._number_of[pattern] = self._added(np.flatnonzero(presented).tolist(), has_gaps=False)
        return self._number_of[pattern]

    def _of_everything(self) -> int:
        if self._with_gaps is None:
            self._with_gaps = self._added(range(len(self.categories)), has_gaps=True)
        return self._with_gaps

    def _added(self, presented: Sequence[int], *, has_gaps: bool) -> int:
        self.known.append(form_of(presented, self.categories, has_gaps=has_gaps))
        return len(self.known) - 1


def packed(
    table: NDArray[np.int8],
    forms: Forms,
    *,
    groups: NDArray[np.int64] | None,
    weights: Floats | None,
    place: Place,
    first: int = 0,
) -> list[Block]:
    """The rows of a table as blocks, one for each form and group; ``place`` names a cell in an error."""
    has_missing = _checked(table, forms.categories, place)
    form_of_row = _forms_of_rows(table, forms, place) if has_missing else None
    if form_of_row is None and groups is None and len(table):
        form = forms.of_pattern(np.ones(table.shape[1], np.bool_), len(table))
        return [Block(form, 0, _rows_packed(forms.known[form], table, None), None, first, weights)]
    if form_of_row is None:
        number = forms.of_pattern(np.ones(table.shape[1], np.bool_), len(table)) if len(table) else 0
        form_of_row = np.full(len(table), number)
    group_of_row = np.zeros(len(table), np.int64) if groups is None else groups
    blocks = []
    for form, group in sorted(set(zip(form_of_row.tolist(), group_of_row.tolist(), strict=True))):
        rows = np.flatnonzero((form_of_row == form) & (group_of_row == group))
        answers = _rows_packed(forms.known[form], table, rows)
        blocks.append(Block(form, group, answers, rows + first, 0, None if weights is None else weights[rows]))
    return blocks


def _checked(table: NDArray[np.int8], categories: Sequence[int], place: Place) -> bool:
    """Whether an answer is missing; an answer that is none is refused with its place."""
    if not table.size:
        return False
    lowest, highest = int(table.min()), int(table.max())
    if lowest < MISSING or highest >= min(categories):
        most = np.array(categories)
        for begin in range(0, len(table), CHUNK):
            part = table[begin : begin + CHUNK]
            wrong = np.argwhere((part < MISSING) | (part >= most))
            if len(wrong):
                row, column = int(wrong[0, 0]), int(wrong[0, 1])
                raise MalformedResponses(
                    place(begin + row, column),
                    f"{part[row, column]} is no number of points from 0 to {most[column] - 1}; "
                    f"write {MISSING} where an answer is missing, or give the item more categories.",
                )
    return lowest < 0


def _forms_of_rows(table: NDArray[np.int8], forms: Forms, place: Place) -> NDArray[np.int64]:
    bits = np.concatenate([np.packbits(table[at : at + CHUNK] >= 0, axis=1) for at in range(0, len(table), CHUNK)])
    keys = np.ascontiguousarray(bits).view(np.dtype((np.void, bits.shape[1]))).ravel()
    _, firsts, pattern_of_row, people = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    number_of, among_few = np.empty(len(firsts), np.int64), len(firsts) <= FEW_FORMS
    for pattern in np.argsort(-people, kind="stable"):
        presented = table[firsts[pattern]] >= 0
        if not presented.any():
            raise MalformedResponses(
                place(int(firsts[pattern]), 0), "nobody can be scored who answered nothing; leave this row out."
            )
        number_of[pattern] = forms.of_pattern(presented, int(people[pattern]), among_few=among_few)
    return np.asarray(number_of[pattern_of_row])


def _rows_packed(form: Form, table: NDArray[np.int8], rows: NDArray[np.int64] | None) -> NDArray[np.uint8]:
    """In chunks, so that nothing as large as the table is held beside it."""
    count = len(table) if rows is None else len(rows)
    answers = np.empty((count, form.bytes), np.uint8)
    whole = len(form.items) == table.shape[1]
    for begin in range(0, count, CHUNK):
        chosen = table[begin : begin + CHUNK] if rows is None else table[rows[begin : begin + CHUNK]]
        answers[begin : begin + CHUNK] = form.packed(chosen if whole else chosen[:, form.items])
    return answers
