"""Everything that can be tested on this machine: on SQLite, then on a PostgreSQL of our own.

``./run test --sqlite`` or ``--postgres`` is one of the two; any other argument goes to pytest.
"""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

from tools.postgresql import find_programs, private_postgresql

# Whatever holds the rows, the browser sees the same pages, and what stores no row does the same.
ON_THE_SECOND = ["-m", "database and not browser"]
MOST_WORKERS = 8


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the suite ended on one database."""

    database: str
    code: int
    seconds: float

    def __str__(self) -> str:
        verdict = "passed" if self.code == 0 else f"FAILED (pytest {self.code})"
        return f"{self.database}: {verdict} in {self.seconds:.0f} s"


def run_pytest(database: str, arguments: list[str], *, address: str | None = None) -> Outcome:
    """The suite in a process of its own, on the database at ``address`` (SQLite in memory when there is none)."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if address:
        environment["DATABASE_URL"] = address
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    print(f"\n=== {database} ===", flush=True)
    begin = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-n", str(workers), "--dist", "worksteal", *arguments]
    code = subprocess.run(command, env=environment, check=False).returncode
    return Outcome(database, code, time.monotonic() - begin)


def run_on_postgresql(arguments: list[str], *, asked_for: bool) -> list[Outcome]:
    """The suite on a PostgreSQL made for it; a clear line, and nothing more, where its programs are missing."""
    programs = find_programs()
    if programs is None:
        print("\nNO POSTGRESQL: initdb and postgres are neither on PATH nor in /usr/lib/postgresql/*/bin;")
        print("the suite does not run on it. (Debian and Ubuntu: apt-get install postgresql)")
        return [Outcome("PostgreSQL", 1, 0)] if asked_for else []
    with private_postgresql(programs) as address:
        return [run_pytest("PostgreSQL", [*ON_THE_SECOND, *arguments], address=address)]


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped whatever happens
    arguments = sys.argv[1:]
    only = {"--sqlite", "--postgres"} & set(arguments)
    rest = [argument for argument in arguments if argument not in only]
    outcomes: list[Outcome] = []
    if only != {"--postgres"}:
        outcomes.append(run_pytest("SQLite", rest))
    if only != {"--sqlite"}:
        outcomes += run_on_postgresql(rest, asked_for=bool(only))
    print("", *outcomes, sep="\n")
    return max(outcome.code for outcome in outcomes)


if __name__ == "__main__":
    sys.exit(main())
