"""A credential inside a picture or a document, and out again: PNG and SVG (Open Badges 3.0, 5.3), PDF as attachment.

Whoever hands in a file may have made it to harm. So nothing is drawn, run or fetched: of a PNG only the frames of its
chunks are read, an SVG is parsed without entities, DTD and network and refused if it could act, and every packed part
unpacks to a limit.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from typing import Any

from lxml import etree
from pypdf import PdfReader, PdfWriter, apply_configuration
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from munera.engines.attestation.canonical import MAX_BYTES
from munera.engines.attestation.errors import NotSupported, Unreadable

# What a picture or document may have; and what it may hold is MAX_BYTES, as for any credential.
MAX_FILE = 8 * 2**20
# Text in a PDF is packed in parts; a page of print needs a tenth of this.
MAX_PDF_PART = 4 * 2**20
# Attached files, and the branches of the tree that names them.
MAX_NAMES = 16
# A photograph of 8 MiB comes in about a thousand chunks, a drawing of 1 MiB in a few thousand elements.
MAX_CHUNKS = 10_000
MAX_SVG, MAX_NODES = 2**20, 20_000

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_KEYWORD = b"openbadgecredential"
OPEN_BADGES = "https://purl.imsglobal.org/ob/v3p0"
SVG = "http://www.w3.org/2000/svg"
ATTACHMENT = "openbadgecredential.json"
TOKEN_ATTACHMENT = "openbadgecredential.jwt"
_TOKEN = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*(~[A-Za-z0-9_.~-]*)?")


def bake_png(image: bytes, data: bytes) -> bytes:
    """``image`` with ``data``, a credential as JSON or token, in an ``iTXt`` chunk; the picture is unchanged.

    Raises ``Unreadable``: ``too-large``, ``not-png``, ``not-a-credential``, ``already-baked``.
    """
    _check_credential(data)
    _check_size(image)
    chunks = list(_chunks(image))
    if any(_is_baked(kind, content) for kind, content in chunks):
        raise Unreadable("already-baked", "The picture holds a credential already.")
    # Keyword, not compressed, method 0, no language, no translated keyword (PNG 11.3.3.4).
    baked = (b"iTXt", PNG_KEYWORD + b"\0\0\0\0\0" + data)
    return PNG_SIGNATURE + b"".join(_chunk(*chunk) for chunk in [chunks[0], baked, *chunks[1:]])


def bake_svg(image: bytes, data: bytes) -> bytes:
    """``image`` with ``data`` in an ``openbadges:credential`` element, a token in its attribute ``verify``.

    Raises ``Unreadable``: ``too-large``, ``not-svg``, ``entities``, ``active``, ``not-a-credential``,
    ``already-baked``.
    """
    _check_credential(data)
    _check_size(image)
    root = _svg(image)
    if _baked_elements(root):
        raise Unreadable("already-baked", "The picture holds a credential already.")
    element = etree.Element(f"{{{OPEN_BADGES}}}credential", nsmap={"openbadges": OPEN_BADGES})
    text = data.decode("utf-8")
    try:
        if _TOKEN.fullmatch(data):
            element.set("verify", text)
        else:
            element.text = text
    except ValueError as error:
        raise Unreadable("not-a-credential", "The credential has a character that XML cannot hold.") from error
    root.insert(0, element)
    return etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True)


def bake_pdf(document: bytes, data: bytes) -> bytes:
    """``document`` with ``data`` attached as the file that it was made from (ISO 32000-2, 7.11.4 and 14.13).

    Raises ``Unreadable``: ``too-large``, ``not-pdf``, ``not-a-credential``, ``already-baked``.
    """
    _check_credential(data)
    if unbake(document):
        raise Unreadable("already-baked", "The document holds a credential already.")
    is_token = _TOKEN.fullmatch(data) is not None
    with apply_configuration(zlib_maximum_output_length=MAX_FILE):
        try:
            writer = PdfWriter(clone_from=BytesIO(document))
            attached = writer.add_attachment(TOKEN_ATTACHMENT if is_token else ATTACHMENT, data)
            attached.associated_file_relationship = NameObject("/Data")
            attached.subtype = NameObject("/application/jwt" if is_token else "/application/vc")
            # PDF 2.0 and PDF/A-3: what the document as a whole was made from.
            writer.root_object[NameObject("/AF")] = ArrayObject([attached.pdf_object.indirect_reference])
            baked = BytesIO()
            writer.write(baked)
        except (PyPdfError, *_BROKEN) as error:
            raise Unreadable("not-pdf", "The document cannot be taken apart and put together again.") from error
    return baked.getvalue()


def unbake(data: bytes) -> list[bytes]:
    """The credentials in a PNG, SVG or PDF, found out by its content; none where it holds none.

    Raises ``Unreadable``: ``unknown-format``, ``too-large``, ``not-png``, ``not-svg``, ``not-pdf``,
    ``several-credentials`` for a picture with more than one, ``bad-chunk``, ``entities``, ``active``;
    ``NotSupported`` ``encrypted``.
    """
    _check_size(data)
    if data.startswith(PNG_SIGNATURE):
        return _from_png(data)
    # ISO 32000-1, annex H.3.4.1: readers look for it in the first 1,024 bytes.
    if b"%PDF-" in data[:1_024]:
        return _from_pdf(data)
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        return _from_svg(data)
    raise Unreadable("unknown-format", "The file is neither a PNG or SVG picture nor a PDF document.")


# PNG


def _chunks(image: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each chunk, from IHDR to IEND."""
    if not image.startswith(PNG_SIGNATURE):
        raise Unreadable("not-png", "The file is no PNG picture.")
    at, kind = len(PNG_SIGNATURE), b""
    for _ in range(MAX_CHUNKS):
        if len(image) < at + 12:
            raise Unreadable("not-png", "The picture ends in the middle.")
        length, kind = struct.unpack_from(">I4s", image, at)
        content = image[at + 8 : at + 8 + length]
        ending = image[at + 8 + length : at + 12 + length]
        if len(ending) < 4 or zlib.crc32(kind + content) != int.from_bytes(ending):
            raise Unreadable("not-png", "A part of the picture is damaged.")
        if (kind == b"IHDR") != (at == len(PNG_SIGNATURE)):
            raise Unreadable("not-png", "The picture does not begin with its header.")
        yield kind, content
        if kind == b"IEND":
            return
        at += 12 + length
    raise Unreadable("too-large", f"The picture has more than {MAX_CHUNKS} parts.")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content), kind) + content + zlib.crc32(kind + content).to_bytes(4)


