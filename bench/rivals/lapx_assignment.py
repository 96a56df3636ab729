"""The same assignment by lapx and by SciPy, each place of a demand a row of its own; in its own environment.

Reads a folder: ``scores`` (demands × people) and ``places`` (of each demand); takes the name of the one to run, since
the memory of a process can only grow. Prints seconds of CPU, the peak of memory and the welfare.
"""

import json
import resource
import sys
import time
from importlib.metadata import version
from pathlib import Path

import lap
import numpy as np
from scipy.optimize import linear_sum_assignment


def main() -> None:
    folder, name = Path(sys.argv[1]), sys.argv[2]
    scores, places = np.load(folder / "scores.npy"), np.load(folder / "places.npy")
    begin = time.process_time()
    # What is best given away costs least; a place of nobody costs nothing, for there are more people than places.
    costs = -np.repeat(scores, places, axis=0).astype(np.float64)
    if name == "lapx":
        rows, columns = _pairs(*lap.lapjv(costs, extend_cost=True)[1:])
    else:
        rows, columns = linear_sum_assignment(costs)
    welfare = int(-costs[rows, columns].sum())
    print(
        json.dumps(
            {
                "seconds": time.process_time() - begin,
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "welfare": welfare,
                "version": version(name),
            }
        )
    )


def _pairs(column_of: np.ndarray, _row_of: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    rows = np.flatnonzero(column_of >= 0)
    return rows, column_of[rows]


if __name__ == "__main__":
    main()
