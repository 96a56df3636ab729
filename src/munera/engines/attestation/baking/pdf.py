"""Credentials as attachments of a PDF (ISO 32000-2, 7.11.4)."""

from munera.engines.attestation.baking.attachments import attached
from munera.engines.attestation.baking.held import is_credential
from munera.engines.attestation.errors import Unreadable

# A page of print with its fonts; a scan of one is a picture and belongs on no credential.
MAX_PDF = 2 * 2**20


def from_pdf(document: bytes) -> list[bytes]:
    """The attachments of ``document`` that have the shape of a credential; raises as ``unbake`` says."""
    if len(document) > MAX_PDF:
        raise Unreadable("too-large", f"The document has {len(document)} bytes; {MAX_PDF} are allowed.")
    return [content for content in attached(document) if is_credential(content)]
