"""What a file is, its content says; what it is called proves nothing."""

import io
import zipfile

import pytest

from munera.kernel.documents.choices import Kind
from munera.kernel.documents.rules import MOST_PARTS, MOST_UNPACKED, EmptyFile, KindNotTaken, clean_name, kind_of
from tests.factories.documents import FILES, PDF, office, packed, png


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_that_we_take_is_known_by_its_content(kind: Kind) -> None:
    assert kind_of(FILES[kind]) == kind


def bomb() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(MOST_UNPACKED // (1 << 20) + 1):
                part.write(bytes(1 << 20))
    return written.getvalue()


def locked() -> bytes:
    """The flag of encryption set in the entry and in the directory."""
    content = bytearray(office("word/document.xml"))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(signature)
        content[start + at] |= 1
    return bytes(content)


REFUSED = {
    "a program": b"MZ\x90\x00" + bytes(60),
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a page behind blanks": b" \n\t<html></html>",
    "a drawing that runs script": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a page with a mark of UTF-8": b"\xef\xbb\xbf<html></html>",
    "text in an old encoding": "Žena".encode("cp1250"),
    "text with a zero in it": b"a\0b",
    "a PDF cut off": PDF.removesuffix(b"%%EOF\n"),
    "a PDF behind something else": b"GIF89a" + PDF,
    "a PNG cut off": png()[:-12],
    "a JPEG without an end": b"\xff\xd8\xff\xe0" + bytes(2000),
    "a sound in the case of a picture": b"RIFF\x0c\x00\x00\x00WAVEfmt \0\0\0\0",
    "a WebP of another length": b"RIFF\xff\x00\x00\x00WEBPVP8 \0\0\0\0",
    "any archive": packed({"a.txt": b"a"}),
    "an archive cut off": office("word/document.xml")[:-30],
    "a document with macros": packed(
        {"[Content_Types].xml": b"", "word/document.xml": b"", "word/vbaProject.bin": b"x"}
    ),
    "a document that is a workbook too": packed(
        {"[Content_Types].xml": b"", "word/document.xml": b"", "xl/workbook.xml": b""}
    ),
    "a document with a password": locked(),
    "a document of too many parts": packed(
        {"[Content_Types].xml": b"", "word/document.xml": b""} | {str(part): b"" for part in range(MOST_PARTS)}
    ),
    "an archive that unpacks without end": bomb(),
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_what_is_of_no_kind_that_we_take_is_refused(content: bytes) -> None:
    with pytest.raises(KindNotTaken):
        kind_of(content)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(EmptyFile):
        kind_of(b"")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("diploma.pdf", "diploma.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Ana\\diploma.PDF", "diploma.pdf"),
        ("diploma.exe", "diploma.exe.pdf"),
        ("diploma\u202efdp.exe", "diplomafdp.exe.pdf"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie x.pdf"),
        ("диплома 2024.pdf", "диплома 2024.pdf"),
        (".pdf", "pdf.pdf"),
        ("", "pdf.pdf"),
        ("x" * 300, "x" * 100 + ".pdf"),
    ],
)
def test_a_name_hides_neither_its_folder_nor_its_end(name: str, shown: str) -> None:
    assert clean_name(name, Kind.PDF) == shown
