"""What stands in a cell, and what a person reads there."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Final, TypeAlias

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | None
# Each has but one meaning. Spreadsheets add a midnight to the first.
WAYS_OF_A_DAY: Final = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        r"(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<day>\d{1,2})",
        r"(?P<year>\d{4})\. ?(?P<month>\d{1,2})\. ?(?P<day>\d{1,2})\.?",
        r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4})\.?",
    )
)
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


def day_of(cell: Cell) -> date | None:
    """None for whatever is no day, or could be two: in 1/2/2026, nobody knows which is the month."""
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else None
    if isinstance(cell, date):
        return cell
    text = text_of(cell) if isinstance(cell, str) else ""
    found = next(filter(None, (way.fullmatch(text) for way in WAYS_OF_A_DAY)), None)
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])) if found else None
    except ValueError:
        return None
