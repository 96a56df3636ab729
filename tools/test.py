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

# Whatever holds the rows, pages show what queries and actions found, and what stores no row does the same.
ON_THE_SECOND = ["-m", "database and not browser and not pages"]
CORES = min(os.cpu_count() or 1, 8)
# One test at a time to whoever is free, in the order of tests/conftest.py: the longest are begun first.
SHARED_OUT = ["--dist", "load", "--maxschedchunk", "1"]
NO_POSTGRESQL = """
NO POSTGRESQL: initdb and postgres are neither on PATH nor in /usr/lib/postgresql/*/bin;
the suite does not run on it. (Debian and Ubuntu: apt-get install postgresql)"""


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
    print(f"\n=== {database} ===", flush=True)
    begin = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-n", str(CORES), *SHARED_OUT, *arguments]
    code = subprocess.run(command, env=environment, check=False).returncode
    return Outcome(database, code, time.monotonic() - begin)


def run_on_sqlite(arguments: list[str]) -> Outcome:
    """The whole suite."""
    return run_pytest("SQLite", arguments)


def run_on_postgresql(arguments: list[str]) -> Outcome:
    """What can depend on the database, on a PostgreSQL made for it."""
    programs = find_programs()
    if programs is None:
        print(NO_POSTGRESQL)
        return Outcome("PostgreSQL", 1, 0)
    with private_postgresql(programs) as address:
        return run_pytest("PostgreSQL", [*ON_THE_SECOND, *arguments], address=address)


def run_on_both(arguments: list[str]) -> list[Outcome]:
    """One after the other: browsers and servers that share two cores with two suites come too late to be judged."""
    outcomes = [run_on_sqlite(arguments)]
    if find_programs() is None:
        print(NO_POSTGRESQL)
        return outcomes
    return [*outcomes, run_on_postgresql(arguments)]


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped whatever happens
    arguments = sys.argv[1:]
    only = {"--sqlite", "--postgres"} & set(arguments)
    rest = [argument for argument in arguments if argument not in only]
    match sorted(only):
        case ["--sqlite"]:
            outcomes = [run_on_sqlite(rest)]
        case ["--postgres"]:
            outcomes = [run_on_postgresql(rest)]
        case _:
            outcomes = run_on_both(rest)
    print(*outcomes, sep="\n")
    return max(outcome.code for outcome in outcomes)


if __name__ == "__main__":
    sys.exit(main())
