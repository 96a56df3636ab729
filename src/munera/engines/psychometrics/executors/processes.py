"""The rows shared out among processes of this machine, each of which maps the same files into its memory."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Self

from munera.engines.psychometrics.executors.protocol import Sums, Task, added, addresses_of, shares, summed_at
from munera.engines.psychometrics.responses.blocks import Block


class Processes:
    """So many processes: ``with Processes(2) as executor: calibrate(responses, executor=executor)``.

    The answers must lie in a folder; only parameters go out, and only sums come back.
    """

    def __init__(self, count: int) -> None:
        self.count = max(1, count)
        # Begun anew rather than forked: a process with threads cannot be copied safely.
        self._pool = ProcessPoolExecutor(self.count, mp_context=get_context("spawn"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown()

    def summed(self, task: Task, blocks: Sequence[Block], told: Any) -> Sums:
        parts = [addresses_of(share) for share in shares(blocks, self.count)]
        count = len(parts)
        return added(self._pool.map(summed_at, [task] * count, parts, [told] * count))
