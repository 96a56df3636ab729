"""Credentials as attachments of a PDF (ISO 32000-2, 7.11.4)."""

import zlib
from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader, PdfWriter, apply_configuration
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from munera.engines.attestation.baking.held import (
    check_credential,
    is_credential,
    is_token,
    small_enough,
)
from munera.engines.attestation.canonical import MAX_BYTES
from munera.engines.attestation.errors import AttestationError, NotSupported, Unreadable

NAME, TOKEN_NAME = "openbadgecredential.json", "openbadgecredential.jwt"
# The reader goes through a document byte by byte in Python: padding of this size costs it half a second.
MAX_PDF = 2 * 2**20
# The parts in which a document is packed; those of a page of print have a tenth of this.
MAX_PART = 4 * 2**20
# Elements of one array or dictionary.
MAX_ELEMENTS = 10_000
# Attached files, and the branches of the tree that names them.
MAX_NAMES = 16
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
        attached = writer.add_attachment(TOKEN_NAME if is_token(data) else NAME, data)
        attached.associated_file_relationship = NameObject("/Data")
        attached.subtype = NameObject("/application/jwt" if is_token(data) else "/application/vc")
        # PDF 2.0, 14.13: associated with the document as a whole.
        writer.root_object[NameObject("/AF")] = ArrayObject([attached.pdf_object.indirect_reference])
        baked = BytesIO()
        writer.write(baked)
    except (PyPdfError, *_BROKEN) as error:
        raise Unreadable("not-pdf", "The document cannot be taken apart and put together again.") from error
    return baked.getvalue()


def from_pdf(document: bytes) -> list[bytes]:
    """The attachments of ``document`` that have the shape of a credential; raises as ``unbake`` says."""
    if len(document) > MAX_PDF:
        raise Unreadable("too-large", f"The document has {len(document)} bytes; {MAX_PDF} are allowed.")
    # ISO 32000-1, annex H.3.4.4: the end is found in the last 1,024 bytes, and pypdf would look through all of them.
    if b"startxref" not in document[-1_024:]:
        raise Unreadable("not-pdf", "The document ends in the middle, or goes on after its end.")
    limits = apply_configuration(
        zlib_maximum_output_length=MAX_PART,
        lzw_maximum_output_length=MAX_PART,
        run_length_maximum_output_length=MAX_PART,
        zlib_maximum_recovery_input_length=0,
        stream_decoding_work_maximum_length=MAX_PART,
        array_maximum_element_count=MAX_ELEMENTS,
        dictionary_maximum_element_count=MAX_ELEMENTS,
        stream_filters_maximum_length=1,
    )
    try:
        with limits:
            reader = PdfReader(BytesIO(document), strict=True)
            if reader.is_encrypted:
                raise NotSupported("encrypted", "The document is locked; nothing can be read from it.")
            held = [small_enough(_content(stream)) for stream in _embedded(reader.root_object)]
    except AttestationError:
        raise
    except (PyPdfError, *_BROKEN) as error:
        raise Unreadable("not-pdf", "The document is damaged, or made to harm.") from error
    return [content for content in held if is_credential(content)]


def _embedded(root: DictionaryObject) -> Iterator[StreamObject]:
    """The streams of the attached files, wherever in the tree of names they hang."""
    nodes = [_dictionary(_dictionary(root, "/Names"), "/EmbeddedFiles")]
    met = 0
    while nodes:
        node = nodes.pop()
        files, kids = (node.get(key, ArrayObject()).get_object() for key in ("/Names", "/Kids"))
        met += 1 + len(files) // 2 + len(kids)
        if met > MAX_NAMES:
            raise Unreadable("too-large", "The document has more attachments than a credential comes with.")
        nodes += [kid.get_object() for kid in kids]
        for entry in files[1::2]:
            held = _dictionary(entry.get_object(), "/EF")
            stream = held["/UF" if "/UF" in held else "/F"].get_object()
            if isinstance(stream, StreamObject):
                yield stream


def _dictionary(parent: DictionaryObject, key: str) -> DictionaryObject:
    found = parent.get(key, DictionaryObject()).get_object()
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _content(stream: StreamObject) -> bytes:
    with apply_configuration(zlib_maximum_output_length=MAX_BYTES + 1):
        return stream.get_data()
