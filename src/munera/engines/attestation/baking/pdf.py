"""Credentials as attachments of a PDF (ISO 32000-2, 7.11.4)."""

import zlib
from io import BytesIO

from pypdf import PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, NameObject

from munera.engines.attestation.baking.attachments import attached
from munera.engines.attestation.baking.held import check_credential, is_credential, is_token
from munera.engines.attestation.errors import Unreadable

NAME, TOKEN_NAME = "openbadgecredential.json", "openbadgecredential.jwt"
# A page of print with its fonts; a scan of one is a picture and belongs on no credential.
MAX_PDF = 2 * 2**20
# What pypdf meets in files that lie about their own structure, beside its own errors.
_BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, NotImplementedError, zlib.error)


def bake_pdf(document: bytes, data: bytes) -> bytes:
    """``document`` with ``data`` attached as the data that it was made from (``/AFRelationship /Data``).

    Raises ``Unreadable``: ``too-large``, ``not-pdf``, ``not-a-credential``, ``already-baked``.
    """
    check_credential(data)
    if from_pdf(document):
        raise Unreadable("already-baked", "The document holds a credential already.")
    try:
        writer = PdfWriter(clone_from=BytesIO(document))
        held = writer.add_attachment(TOKEN_NAME if is_token(data) else NAME, data)
        held.associated_file_relationship = NameObject("/Data")
        held.subtype = NameObject("/application/jwt" if is_token(data) else "/application/vc")
        # PDF 2.0, 14.13: associated with the document as a whole.
        writer.root_object[NameObject("/AF")] = ArrayObject([held.pdf_object.indirect_reference])
        baked = BytesIO()
        writer.write(baked)
    except (PyPdfError, *_BROKEN) as error:
        raise Unreadable("not-pdf", "The document cannot be taken apart and put together again.") from error
    return baked.getvalue()


def from_pdf(document: bytes) -> list[bytes]:
    """The attachments of ``document`` that have the shape of a credential; raises as ``unbake`` says."""
    if len(document) > MAX_PDF:
        raise Unreadable("too-large", f"The document has {len(document)} bytes; {MAX_PDF} are allowed.")
    return [content for content in attached(document) if is_credential(content)]
