"""A block: rows of one form and one group, the unit in which answers are kept, read and worked on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.responses.forms import BYTE, Form


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """People who answered one form and are of one group."""

    form: int
    """Its place among the forms."""
    group: int
    answers: NDArray[np.uint8]
    """Shape (people, bytes of the form)."""
    rows: NDArray[np.int64] | None
    """The place of each person among all; None where they follow one another from ``first`` on."""
    first: int = 0
    weights: Floats | None = None
    """How many people each row stands for; None where each is one."""
    address: "Address | None" = None
    """Where another process finds the same rows; None where they are in memory alone."""

    def __len__(self) -> int:
        return len(self.answers)

    @property
    def places(self) -> NDArray[np.int64] | slice:
        """Where its people stand among all."""
        return slice(self.first, self.first + len(self)) if self.rows is None else self.rows

    @property
    def weight(self) -> float:
        return float(len(self)) if self.weights is None else float(self.weights.sum())

    def part(self, begin: int, end: int) -> "Block":
        """Some of its rows, not copied."""
        return replace(
            self,
            answers=self.answers[begin:end],
            rows=None if self.rows is None else self.rows[begin:end],
            first=self.first + begin if self.rows is None else 0,
            weights=None if self.weights is None else self.weights[begin:end],
            address=None if self.address is None else self.address.part(begin, end),
        )

    def every(self, step: int) -> "Block":
        """One row of each ``step``: a sample that follows whatever order the rows have."""
        return replace(
            self,
            answers=np.ascontiguousarray(self.answers[::step]),
            rows=np.arange(len(self))[::step] + self.first if self.rows is None else self.rows[::step],
            first=0,
            weights=None if self.weights is None else np.ascontiguousarray(self.weights[::step]),
            address=None if self.address is None else replace(self.address, step=step),
        )


@dataclass(frozen=True, slots=True)
class Address:
    """Rows of a file that a process opens for itself."""

    path: str
    digest: str
    begin: int
    end: int
    form: int
    group: int
    step: int = 1

    def part(self, begin: int, end: int) -> "Address":
        last = min(self.begin + end * self.step, self.end)
        return replace(self, begin=self.begin + begin * self.step, end=last)


def chunks(block: Block, rows: int) -> Iterator[Block]:
    """The block in parts of at most so many rows."""
    for begin in range(0, len(block), rows):
        yield block.part(begin, min(begin + rows, len(block)))


def category_totals(blocks: Sequence[Block], forms: Sequence[Form], items: int, categories: int) -> Floats:
    """How many people, by weight, have each number of points: shape (items, categories)."""
    totals = np.zeros((items, categories))
    for block in blocks:
        form = forms[block.form]
        heaped = np.stack([np.bincount(column, block.weights, minlength=BYTE) for column in block.answers.T])
        sums = form.sums_of_categories(heaped.astype(np.float64))
        totals[np.array(form.items), : sums.shape[1]] += sums
    return totals
