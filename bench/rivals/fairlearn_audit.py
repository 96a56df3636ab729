"""Selection rates and their ratios by fairlearn, in its own environment.

Reads a folder: ``chosen`` and one file for each attribute, named in the order of the words; prints seconds of CPU, and
for each attribute and for both together the rate of every group and its ratio to the greatest.
"""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
from fairlearn.metrics import MetricFrame, selection_rate


def main() -> None:
    folder, names = Path(sys.argv[1]), sys.argv[2:]
    chosen = np.load(folder / "chosen.npy")
    codes = {name: np.load(folder / f"{name}.npy") for name in names}
    begin = time.process_time()
    tables = [_table(chosen, {name: codes[name]}) for name in names]
    tables.append(_table(chosen, codes))
    seconds = time.process_time() - begin
    print(json.dumps({"seconds": seconds, "tables": tables, "version": version("fairlearn")}))


def _table(chosen: np.ndarray, codes: dict[str, np.ndarray]) -> dict[str, list[float]]:
    frame = MetricFrame(metrics=selection_rate, y_true=chosen, y_pred=chosen, sensitive_features=codes)
    rates = frame.by_group
    greatest = rates.max()
    return {
        " ".join(str(int(code)) for code in (key if isinstance(key, tuple) else (key,))): [rate, rate / greatest]
        for key, rate in rates.items()
    }


if __name__ == "__main__":
    main()
