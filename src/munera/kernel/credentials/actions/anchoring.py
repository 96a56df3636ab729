"""Show checkpoints to somebody outside, who says when they were there: weight in court, and never needed to verify."""

import secrets
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from cryptography import x509
from django.conf import settings

from munera.engines.attestation import anchors
from munera.engines.attestation.anchors.rfc3161 import TimestampAnchor
from munera.engines.attestation.errors import AttestationError, LogRefused
from munera.engines.attestation.log.checkpoints import Checkpoint as Head
from munera.kernel.credentials import queries
from munera.kernel.credentials.actions.calling import NotReached, post
from munera.kernel.credentials.models import Anchor


def anchor_checkpoint() -> dict[str, str]:
    """Anchor the newest checkpoint wherever the settings say; for each place, how it went in a word."""
    checkpoint = queries.checkpoints_to_anchor().first()
    if checkpoint is None:
        return {}
    head = Head(settings.MUNERA_LOG_ORIGIN, checkpoint.size, bytes(checkpoint.root))
    went: dict[str, str] = {}
    for anchor in _anchors():
        try:
            receipt = anchor.publish(head)
        except AttestationError as refused:
            went[anchor.kind] = refused.code
            continue
        Anchor.objects.create(checkpoint=checkpoint, kind=receipt.kind, evidence=receipt.evidence)
        went[anchor.kind] = "anchored"
    return went


def _anchors() -> Iterator[anchors.Anchor]:
    if settings.MUNERA_TIMESTAMP_URL:
        roots = x509.load_pem_x509_certificates(Path(settings.MUNERA_TIMESTAMP_ROOTS).read_bytes())
        yield TimestampAnchor(_stamped, draw=lambda: secrets.token_bytes(16), roots=roots)
    if settings.MUNERA_CHAIN_CONTRACT:
        # web3 is an extra, and costs two seconds to import.
        web3 = import_module("web3")
        evm = import_module("munera.engines.attestation.anchors.evm")
        node = web3.Web3(web3.HTTPProvider(settings.MUNERA_CHAIN_URL))
        yield evm.EvmAnchor(node, settings.MUNERA_CHAIN_CONTRACT, sender=settings.MUNERA_CHAIN_SENDER)


def _stamped(request: bytes) -> bytes:
    try:
        answer = post(settings.MUNERA_TIMESTAMP_URL, request, content_type="application/timestamp-query")
    except NotReached:
        raise LogRefused("not-reached", "The time stamp authority did not answer.") from None
    if answer.status != 200:
        raise LogRefused("not-reached", f"The time stamp authority answered with {answer.status}.")
    return answer.body
