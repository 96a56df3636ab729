"""Cells to values: days, spans of days, amounts, words. Whatever could be meant in two ways is refused, not guessed."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final, TypeAlias

from munera.kernel.tables import Cell, day_of, is_empty
from munera.services.seasonal.actions.reading.columns import Column
from munera.services.seasonal.actions.reading.faults import Fault

# The number of a line, and what it says.
Line: TypeAlias = tuple[int, Mapping[Column, Cell]]

SPAN: Final = re.compile(r"\s+-\s+|\s*[\u2013\u2014]\s*|\s+(?:do|to|до)\s+")
# As spreadsheets write what is too long for a cell.
SHORTENED: Final = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")


def words(cell: Cell, column: Column, *, most: int) -> str:
    """One line of text, with single blanks and in composed form."""
    if is_empty(cell):
        return ""
    return _words(str(_whole(cell)), column, most)


@lru_cache(maxsize=16_384)
def _words(text: str, column: Column, most: int) -> str:
    if text.lstrip().startswith("="):
        raise Fault("formula", column=column.value)
    line = " ".join(unicodedata.normalize("NFC", text).split())
    # A letter that could not be read stands as a question in a box; a control character is refused by databases.
    if len(line) > most or "\ufffd" in line or any(unicodedata.category(letter) in ("Cc", "Cs") for letter in line):
        raise Fault("text", column=column.value, most=most)
    return line


def digits(cell: Cell, column: Column) -> str:
    """A national number as it was typed; one that a spreadsheet has rounded is told apart from a wrong one."""
    if isinstance(cell, (bool, date, time, timedelta)):
        raise Fault("number", column=column.value)
    text = words(cell, column, most=40)
    if SHORTENED.fullmatch(text):
        raise Fault("number-shortened")
    return text


def day(cell: Cell, column: Column) -> date:
    found = _day(words(cell, column, most=40)) if isinstance(cell, str) else day_of(cell)
    if found is None:
        raise Fault("day", column=column.value)
    return found


# A file names few days, each of them often.
_day = lru_cache(maxsize=4096)(day_of)


def span(first: Cell, last: Cell) -> tuple[date, date]:
    """From the first day to the last; a single day is both. A span may stand in one cell."""
    if is_empty(first):
        raise Fault("day-missing")
    if is_empty(last) and isinstance(first, str) and len(ends := SPAN.split(first.strip())) == 2:
        first, last = ends
    begins = day(first, Column.DAY)
    ends_on = begins if is_empty(last) else day(last, Column.LAST_DAY)
    if ends_on < begins:
        raise Fault("days-reversed")
    return begins, ends_on


def amount(cell: Cell, column: Column, *, least: Decimal, most: Decimal) -> Decimal | None:
    """With at most two decimals, after a comma or a point."""
    if is_empty(cell):
        return None
    if isinstance(cell, (bool, date, time, timedelta)):
        raise Fault("amount", column=column.value)
    return _amount(str(_whole(cell)), column, least, most)


@lru_cache(maxsize=4096)
def _amount(text: str, column: Column, least: Decimal, most: Decimal) -> Decimal:
    bare = re.sub(r"[\s\u00a0\u202f']", "", text)
    if bare.startswith("="):
        raise Fault("formula", column=column.value)
    # 1.234,50 and 1,234.50: the last mark parts the decimals, the others part thousands.
    if grouped := re.fullmatch(r"(\d{1,3}(?:([.,])\d{3})(?:\2\d{3})*)(?!\2)([.,])(\d{1,2})", bare):
        bare = re.sub(r"[.,]", "", grouped[1]) + "." + grouped[4]
    bare = bare.replace(",", ".")
    # "1.234" may be one and a bit or over a thousand.
    if not re.fullmatch(r"\d{1,9}(?:\.\d{1,2})?", bare):
        raise Fault("amount", column=column.value)
    value = Decimal(bare)
    if not least <= value <= most:
        raise Fault("amount", column=column.value)
    # 8, 8.0 and 8,00 are one and the same.
    return value.to_integral() if value == value.to_integral() else value.quantize(Decimal("0.01"))


def _whole(cell: Cell) -> Cell:
    """Spreadsheets know only binary fractions: 8.0 is written as 8, and 7.499999999999999 as 7.5."""
    if isinstance(cell, float) and abs(cell) < 1e15:
        return int(cell) if cell.is_integer() else f"{cell:.6f}".rstrip("0")
    return cell