def _is_baked(kind: bytes, content: bytes) -> bool:
    return kind in {b"iTXt", b"tEXt", b"zTXt"} and content.partition(b"\0")[0] == PNG_KEYWORD


def _from_png(image: bytes) -> list[bytes]:
    baked = [(kind, content) for kind, content in _chunks(image) if _is_baked(kind, content)]
    if len(baked) > 1:
        raise Unreadable("several-credentials", "The picture holds several credentials; it is not clear which counts.")
    return [_text_of(kind, content) for kind, content in baked]


def _text_of(kind: bytes, content: bytes) -> bytes:
    if kind != b"iTXt" or len(content) < len(PNG_KEYWORD) + 5:
        raise Unreadable("bad-chunk", "The credential does not stand in the kind of chunk that Open Badges names.")
    packed, method = content[len(PNG_KEYWORD) + 1 : len(PNG_KEYWORD) + 3]
    _language, first, rest = content[len(PNG_KEYWORD) + 3 :].partition(b"\0")
    _translated, second, text = rest.partition(b"\0")
    if not first or not second or packed > 1 or method != 0:
        raise Unreadable("bad-chunk", "The chunk with the credential is not made as PNG says.")
    return _small_enough(_inflated(text) if packed else text)


# SVG


def _svg(image: bytes) -> Any:
    """The root of a picture that has no way to act or to fetch."""
    if len(image) > MAX_SVG:
        raise Unreadable("too-large", f"The picture has {len(image)} bytes; {MAX_SVG} are allowed.")
    # Before any parser sees it: entities, the tool of every XML bomb and of reading files of the server.
    if b"<!ENTITY" in image or b"\0" in image[:4]:
        raise Unreadable("entities", "The picture defines entities, or is written in another way than UTF-8.")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        huge_tree=False,
        remove_pis=False,
    )
    try:
        root = etree.fromstring(image, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("not-svg", "The picture is not well-formed XML.") from error
    if root.tag != f"{{{SVG}}}svg":
        raise Unreadable("not-svg", "The file is XML, but no SVG picture.")
    tree = root.getroottree()
    if tree.docinfo.internalDTD is not None and any(tree.docinfo.internalDTD.iterentities()):
        raise Unreadable("entities", "The picture defines entities.")
    # Instructions before the root, such as a style sheet to be fetched, are no part of its tree.
    for count, node in enumerate(chain(root.itersiblings(preceding=True), tree.iter(), root.itersiblings())):
        if count > MAX_NODES:
            raise Unreadable("too-large", f"The picture has more than {MAX_NODES} elements.")
        if _acts(node):
            raise Unreadable("active", "The picture holds a script, or something else that acts when it is opened.")
    return root


# Elements that run or bring in foreign content, and attributes that animations may not write.
_ACTIVE = {"script", "foreignobject", "iframe", "embed", "object", "handler", "listener"}
_ADDRESSES = {"href", "src", "action", "formaction", "to", "from", "values", "by", "begin"}


def _acts(node: Any) -> bool:
    if not isinstance(node.tag, str):
        return node.tag is etree.ProcessingInstruction or node.tag is etree.Entity
    if etree.QName(node).localname.lower() in _ACTIVE:
        return True
    return any(_attribute_acts(etree.QName(name).localname.lower(), str(value)) for name, value in node.attrib.items())


def _attribute_acts(name: str, value: str) -> bool:
    if name.startswith("on"):
        return True
    # Readers of addresses skip spaces and control characters inside "java script:".
    plain = re.sub(r"[\s\x00-\x20]", "", value).lower()
    if name == "attributename":
        return plain.startswith("on") or plain.rpartition(":")[2] == "href"
    return name in _ADDRESSES and ("javascript:" in plain or plain.startswith(("data:text/html", "data:image/svg")))


def _baked_elements(root: Any) -> list[Any]:
    return list(root.iter(f"{{{OPEN_BADGES}}}credential"))


def _from_svg(image: bytes) -> list[bytes]:
    elements = _baked_elements(_svg(image))
    if len(elements) > 1:
        raise Unreadable("several-credentials", "The picture holds several credentials; it is not clear which counts.")
    return [_small_enough(_text_in(element)) for element in elements]


def _text_in(element: Any) -> bytes:
    token, text = element.get("verify"), (element.text or "").strip()
    if len(element) or bool(token) == bool(text):
        raise Unreadable("bad-chunk", "The element for the credential holds none, or more than one.")
    return str(token or text).encode("utf-8")


# PDF

# What pypdf meets in files that lie about their own structure, beside its own errors.
_BROKEN = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, NotImplementedError, zlib.error)


