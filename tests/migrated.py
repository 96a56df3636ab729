"""The migrated, empty database that tests begin with: made once and copied, for a hundred migrations take their time.

SQLite's copy lies in ``var/tests`` for as long as no migration changes; PostgreSQL's is a template on the server.
"""

import fcntl
import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "tests"
PREFIX = "munera_migrated_"


def name_of_what_migrations_make() -> str:
    """Holds the digest of the migrations here, of the packages that bring further ones, and of the apps in use."""
    digest = hashlib.sha256("\n".join(settings.INSTALLED_APPS).encode())
    migrations = sorted((ROOT / "src").glob("**/migrations/*.py"))
    for path in [ROOT / "requirements" / "test.lock", *migrations]:
        digest.update(f"\n{path.relative_to(ROOT)}\n".encode())
        digest.update(path.read_bytes())
    return PREFIX + digest.hexdigest()[:16]


class MigratedOnce:
    """What the first worker of a run migrates, the others copy: they wait for it until it is kept."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.name = name_of_what_migrations_make()
        KEPT.mkdir(parents=True, exist_ok=True)
        self.lock = (KEPT / f"{connection.vendor}.lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)

    def bring(self) -> None:
        """Before Django sets the database up: it then finds every migration applied."""
        raise NotImplementedError

    def keep(self) -> None:
        """After: for the next, unless it was a copy itself. A process that dies here keeps nothing."""
        raise NotImplementedError


class OnSQLite(MigratedOnce):
    """Databases in memory, and the kept one in a file."""

    def bring(self) -> None:
        self.file = KEPT / f"{self.name}.sqlite3"
        # As long as somebody holds it, it is there: Django opens the same one.
        name = self.connection.creation._get_test_db_name()  # type: ignore[attr-defined]  # the stubs lack it
        self.memory = sqlite3.connect(name, uri=True)
        if self.file.exists():
            with closing(sqlite3.connect(self.file)) as kept:
                kept.backup(self.memory)

    def keep(self) -> None:
        if not self.file.exists():
            for older in KEPT.glob(f"{PREFIX}*"):
                older.unlink()
            half = self.file.with_suffix(".half")
            with closing(sqlite3.connect(half)) as kept:
                self.memory.backup(kept)
            half.rename(self.file)
        self.memory.close()
        self.lock.close()


class OnPostgreSQL(MigratedOnce):
    """A template, which lives as long as the server."""

    def bring(self) -> None:
        with self.connection._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
            self.kept = {row[0] for row in cursor.fetchall()}
        if self.name in self.kept:
            self.connection.settings_dict["TEST"]["TEMPLATE"] = self.name

    def keep(self) -> None:
        if self.name not in self.kept:
            made = self.connection.settings_dict["NAME"]
            self.connection.close()  # a database that somebody uses is no template
            with self.connection._nodb_cursor() as cursor:
                for older in self.kept:
                    cursor.execute(f'DROP DATABASE "{older}"')
                cursor.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{made}"')
        self.lock.close()


def migrated_once() -> MigratedOnce:
    """For the database that the settings name."""
    connection = connections["default"]
    return (OnSQLite if connection.vendor == "sqlite" else OnPostgreSQL)(connection)
