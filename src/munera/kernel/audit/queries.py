"""Reading events, and whether the chain is whole."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.models import Event, Head, Seal
from munera.kernel.audit.rules import FIRST, head_is_genuine, is_genuine, keyed_digest, link_of
from munera.kernel.refusal import Sentence

AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far the chain went at some time; kept elsewhere, it shows later that nothing before it was cut off."""

    position: int
    link: str
    at: str
    mac: str

    @classmethod
    def signed(cls, head: Head) -> "Checkpoint":
        at = head.sealed_at.isoformat() if head.sealed_at else ""
        return cls(head.position, head.link, at, keyed_digest(["checkpoint", head.position, head.link, at]))

    @property
    def is_genuine(self) -> bool:
        return self.mac == keyed_digest(["checkpoint", self.position, self.link, self.at])


@dataclass(frozen=True, slots=True)
class Wrong:
    """The first row that does not fit: which, and in what way."""

    row: str
    why: Sentence


@dataclass(frozen=True, slots=True)
class ChainReport:
    """How many events are good, counted from the first; and what stopped the count, if anything did."""

    good: int
    waiting: int = 0
    wrong: Wrong | None = None


def events() -> QuerySet[Event]:
    """Newest first."""
    return Event.objects.order_by("-pk")


def events_filtered(
    *, verb: str = "", who: str = "", about: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[Event]:
    """Newest first; ``verb`` is the beginning of one, ``who`` and ``about`` are references."""
    found = events().filter(verb__startswith=verb)
    if who:
        found = found.filter(Q(actor=who) | Q(on_behalf_of=who))
    if about:
        found = found.filter(object=about)
    if since:
        found = found.filter(at__date__gte=since)
    if until:
        found = found.filter(at__date__lte=until)
    return found


def events_about(references: Iterable[str]) -> QuerySet[Event]:
    return Event.objects.filter(object__in=list(references))


def events_by(reference: str) -> QuerySet[Event]:
    """What somebody did, or what was done on their behalf."""
    return Event.objects.filter(Q(actor=reference) | Q(on_behalf_of=reference))


def rooms_with_events() -> list[str]:
    """The first words of the verbs in use, for a filter."""
    verbs = Event.objects.order_by().values_list("verb", flat=True).distinct()
    return sorted({verb.partition(".")[0] for verb in verbs})


def checkpoint() -> Checkpoint | None:
    head = Head.objects.first()
    return Checkpoint.signed(head) if head and head.position else None


def verify_chain(*, since: Checkpoint | None = None, old_before: datetime | None = None) -> ChainReport:
    """Walk the whole chain and stop at the first row that does not fit.

    ``since`` is a checkpoint kept elsewhere: the chain must still pass through it. An event that waits for its
    seal is good if its mac is, unless it is older than ``old_before``: sealing has passed it by.

    What cannot be seen: an event deleted before it was sealed (the timetable seals every minute), and the last
    events cut off together with an older copy of the head put back, unless a later checkpoint is at hand.
    """
    good, link = 0, FIRST
    for seal, event in _sealed_events():
        wrong = _what_is_wrong(seal, event, after=good, link=link)
        if wrong is None and since and seal.position == since.position and seal.link != since.link:
            wrong = Wrong(f"seal {seal.position}", _("the chain no longer passes through the checkpoint"))
        if wrong:
            return ChainReport(good, wrong=wrong)
        good, link = seal.position, seal.link
    wrong = _what_is_wrong_at_the_end(good, link, since)
    if wrong:
        return ChainReport(good, wrong=wrong)
    return _with_waiting(good, old_before)


def _sealed_events() -> Iterator[tuple[Seal, Event | None]]:
    seals = Seal.objects.order_by("position").iterator(chunk_size=AT_ONCE)
    while batch := list(islice(seals, AT_ONCE)):
        found = Event.objects.in_bulk([seal.event for seal in batch])
        yield from ((seal, found.get(seal.event)) for seal in batch)


def _what_is_wrong(seal: Seal, event: Event | None, *, after: int, link: str) -> Wrong | None:
    if seal.position != after + 1:
        return Wrong(f"seal {after + 1}", _("the seal was removed"))
    if seal.previous != link:
        return Wrong(f"seal {seal.position}", _("the seal was moved or changed"))
    if event is None:
        return Wrong(f"event {seal.event}", _("the event was removed"))
    if not is_genuine(event):
        return Wrong(f"event {event.pk}", _("the event was changed"))
    if seal.link != link_of(link, event):
        return Wrong(f"seal {seal.position}", _("the seal was moved or changed"))
    return None


def _what_is_wrong_at_the_end(position: int, link: str, since: Checkpoint | None) -> Wrong | None:
    head = Head.objects.first()
    if head is None:
        return Wrong("head", _("the signed end of the chain was removed")) if position else None
    if not head_is_genuine(head):
        return Wrong("head", _("the signed end of the chain was changed"))
    if position < head.position:
        return Wrong(f"seal {position + 1}", _("the end of the chain was cut off"))
    if (position, link) != (head.position, head.link):
        return Wrong(f"seal {head.position + 1}", _("the seal was inserted"))
    if since and since.position > position:
        return Wrong(f"seal {position + 1}", _("the end of the chain was cut off"))
    return None


def _with_waiting(good: int, old_before: datetime | None) -> ChainReport:
    unsealed = Event.objects.filter(~Exists(Seal.objects.filter(event=OuterRef("pk")))).order_by("pk")
    waiting = 0
    for event in unsealed.iterator(chunk_size=AT_ONCE):
        if not is_genuine(event) or (old_before and event.at < old_before):
            return ChainReport(good, waiting, Wrong(f"event {event.pk}", _("the event was inserted")))
        waiting += 1
    return ChainReport(good, waiting)
