"""What stands in a cell, and what a person reads there."""

import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Final, TypeAlias

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | None
# Control characters, halves of signs, and signs without a shape of their own, which make two names look alike.
UNSEEN: Final = frozenset({"Cc", "Cs", "Cf"})


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text_of(cell: Cell) -> str:
    """One line in composed form: whole numbers without a point, days as ISO writes them, yes and no as 1 and 0."""
    if cell is None:
        return ""
    if isinstance(cell, bool) or (isinstance(cell, float) and cell.is_integer()):
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    text = cell if isinstance(cell, str) else str(cell)
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(sign for sign in line if unicodedata.category(sign) not in UNSEEN)
