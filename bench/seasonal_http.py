"""Crews and single workers registered over HTTP through the whole stack, each answer kept on disk before it is given.

The server is the site's own ``serve`` on a database of its own, the load comes from this machine's cores as well, and
``hello`` is the lightest page of the same server: it passes the same layers and asks no database.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen
from uuid import uuid4

from bench.load import CONNECTIONS, request, run
from tools.postgresql import DURABLE, find_programs, private_postgresql

ROOT = Path(__file__).resolve().parents[1]
EMPLOYERS, WORKERS, PAST_DAYS = 40, 100, 20
SECONDS = float(os.environ.get("MUNERA_BENCH_SECONDS", "10"))
MOST_P99 = 300.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Goal:
    """How many registrations a second, in crews of how many."""

    crew: int
    rate: int

    @property
    def name(self) -> str:
        return "one worker" if self.crew == 1 else f"crews of {self.crew}"


GOALS = {"PostgreSQL": (Goal(20, 3_000), Goal(1, 250)), "SQLite": (Goal(20, 2_500), Goal(1, 250))}


def report() -> bool:
    """Print a table for each database; whether every goal was met, without an error, a loss or a double."""
    print(f"Registrations over HTTP, {CONNECTIONS} connections, the load on the same {os.cpu_count()} cores")
    met = [_on(database, goals) for database, goals in GOALS.items()]
    print()
    return all(met)


def _on(database: str, goals: tuple[Goal, ...]) -> bool:
    with ExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="munera-bench-")))
        address = f"sqlite:///{home / 'bench.sqlite3'}"
        if database == "PostgreSQL":
            programs = find_programs()
            if programs is None:
                print(f"  {database}: not measured, its programs are not on this machine")
                return False
            address = stack.enter_context(private_postgresql(programs, options=DURABLE))
        site = Site(home, address)
        site.call("-m", "munera.site", "prepare", "--verbosity", "0")
        town = json.loads(site.call("-m", "bench.filling", "build", *map(str, (EMPLOYERS, WORKERS, PAST_DAYS))))
        port = stack.enter_context(site.served())
        return _measure(database, goals, site, town, port)


def _measure(database: str, goals: tuple[Goal, ...], site: "Site", town: list[dict[str, Any]], port: int) -> bool:
    hello = request("GET", "/health/live")
    run(port, iter(lambda: hello, b""), expected=b"true", seconds=1)
    greeting = run(port, iter(lambda: hello, b""), expected=b"true", seconds=SECONDS / 3)
    print(f"  {database}: hello {greeting.rate:,.0f} requests a second, p99 {greeting.p99:.0f} ms")
    print(
        f"    {'':<14}{'a second':>10}{'goal':>8}{'p50':>8}{'p99':>8}{'errors':>8}{'of hello':>10}{'CPU a request':>16}"
    )
    met, registered, requests_sent = True, 0, 0
    first = date.today() + timedelta(days=1)  # noqa: DTZ011  # the day of this machine, as the server has it
    for shift, goal in zip(("morning", "afternoon"), goals, strict=True):
        operations = _operations(town, goal.crew, first=first, shift=shift)
        cpu = site.cpu_seconds()
        load = run(port, operations, expected=b'"outcome": "ok"', seconds=SECONDS)
        each = (site.cpu_seconds() - cpu) / load.answers * 1000
        registered += load.answers * goal.crew
        requests_sent += load.answers
        rate = load.rate * goal.crew
        fast = rate >= goal.rate and load.p99 < MOST_P99 and load.errors == 0
        met = met and fast
        print(
            f"    {goal.name:<14}{rate:>10,.0f}{goal.rate:>8,}{load.p50:>8.0f}{load.p99:>8.0f}{load.errors:>8}"
            f"{load.rate / greeting.rate:>10.3f}{each:>10.1f} + {load.client_cpu / load.answers * 1000:.1f} ms"
            f"{'' if fast else '  not met'}"
        )
    stands = json.loads(site.call("-m", "bench.filling", "count_registered"))
    whole = stands == {"registered": registered, "doubled": 0, "receipts": requests_sent}
    lost = registered - stands["registered"]
    print(f"    told {registered:,} registered: lost {lost}, doubled {stands['doubled']}")
    return met and whole


def _operations(town: list[dict[str, Any]], crew: int, *, first: date, shift: str) -> Iterator[bytes]:
    """Day after day, the next crew of each employer in turn; each is on the register once."""
    for later in count():
        on = (first + timedelta(days=later)).isoformat()
        for begin in range(0, WORKERS, crew):
            for one in town:
                workers = one["workers"][begin : begin + crew]
                asked = {"op_id": str(uuid4()), "employer": one["employer"], "on": on, "shift": shift}
                body = json.dumps({"operations": [asked | {"workers": workers}]}).encode()
                yield request("POST", "/api/v1/seasonal/operations", body=body, secret=one["secret"])


@dataclass(frozen=True, slots=True)
class Site:
    """The site's own commands on one database."""

    home: Path
    address: str

    def call(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], env=self._environment(), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    @contextmanager
    def served(self) -> Iterator[int]:
        """Its web server as an operator starts it; the port. Its log goes to a file."""
        port = _free_port()
        environment = self._environment() | {"MUNERA_LISTEN_PORT": str(port)}
        command = [sys.executable, "-m", "munera.site", "serve"]
        with (self.home / "log").open("wb") as log:
            server = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
        try:
            _await_answer(f"http://127.0.0.1:{port}/health/ready", server)
            yield port
        finally:
            server.terminate()
            server.wait(timeout=60)

    def cpu_seconds(self) -> float:
        """What the processes below this one have used so far: the server, and PostgreSQL where there is one."""
        command = ["ps", "-A", "-o", "pid=,ppid="]
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        parents = {int(process): int(parent) for process, parent in (line.split() for line in listed.splitlines())}
        return sum(_cpu_of(process) for process in parents if _is_below(process, os.getpid(), parents))

    def _environment(self) -> dict[str, str]:
        own = {
            "DATABASE_URL": self.address,
            "DJANGO_SETTINGS_MODULE": "munera.site.settings",
            "MUNERA_CALLS_PER_MINUTE": "1000000",
            "MUNERA_DEMO": "1",
            "MUNERA_HOME": str(self.home),
            "MUNERA_LOG_LEVEL": "INFO",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        return {**os.environ, **own}


def _is_below(process: int, top: int, parents: dict[int, int]) -> bool:
    while process in parents:
        process = parents[process]
        if process == top:
            return True
    return False


def _cpu_of(process: int) -> float:
    """From Linux's table of processes; nothing where there is none."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _await_answer(address: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 120
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(address, timeout=10):  # noqa: S310  # our own address
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


if __name__ == "__main__":
    sys.exit(0 if report() else 1)
