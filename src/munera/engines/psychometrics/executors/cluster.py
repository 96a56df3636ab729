"""The rows shared out among workers of a Dask cluster, on this machine or on several with a folder in common."""

from collections.abc import Sequence
from typing import Any

from distributed import Client

from munera.engines.psychometrics.executors.protocol import Sums, Task, added, addresses_of, shares, summed_at
from munera.engines.psychometrics.responses.blocks import Block


class Cluster:
    """All workers that a client of Dask knows; ``client`` stays whoever's it was.

    A turn sends the parameters out, some kilobytes, and each worker sends its sums back, as many again.
    """

    def __init__(self, client: Client) -> None:
        self.client = client

    def summed(self, task: Task, blocks: Sequence[Block], told: Any) -> Sums:
        workers = sorted(self.client.scheduler_info(n_workers=-1)["workers"])
        parts = [addresses_of(share) for share in shares(blocks, max(1, len(workers)))]
        # Each share to the worker that had it before, whose memory holds its pages.
        futures = [
            self.client.submit(summed_at, task, part, told, workers=[worker], pure=False)
            for part, worker in zip(parts, workers, strict=False)
        ]
        return added(future.result() for future in futures)
