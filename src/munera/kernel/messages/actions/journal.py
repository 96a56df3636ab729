"""Receipts of the mail server, kept on this machine's disk until the database knows of them.

Between the server's "250 accepted" and our commit the database may be away, or we may be killed. The receipt is an
empty file named by the delivery, forced to disk at once; who finds it later marks the delivery as sent.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings


def keep_receipt(token: UUID) -> None:
    """Returns when the receipt would survive a loss of power."""
    folder = _folder()
    os.close(os.open(folder / str(token), os.O_CREAT | os.O_WRONLY, 0o600))
    handle = os.open(folder, os.O_RDONLY)
    try:
        # The file is empty: what must reach the disk is its name, which is data of the folder.
        os.fsync(handle)
    finally:
        os.close(handle)


def has_receipt(token: UUID) -> bool:
    return (_folder() / str(token)).exists()


def receipts() -> Iterator[UUID]:
    for path in sorted(_folder().iterdir()):
        yield UUID(path.name)


def drop_receipt(token: UUID) -> None:
    (_folder() / str(token)).unlink(missing_ok=True)


def _folder() -> Path:
    folder = Path(settings.MUNERA_JOURNAL)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
