"""Who watches the log, which logs this site watches, and by which lines others know both."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from munera.engines.attestation.errors import KeyRefused
from munera.engines.attestation.log.checkpoints import CosignatureVerifier
from munera.engines.attestation.log.notes import NoteVerifier
from munera.engines.attestation.log.receipts import LogPolicy
from munera.kernel.credentials.models import Anchor, Checkpoint, WatchedLog, Witness
from munera.kernel.credentials.queries.keys import LOG_KEY, WITNESS_KEY, key_of_site
from munera.kernel.credentials.queries.log import newest_checkpoint

# One anchor an hour is enough for any chain, and for whoever pays by the stamp.
BETWEEN_ANCHORS: Final = timedelta(hours=1)


def log_vkey() -> str:
    """The line by which others know our log; empty until it has signed for something."""
    try:
        return NoteVerifier(settings.MUNERA_LOG_ORIGIN, key_of_site(LOG_KEY).public).vkey
    except KeyRefused:
        return ""


def witness_vkey() -> str:
    """The line by which others know this site as a witness; empty until it watches a log."""
    try:
        return CosignatureVerifier(settings.MUNERA_WITNESS_NAME, key_of_site(WITNESS_KEY).public).vkey
    except KeyRefused:
        return ""


def witnesses() -> QuerySet[Witness]:
    return Witness.objects.order_by("name", "pk")


def watched_logs() -> QuerySet[WatchedLog]:
    return WatchedLog.objects.order_by("origin")


def witnesses_to_ask() -> QuerySet[Witness]:
    """Those that have not cosigned the newest checkpoint."""
    newest = newest_checkpoint()
    if newest is None:
        return Witness.objects.none()
    return witnesses().filter(is_asked=True).exclude(cosignatures__checkpoint=newest)


def log_policy() -> LogPolicy | None:
    """Whose signatures a verifier asks for under a receipt of our log: ours, and those of the witnesses we know."""
    if not (vkey := log_vkey()):
        return None
    known = tuple(CosignatureVerifier.from_vkey(each.verifier_key) for each in witnesses())
    return LogPolicy(NoteVerifier.from_vkey(vkey), witnesses=known)


def checkpoints_to_anchor() -> QuerySet[Checkpoint]:
    """The newest, if there is anywhere to anchor it and the last anchor is an hour old."""
    newest = newest_checkpoint()
    since = timezone.now() - BETWEEN_ANCHORS
    anywhere = settings.MUNERA_TIMESTAMP_URL or settings.MUNERA_CHAIN_CONTRACT
    if newest is None or not anywhere or Anchor.objects.filter(received_at__gt=since).exists():
        return Checkpoint.objects.none()
    return Checkpoint.objects.filter(pk=newest.pk, anchors=None)
