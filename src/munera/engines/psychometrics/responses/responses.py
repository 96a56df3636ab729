"""The answers of many people to the items of one pool."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from munera.engines.psychometrics.errors import MalformedResponses
from munera.engines.psychometrics.model import MISSING, Floats, Item
from munera.engines.psychometrics.responses.blocks import Block
from munera.engines.psychometrics.responses.forms import Form
from munera.engines.psychometrics.responses.packing import Forms, Place, packed

NO_GROUP = ("",)


@dataclass(frozen=True, eq=False)
class Responses:
    """Who answered what, packed: a byte for eight right or wrong answers."""

    items: tuple[Item, ...]
    forms: tuple[Form, ...]
    blocks: tuple[Block, ...]
    groups: tuple[str, ...] = NO_GROUP
    keys: Sequence[str] | None = None
    """Of the people, in their order; None where their numbers from 0 on do."""

    @classmethod
    def of(
        cls,
        table: ArrayLike,
        items: Sequence[Item],
        people: Sequence[str] | None = None,
        groups: Sequence[str] | None = None,
        weights: ArrayLike | None = None,
    ) -> "Responses":
        """From rows of points, a column for each item; -1 where somebody was not asked, or left an answer out.

        ``weights`` says how many people each row stands for. Raises ``MalformedResponses``.
        """
        cells = cells_of(table, len(items))
        check_items(items)
        check_people(people, len(cells))
        place = naming(people, [item.key for item in items])
        group_keys, group_of_row = groups_of(groups, len(cells))
        forms = Forms(tuple(item.categories for item in items))
        weighed = weights_of(weights, len(cells), place)
        blocks = packed(cells, forms, groups=group_of_row, weights=weighed, place=place)
        return cls(tuple(items), tuple(forms.known), tuple(blocks), group_keys, people)

    @cached_property
    def count(self) -> int:
        """How many people."""
        return sum(len(block) for block in self.blocks)

    @cached_property
    def people(self) -> Sequence[str]:
        """Their keys, in their order."""
        return self.keys if self.keys is not None else [str(number) for number in range(self.count)]

    @cached_property
    def weight(self) -> float:
        """How many people the rows stand for."""
        return float(sum(block.weight for block in self.blocks))

    @cached_property
    def group_of_people(self) -> NDArray[np.int64]:
        """The place among ``groups`` of each person."""
        found = np.zeros(self.count, np.int64)
        for block in self.blocks:
            found[block.places] = block.group
        return found

    @cached_property
    def weights(self) -> Floats | None:
        """How many people each row stands for; None where each is one."""
        if all(block.weights is None for block in self.blocks):
            return None
        found = np.ones(self.count)
        for block in self.blocks:
            if block.weights is not None:
                found[block.places] = block.weights
        return found

    def table(self) -> NDArray[np.int8]:
        """All answers, a row for each person and a column for each item; -1 where one is missing."""
        table = np.full((self.count, len(self.items)), MISSING, np.int8)
        for block in self.blocks:
            form = self.forms[block.form]
            at = np.arange(block.first, block.first + len(block)) if block.rows is None else block.rows
            table[at[:, None], np.array(form.items)[None, :]] = form.unpacked(block.answers)
        return table

    def category_totals(self) -> Floats:
        """How many people, by weight, have each number of points: shape (items, most categories)."""
        totals = np.zeros((len(self.items), max(item.categories for item in self.items)))
        for block in self.blocks:
            form = self.forms[block.form]
            heaped = np.stack([np.bincount(column, block.weights, minlength=256) for column in block.answers.T]).astype(
                np.float64
            )
            sums = form.sums_of_categories(heaped)
            totals[np.array(form.items), : sums.shape[1]] += sums
        return totals


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
    whole = (cells >= np.iinfo(np.int8).min) & (cells <= np.iinfo(np.int8).max)
    if cells.dtype.kind == "f":
        whole &= cells == np.floor(cells)
    if not whole.all():
        row, column = np.argwhere(~whole)[0]
        raise MalformedResponses(
            f"row {row + 1}, column {column + 1}",
            f"{cells[row, column]} is no whole number of points; write {MISSING} where an answer is missing.",
        )
    return cells.astype(np.int8)


def check_items(items: Sequence[Item]) -> None:
    seen: set[str] = set()
    for item in items:
        if item.key in seen:
            raise MalformedResponses(f"item {item.key}", "it stands there twice; give each item a key of its own.")
        seen.add(item.key)
    if not items:
        raise MalformedResponses("", "there is no item; an examination has at least one.")


def check_people(people: Sequence[str] | None, count: int) -> None:
    if people is None:
        return
    if len(people) != count:
        raise MalformedResponses("", f"{len(people)} keys of people stand beside {count} rows; each row has one key.")
    if len(set(people)) != count:
        seen: set[str] = set()
        for row, key in enumerate(people):
            if key in seen:
                raise MalformedResponses(
                    f"row {row + 1}, candidate {key}",
                    "has answered before; keep one sitting of each, or give each sitting a key of its own.",
                )
            seen.add(key)


def naming(people: Sequence[str] | None, items: Sequence[str], first: int = 0) -> Place:
    """How a cell is named in an error."""

    def place(row: int, column: int) -> str:
        who = f", candidate {people[row]}" if people is not None else ""
        return f"row {first + row + 1}{who}, item {items[column]}"

    return place


def groups_of(groups: Sequence[str] | None, count: int) -> tuple[tuple[str, ...], NDArray[np.int64] | None]:
    """The keys of the groups, the first that is met first, and the number of each row's group."""
    if groups is None:
        return NO_GROUP, None
    if len(groups) != count:
        raise MalformedResponses("", f"{len(groups)} groups stand beside {count} rows; each row has one.")
    number_of: dict[str, int] = {}
    numbers = np.fromiter((number_of.setdefault(str(key), len(number_of)) for key in groups), np.int64, count)
    return tuple(number_of) or NO_GROUP, numbers


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
