"""The answers of many people to the items of one pool."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from munera.engines.psychometrics.model import MISSING, Floats, Item
from munera.engines.psychometrics.responses import shards
from munera.engines.psychometrics.responses.blocks import Block, category_totals
from munera.engines.psychometrics.responses.forms import Form
from munera.engines.psychometrics.responses.gathering import Gathering, check_people


@dataclass(frozen=True, slots=True)
class Rows:
    """A part of a table of answers: a column for each item, -1 where an answer is missing."""

    table: ArrayLike
    people: Sequence[str] | None = None
    groups: Sequence[str] | None = None
    weights: ArrayLike | None = None


@dataclass(frozen=True, eq=False)
class Responses:
    """Who answered what, packed: a byte for eight right or wrong answers."""

    items: tuple[Item, ...]
    forms: tuple[Form, ...]
    blocks: tuple[Block, ...]
    groups: tuple[str, ...] = ("",)
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
        return cls.gathered([Rows(table, people, groups, weights)], items)

    @classmethod
    def gathered(cls, parts: Iterable[Rows], items: Sequence[Item]) -> "Responses":
        """From rows that come in parts: never more than one of them is in memory unpacked."""
        gathering = Gathering(tuple(items))
        blocks: list[Block] = []
        keys: list[str] = []
        for part in parts:
            blocks += gathering.packed(part.table, part.people, part.groups, part.weights)
            keys += part.people or ()
        if gathering.has_people:
            check_people(keys)
        known = tuple(gathering.forms.known)
        return cls(gathering.items, known, tuple(blocks), gathering.groups, keys if gathering.has_people else None)

    @classmethod
    def open(cls, folder: Path) -> "Responses":
        """From a folder that ``save`` or ``Writer`` wrote, mapped into memory. Raises ``BadShard``."""
        head = shards.read_head(folder)
        blocks = shards.open_blocks(folder, head)
        count = sum(len(block) for block in blocks)
        keys = shards.KeysOfShards(folder, blocks, count) if head.has_people else None
        return cls(head.items, head.forms, blocks, head.groups, keys)

    def save(self, folder: Path) -> "Responses":
        """Write all of it into a folder, in the place of what it held, and give back what was written."""
        head = shards.Head(self.items, self.forms, self.groups, self.keys is not None, ())
        shards.save(folder, head, self.blocks, self.keys)
        return Responses.open(folder)

    @cached_property
    def count(self) -> int:
        """How many people."""
        return sum(len(block) for block in self.blocks)

    @cached_property
    def most_points(self) -> int:
        """That somebody can have on a form."""
        return max((sum(form.categories) - len(form.categories) for form in self.forms), default=0)

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
        most = max(item.categories for item in self.items)
        return category_totals(self.blocks, self.forms, len(self.items), most)
