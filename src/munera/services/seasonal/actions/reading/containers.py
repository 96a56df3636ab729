"""What kind of file it is, told by its content, and its lines one after another within bounds."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final, Literal

from munera.services.seasonal.actions.reading import documents, sheets, texts
from munera.services.seasonal.actions.reading.columns import Column, plain
from munera.services.seasonal.actions.reading.faults import Unreadable
from munera.services.seasonal.actions.reading.values import Cell, Line, is_empty

Kind = Literal["xlsx", "xml", "csv"]
ZIP: Final = b"PK\x03\x04"
OTHERS: Final = (
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
)
# Without a number and a day a row says nothing.
NEEDED: Final[Mapping[Column, frozenset[Column]]] = {
    Column.NUMBER: frozenset({Column.NUMBER, Column.EBS}),
    Column.DAY: frozenset({Column.DAY}),
}
# Above the headings there may stand a title or two.
TITLES: Final = 20


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is read: rows with something in them, and bytes once unpacked."""

    rows: int = 200_000
    unpacked: int = 200 * 1024 * 1024


def kind_of(content: bytes) -> Kind:
    """By its first bytes, whatever it is called; raises ``Unreadable`` where it is none of the three."""
    if not content.strip():
        raise Unreadable("empty")
    if content.startswith(ZIP):
        return "xlsx"
    if content.startswith(OTHERS):
        raise Unreadable("kind")
    if documents.looks_like_xml(content):
        return "xml"
    if texts.encoding_of(content) is None:
        raise Unreadable("kind")
    return "csv"


def employer_numbers(content: bytes) -> frozenset[str]:
    """The numbers by which the file itself names its employer; only a form in XML does."""
    return documents.employer_numbers(content) if kind_of(content) == "xml" else frozenset()


def lines_of(content: bytes, *, known: Mapping[str, Column], bounds: Bounds) -> Iterator[Line]:
    """The rows of the file that hold anything, in their order. ``known`` are the headings by their plain form."""
    for count, line in enumerate(_all_lines(content, known, bounds), start=1):
        if count > bounds.rows:
            raise Unreadable("too-many-rows", most=bounds.rows)
        yield line


def _all_lines(content: bytes, known: Mapping[str, Column], bounds: Bounds) -> Iterator[Line]:
    match kind_of(content):
        case "xml":
            return documents.lines(content, known)
        case "xlsx":
            return _under_headings(sheets.rows(content, rows=bounds.rows, unpacked=bounds.unpacked), known)
        case "csv":
            return _under_headings(texts.rows(content, known), known)


def _under_headings(rows: Iterator[tuple[int, Sequence[Cell]]], known: Mapping[str, Column]) -> Iterator[Line]:
    first = list(islice(rows, TITLES))
    found = [_columns(cells, known) for _number, cells in first]
    place = next((place for place, columns in enumerate(found) if not _missing_in(columns.values())), None)
    if place is None:
        best = max(found, key=len, default={})
        raise Unreadable("columns", missing=_missing_in(best.values()))
    columns = found[place]
    for number, cells in chain(first[place + 1 :], rows):
        line = {column: cells[at] for at, column in columns.items() if at < len(cells) and not is_empty(cells[at])}
        if line:
            yield number, line


def _columns(cells: Sequence[Cell], known: Mapping[str, Column]) -> dict[int, Column]:
    """By place, what each column holds; of two with the same heading the first."""
    columns: dict[int, Column] = {}
    for at, cell in enumerate(cells):
        column = known.get(plain(cell)) if isinstance(cell, str) and len(cell) <= 100 else None
        if column is not None and column not in columns.values():
            columns[at] = column
    return columns


def _missing_in(columns: Collection[Column]) -> list[str]:
    return [column.value for column, enough in NEEDED.items() if enough.isdisjoint(columns)]
