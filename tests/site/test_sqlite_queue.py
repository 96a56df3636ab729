"""Who writes to SQLite waits in a queue: nobody is turned away, and nobody is overtaken for long."""

import fcntl
import os
import sqlite3
import time
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from munera.site.sqlite.base import SUFFIX, DatabaseWrapper

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, EACH = 6, 25


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "counted.sqlite3"
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE counted (number INTEGER)")
        made.execute("INSERT INTO counted VALUES (0)")
    made.close()
    return path


def connected(path: Path, *, patience: float = 20) -> BaseDatabaseWrapper:
    """A connection of its own to the file, with the options of the site."""
    usual = connections["default"].settings_dict
    options = {"transaction_mode": "IMMEDIATE", "timeout": patience}
    return DatabaseWrapper({**usual, "ENGINE": "munera.site.sqlite", "NAME": str(path), "OPTIONS": options}, "own")


@pytest.fixture
def own(database: Path) -> Any:
    """Opens a connection for whoever asks, under a name of its own."""
    opened: list[BaseDatabaseWrapper] = []

    def own(**options: Any) -> BaseDatabaseWrapper:
        opened.append(connected(database, **options))
        opened[-1].inc_thread_sharing()
        return opened[-1]

    yield own
    for connection in opened:
        connection.close()


def begin(connection: BaseDatabaseWrapper) -> None:
    connection.ensure_connection()
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def end(connection: BaseDatabaseWrapper) -> None:
    connection.commit()
    connection.set_autocommit(True)


def test_many_writers_at_once_all_get_their_turn(own: Any, database: Path) -> None:
    together = Barrier(WRITERS)

    def write(connection: BaseDatabaseWrapper) -> None:
        together.wait()
        for _ in range(EACH):
            begin(connection)
            with connection.cursor() as cursor:
                [number] = cursor.execute("SELECT number FROM counted").fetchone()
                cursor.execute("UPDATE counted SET number = %s", [number + 1])
            end(connection)

    writers = [Thread(target=write, args=[own()]) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with sqlite3.connect(database) as looked:
        assert looked.execute("SELECT number FROM counted").fetchone() == (WRITERS * EACH,)
    looked.close()


def test_who_waits_is_woken_when_the_one_before_has_ended_or_has_gone(own: Any) -> None:
    first, second = own(), own()
    arrived: list[str] = []

    def follow() -> None:
        begin(second)
        arrived.append("second")
        end(second)

    for leave in (end, lambda connection: connection.rollback(), lambda connection: connection.close()):
        begin(first)
        waiting = Thread(target=follow)
        waiting.start()
        time.sleep(0.05)
        assert arrived == []
        leave(first)
        waiting.join(timeout=10)
        assert arrived == ["second"]
        arrived.clear()
        first.close()


def test_who_cannot_begin_leaves_the_queue(own: Any, database: Path) -> None:
    with sqlite3.connect(database, isolation_level=None) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError):
            begin(own(patience=0.05))
        stranger.execute("ROLLBACK")
    stranger.close()
    other = own()
    begin(other)
    end(other)


def test_a_transaction_of_the_site_queues(own_database: Any) -> None:
    if connections["default"].vendor != "sqlite":
        pytest.skip("PostgreSQL needs no queue")
    queue = f"{own_database.url.removeprefix('sqlite:///')}{SUFFIX}"
    with transaction.atomic():
        assert _is_taken(queue)
    assert not _is_taken(queue)


def _is_taken(path: str) -> bool:
    tried = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(tried, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(tried)
    return False
