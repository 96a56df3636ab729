"""Read a table that an office hands in: XLSX or CSV, within bounds, line by line. What it holds, others here say.

Korean offices write CSV in UTF-8 or in CP949; what begins with a mark is read as the mark says.
"""

import csv
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, TextIOWrapper
from typing import Any, Final

from django.conf import settings
from django.utils.translation import override
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from munera.kernel.refusal import Sentence

MOST_UNPACKED: Final = 200 * 2**20
MOST_PARTS: Final = 1_000
# A sheet is held as a full rectangle: a single cell far out would ask for the memory of all between.
WIDEST: Final = "ZZ"
PLACE: Final = re.compile(rb"\sr\s*=\s*[\"']\s*([A-Za-z]*)([0-9]*)")
AT_ONCE: Final = 2**20
LONGEST_PLACE: Final = 64
SEPARATORS: Final = (",", ";", "\t")
BEGINNING: Final = 64 * 1024
# So many lines may stand above the headings.
TITLES: Final = 20


class Unreadable(Exception):
    """The file as a whole cannot be read; ``fault`` is its word, ``said`` what its sentence names."""

    def __init__(self, fault: str, **said: Any) -> None:
        super().__init__(fault)
        self.fault, self.said = fault, said


@dataclass(frozen=True, slots=True)
class Sheet:
    """The headings as they stand, which column holds what, and the lines below with their numbers."""

    headings: tuple[str, ...]
    columns: Mapping[str, int]
    lines: Iterator[tuple[int, Sequence[str]]]


def sheet_of(content: bytes, known: Mapping[str, Sentence], *, needed: Sequence[str], most_rows: int) -> Sheet:
    """Raises ``Unreadable``: kind, broken, empty, too-wide, too-large-inside, too-many-rows, columns."""
    rows = _lines(content, most_rows=most_rows)
    words = _words(known)
    missing = list(needed)
    for number, cells in rows:
        columns: dict[str, int] = {}
        for place, cell in enumerate(cells):
            name = words.get(plain(cell))
            if name:
                columns.setdefault(name, place)
        missing = min(missing, [name for name in needed if name not in columns], key=len)
        if not missing:
            return Sheet(tuple(cells), columns, _below(rows, most_rows=most_rows))
        if number > TITLES:
            break
    raise Unreadable("columns", missing=[str(known[name]) for name in missing])


def plain(text: str) -> str:
    """A heading without case, marks, blanks and signs."""
    apart = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in apart if letter.isalnum())


def _words(known: Mapping[str, Sentence]) -> dict[str, str]:
    words: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            words |= {plain(str(heading)): name for name, heading in known.items()}
    return words | {plain(name): name for name in known}


def _below(rows: Iterator[tuple[int, Sequence[str]]], *, most_rows: int) -> Iterator[tuple[int, Sequence[str]]]:
    count = 0
    for number, cells in rows:
        if not any(cells):
            continue
        count += 1
        if count > most_rows:
            raise Unreadable("too-many-rows", most=most_rows)
        yield number, cells


def _lines(content: bytes, *, most_rows: int) -> Iterator[tuple[int, Sequence[str]]]:
    if not content.strip():
        raise Unreadable("empty")
    if content.startswith(b"PK\x03\x04"):
        return _of_workbook(content, most_rows=most_rows)
    if content.startswith((b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")):
        raise Unreadable("kind")
    return _of_text(content)


# --- workbooks ----------------------------------------------------------------------------------------------------


def _of_workbook(content: bytes, *, most_rows: int) -> Iterator[tuple[int, Sequence[str]]]:
    _check(content, most_rows=most_rows)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        shown = [
            about.name
            for about in book.sheets_metadata
            if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible
        ]
        sheet = book.get_sheet_by_name(shown[0]) if shown else None
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001  # a panic in calamine is no Exception, and no file may end the worker
        raise Unreadable("broken") from None
    if sheet is None or sheet.start is None:
        raise Unreadable("empty")
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield number, [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    """As a person reads it: whole numbers without a point, days as ISO writes them."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def _check(content: bytes, *, most_rows: int) -> None:
    """Unpack everything once, piece by piece, and throw it away: what says it is small must be small."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise Unreadable("kind")
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unreadable("too-large-inside")
            for part in parts:
                _check_part(archive, part, most_rows=most_rows)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise Unreadable("broken") from None


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, most_rows: int) -> None:
    is_sheet = part.filename.startswith("xl/worksheets/")
    with archive.open(part) as opened:
        before = b""
        while piece := opened.read(AT_ONCE):
            if is_sheet:
                _check_places(before + piece, most_rows=most_rows)
                before = piece[-LONGEST_PLACE:]


def _check_places(piece: bytes, *, most_rows: int) -> None:
    widest, most = (len(WIDEST), WIDEST.encode()), most_rows + 1_000
    for column, row in PLACE.findall(piece):
        if (len(column), column.upper()) > widest:
            raise Unreadable("too-wide")
        if row and int(row) > most:
            raise Unreadable("too-many-rows", most=most_rows)


# --- text ---------------------------------------------------------------------------------------------------------


def _of_text(content: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    text = TextIOWrapper(BytesIO(content), encoding=_encoding(content), errors="strict", newline="")
    try:
        beginning = text.read(BEGINNING)
        text.seek(0)
        reader = csv.reader(text, delimiter=_separator(beginning))
        for number, cells in enumerate(reader, start=1):
            yield number, [cell.strip().lstrip("\ufeff") for cell in cells]
    except (csv.Error, UnicodeError):
        raise Unreadable("broken") from None


def _encoding(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x00" in content[:BEGINNING]:
        raise Unreadable("kind")
    for encoding in ("utf-8-sig", "cp949"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "cp1252"


def _separator(beginning: str) -> str:
    """The one that divides the first lines most often."""
    lines = beginning.splitlines()[:TITLES]
    return max(SEPARATORS, key=lambda separator: max((line.count(separator) for line in lines), default=0))
