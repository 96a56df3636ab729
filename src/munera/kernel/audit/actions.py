"""Write an event; seal what was written."""

import hashlib
import hmac
import json
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from munera.kernel.audit.models import Event, Seal

SYSTEM = "system"
FIRST = "0" * 64


def reference(row: models.Model | None) -> str:
    """``app.model:pk``, or ``system`` where nobody acted."""
    return SYSTEM if row is None else f"{row._meta.label_lower}:{row.pk}"


def record_audit(
    verb: str,
    row: models.Model,
    *,
    by: models.Model | None,
    on_behalf_of: models.Model | None = None,
    details: dict[str, Any] | None = None,
) -> Event:
    """Note that ``by`` did ``verb`` to ``row``; call it inside the transaction of the change.

    ``verb`` is past tense with its room in front (``seasonal.engagement.registered``). ``details`` is plain JSON
    and must not identify anyone: numbers, codes, days, digests.
    """
    details = details or {}
    event = Event(
        at=timezone.now(),
        verb=verb,
        actor=reference(by),
        on_behalf_of=reference(on_behalf_of) if on_behalf_of else "",
        object=reference(row),
        details=details,
        digest=hashlib.sha256(canonical(details)).hexdigest(),
    )
    event.mac = mac_of(event)
    event.save(force_insert=True)
    return event


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def mac_of(event: Event) -> str:
    """The keyed digest of everything the row says but its number."""
    said = [
        event.at.isoformat(),
        event.verb,
        event.actor,
        event.on_behalf_of,
        event.object,
        event.details,
        event.digest,
    ]
    return hmac.new(settings.MUNERA_AUDIT_KEY.encode(), canonical(said), hashlib.sha256).hexdigest()


def link_of(previous: str, event: Event) -> str:
    """SHA-256 over the previous link and the event, so that no row can change, move or go unseen."""
    return hashlib.sha256(f"{previous}\n{event.pk}\n{event.mac}".encode()).hexdigest()


@transaction.atomic
def seal_events(*, most: int = 10_000) -> int:
    """Chain the events that are not yet sealed; returns how many.

    Sealing runs apart from writing, because a chain has one end: were each writer to hold it, two of them could
    wait for each other's rows for ever.
    """
    last = Seal.objects.select_for_update().order_by("-position").first()
    position, previous = (last.position, last.link) if last else (0, FIRST)
    sealed = Seal.objects.values("event")
    waiting = list(Event.objects.exclude(pk__in=sealed).order_by("pk")[:most])
    seals = []
    for event in waiting:
        position += 1
        link = link_of(previous, event)
        seals.append(Seal(position=position, event=event.pk, previous=previous, link=link))
        previous = link
    Seal.objects.bulk_create(seals)
    return len(seals)
