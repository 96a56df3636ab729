"""Real processes of the site on a database of their own: what threads and rolled-back tests cannot show.

A pytest plugin. ``own_database`` copies the migrated, empty test database and turns this test's own queries to the
copy; ``site`` starts ``munera`` commands and granian on it, and ends what is still running when the test does.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import DjangoDbBlocker

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class OwnDatabase:
    """Where the copy is, as ``DATABASE_URL`` says it."""

    url: str


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[OwnDatabase]:
    """Rows written here are committed and seen by other processes; the database goes away with the test.

    Nothing reaches the usual one, so that none of its hundred and more tables is emptied afterwards.
    """
    usual = connections["default"]
    make = _own_sqlite if usual.vendor == "sqlite" else _own_postgresql
    with django_db_blocker.unblock():
        yield from make(usual, tmp_path)
    connections["default"] = usual


def _own_sqlite(usual: BaseDatabaseWrapper, folder: Path) -> Iterator[OwnDatabase]:
    path = folder / "own.sqlite3"
    own = _copy_of_connection(usual, str(path))
    own.ensure_connection()
    usual.ensure_connection()
    usual.connection.backup(own.connection)
    connections["default"] = own
    yield OwnDatabase(f"sqlite:///{path}")
    own.close()


def _own_postgresql(usual: BaseDatabaseWrapper, _folder: Path) -> Iterator[OwnDatabase]:
    name = f"munera_own_{uuid.uuid4().hex[:12]}"
    usual.close()
    _outside(usual, f'CREATE DATABASE "{name}" TEMPLATE "{usual.settings_dict["NAME"]}"')
    own = _copy_of_connection(usual, name)
    connections["default"] = own
    where = own.settings_dict
    login = ":".join(quote(str(where[key])) for key in ("USER", "PASSWORD") if where[key])
    # A socket's folder goes where the host would be, with its slashes quoted.
    yield OwnDatabase(f"postgres://{login}@{quote(where['HOST'], safe='')}:{where['PORT']}/{name}")
    own.close()
    _outside(usual, f'DROP DATABASE "{name}" WITH (FORCE)')


def _copy_of_connection(usual: BaseDatabaseWrapper, name: str) -> BaseDatabaseWrapper:
    return type(usual)({**usual.settings_dict, "NAME": name}, "default")


@contextmanager
def shut(own: BaseDatabaseWrapper, table: str) -> Iterator[None]:
    """While it lasts, nobody else can write to the table. For any thread: Django's own connections belong to one."""
    holder = _copy_of_connection(own, own.settings_dict["NAME"])
    holder.inc_thread_sharing()
    with holder.cursor() as cursor:
        cursor.execute("BEGIN" if holder.vendor == "postgresql" else "BEGIN IMMEDIATE")
        if holder.vendor == "postgresql":
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
    try:
        yield
    finally:
        holder.close()


def _outside(usual: BaseDatabaseWrapper, statement: str) -> None:
    with usual._nodb_cursor() as cursor:
        cursor.execute(statement)


@dataclass
class Site:
    """Starts the site's own processes."""

    database: OwnDatabase
    home: Path
    settings: dict[str, str] = field(default_factory=dict)
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def manage(self, *words: str, **environment: str) -> "subprocess.Popen[bytes]":
        """A command of the site, in the background."""
        return self.python("-m", "munera.site", *words, **environment)

    def call(self, *words: str, **environment: str) -> str:
        """A command of the site, to its end; what it printed. It must succeed."""
        command = self.manage(*words, **environment)
        assert command.wait(timeout=120) == 0, self.logs()
        return (self.home / f"{command.pid}.out").read_text()

    def python(self, *words: str, **environment: str) -> "subprocess.Popen[bytes]":
        out = self.home / f"{uuid.uuid4().hex}.out"
        with out.open("wb") as output, (self.home / "log").open("ab") as log:
            command = [sys.executable, *words]
            began = subprocess.Popen(command, env=self.environment(**environment), cwd=ROOT, stdout=output, stderr=log)
        out.rename(self.home / f"{began.pid}.out")
        self.running.append(began)
        return began

    def environment(self, **more: str) -> dict[str, str]:
        usual = {
            "DATABASE_URL": self.database.url,
            "DJANGO_SETTINGS_MODULE": "tests.settings_of_processes",
            "MUNERA_DEMO": "1",
            "MUNERA_HOME": str(self.home),
            "MUNERA_WORKER_INTERVAL": "0.1",
            "MUNERA_WORKER_LEASE": "2",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        return {**os.environ, **usual, **self.settings, **more}

    def logs(self) -> str:
        return (self.home / "log").read_text()

    def end(self) -> None:
        for process in self.running:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.running:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def site(own_database: OwnDatabase, tmp_path: Path) -> Iterator[Site]:
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    started = Site(own_database, home)
    yield started
    started.end()


def wait_until(what: Callable[[], object], *, seconds: float = 60, site: Site | None = None) -> None:
    """Ask again and again, and fail with the processes' log when it does not come true."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, site.logs() if site else "it did not come true in time"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
