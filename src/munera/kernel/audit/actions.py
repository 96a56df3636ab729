"""Write an event; seal what was written."""

import hashlib
import json
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from munera.kernel.audit.models import Event, Head, Seal
from munera.kernel.audit.rules import FIRST, canonical, is_genuine, link_of, mac_of_head, mac_over, reference
from munera.kernel.inserting import append_rows, insert_values

logger = logging.getLogger(__name__)
# In the order of the model, by which both ways of writing take their values.
COLUMNS: Final = tuple(field.attname for field in Event._meta.concrete_fields if not field.primary_key)
# No transaction stays open for so long: an event older than this, and not sealed, was not written by us.
LOOKS_BACK: Final = timedelta(days=1)


def record_audit(
    verb: str,
    row: models.Model,
    *,
    by: models.Model | None,
    on_behalf_of: models.Model | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Note that ``by`` did ``verb`` to ``row``; call it inside the transaction of the change.

    ``verb`` is past tense with its room in front (``seasonal.engagement.registered``). ``details`` is plain JSON
    and must not identify anyone: numbers, codes, days, digests.
    """
    values = _values(
        verb, row, at=timezone.now(), actor=reference(by), behalf=_behalf(on_behalf_of), details=details or {}
    )
    insert_values(Event, values)


def record_audits(
    verb: str,
    rows: Iterable[tuple[models.Model, dict[str, Any]]],
    *,
    by: models.Model | None,
    on_behalf_of: models.Model | None = None,
) -> None:
    """The same done to many rows at once, an event and its details for each."""
    at, actor, behalf = timezone.now(), reference(by), _behalf(on_behalf_of)
    append_rows(
        Event,
        COLUMNS,
        (_values(verb, row, at=at, actor=actor, behalf=behalf, details=details) for row, details in rows),
    )


def _behalf(on_behalf_of: models.Model | None) -> str:
    return reference(on_behalf_of) if on_behalf_of else ""


def _values(
    verb: str, row: models.Model, *, at: datetime, actor: str, behalf: str, details: dict[str, Any]
) -> tuple[Any, ...]:
    """What an event says, in the order of ``COLUMNS``."""
    said = canonical(details)
    nonce = uuid4()
    rest = (verb, actor, behalf, reference(row), json.loads(said), hashlib.sha256(said).hexdigest())
    return (nonce, at, *rest, mac_over(nonce, at, *rest))


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
        seals.append((head.position, event.pk, head.link, link))
        head.link = link
    if seals:
        append_rows(Seal, ("position", "event", "previous", "link"), seals)
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
