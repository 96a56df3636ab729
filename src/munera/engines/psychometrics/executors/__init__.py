"""Where a pass over answers runs: each worker goes over its share of the rows, and only sums come back.

The answers lie with the workers; what goes out are the parameters of a turn, what comes back is their size again. The
shares are added up in their order, so the same workers give the same bits. ``executors.processes`` and
``executors.cluster`` (Dask) are imported by who wants them.
"""

from munera.engines.psychometrics.executors.protocol import Executor, Sums, Task, added, shares
from munera.engines.psychometrics.executors.threads import Threads

__all__ = ["Executor", "Sums", "Task", "Threads", "added", "shares"]
