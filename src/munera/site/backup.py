"""Back up the database and the documents into a folder, and restore them.

A back-up is a folder: ``manifest.json``, ``database.sqlite3`` or ``database.dump``, and ``documents/``. Keys are not in
it: they are kept apart, because with them the sealed numbers of people can be read (docs/operations.md, "Back-up").
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from munera.kernel.audit.queries import ChainReport, verify_chain
from munera.kernel.people.models import Person
from munera.site.status import version


class BackupRefused(Exception):
    """What was asked would lose something, or cannot be done with this folder; the message says why."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a back-up says of itself: enough to know, after restoring, that all of it is there."""

    made_at: str
    version: str
    database: str
    rows: dict[str, int]
    files: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> Self:
        try:
            return cls(**json.loads((folder / "manifest.json").read_text()))
        except (OSError, TypeError, ValueError) as error:
            raise BackupRefused(f"{folder} holds no back-up of ours: {error}") from error


@dataclass(frozen=True, slots=True)
class Restored:
    """What was found after restoring."""

    manifest: Manifest
    rows: dict[str, int]
    chain: ChainReport

    @property
    def is_whole(self) -> bool:
        return self.rows == self.manifest.rows and self.chain.wrong is None


def make_backup(into: Path) -> Path:
    """A new folder in ``into``; readable by its owner alone. The site may be running.

    The database comes first: a document that is added meanwhile is then one too many, never one too few.
    """
    now = datetime.now(UTC)
    folder = into / f"munera-{now:%Y%m%dT%H%M%SZ}"
    folder.mkdir(mode=0o700, parents=True)
    rows = _dump_sqlite(folder) if connection.vendor == "sqlite" else _dump_postgresql(folder)
    documents = Path(settings.MEDIA_ROOT)
    if documents.exists():
        shutil.copytree(documents, folder / "documents")
    manifest = Manifest(now.isoformat(), version(), connection.vendor, rows, _digests(folder))
    # Last of all: a folder without it is a back-up that was broken off.
    (folder / "manifest.json").write_text(json.dumps(asdict(manifest), indent=2, sort_keys=True))
    return folder


def restore_backup(folder: Path, *, replace: bool) -> Restored:
    """Put everything back, then count and verify. The site must be stopped.

    Refuses to overwrite a database that knows people, unless told to ``replace`` it.
    """
    manifest = Manifest.read(folder)
    if manifest.database != connection.vendor:
        raise BackupRefused(f"a back-up of {manifest.database} cannot be restored into {connection.vendor}")
    if manifest.files != _digests(folder):
        raise BackupRefused(f"{folder} is damaged: its files are not those that were backed up")
    if not replace and _knows_people():
        raise BackupRefused("this database is in use; say --replace to overwrite it")
    if connection.vendor == "sqlite":
        _load_sqlite(folder)
    else:
        _load_postgresql(folder)
    _load_documents(folder)
    return Restored(manifest, count_rows(), verify_chain())


def count_rows() -> dict[str, int]:
    """How many rows each table of ours and of our libraries holds."""
    return {table: _count(table) for table in _tables()}


def _tables() -> list[str]:
    models = (model for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    return sorted({model._meta.db_table for model in models})


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  # a model's own table
        return int(cursor.fetchone()[0])


def _knows_people() -> bool:
    known = connection.introspection.table_names()
    return Person._meta.db_table in known and Person.objects.exists()


def _digests(folder: Path) -> dict[str, str]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {path.relative_to(folder).as_posix(): _digest(path) for path in paths}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _load_documents(folder: Path) -> None:
    documents = Path(settings.MEDIA_ROOT)
    if documents.exists():
        shutil.rmtree(documents)
    if (folder / "documents").exists():
        shutil.copytree(folder / "documents", documents)


# --- SQLite ---------------------------------------------------------------------------------------------------------
def _dump_sqlite(folder: Path) -> dict[str, int]:
    path = folder / "database.sqlite3"
    path.touch(mode=0o600)
    connection.ensure_connection()
    with sqlite3.connect(path) as copy:
        connection.connection.backup(copy)
        quoted = {table: connection.ops.quote_name(table) for table in _tables()}
        rows = {
            table: int(copy.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0])  # noqa: S608  # a model's own table
            for table, name in quoted.items()
        }
    copy.close()
    return rows


def _load_sqlite(folder: Path) -> None:
    connection.ensure_connection()
    with sqlite3.connect(folder / "database.sqlite3") as copy:
        copy.backup(connection.connection)
    copy.close()
    # What this process has prepared was for the old content.
    connection.close()


# --- PostgreSQL -----------------------------------------------------------------------------------------------------
def _dump_postgresql(folder: Path) -> dict[str, int]:
    """The rows are counted in the very snapshot that is dumped."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        file = folder / "database.dump"
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={file}")
        return count_rows()


def _load_postgresql(folder: Path) -> None:
    """All or nothing: one transaction drops what is there and brings back what was."""
    connection.close()
    options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    _run("pg_restore", *options, f"--dbname={connection.settings_dict['NAME']}", str(folder / "database.dump"))


def _run(program: str, *arguments: str) -> None:
    where = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    given: dict[str, str] = {name: str(where[key]) for name, key in names.items() if where.get(key)}
    command = [_program(program), *arguments]
    done = subprocess.run(command, env=os.environ | given, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupRefused(f"{program} failed: {done.stderr.strip()}")


def _program(name: str) -> str:
    """On the PATH, or where Debian keeps the programs of the newest PostgreSQL."""
    newest: list[Any] = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    found = shutil.which(name) or (str(newest[-1]) if newest else None)
    if found is None:
        raise BackupRefused(f"{name} is not installed: it comes with PostgreSQL's client programs")
    return found
