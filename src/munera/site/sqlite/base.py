"""Who writes waits in a queue before the transaction begins.

SQLite lets one writer in at a time and makes the others ask again after pauses of 1, 2, 5, 10 … 100 milliseconds. They
sleep while the way is free, and whoever has just come overtakes whoever has waited. Here a writer first takes a lock of
the operating system on a file beside the database: it is woken the moment the one before has ended, and a process that
dies leaves the queue. SQLite's own lock stays what keeps the rows right; somebody who does not queue (a back-up, the
program ``sqlite3``) is waited for as before.
"""

import fcntl
import os
from typing import Any

from django.db.backends.sqlite3 import base

SUFFIX = "-queue"


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with a place in the queue from the beginning of a transaction to its end."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._queue: int | None = None

    def set_autocommit(self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> None:
        """With ``force_begin…`` Django begins a transaction here."""
        begins = not autocommit and force_begin_transaction_with_broken_autocommit
        if begins and not self.is_in_memory_db() and self._queue is None:
            self._queue = _place_behind_all_others(self.settings_dict["NAME"])
        try:
            super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        except BaseException:
            self._leave_queue()
            raise

    def commit(self) -> None:
        try:
            super().commit()
        finally:
            self._leave_queue()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._leave_queue()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._leave_queue()

    def _leave_queue(self) -> None:
        """The lock goes with the file descriptor that holds it."""
        queue, self._queue = self._queue, None
        if queue is not None:
            os.close(queue)


def _place_behind_all_others(database: str) -> int:
    queue = os.open(f"{database}{SUFFIX}", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(queue, fcntl.LOCK_EX)
    except BaseException:
        os.close(queue)
        raise
    return queue
