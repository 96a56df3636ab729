"""What every executor does, and how rows are shared out."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.errors import Malformed
from munera.engines.psychometrics.responses.blocks import Address, Block
from munera.engines.psychometrics.responses.shards import block_at

Sums = tuple[NDArray[np.float64], ...]
Task = Callable[[Sequence[Block], Any], Sums]
"""A function of a module, so that another process finds it: from a share of the rows, and what all get, to sums."""


class Executor(Protocol):
    """Maps a pass over the rows and adds up what comes back."""

    def summed(self, task: Task, blocks: Sequence[Block], told: Any) -> Sums:
        """The sums of ``task`` over all blocks; ``told`` is what every share is told."""


def added(parts: Iterable[Sums]) -> Sums:
    """Sums of shares, added up in their order."""
    total: list[NDArray[np.float64]] = []
    for part in parts:
        if total:
            for whole, more in zip(total, part, strict=True):
                np.add(whole, more, out=whole)
        else:
            total = [np.array(each, np.float64) for each in part]
    return tuple(total)


def shares(blocks: Sequence[Block], count: int) -> list[list[Block]]:
    """The rows in at most ``count`` shares of equal size, each in the order of the blocks."""
    total = sum(len(block) for block in blocks)
    edges = [total * share // count for share in range(count + 1)]
    found: list[list[Block]] = [[] for _ in range(count)]
    passed = 0
    for block in blocks:
        for share in range(count):
            begin, end = max(edges[share] - passed, 0), min(edges[share + 1] - passed, len(block))
            if begin < end:
                found[share].append(block if (begin, end) == (0, len(block)) else block.part(begin, end))
        passed += len(block)
    return [share for share in found if share]


def addresses_of(blocks: Sequence[Block]) -> list[Address]:
    """Where another process finds the rows."""
    found = [block.address for block in blocks]
    if any(address is None for address in found):
        raise Malformed("Other processes find answers in a folder alone: save them first, and open them from there.")
    return [address for address in found if address is not None]


def summed_at(task: Task, addresses: Sequence[Address], told: Any) -> Sums:
    """What a worker does: map the rows into its memory, where they are not yet, and go over them."""
    return task([block_at(address) for address in addresses], told)