def _from_pdf(document: bytes) -> list[bytes]:
    with apply_configuration(
        zlib_maximum_output_length=MAX_PDF_PART,
        lzw_maximum_output_length=MAX_PDF_PART,
        run_length_maximum_output_length=MAX_PDF_PART,
        zlib_maximum_recovery_input_length=0,
        stream_decoding_work_maximum_length=MAX_FILE,
        stream_filters_maximum_length=1,
    ):
        try:
            reader = PdfReader(BytesIO(document), strict=True)
            if reader.is_encrypted:
                raise NotSupported("encrypted", "The document is locked; nothing can be read from it.")
            streams = list(_embedded(reader.root_object))
            held = [_small_enough(_content(stream)) for stream in streams]
        except (PyPdfError, *_BROKEN) as error:
            if isinstance(error, Unreadable | NotSupported):
                raise
            raise Unreadable("not-pdf", "The document is damaged, or made to harm.") from error
    return [content for content in held if _is_credential(content)]


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


# What all of them share


def _check_size(data: bytes) -> None:
    if len(data) > MAX_FILE:
        raise Unreadable("too-large", f"The file has {len(data)} bytes; {MAX_FILE} are allowed.")


def _check_credential(data: bytes) -> None:
    _small_enough(data)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable("not-a-credential", "What should be baked is not UTF-8.") from error
    if not _is_credential(data) or data != data.strip():
        raise Unreadable("not-a-credential", "What should be baked is neither a JSON object nor a token.")


def _is_credential(data: bytes) -> bool:
    text = data.strip()
    return (text.startswith(b"{") and text.endswith(b"}")) or _TOKEN.fullmatch(text) is not None


def _small_enough(data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise Unreadable("too-large", f"The credential has more than {MAX_BYTES} bytes.")
    return data


def _inflated(packed: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(packed, MAX_BYTES + 1)
    except zlib.error as error:
        raise Unreadable("bad-chunk", "The packed credential cannot be unpacked.") from error
    if len(data) <= MAX_BYTES and (not unpacking.eof or unpacking.unused_data):
        raise Unreadable("bad-chunk", "The packed credential ends too early or goes on after its end.")
    return data
