"""Events told to a reader: references become names when they are shown, so that a record outlives a name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, overload

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from munera.kernel.audit.models import Event
from munera.kernel.audit.rules import SYSTEM
from munera.kernel.organisations import queries as organisations
from munera.kernel.people import queries as people
from munera.kernel.refusal import Sentence
from munera.site.audit.sentences import sentence_of


@dataclass(frozen=True, slots=True)
class Told:
    """One event in words."""

    number: int
    at: datetime
    verb: str
    what: Sentence
    who: str
    on_behalf_of: str
    to: str
    details: dict[str, Any]


class Telling(Sequence[Told]):
    """A query set of events that is told page by page: names cost two queries a page."""

    def __init__(self, events: QuerySet[Event]) -> None:
        self.events = events

    def __len__(self) -> int:
        return self.events.count()

    @overload
    def __getitem__(self, wanted: int) -> Told: ...
    @overload
    def __getitem__(self, wanted: slice) -> list[Told]: ...
    def __getitem__(self, wanted: int | slice) -> Told | list[Told]:
        if isinstance(wanted, slice):
            return told(self.events[wanted])
        return told([self.events[wanted]])[0]


def told(events: Iterable[Event]) -> list[Told]:
    found = list(events)
    references = {name for event in found for name in (event.actor, event.on_behalf_of, event.object)}
    names = people.names_of(references) | organisations.names_of(references)
    return [
        Told(
            number=event.pk,
            at=event.at,
            verb=event.verb,
            what=sentence_of(event.verb),
            who=_shown(event.actor, names),
            on_behalf_of=_shown(event.on_behalf_of, names),
            to=_shown(event.object, names),
            details=event.details,
        )
        for event in found
    ]


def _shown(reference: str, names: dict[str, str]) -> str:
    """A name; else what kind of row it is, with its number."""
    if reference in names or not reference:
        return names.get(reference, "")
    if reference == SYSTEM:
        return _("The site itself")
    label, _colon, number = reference.partition(":")
    try:
        return f"{apps.get_model(label)._meta.verbose_name} {number}"
    except (LookupError, ValueError):
        return reference
