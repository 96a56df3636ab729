"""XLSX: checked to be no trap, then read by calamine, which gives values, never formulas."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from munera.services.seasonal.actions.reading.faults import Unreadable
from munera.services.seasonal.actions.reading.values import Cell

PARTS: Final = 1_000
# A sheet is held as a full rectangle: a single cell far out would ask for the memory of all between.
WIDEST: Final = "AN"
AT_ONCE: Final = 1024 * 1024
# A place in a sheet may be cut by the edge of what is read at once.
LONGEST_PLACE: Final = 64
PLACE: Final = re.compile(rb"\sr\s*=\s*[\"']\s*([A-Za-z]*)([0-9]*)")


def rows(content: bytes, *, rows: int, unpacked: int) -> Iterator[tuple[int, list[Cell]]]:
    """The lines of the first sheet that shows, by their number. A formula counts as the value it had when saved."""
    _check(content, rows=rows, unpacked=unpacked)
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


def _check(content: bytes, *, rows: int, unpacked: int) -> None:
    """Unpack everything once, piece by piece, and throw it away: what says it is small must be small."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise Unreadable("kind")
            if len(parts) > PARTS or sum(part.file_size for part in parts) > unpacked:
                raise Unreadable("too-large-inside")
            for part in parts:
                _check_part(archive, part, rows=rows)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise Unreadable("broken") from None


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, rows: int) -> None:
    """The archive itself refuses a part that is longer than it says, or another than was packed."""
    is_sheet = part.filename.startswith("xl/worksheets/")
    with archive.open(part) as opened:
        before = b""
        while piece := opened.read(AT_ONCE):
            if is_sheet:
                _check_places(before + piece, rows=rows)
                before = piece[-LONGEST_PLACE:]


def _check_places(piece: bytes, *, rows: int) -> None:
    places = PLACE.findall(piece)
    if max((len(column), column.upper()) for column in {column for column, _row in places} | {b""}) > (
        len(WIDEST),
        WIDEST.encode(),
    ):
        raise Unreadable("too-wide")
    if max(map(int, {row for _column, row in places if row}), default=0) > rows + 1_000:
        raise Unreadable("too-many-rows", most=rows)
