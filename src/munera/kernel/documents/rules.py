"""What a file is by its content, and whether we take it. The name that it came with proves nothing.

=====  ===============================================================================================
kind   by what it is known
=====  ===============================================================================================
pdf    ``%PDF-`` at the very beginning and ``%%EOF`` near the end
png    its signature, then IHDR as the first chunk and IEND as the last
jpeg   SOI and a marker at the beginning, EOI near the end
webp   RIFF with the length of the file, and WEBP
docx   a ZIP that opens, lists its content types and holds ``word/document.xml``; without macros
xlsx   the same with ``xl/workbook.xml``
csv    text in UTF-8 of two lines or more, each with the same number of separators
text   any other text in UTF-8 without control characters
=====  ===============================================================================================
"""

import csv
import io
import unicodedata
import zipfile
from pathlib import PurePosixPath
from typing import ClassVar, Final

from django.utils.translation import gettext_lazy as _

from munera.kernel.documents.choices import Kind
from munera.kernel.refusal import Refusal, Sentence

MEDIA_TYPES: Final[dict[Kind, str]] = {
    Kind.PDF: "application/pdf",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.WEBP: "image/webp",
    Kind.TEXT: "text/plain; charset=utf-8",
    Kind.CSV: "text/csv; charset=utf-8",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ENDINGS: Final[dict[Kind, str]] = {
    Kind.PDF: ".pdf",
    Kind.PNG: ".png",
    Kind.JPEG: ".jpg",
    Kind.WEBP: ".webp",
    Kind.TEXT: ".txt",
    Kind.CSV: ".csv",
    Kind.DOCX: ".docx",
    Kind.XLSX: ".xlsx",
}
LONGEST_NAME: Final = 100
# Programs append a little after the end of a file; more would be another file hidden behind the first.
NEAR_THE_END: Final = 1024
# What an office program would have to unpack: whoever opens the file after us must not be hurt by it.
MOST_UNPACKED: Final = 256 * 1024 * 1024
MOST_PARTS: Final = 5_000
MACROS: Final = ("vbaproject.bin", "vbadata.xml")
# What a name of Windows or a header of HTTP cannot hold.
NOT_IN_NAMES: Final = frozenset('<>:"|?*')
# A page or a drawing is text too, and so is the beginning of many a file: something may open it by that.
NO_TEXT: Final = ("<", "%PDF", "%!PS", "GIF8", "{\\rtf", "#!")
CSV_LINES: Final = 50


class KindNotTaken(Refusal):
    status: ClassVar[int] = 422
    title: ClassVar[Sentence] = _("This kind of file is not taken")
    sentence: Sentence = _(
        "By its content this is not a file of a kind that we take, or it is damaged. Send a PDF, a picture (PNG, JPEG "
        "or WebP), a text or CSV file in UTF-8, or a DOCX or XLSX file without macros."
    )


class EmptyFile(Refusal):
    status: ClassVar[int] = 422
    title: ClassVar[Sentence] = _("The file is empty")
    sentence: Sentence = _("There is nothing in this file. Choose another one.")


def kind_of(content: bytes) -> Kind:
    """What the content is; raises ``KindNotTaken`` for everything that is not on the list above."""
    if not content:
        raise EmptyFile
    for kind, fits in ((Kind.PDF, _is_pdf), (Kind.PNG, _is_png), (Kind.JPEG, _is_jpeg), (Kind.WEBP, _is_webp)):
        if fits(content):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_zip(content)
    return _kind_of_text(content)


def clean_name(name: str, kind: Kind) -> str:
    """The name without folders, and without what hides its true end; it ends as its content says."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter for letter in last if _may_stand_in_a_name(letter))
    stem = " ".join(plain.split()).strip(". ")
    if PurePosixPath(stem).suffix.lower() in (ENDINGS[kind], ".jpeg"):
        stem = PurePosixPath(stem).stem
    return f"{stem[:LONGEST_NAME].strip('. ') or kind.value}{ENDINGS[kind]}"


def _may_stand_in_a_name(letter: str) -> bool:
    """Neither what is not seen, nor what turns the direction of reading."""
    return letter == " " or (unicodedata.category(letter)[0] not in "CZ" and letter not in NOT_IN_NAMES)


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-NEAR_THE_END:]


def _is_png(content: bytes) -> bool:
    begins = content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR"
    return begins and content[-8:-4] == b"IEND"


def _is_jpeg(content: bytes) -> bool:
    return content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content[-NEAR_THE_END:]


def _is_webp(content: bytes) -> bool:
    length = int.from_bytes(content[4:8], "little")
    return content.startswith(b"RIFF") and content[8:12] == b"WEBP" and length in (len(content) - 8, len(content) - 9)


def _kind_of_zip(content: bytes) -> Kind:
    """Its list of parts is read, and nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise KindNotTaken from None
    names = {part.filename.lower() for part in parts}
    unpacked = sum(part.file_size for part in parts)
    is_locked = any(part.flag_bits & 1 for part in parts)
    has_macros = any(name.endswith(MACROS) for name in names)
    if "[content_types].xml" not in names or has_macros or is_locked:
        raise KindNotTaken
    if unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS or len(names) != len(parts):
        raise KindNotTaken
    found = [kind for part, kind in (("word/document.xml", Kind.DOCX), ("xl/workbook.xml", Kind.XLSX)) if part in names]
    if len(found) != 1:
        raise KindNotTaken
    return found[0]


def _kind_of_text(content: bytes) -> Kind:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise KindNotTaken from None
    if any(unicodedata.category(letter) == "Cc" and letter not in "\t\n\r\f" for letter in text):
        raise KindNotTaken
    if text.lstrip().startswith(NO_TEXT):
        raise KindNotTaken
    return Kind.CSV if _is_table(text) else Kind.TEXT


def _is_table(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()][:CSV_LINES]
    if len(lines) < 2:
        return False
    for separator in ",;\t":
        try:
            widths = {len(row) for row in csv.reader(lines, delimiter=separator)}
        except csv.Error:
            continue
        if len(widths) == 1 and widths.pop() > 1:
            return True
    return False
