"""Write ``requirements/*.lock`` anew from ``pyproject.toml``: ``python -m tools.lock``; newer ones with ``--upgrade``.

A lock has hashes and no addresses, so that uv and pip can both read it and every mirror can serve it.
"""

import shutil
import subprocess
import sys
from pathlib import Path

LOCKS = {
    "web": ["pyproject.toml", "--extra", "web"],
    "test": ["pyproject.toml", "--extra", "web", "--group", "test"],
    "engines": ["pyproject.toml", "--extra", "rdf", "--group", "engines", "--group", "cluster"],
    "uv": ["--group", "installer"],  # the installer alone, without what the engines need
    # What the benchmarks compare with, each alone.
    "rival-openfisca": ["--group", "rival-openfisca"],
    "rival-openvc": ["--group", "rival-openvc"],
    "rival-pymerkle": ["--group", "rival-pymerkle"],
    "rival-matching": ["--group", "rival-matching"],
    "rival-psychometrics": ["--group", "rival-psychometrics"],
}
PLAIN = ["--universal", "--generate-hashes", "--no-header", "--no-emit-index-url", "--no-annotate", "--quiet"]


def main() -> None:
    beside = Path(sys.executable).with_name("uv")
    uv = str(beside) if beside.exists() else shutil.which("uv") or "uv"
    for lock, parts in LOCKS.items():
        target = f"requirements/{lock}.lock"
        command = [uv, "pip", "compile", *parts, *PLAIN, "--output-file", target, *sys.argv[1:]]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
