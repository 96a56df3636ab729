"""The same answers calibrated by mirt for Python, with 61 nodes and SQUAREM; in its own environment.

Takes the files of answers and of parameters to write. Prints seconds and the peak of memory as JSON. What it compiles
or loads on first use has been used before it is measured.
"""

import json
import resource
import sys
import time

import mirt
import numpy as np


def main() -> None:
    table = np.load(sys.argv[1])
    mirt.fit_mirt(table[:2_000], n_quadpts=61, accelerate="squarem", compute_standard_errors=False)
    begin, at = time.process_time(), time.monotonic()
    found = mirt.fit_mirt(table, n_quadpts=61, accelerate="squarem", compute_standard_errors=False)
    seconds, wall = time.process_time() - begin, time.monotonic() - at
    slopes = np.ravel(found.model.parameters["discrimination"])
    np.save(sys.argv[2], np.stack((slopes, -slopes * np.ravel(found.model.parameters["difficulty"]))))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "wall": wall, "peak": peak, "version": mirt.__version__}))


if __name__ == "__main__":
    main()
