"""The rows shared out among threads of this process: compiled loops let the others run."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from munera.engines.psychometrics.executors.protocol import Sums, Task, added, shares
from munera.engines.psychometrics.responses.blocks import Block

LEAST_ROWS: Final = 20_000
"""Below, a second thread costs more than it saves."""


class Threads:
    """So many threads; the default of every calibration is one."""

    def __init__(self, count: int = 1) -> None:
        self.count = max(1, count)

    def summed(self, task: Task, blocks: Sequence[Block], told: Any) -> Sums:
        rows = sum(len(block) for block in blocks)
        parts = shares(blocks, max(1, min(self.count, rows // LEAST_ROWS)))
        if len(parts) <= 1:
            return added([task(list(blocks), told)])
        with ThreadPoolExecutor(len(parts)) as pool:
            return added(pool.map(task, parts, [told] * len(parts)))
