"""Answers that come in parts: each is checked and packed as it comes, and either all of them are taken or none."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from munera.engines.psychometrics.errors import MalformedResponses
from munera.engines.psychometrics.model import MISSING, Floats, Item
from munera.engines.psychometrics.responses.blocks import Block
from munera.engines.psychometrics.responses.packing import Forms, Place, packed


@dataclass(slots=True)
class Gathering:
    """What has come so far of one pool."""

    items: tuple[Item, ...]
    forms: Forms = field(init=False)
    count: int = 0
    group_numbers: dict[str, int] = field(default_factory=dict)
    has_people: bool | None = None

    def __post_init__(self) -> None:
        check_items(self.items)
        self.forms = Forms(tuple(item.categories for item in self.items))

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(self.group_numbers) or ("",)

    def packed(
        self,
        table: ArrayLike,
        people: Sequence[str] | None = None,
        groups: Sequence[str] | None = None,
        weights: ArrayLike | None = None,
    ) -> list[Block]:
        """The next rows, as blocks."""
        cells = cells_of(table, len(self.items))
        if people is not None and len(people) != len(cells):
            raise MalformedResponses("", f"{len(people)} keys of people stand beside {len(cells)} rows.")
        if self.has_people is not None and self.has_people != (people is not None):
            raise MalformedResponses(f"row {self.count + 1}", "either all rows have a key of a person, or none.")
        self.has_people = people is not None
        place = naming(people, [item.key for item in self.items], self.count)
        numbers = self._groups_of(groups, len(cells))
        blocks = packed(
            cells,
            self.forms,
            groups=numbers,
            weights=weights_of(weights, len(cells), place),
            place=place,
            first=self.count,
        )
        self.count += len(cells)
        return blocks

    def _groups_of(self, groups: Sequence[str] | None, count: int) -> NDArray[np.int64] | None:
        if groups is None:
            if self.group_numbers:
                raise MalformedResponses(f"row {self.count + 1}", "either all rows have a group, or none.")
            return None
        if self.count and not self.group_numbers:
            raise MalformedResponses(f"row {self.count + 1}", "either all rows have a group, or none.")
        if len(groups) != count:
            raise MalformedResponses("", f"{len(groups)} groups stand beside {count} rows; each row has one.")
        known = self.group_numbers
        return np.fromiter((known.setdefault(str(key), len(known)) for key in groups), np.int64, count)


def check_items(items: Sequence[Item]) -> None:
    seen: set[str] = set()
    for item in items:
        if item.key in seen:
            raise MalformedResponses(f"item {item.key}", "it stands there twice; give each item a key of its own.")
        seen.add(item.key)
    if not items:
        raise MalformedResponses("", "there is no item; an examination has at least one.")


def check_people(people: Sequence[str]) -> None:
    if len(set(people)) == len(people):
        return
    seen: set[str] = set()
    for row, key in enumerate(people):
        if key in seen:
            raise MalformedResponses(
                f"row {row + 1}, candidate {key}",
                "has answered before; keep one sitting of each, or give each sitting a key of its own.",
            )
        seen.add(key)


def cells_of(table: ArrayLike, items: int) -> NDArray[np.int8]:
    """The table as small whole numbers; what is none is refused with its place."""
    cells = np.asarray(table)
    if cells.ndim != 2 or cells.shape[1] != items:
        shape = " by ".join(str(length) for length in cells.shape)
        raise MalformedResponses("", f"a table of answers has a column for each of the {items} items, not {shape}.")
    if cells.dtype == np.int8:
        return cells
    if cells.dtype == np.bool_:
        return cells.astype(np.int8)
    if cells.dtype.kind not in "iuf":
        raise MalformedResponses("", "a table of answers holds points; score letters with scored(answers, key) first.")
    limits = np.iinfo(np.int8)
    whole = (cells >= limits.min) & (cells <= limits.max)
    if cells.dtype.kind == "f":
        whole &= cells == np.floor(cells)
    if not whole.all():
        row, column = np.argwhere(~whole)[0]
        raise MalformedResponses(
            f"row {row + 1}, column {column + 1}",
            f"{cells[row, column]} is no whole number of points; write {MISSING} where an answer is missing.",
        )
    return cells.astype(np.int8)


def naming(people: Sequence[str] | None, items: Sequence[str], first: int = 0) -> Place:
    """How a cell is named in an error."""

    def place(row: int, column: int) -> str:
        who = f", candidate {people[row]}" if people is not None else ""
        return f"row {first + row + 1}{who}, item {items[column]}"

    return place


def weights_of(weights: ArrayLike | None, count: int, place: Place) -> Floats | None:
    if weights is None:
        return None
    weighed = np.ascontiguousarray(weights, np.float64)
    if weighed.shape != (count,):
        raise MalformedResponses("", f"{weighed.size} weights stand beside {count} rows; each row has one.")
    wrong = np.flatnonzero(~(np.isfinite(weighed) & (weighed >= 0)))
    if len(wrong):
        at = place(int(wrong[0]), 0).rsplit(", item", 1)[0]
        raise MalformedResponses(at, f"{weighed[wrong[0]]} is no weight; it says how many people the row stands for.")
    return weighed
