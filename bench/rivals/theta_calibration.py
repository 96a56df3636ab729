"""The same answers calibrated by theta-irt, with 61 nodes; in its own environment.

Takes the files of answers and of parameters to write. Prints seconds and the peak of memory as JSON. Its code for this
very shape has been compiled before it is measured.
"""

import json
import resource
import sys
import time
from importlib.metadata import version

import numpy as np
import theta


def main() -> None:
    table = np.load(sys.argv[1]).astype(np.float64)
    theta.fit(table, model="2PL", n_points=61, max_iter=2)
    begin, at = time.process_time(), time.monotonic()
    found = theta.fit(table, model="2PL", n_points=61)
    seconds, wall = time.process_time() - begin, time.monotonic() - at
    slopes = np.ravel(found.a)
    np.save(sys.argv[2], np.stack((slopes, -slopes * np.ravel(found.b))))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "wall": wall, "peak": peak, "version": version("theta-irt")}))


if __name__ == "__main__":
    main()
