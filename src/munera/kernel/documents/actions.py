"""Store, erase and re-seal documents, and sweep up what a crash has left.

The file comes first and its row after: a crash in between leaves a file without a row, which ``sweep_files`` finds;
a row never waits for its file. In erasing the row goes first, and with it the key.
"""

import hashlib
import os
from datetime import timedelta
from pathlib import Path
from typing import IO, ClassVar, Final

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from munera.kernel import sealing
from munera.kernel.audit.actions import record_audit
from munera.kernel.documents import queries
from munera.kernel.documents.choices import Purpose
from munera.kernel.documents.models import Document
from munera.kernel.documents.rules import clean_name, kind_of
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence

# Longer than any transaction: a younger file may still be waiting for its row.
LEFT_BEHIND_AFTER: Final = timedelta(hours=24)


class FileTooLarge(Refusal):
    status: ClassVar[int] = 413
    title: ClassVar[Sentence] = _("The file is too large")
    sentence: Sentence = _("The file is too large. Make it smaller, or hand it in as several files.")


class NoRoomLeft(Refusal):
    title: ClassVar[Sentence] = _("There is no room left for your documents")
    sentence: Sentence = _("You have handed in as much as this site keeps for one person. Delete a document first.")


class AlreadyErased(Refusal):
    title: ClassVar[Sentence] = _("The document is deleted already")
    sentence: Sentence = _("This document has already been deleted.")


@transaction.atomic
def store_document(
    file: File[bytes] | IO[bytes], *, owner: Person, purpose: str, by: Person | None, name: str = ""
) -> Document:
    """Keep a file for its owner, encrypted with a key of its own; what it is, its content says."""
    content = file.read(settings.MUNERA_DOCUMENT_MOST_BYTES + 1)
    if len(content) > settings.MUNERA_DOCUMENT_MOST_BYTES:
        most = filesizeformat(settings.MUNERA_DOCUMENT_MOST_BYTES)
        raise FileTooLarge(format_lazy(_("The file is larger than {most}. Make it smaller or split it."), most=most))
    kind = kind_of(content)
    # Held, so that of two files at once the second sees the size of the first.
    Person.objects.select_for_update().get(pk=owner.pk)
    if queries.bytes_held_for(owner) + len(content) > settings.MUNERA_DOCUMENTS_MOST_BYTES_EACH:
        raise NoRoomLeft
    key = sealing.fresh_key()
    document = Document(
        owner=owner,
        purpose=Purpose(purpose),
        name=clean_name(name or str(getattr(file, "name", "") or ""), kind),
        kind=kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        sealed_key=sealing.seal(key),
    )
    _write_through(document.path, sealing.lock(content, key))
    document.save()
    # Neither the name nor the fingerprint: what was in a file that is gone must not be told by the audit.
    record_audit("documents.document.stored", document, by=by, details={"kind": document.kind, "bytes": document.size})
    return document


@transaction.atomic
def erase_document(document: Document, *, by: Person | None) -> None:
    """Delete the row with its key; the file, which nobody can read any more, follows."""
    path = document.path
    deleted, _by_model = Document.objects.filter(pk=document.pk).delete()
    if not deleted:
        raise AlreadyErased
    record_audit("documents.document.erased", document, by=by, details={"kind": document.kind})
    transaction.on_commit(lambda: path.unlink(missing_ok=True), robust=True)


def sweep_files() -> int:
    """Remove files that have no row: of a transaction that never ended, of an owner who was forgotten."""
    left = queries.files_without_row(before=timezone.now() - LEFT_BEHIND_AFTER)
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def reseal_documents() -> int:
    """Put the key of every document under the newest key of the site; returns how many changed.

    Each row is its own small transaction, as with the numbers of people; the files stay as they are.
    """
    changed = 0
    for number in Document.objects.order_by("pk").values_list("pk", flat=True).iterator():
        with transaction.atomic():
            document = Document.objects.select_for_update().filter(pk=number).first()
            if document and not sealing.is_newest(document.sealed_key):
                document.sealed_key = sealing.reseal(document.sealed_key)
                document.save(update_fields=["sealed_key"])
                changed += 1
    return changed


def _write_through(path: Path, content: bytes) -> None:
    """Whole or not at all, and on the disk before the row that names it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    # The names in the folders, too: a file that is not listed is not there after a crash.
    for folder in (path.parent, path.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
