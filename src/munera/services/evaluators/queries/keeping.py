"""Rows about a person in the two ways of this room: deleted when they ask to be forgotten, or kept for five years."""

from typing import Any, Final

from django.db.models import QuerySet

from munera.kernel.people.choices import Erasure
from munera.kernel.people.queries import PersonalRecords
from munera.kernel.refusal import Sentence

ROOM: Final = "evaluators"
KEEP_YEARS: Final = 5


def deleted(name: Sentence, rows: QuerySet[Any], fields: tuple[str, ...]) -> PersonalRecords:
    return PersonalRecords(room=ROOM, name=name, rows=rows, fields=fields, erasure=Erasure.DELETE)


def kept(
    name: Sentence, rows: QuerySet[Any], fields: tuple[str, ...], *, since: str, because: Sentence
) -> PersonalRecords:
    """From the moment in the field ``since``, for the reason ``because``."""
    return PersonalRecords(
        room=ROOM,
        name=name,
        rows=rows,
        fields=fields,
        erasure=Erasure.KEEP,
        because=because,
        keep_years=KEEP_YEARS,
        kept_from=since,
    )
