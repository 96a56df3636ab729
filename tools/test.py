"""Everything that can be tested on this machine: on SQLite, and at the same time on a PostgreSQL of our own.

``./run test --sqlite`` or ``--postgres`` is one of the two; any other argument goes to pytest.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
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


def run_pytest(database: str, arguments: list[str], *, workers: int, address: str | None = None) -> Outcome:
    """The suite in a process of its own, on the database at ``address`` (SQLite in memory when there is none)."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if address:
        environment["DATABASE_URL"] = address
    print(f"\n=== {database} ===", flush=True)
    begin = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-n", str(workers), *SHARED_OUT, *arguments]
    code = subprocess.run(command, env=environment, check=False).returncode
    return Outcome(database, code, time.monotonic() - begin)


def run_on_sqlite(arguments: list[str]) -> Outcome:
    """The whole suite; one worker more than there are cores, for servers and windows are waited for."""
    return run_pytest("SQLite", arguments, workers=CORES + 1)


def run_on_postgresql(arguments: list[str]) -> Outcome:
    """What can depend on the database, on a PostgreSQL made for it."""
    programs = find_programs()
    if programs is None:
        print(NO_POSTGRESQL)
        return Outcome("PostgreSQL", 1, 0)
    with private_postgresql(programs) as address:
        return run_pytest("PostgreSQL", [*ON_THE_SECOND, *arguments], workers=CORES, address=address)


def run_on_both(arguments: list[str]) -> list[Outcome]:
    """At the same time; what the second said is shown when the first has ended."""
    if find_programs() is None:
        print(NO_POSTGRESQL)
        return [run_on_sqlite(arguments)]
    command = [sys.executable, "-m", "tools.test", "--postgres", *arguments]
    begin = time.monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        second = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        try:
            first = run_on_sqlite(arguments)
            code = second.wait()
        finally:
            second.terminate()  # it stops its server, whatever ended us
            second.wait()
        said.seek(0)
        shutil.copyfileobj(said, sys.stdout)
    return [first, Outcome("Both", max(first.code, code), time.monotonic() - begin)]


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
