"""Pictures and documents that carry a credential, made by hand: whole ones, and such as are made to harm."""

import struct
import zlib
from io import BytesIO

from pypdf import PdfWriter

from munera.engines.attestation.baking.png import KEYWORD, SIGNATURE
from munera.engines.attestation.canonical import canonical

CREDENTIAL = canonical({"name": "Şoför ]]> <&> kaynakçı 🏅", "type": ["VerifiableCredential"]})


def png() -> bytes:
    """Three points by two, all of one colour."""
    rows = (b"\0" + b"\x00\x80\x80" * 3) * 2
    header = struct.pack(">IIBBBBB", 3, 2, 8, 2, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def pdf(**attachments: bytes) -> bytes:
    writer, document = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 100)
    for name, content in attachments.items():
        writer.add_attachment(name, content)
    writer.write(document)
    return document.getvalue()


def packed(objects: list[bytes], *, streams: dict[int, bytes] | None = None, predicted: bool = False) -> bytes:
    """A document as newer programs write it: ``objects`` from number 1 on in one stream, the first the catalogue.

    What lies in ``streams`` stands by itself, under the numbers from 100 on.
    """
    body, places = b"%PDF-1.7\n", {}

    def add(number: int, entries: bytes, content: bytes) -> None:
        nonlocal body
        places[number] = len(body)
        head = b"%d 0 obj\n<< %s /Length %d >>\nstream\n" % (number, entries, len(content))
        body += head + content + b"\nendstream\nendobj\n"

    header, inside = b"", b""
    for number, text in enumerate(objects, 1):
        header += b"%d %d " % (number, len(inside))
        inside += text + b" "
    entries = b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode" % (len(objects), len(header))
    add(90, entries, zlib.compress(header + inside, 9))
    for number, content in (streams or {}).items():
        add(number, b"/Filter [/FlateDecode]", zlib.compress(content, 9))
    places[99] = len(body)
    rows = [b"\2" + struct.pack(">IB", 90, index) for index in range(len(objects))]
    rows += [b"\1" + struct.pack(">IB", places[number], 0) for number in sorted(places)]
    ranges = b" ".join(b"%d 1" % number for number in [*range(1, len(objects) + 1), *sorted(places)])
    table = b"".join(rows)
    if predicted:
        above = [bytes(6), *rows]
        table = b"".join(
            b"\2" + bytes((now - then) & 255 for now, then in zip(row, over, strict=True))
            for row, over in zip(rows, above, strict=False)
        )
    parameters = b"/DecodeParms << /Predictor 12 /Columns 6 >>" if predicted else b""
    entries = b"/Type /XRef /Size 200 /W [1 4 1] /Root 1 0 R /Filter /FlateDecode %s /Index [%s]" % (parameters, ranges)
    add(99, entries, zlib.compress(table))
    return body + b"startxref\n%d\n%%%%EOF" % places[99]


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content), kind) + content + zlib.crc32(kind + content).to_bytes(4)


def with_chunks(*chunks: bytes) -> bytes:
    picture = png()
    return picture[:33] + b"".join(chunks) + picture[33:]


def baked_chunk(text: bytes = CREDENTIAL, *, flags: bytes = b"\0\0", kind: bytes = b"iTXt") -> bytes:
    return chunk(kind, KEYWORD + b"\0" + flags + b"\0\0" + text)
