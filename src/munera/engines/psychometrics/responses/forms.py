"""A form: which items were put before a group of people, and how their answers are packed into bytes.

An answer takes as many bits as its categories need and lies within one byte, so whatever is a sum over items is a sum
over bytes, by a table of 256 for each byte. Where some people left answers out, 0 says so and the points follow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.model import MISSING, Floats

BYTE: Final = 256


@dataclass(frozen=True)
class Form:
    """Some items of a pool, in its order."""

    items: tuple[int, ...]
    """Their places in the pool."""
    categories: tuple[int, ...]
    """Of each of these items."""
    has_gaps: bool = False
    """Whether answers may be missing; without, everybody answered all of it."""

    def __reduce__(self) -> tuple[type["Form"], tuple[object, ...]]:
        """Without what is reckoned from it: a form travels with every turn."""
        return Form, (self.items, self.categories, self.has_gaps)

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """Byte, first bit and number of bits of each item: shape (items, 3)."""
        places, byte, bit = [], 0, 0
        for categories in self.categories:
            bits = (categories - 1 + self.has_gaps).bit_length()
            if bit + bits > 8:
                byte, bit = byte + 1, 0
            places.append((byte, bit, bits))
            bit += bits
        return np.array(places, np.int64).reshape(-1, 3)

    @property
    def bytes(self) -> int:
        """The length of a row."""
        return int(self.places[-1, 0]) + 1 if self.items else 0

    @cached_property
    def answers_of_byte(self) -> NDArray[np.int8]:
        """The answer to each item that a byte holds: shape (items, 256); -1 where it is missing, or no answer."""
        values = np.arange(BYTE)[None, :] >> self.places[:, 1:2] & (1 << self.places[:, 2:3]) - 1
        values = values - int(self.has_gaps)
        return np.where(values < np.array(self.categories)[:, None], values, MISSING).astype(np.int8)

    def byte_tables(self, values: Floats) -> Floats:
        """Sums over the items of each byte: from ``values`` (items of the form, categories) to (bytes, 256).

        A missing answer counts for nothing. What ``values`` has behind its two axes stays behind.
        """
        behind = values.shape[2:]
        tables = np.zeros((self.bytes, BYTE, *behind))
        for byte in range(self.bytes):
            table = np.zeros((1, *behind))
            for item in np.flatnonzero(self.places[:, 0] == byte):
                answers = self.answers_of_byte[item][:: 1 << self.places[item, 1]][: 1 << self.places[item, 2]]
                told = values[item, np.maximum(answers, 0)]
                told[answers < 0] = 0.0
                table = (told[:, None] + table[None]).reshape(-1, *behind)
            tables[byte, : len(table)] = table
        return tables

    def sums_of_categories(self, heaped: Floats) -> Floats:
        """Back from (bytes, 256) to (items of the form, categories): what was heaped up for each answer.

        What ``heaped`` has behind its two axes stays behind.
        """
        most, behind = max(self.categories, default=2), heaped.shape[2:]
        sums = np.zeros((len(self.items), most, *behind))
        for byte in range(self.bytes):
            items = np.flatnonzero(self.places[:, 0] == byte)
            chosen = self.answers_of_byte[items][:, None] == np.arange(most)[:, None]
            summed = chosen.reshape(-1, BYTE).astype(np.float64) @ heaped[byte].reshape(BYTE, -1)
            sums[items] = summed.reshape(len(items), most, *behind)
        return sums

    def packed(self, table: NDArray[np.int8]) -> NDArray[np.uint8]:
        """Rows of answers to these items, as bytes."""
        if not self.has_gaps and all(categories == 2 for categories in self.categories):
            return np.packbits(table, axis=1, bitorder="little")
        packed = np.zeros((len(table), self.bytes), np.uint8)
        for item, (byte, bit, _) in enumerate(self.places):
            packed[:, byte] |= (table[:, item] + np.int8(self.has_gaps)).astype(np.uint8) << np.uint8(bit)
        return packed

    def unpacked(self, packed: NDArray[np.uint8]) -> NDArray[np.int8]:
        """The rows of answers again."""
        if not self.has_gaps and all(categories == 2 for categories in self.categories):
            return np.unpackbits(packed, axis=1, count=len(self.items), bitorder="little").view(np.int8)
        table = np.empty((len(packed), len(self.items)), np.int8)
        for item, (byte, _, _) in enumerate(self.places):
            table[:, item] = self.answers_of_byte[item][packed[:, byte]]
        return table


def form_of(presented: Sequence[int], categories: Sequence[int], *, has_gaps: bool) -> Form:
    """The form with these places in a pool whose items have so many ``categories``."""
    return Form(tuple(presented), tuple(categories[place] for place in presented), has_gaps)
