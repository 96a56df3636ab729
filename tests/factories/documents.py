"""Small files of every kind that we take, and documents made of them."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile

from munera.kernel.documents.actions import store_document
from munera.kernel.documents.choices import Kind, Purpose
from munera.kernel.documents.models import Document
from munera.kernel.people.models import Person


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png() -> bytes:
    """One black dot."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"\0\0")) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def packed(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def office(part: str, **more: bytes) -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", part: b"<x/>"} | more)


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
FILES: dict[Kind, bytes] = {
    Kind.PDF: PDF,
    Kind.PNG: png(),
    Kind.JPEG: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\xff\xd9",
    Kind.WEBP: b"RIFF" + struct.pack("<I", 12) + b"WEBPVP8 " + b"\0\0\0\0",
    Kind.DOCX: office("word/document.xml"),
    Kind.XLSX: office("xl/workbook.xml"),
    Kind.CSV: "име;место\nАна;Шабац\n".encode(),
    Kind.TEXT: "Добар дан, Шабац.\n".encode(),
}


def upload(content: bytes = PDF, name: str = "diploma.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def document(owner: Person, *, content: bytes = PDF, name: str = "diploma.pdf") -> Document:
    return store_document(upload(content, name), owner=owner, purpose=Purpose.QUALIFICATION, by=owner)
