"""A log in memory by pymerkle, timed: run in an environment of its own.

    python pymerkle_log.py ENTRIES PROOFS ROUNDS

Entries are their own numbers in 32 bytes. What was measured, in microseconds each, is printed as JSON, with the root.
pymerkle is GPL-3.0: nothing of ours is imported here, and this program is no part of what is shipped.
"""

import json
import sys
import time
from importlib.metadata import version

from pymerkle import InmemoryTree


def main() -> None:
    entries, proofs, rounds = map(int, sys.argv[1:])
    data = [number.to_bytes(32, "big") for number in range(entries)]
    step = entries // proofs
    append, prove, root = [], [], b""
    for _ in range(rounds):
        tree = InmemoryTree(algorithm="sha256")
        begin = time.process_time()
        for entry in data:
            tree.append_entry(entry)
        root = tree.get_state()
        append.append((time.process_time() - begin) * 1e6 / entries)
        begin = time.process_time()
        for index in range(1, entries + 1, step):
            tree.prove_inclusion(index, entries)
        prove.append((time.process_time() - begin) * 1e6 / proofs)
    print(json.dumps({"append": min(append), "prove": min(prove), "root": root.hex(), "version": version("pymerkle")}))


if __name__ == "__main__":
    main()
