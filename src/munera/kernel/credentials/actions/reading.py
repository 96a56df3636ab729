"""Read a file of awards, XLSX or CSV, within bounds: a row for each person, under headings in any of our languages."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext, gettext_lazy

from munera.kernel.refusal import Sentence
from munera.kernel.tables import Bounds, Cell, Unreadable, day_of, headings_by_word, is_empty, plain, table_in, text_of

BOUNDS: Final = Bounds(rows=20_000, unpacked=100 * 2**20, widest="BH")
HEADINGS: Final[dict[str, Sentence]] = {
    "number": gettext_lazy("Number"),
    "email": gettext_lazy("E-mail address"),
    "name": gettext_lazy("Name"),
    "until": gettext_lazy("Valid until"),
    "result": gettext_lazy("Result"),
}
# As programs and people call them, beside our own words.
OTHERS: Final = {"e-mail": "email", "mail": "email", "full name": "name", "jmbg": "number", "id": "number"}


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
    """Raises ``Unreadable``."""
    known = {plain(heading): name for heading, name in OTHERS.items()} | headings_by_word(HEADINGS)
    table = table_in(content, known, missing=_missing_in, bounds=BOUNDS)
    found = [_line(at, cells, table.columns) for at, cells in table.rows]
    if not found:
        raise Unreadable("empty")
    return found


def _missing_in(columns: Collection[str]) -> list[str]:
    """It must name a number or an address."""
    return [] if {"number", "email"} & set(columns) else ["number"]


def _line(at: int, cells: Sequence[Cell], columns: Mapping[str, int]) -> Line:
    def cell(name: str) -> Cell:
        place = columns.get(name)
        return cells[place] if place is not None and place < len(cells) else None

    until = day_of(cell("until"))
    return Line(
        at=at,
        number=text_of(cell("number"))[:40],
        email=text_of(cell("email"))[:254],
        name=text_of(cell("name"))[:200],
        result=text_of(cell("result"))[:100],
        until=until,
        is_bad_day=until is None and not is_empty(cell("until")),
    )


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
        case "too-wide" | "too-large-inside":
            return gettext("The file is far larger inside than a list of people needs to be.")
        case _:
            return gettext("No row of the file has our headings. Take the template, or name a column “Number”.")
