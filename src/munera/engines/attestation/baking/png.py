"""Credentials in an ``iTXt`` chunk of a PNG (Open Badges 3.0, 5.3.1; W3C PNG, 11.3.3.4)."""

import struct
import zlib
from collections.abc import Iterator

from munera.engines.attestation.baking.held import check_credential, check_size, small_enough
from munera.engines.attestation.canonical import MAX_BYTES
from munera.engines.attestation.errors import Unreadable

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
# A photograph of 8 MiB comes in about a thousand.
MAX_CHUNKS = 10_000


def bake_png(image: bytes, data: bytes) -> bytes:
    """``image`` with ``data``, a credential as JSON or token, in an ``iTXt`` chunk; the picture is unchanged.

    Raises ``Unreadable``: ``too-large``, ``not-png``, ``not-a-credential``, ``already-baked``.
    """
    check_credential(data)
    check_size(image)
    chunks = list(_chunks(image))
    if any(_is_baked(kind, content) for kind, content in chunks):
        raise Unreadable("already-baked", "The picture holds a credential already.")
    # Keyword; not packed, method 0; no language, no keyword in another one.
    baked = (b"iTXt", KEYWORD + b"\0\0\0\0\0" + data)
    return SIGNATURE + b"".join(_chunk(*chunk) for chunk in [chunks[0], baked, *chunks[1:]])


def from_png(image: bytes) -> list[bytes]:
    """The credential in ``image``, or none; raises ``Unreadable`` as ``unbake`` says."""
    baked = [(kind, content) for kind, content in _chunks(image) if _is_baked(kind, content)]
    if len(baked) > 1:
        raise Unreadable("several-credentials", "The picture holds several credentials; it is not clear which counts.")
    return [small_enough(_text_of(kind, content)) for kind, content in baked]


def _chunks(image: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each chunk, from the header to the end of the picture."""
    if not image.startswith(SIGNATURE):
        raise Unreadable("not-png", "The file is no PNG picture.")
    at = len(SIGNATURE)
    for number in range(MAX_CHUNKS):
        if len(image) < at + 12:
            raise Unreadable("not-png", "The picture ends in the middle.")
        length, kind = struct.unpack_from(">I4s", image, at)
        content = image[at + 8 : at + 8 + length]
        ending = image[at + 8 + length : at + 12 + length]
        if len(ending) < 4 or zlib.crc32(kind + content) != int.from_bytes(ending):
            raise Unreadable("not-png", "A part of the picture is damaged.")
        if (kind == b"IHDR") != (number == 0):
            raise Unreadable("not-png", "The picture does not begin with its header.")
        yield kind, content
        if kind == b"IEND":
            return
        at += 12 + length
    raise Unreadable("too-large", f"The picture has more than {MAX_CHUNKS} parts.")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content), kind) + content + zlib.crc32(kind + content).to_bytes(4)


def _is_baked(kind: bytes, content: bytes) -> bool:
    return kind in {b"iTXt", b"tEXt", b"zTXt"} and content.partition(b"\0")[0] == KEYWORD


def _text_of(kind: bytes, content: bytes) -> bytes:
    if kind != b"iTXt" or len(content) < len(KEYWORD) + 5:
        raise Unreadable("bad-chunk", "The credential does not stand in the kind of chunk that Open Badges names.")
    packed, method = content[len(KEYWORD) + 1 : len(KEYWORD) + 3]
    _language, first, rest = content[len(KEYWORD) + 3 :].partition(b"\0")
    _translated, second, text = rest.partition(b"\0")
    if not first or not second or packed > 1 or method != 0:
        raise Unreadable("bad-chunk", "The chunk with the credential is not made as PNG says.")
    return _inflated(text) if packed else text


def _inflated(packed: bytes) -> bytes:
    """``packed`` inflated, no further than one byte past what a credential may have."""
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(packed, MAX_BYTES + 1)
    except zlib.error as error:
        raise Unreadable("bad-chunk", "The packed credential cannot be unpacked.") from error
    if len(data) <= MAX_BYTES and (not unpacking.eof or unpacking.unused_data):
        raise Unreadable("bad-chunk", "The packed credential ends too early or goes on after its end.")
    return data
