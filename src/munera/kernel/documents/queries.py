"""Documents as their owner sees them, their content, and what lies on the disk without a row."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from munera.kernel.documents.models import Document
from munera.kernel.people.choices import Erasure
from munera.kernel.people.models import Person
from munera.kernel.people.queries import PersonalRecords
from munera.kernel.refusal import Refusal, Sentence
from munera.kernel.sealing import unlock, unseal

AT_ONCE: Final = 500


class ContentLost(Refusal):
    """The row is there and its file is not, or was changed: a back-up has to bring it back."""

    status: ClassVar[int] = 410
    title: ClassVar[Sentence] = _("The file cannot be read")
    sentence: Sentence = _("This file is damaged or missing on our side. Please hand it in again.")


def documents_of(owner: Person) -> QuerySet[Document]:
    """The person's own, newest first."""
    return Document.objects.filter(owner=owner)


def bytes_held_for(owner: Person) -> int:
    return documents_of(owner).aggregate(all=Sum("size"))["all"] or 0


def content_of(document: Document) -> bytes:
    """The file as it was handed in; raises ``ContentLost`` where it is not."""
    try:
        return unlock(document.path.read_bytes(), unseal(document.sealed_key))
    except (OSError, InvalidToken):
        raise ContentLost from None


def files_without_row(*, before: datetime) -> list[Path]:
    """What a crash left in the folder of documents; files younger than ``before`` may still await their row."""
    folder = Path(settings.MEDIA_ROOT)
    old = [path for path in _files(folder) if path.stat().st_mtime < before.timestamp()]
    left: list[Path] = []
    for start in range(0, len(old), AT_ONCE):
        some = {path: _number_of(path) for path in old[start : start + AT_ONCE]}
        known = set(Document.objects.filter(file__in=filter(None, some.values())).values_list("file", flat=True))
        left += [path for path, number in some.items() if number not in known]
    return left


def _files(folder: Path) -> Iterator[Path]:
    """The files in our own sub-folders, and nothing that somebody else has put beside them."""
    yield from (path for path in sorted(folder.glob("[0-9a-f][0-9a-f]/*")) if path.is_file())


def _number_of(path: Path) -> UUID | None:
    try:
        return UUID(hex=path.name)
    except ValueError:
        return None


def personal_records(person: Person) -> list[PersonalRecords]:
    """What this room holds about a person."""
    return [
        PersonalRecords(
            room="documents",
            name=_("Documents you handed in"),
            rows=documents_of(person),
            fields=("name", "purpose", "kind", "size", "sha256", "stored_at"),
            erasure=Erasure.DELETE,
        )
    ]
