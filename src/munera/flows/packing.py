"""Pack what is held about a person as a ZIP of JSON: complete, for people and programs, in the person's language."""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from munera.flows.details import in_words
from munera.kernel.audit.models import Event
from munera.kernel.audit.queries import events_about, events_by
from munera.kernel.audit.rules import reference
from munera.kernel.organisations import queries as organisations
from munera.kernel.people import queries as people
from munera.kernel.people.models import Person
from munera.kernel.people.queries import PersonalRecords

AT_ONCE = 500


def pack(person: Person, everything: list[PersonalRecords], *, report: Callable[[int], None]) -> bytes:
    """One JSON file for each kind of record, one for the events of the audit, and one that says what is what."""
    packed = io.BytesIO()
    index = []
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, records in enumerate(everything, start=1):
            file = f"{number:02}-{records.room}-{records.rows.model._meta.model_name}.json"
            rows = [_as_data(row, records.fields) for row in _rows(records)]
            archive.writestr(file, _json(rows))
            index.append(_entry(file, records, len(rows)))
            report(number)
        archive.writestr("events.json", _json(_events(person, everything)))
        archive.writestr("index.json", _json({"made_at": timezone.now(), "files": index, "events": _about_events()}))
    return packed.getvalue()


def _entry(file: str, records: PersonalRecords, rows: int) -> dict[str, Any]:
    return {
        "file": file,
        "room": records.room,
        "what": str(records.name),
        "rows": rows,
        "details": in_words(records.fields),
        "if_you_ask_to_be_forgotten": str(records.erasure.label),
        "because": str(records.because),
        "years": records.keep_years,
    }


def _about_events() -> str:
    return _("events.json tells what you did, what was done in your name, and who did what to your records.")


def _rows(records: PersonalRecords) -> Iterator[Model]:
    """With the rows that the fields reach through, so that a thousand rows are not a thousand queries."""
    through = {field.rpartition("__")[0] for field in records.fields if "__" in field}
    rows = records.rows.select_related(*sorted(through)) if through else records.rows
    return iter(rows.iterator(chunk_size=AT_ONCE))


def _as_data(row: Model, fields: Iterable[str]) -> dict[str, Any]:
    return {field: _value(row, field) for field in fields}


def _value(row: Any, field: str) -> Any:
    for part in field.split("__"):
        row = getattr(row, part, None)
    return str(row) if isinstance(row, Model) else row


def _events(person: Person, everything: list[PersonalRecords]) -> list[dict[str, Any]]:
    found = {event.pk: event for event in events_by(reference(person)).iterator()}
    references = references_of(everything)
    while some := list(islice(references, AT_ONCE)):
        found |= {event.pk: event for event in events_about(some).iterator()}
    told = {name for event in found.values() for name in (event.actor, event.on_behalf_of, event.object)}
    shown = people.names_of(told) | organisations.names_of(told)
    return [_as_told(event, shown) for _pk, event in sorted(found.items())]


def references_of(everything: list[PersonalRecords]) -> Iterator[str]:
    """Each row as the audit refers to it."""
    for records in everything:
        label = records.rows.model._meta.label_lower
        yield from (f"{label}:{pk}" for pk in records.rows.values_list("pk", flat=True).iterator())


def _as_told(event: Event, shown: dict[str, str]) -> dict[str, Any]:
    return {
        "at": event.at,
        "what": event.verb,
        "who": shown.get(event.actor, event.actor),
        "on_behalf_of": shown.get(event.on_behalf_of, event.on_behalf_of),
        "to": shown.get(event.object, event.object),
        "details": event.details,
    }


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2) + "\n"
