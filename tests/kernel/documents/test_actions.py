"""A document is encrypted on the disk, whole or not there, and gone with its key."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import transaction

from munera.kernel import sealing
from munera.kernel.audit.models import Event
from munera.kernel.documents import actions, queries
from munera.kernel.documents.models import Document
from munera.kernel.documents.rules import KindNotTaken
from tests.factories.documents import PDF, document, upload
from tests.factories.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "documents"
    return tmp_path / "documents"


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def age(path: Path, by: timedelta) -> None:
    moment = path.stat().st_mtime - by.total_seconds()
    os.utime(path, (moment, moment))


def test_a_document_lies_encrypted_and_comes_back_as_it_was(folder: Path) -> None:
    owner = person()
    stored = document(owner)
    assert list(queries.documents_of(owner)) == [stored]
    assert queries.content_of(stored) == PDF
    assert files(folder) == [stored.path]
    assert b"%PDF" not in stored.path.read_bytes()
    assert stored.path.stat().st_mode & 0o077 == 0


def test_each_document_has_a_key_of_its_own() -> None:
    owner = person()
    first, second = document(owner), document(owner)
    first.sealed_key = second.sealed_key
    with pytest.raises(queries.ContentLost):
        queries.content_of(first)


def test_the_audit_tells_neither_name_nor_content() -> None:
    owner = person()
    stored = document(owner, name="Petra Perić.pdf")
    actions.erase_document(stored, by=owner)
    events = Event.objects.filter(object__startswith="documents.").order_by("pk")
    assert [event.verb for event in events] == ["documents.document.stored", "documents.document.erased"]
    assert not any("Petra" in str(event.details) or stored.sha256 in str(event.details) for event in events)


def test_a_file_that_is_refused_leaves_nothing(folder: Path) -> None:
    with pytest.raises(KindNotTaken):
        document(person(), content=b"MZ\0", name="diploma.pdf")
    assert (Document.objects.count(), files(folder)) == (0, [])


def test_a_file_that_is_too_large_is_refused(settings: Any) -> None:
    settings.MUNERA_DOCUMENT_MOST_BYTES = len(PDF)
    document(person())
    with pytest.raises(actions.FileTooLarge):
        document(person(), content=PDF + b"\n")


def test_one_person_fills_no_more_than_their_share(settings: Any) -> None:
    settings.MUNERA_DOCUMENTS_MOST_BYTES_EACH = 2 * len(PDF)
    owner = person()
    document(owner), document(owner), document(person())
    with pytest.raises(actions.NoRoomLeft):
        document(owner)


def test_a_deleted_document_is_gone_from_the_disk(folder: Path, django_capture_on_commit_callbacks: Any) -> None:
    owner = person()
    kept, stored = document(owner), document(owner)
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_document(stored, by=owner)
    assert list(Document.objects.all()) == [kept]
    assert files(folder) == [kept.path]
    with pytest.raises(actions.AlreadyErased):
        actions.erase_document(stored, by=owner)


def test_what_a_crash_left_is_swept_and_nothing_else(folder: Path) -> None:
    kept = document(person())
    with transaction.atomic():
        left = document(person())
        transaction.set_rollback(True)
    foreign = folder / "README"
    foreign.write_text("not ours")
    assert actions.sweep_files() == 0, "a young file may still wait for its row"
    for path in (kept.path, left.path, foreign):
        age(path, timedelta(hours=25))
    assert actions.sweep_files() == 1
    assert files(folder) == sorted([kept.path, foreign])


def test_a_lost_or_changed_file_is_told_kindly() -> None:
    stored = document(person())
    changed = bytearray(stored.path.read_bytes())
    changed[40] ^= 1
    stored.path.write_bytes(changed)
    with pytest.raises(queries.ContentLost):
        queries.content_of(stored)
    stored.path.unlink()
    with pytest.raises(queries.ContentLost):
        queries.content_of(stored)


def test_a_change_of_keys_reaches_the_documents(settings: Any) -> None:
    stored = document(person())
    old = settings.MUNERA_SEALING_KEYS
    settings.MUNERA_SEALING_KEYS = [Fernet.generate_key().decode(), *old]
    assert (actions.reseal_documents(), actions.reseal_documents()) == (1, 0)
    settings.MUNERA_SEALING_KEYS = settings.MUNERA_SEALING_KEYS[:1]
    stored.refresh_from_db()
    assert sealing.is_newest(stored.sealed_key)
    assert queries.content_of(stored) == PDF


def test_the_name_of_an_upload_is_kept_clean() -> None:
    owner = person()
    stored = actions.store_document(upload(name="../x.exe"), owner=owner, purpose="cv", by=owner)
    assert (stored.name, stored.kind, stored.size) == ("x.exe.pdf", "pdf", len(PDF))
