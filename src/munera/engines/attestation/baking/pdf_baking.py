"""A credential put into a PDF: the one thing here for which a document is taken apart and written anew."""

import zlib
from io import BytesIO
from typing import Final

from pypdf import PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, NameObject

from munera.engines.attestation.baking.held import check_credential, is_token
from munera.engines.attestation.baking.pdf import from_pdf
from munera.engines.attestation.errors import Unreadable

NAME, TOKEN_NAME = "openbadgecredential.json", "openbadgecredential.jwt"
# What pypdf meets in files that lie about their own structure, beside its own errors.
_BROKEN: Final = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    NotImplementedError,
    zlib.error,
)


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
