"""Exact top-10 by impact-index on profiles that already hold all they answer, in its own environment.

Reads a folder: ``starts``, ``terms``, ``values`` (the documents) and ``queries.json``; prints milliseconds and scores.
"""

import json
import resource
import sys
import time
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import impact_index
import numpy as np

ROUNDS = 5


def main() -> None:
    folder = Path(sys.argv[1])
    starts = np.load(folder / "starts.npy")
    terms, values = np.load(folder / "terms.npy", mmap_mode="r"), np.load(folder / "values.npy", mmap_mode="r")
    queries = [
        {int(term): float(weight) for term, weight in each.items()}
        for each in json.loads((folder / "queries.json").read_text())
    ]
    with TemporaryDirectory() as home:
        begin = time.process_time()
        builder = impact_index.IndexBuilder(home)
        for document in range(len(starts) - 1):
            low, high = starts[document], starts[document + 1]
            builder.add(document, terms[low:high].astype(np.uintp), values[low:high].astype(np.float32))
        index = builder.build(in_memory=True)
        built = time.process_time() - begin
        size = sum(path.stat().st_size for path in Path(home).rglob("*") if path.is_file())
        ways = {"MaxScore": index.search_maxscore, "WAND": index.search_wand}
        taken = {name: [timed(search, query) for query in queries] for name, search in ways.items()}
    print(
        json.dumps(
            {
                "version": version("impact-index"),
                "build": built,
                "bytes": size,
                "most_memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
                "milliseconds": {name: [best for best, _ in times] for name, times in taken.items()},
                "scores": {name: [scores for _, scores in times] for name, times in taken.items()},
            }
        )
    )


def timed(search, query):
    best, found = float("inf"), []
    for _ in range(ROUNDS):
        begin = time.process_time()
        found = search(query, 10)
        best = min(best, time.process_time() - begin)
    return best * 1e3, [round(each.score) for each in found]


if __name__ == "__main__":
    main()
