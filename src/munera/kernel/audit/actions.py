"""Write an event; seal what was written."""

import hashlib
import json
import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from munera.kernel.audit.models import Event, Head, Seal
from munera.kernel.audit.rules import FIRST, canonical, is_genuine, link_of, mac_of, mac_of_head, reference
from munera.kernel.inserting import insert_objects, insert_row

logger = logging.getLogger(__name__)
# No transaction stays open for so long: an event older than this, and not sealed, was not written by us.
LOOKS_BACK: Final = timedelta(days=1)


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
    event = _event(verb, row, by=by, on_behalf_of=on_behalf_of, details=details or {})
    insert_row(event)
    return event


def record_audits(
    verb: str,
    rows: Iterable[tuple[models.Model, dict[str, Any]]],
    *,
    by: models.Model | None,
    on_behalf_of: models.Model | None = None,
) -> None:
    """The same done to many rows at once, an event and its details for each."""
    events = [_event(verb, row, by=by, on_behalf_of=on_behalf_of, details=details) for row, details in rows]
    insert_objects(events)


def _event(
    verb: str, row: models.Model, *, by: models.Model | None, on_behalf_of: models.Model | None, details: dict[str, Any]
) -> Event:
    said = canonical(details)
    event = Event(
        at=timezone.now(),
        verb=verb,
        actor=reference(by),
        on_behalf_of=reference(on_behalf_of) if on_behalf_of else "",
        object=reference(row),
        details=json.loads(said),
        digest=hashlib.sha256(said).hexdigest(),
    )
    event.mac = mac_of(event)
    return event


@transaction.atomic
def seal_events(*, most: int = 10_000) -> int:
    """Chain the events that are not yet sealed; returns how many.

    Sealing runs apart from writing, because a chain has one end: were each writer to hold it, two of them could
    wait for each other's rows for ever. The head is locked first, so that of two workers one waits.
    An event with a wrong mac is not sealed: ``verify_chain`` names it.
    """
    Head.objects.get_or_create(number=1, defaults={"mac": mac_of_head(0, FIRST)})
    head = Head.objects.select_for_update().get(number=1)
    seals = []
    for event in _waiting_events(head)[:most]:
        if not is_genuine(event):
            logger.error("An event was not written by this site and is not sealed", extra={"event": event.pk})
            continue
        link = link_of(head.link, event)
        head.position += 1
        seals.append(Seal(position=head.position, event=event.pk, previous=head.link, link=link))
        head.link = link
    if seals:
        Seal.objects.bulk_create(seals, batch_size=500)
        head.mac = mac_of_head(head.position, head.link)
        head.sealed_at = timezone.now()
        head.save()
        # In the log the end of the chain reaches other machines: a witness that this database cannot change.
        logger.info("Audit events sealed", extra={"position": head.position, "chain_link": head.link})
    return len(seals)


def _waiting_events(head: Head) -> models.QuerySet[Event]:
    sealed = Exists(Seal.objects.filter(event=OuterRef("pk")))
    waiting = Event.objects.filter(~sealed).order_by("pk")
    return waiting.filter(at__gt=head.sealed_at - LOOKS_BACK) if head.sealed_at else waiting
