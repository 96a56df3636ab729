"""XLSX: checked to be no trap, then read by calamine, which gives values, never formulas."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from munera.kernel.tables.cells import Cell
from munera.kernel.tables.faults import Unreadable

ZIP: Final = b"PK\x03\x04"
PARTS: Final = 1_000
AT_ONCE: Final = 1024 * 1024
# So many rows may be passed over: titles, and rows in which nothing stands.
PASSED_OVER: Final = 1_000
# A place in a sheet may be cut by the edge of what is read at once.
LONGEST_PLACE: Final = 64
PLACE: Final = re.compile(rb"\sr\s*=\s*[\"']\s*([A-Za-z]*)([0-9]*)")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is read: rows with something in them, bytes once unpacked, and the last column in which it may stand.

    A sheet is held as a full rectangle: a single cell far out would ask for the memory of all between.
    """

    rows: int = 200_000
    unpacked: int = 200 * 1024 * 1024
    widest: str = "AN"


def rows_of_workbook(content: bytes, bounds: Bounds) -> Iterator[tuple[int, list[Cell]]]:
    """The rows of the first sheet that shows, by their number. A formula counts as the value it had when saved."""
    _check(content, bounds)
    sheet = _first_sheet(content)
    if sheet.start is None:
        return
    # Empty rows above the first that holds anything are counted too.
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield number, list(cells)


def _first_sheet(content: bytes) -> CalamineSheet:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        for about in book.sheets_metadata:
            if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible:
                return book.get_sheet_by_name(about.name)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001  # a panic in calamine is no Exception, and no file may end the worker
        raise Unreadable("broken") from None
    raise Unreadable("empty")


def _check(content: bytes, bounds: Bounds) -> None:
    """Unpack everything once, piece by piece, and throw it away: what says it is small must be small."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise Unreadable("kind")
            if len(parts) > PARTS or sum(part.file_size for part in parts) > bounds.unpacked:
                raise Unreadable("too-large-inside")
            for part in parts:
                _check_part(archive, part, bounds)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise Unreadable("broken") from None


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, bounds: Bounds) -> None:
    """The archive itself refuses a part that is longer than it says, or another than was packed."""
    is_sheet = part.filename.startswith("xl/worksheets/")
    with archive.open(part) as opened:
        before = b""
        while piece := opened.read(AT_ONCE):
            if is_sheet:
                _check_places(before + piece, bounds)
                before = piece[-LONGEST_PLACE:]


def _check_places(piece: bytes, bounds: Bounds) -> None:
    places = PLACE.findall(piece)
    widest = max((len(column), column.upper()) for column in {column for column, _row in places} | {b""})
    if widest > (len(bounds.widest), bounds.widest.encode()):
        raise Unreadable("too-wide")
    if max(map(int, {row for _column, row in places if row}), default=0) > bounds.rows + PASSED_OVER:
        raise Unreadable("too-many-rows", most=bounds.rows)
