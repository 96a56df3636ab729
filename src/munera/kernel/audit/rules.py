"""How an event and the end of the chain are signed, and how one event is linked to the one before."""

import hashlib
import hmac
import json
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import models

from munera.kernel.audit.models import Event, Head

SYSTEM: Final = "system"
FIRST: Final = "0" * 64
_CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def reference(row: models.Model | None) -> str:
    """``app.model:pk``, or ``system`` where nobody acted."""
    return SYSTEM if row is None else f"{row._meta.label_lower}:{row.pk}"


def canonical(value: Any) -> bytes:
    """One spelling for one value, so that equal content gives equal digests."""
    return _CANONICAL.encode(value).encode()


def keyed_digest(said: list[Any]) -> str:
    return hmac.digest(settings.MUNERA_AUDIT_KEY.encode(), canonical(said), "sha256").hex()


def mac_of(event: Event) -> str:
    """The keyed digest of everything the row says but its number, which only the database knows."""
    return mac_over(
        event.nonce,
        event.at,
        event.verb,
        event.actor,
        event.on_behalf_of,
        event.object,
        event.details,
        event.digest,
    )


def mac_over(nonce: UUID, at: datetime, *said: Any) -> str:
    """The same of a row that is about to be written; ``said`` is the rest of it in the order of ``mac_of``."""
    return keyed_digest([str(nonce), at.isoformat(), *said])


def is_genuine(event: Event) -> bool:
    return hmac.compare_digest(event.mac, mac_of(event))


def link_of(previous: str, event: Event) -> str:
    """SHA-256 over the previous link and the event, so that no row can change, move or go unseen."""
    return hashlib.sha256(f"{previous}\n{event.pk}\n{event.mac}".encode()).hexdigest()


def mac_of_head(position: int, link: str) -> str:
    """Signs the end of the chain: nobody without the key can shorten it, or chain it anew."""
    return keyed_digest(["head", position, link])


def head_is_genuine(head: Head) -> bool:
    return hmac.compare_digest(head.mac, mac_of_head(head.position, head.link))
