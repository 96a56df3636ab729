"""Read a file of awards, XLSX or CSV, within bounds: a row for each person, under headings in any of our languages."""

import csv
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy, override
from python_calamine import CalamineWorkbook

from munera.kernel.refusal import Sentence

MOST_ROWS: Final = 20_000
MOST_UNPACKED: Final = 100 * 2**20
MOST_PARTS: Final = 200
WIDEST: Final = 60
# A single cell far out would ask for the memory of all between.
PLACE: Final = re.compile(rb'\sr="([A-Z]{1,3})([0-9]{1,7})"')
HEADINGS: Final[dict[str, Sentence]] = {
    "number": gettext_lazy("Number"),
    "email": gettext_lazy("E-mail address"),
    "name": gettext_lazy("Name"),
    "until": gettext_lazy("Valid until"),
    "result": gettext_lazy("Result"),
}
# As programs and people call them, beside our own words.
OTHERS: Final = {"e-mail": "email", "mail": "email", "full name": "name", "jmbg": "number", "id": "number"}
ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
DOTTED: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\.?")


class Unreadable(Exception):
    """The file as a whole cannot be read; ``fault`` is its word."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file. ``until`` is None where none is given; ``is_bad_day`` where what is given is no day."""

    at: int
    number: str
    email: str
    name: str
    result: str
    until: date | None
    is_bad_day: bool


def lines_of(content: bytes) -> list[Line]:
    """Raises ``Unreadable``: ``kind``, ``broken``, ``empty``, ``too-many-rows``, ``too-large``, ``columns``."""
    rows = _sheet(content) if content.startswith(b"PK\x03\x04") else _table(content)
    columns: dict[str, int] = {}
    found: list[Line] = []
    for at, cells in enumerate(rows, start=1):
        if not columns:
            columns = _columns(cells)
        elif any(_text(cell) for cell in cells):
            found.append(_line(at, cells, columns))
        if len(found) > MOST_ROWS:
            raise Unreadable("too-many-rows")
    if not columns:
        raise Unreadable("columns")
    if not found:
        raise Unreadable("empty")
    return found


def _line(at: int, cells: Sequence[Any], columns: dict[str, int]) -> Line:
    def cell(name: str) -> Any:
        place = columns.get(name)
        return cells[place] if place is not None and place < len(cells) else None

    until, is_bad_day = _day(cell("until"))
    return Line(
        at=at,
        number=_text(cell("number"))[:40],
        email=_text(cell("email"))[:254],
        name=_text(cell("name"))[:200],
        result=_text(cell("result"))[:100],
        until=until,
        is_bad_day=is_bad_day,
    )


def _columns(cells: Sequence[Any]) -> dict[str, int]:
    """Which column holds what, if this row is the headings: it must name a number or an address."""
    known = _known()
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = known.get(_text(cell).casefold())
        if name:
            found.setdefault(name, place)
    return found if {"number", "email"} & found.keys() else {}


def _known() -> dict[str, str]:
    known = dict(OTHERS)
    for language, _name in settings.LANGUAGES:
        with override(language):
            known |= {str(heading).casefold(): name for name, heading in HEADINGS.items()}
    return known | {name: name for name in HEADINGS}


def _sheet(content: bytes) -> Iterator[Sequence[Any]]:
    try:
        _refuse_bomb(content)
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return iter(book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=MOST_ROWS + 100))
    except (Unreadable, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001  # a panic in calamine is no Exception, and no file may end the worker
        raise Unreadable("broken") from None


def _refuse_bomb(content: bytes) -> None:
    """Unpack everything once, piece by piece: what says it is small must be small."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unreadable("too-large")
            for part in parts:
                with archive.open(part) as opened:
                    while piece := opened.read(2**20):
                        _refuse_far_cells(piece)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        raise Unreadable("broken") from None


def _refuse_far_cells(piece: bytes) -> None:
    for column, row in PLACE.findall(piece):
        if len(column) > 1 and (len(column) > 2 or column > b"BH"):
            raise Unreadable("too-large")
        if int(row) > MOST_ROWS + 100:
            raise Unreadable("too-many-rows")


def _table(content: bytes) -> Iterator[Sequence[Any]]:
    if not content.strip():
        raise Unreadable("empty")
    if b"\0" in content:
        raise Unreadable("kind")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("kind") from None
    first = text.lstrip().partition("\n")[0]
    separator = max(";\t,", key=first.count)
    try:
        return iter([row[:WIDEST] for row in csv.reader(StringIO(text, newline=""), delimiter=separator)])
    except csv.Error:
        raise Unreadable("broken") from None


def _text(cell: Any) -> str:
    if cell is None or isinstance(cell, bool):
        return ""
    whole = int(cell) if isinstance(cell, float) and cell.is_integer() else cell
    line = " ".join(unicodedata.normalize("NFC", str(whole)).split())
    return "".join(sign for sign in line if unicodedata.category(sign) not in {"Cc", "Cs", "Cf"})


def _day(cell: Any) -> tuple[date | None, bool]:
    """The day, and whether there is something that is none: with a stroke, nobody knows which is the month."""
    if isinstance(cell, datetime):
        return cell.date(), False
    if isinstance(cell, date):
        return cell, False
    text = _text(cell)
    if not text:
        return None, False
    iso, dotted = ISO.fullmatch(text), DOTTED.fullmatch(text)
    parts = iso.groups() if iso else dotted.groups()[::-1] if dotted else None
    try:
        return (date(*map(int, parts)), False) if parts else (None, True)
    except ValueError:
        return None, True


def sentence_of(fault: str) -> str:
    """What is wrong with a file that could not be read, and what to do."""
    match fault:
        case "kind":
            return gettext("The file is neither an Excel workbook (XLSX) nor a text table (CSV in UTF-8).")
        case "broken":
            return gettext("The file is damaged. Save it again, and upload it once more.")
        case "empty":
            return gettext("The file names nobody.")
        case "too-many-rows":
            return gettext("The file has more than 20,000 rows. Divide it, and give each part the same reference.")
        case "too-large":
            return gettext("The file is far larger inside than a list of people needs to be.")
        case _:
            return gettext("No row of the file has our headings. Take the template, or name a column “Number”.")
