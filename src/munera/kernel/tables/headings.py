"""Where a table begins, and which of its columns holds what."""

import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final, Generic, TypeVar

from django.conf import settings
from django.utils.translation import override

from munera.kernel.refusal import Sentence
from munera.kernel.tables.cells import Cell, is_empty
from munera.kernel.tables.faults import Unreadable
from munera.kernel.tables.texts import TITLES, encoding_of, rows_of_text
from munera.kernel.tables.workbooks import ZIP, Bounds, rows_of_workbook

# The beginnings of what people hand in by mistake: old Excel, PDF, pictures, other archives.
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
LONGEST_HEADING: Final = 100

# How a room names its columns.
Name = TypeVar("Name", bound=str)


@dataclass(frozen=True, slots=True)
class Table(Generic[Name]):
    """The headings as they stand, which column holds what, and the rows below that hold anything, by their number."""

    headings: tuple[Cell, ...]
    columns: Mapping[Name, int]
    rows: Iterator[tuple[int, Sequence[Cell]]]


def plain(text: str) -> str:
    """The letters and digits of a heading, without case, width, blanks and signs."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


def in_every_language(words: Sentence) -> list[str]:
    """As each language of the site says it."""
    said = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            said.append(str(words))
    return said


def headings_by_word(names: Mapping[Name, Sentence]) -> dict[str, Name]:
    """By the plain form of a heading in any language of the site, and of its own name, what it names."""
    known = {plain(said): name for name, heading in names.items() for said in in_every_language(heading)}
    return known | {plain(name): name for name in names}


def table_in(
    content: bytes,
    known: Mapping[str, Name],
    *,
    missing: Callable[[Collection[Name]], Sequence[str]],
    bounds: Bounds,
    form: Callable[[str], str] = plain,
    older: Callable[[bytes], str | None] | None = None,
) -> Table[Name]:
    """Find the row of headings among the first, and give the rows below it.

    ``known`` names columns by the ``form`` of their headings; ``missing`` says which columns a row of headings
    lacks; ``older`` tells the code page of a text that is no Unicode. Raises ``Unreadable``, and so do the rows.
    """

    def column(cell: Cell) -> Name | None:
        return known.get(form(cell)) if isinstance(cell, str) and len(cell) <= LONGEST_HEADING else None

    rows = _rows(content, bounds, is_heading=lambda cell: column(cell) is not None, older=older)
    first = list(islice(rows, TITLES))
    found = [_columns(cells, column) for _number, cells in first]
    place = next((place for place, columns in enumerate(found) if not missing(columns.keys())), None)
    if place is None:
        best: Mapping[Name, int] = max(found, key=len, default={})
        raise Unreadable("columns", missing=list(missing(best.keys())))
    below = chain(first[place + 1 :], rows)
    return Table(tuple(first[place][1]), found[place], _filled(below, most=bounds.rows))


def _rows(
    content: bytes,
    bounds: Bounds,
    *,
    is_heading: Callable[[str], bool],
    older: Callable[[bytes], str | None] | None,
) -> Iterator[tuple[int, Sequence[Cell]]]:
    if not content.strip():
        raise Unreadable("empty")
    if content.startswith(ZIP):
        return rows_of_workbook(content, bounds)
    encoding = None if content.startswith(OTHERS) else encoding_of(content, older)
    if encoding is None:
        raise Unreadable("kind")
    return rows_of_text(content, encoding, is_heading)


def _columns(cells: Sequence[Cell], column: Callable[[Cell], Name | None]) -> dict[Name, int]:
    """By name, the place of each column; of two with the same heading the first."""
    columns: dict[Name, int] = {}
    for place, cell in enumerate(cells):
        name = column(cell)
        if name is not None:
            columns.setdefault(name, place)
    return columns


def _filled(rows: Iterator[tuple[int, Sequence[Cell]]], *, most: int) -> Iterator[tuple[int, Sequence[Cell]]]:
    count = 0
    for number, cells in rows:
        if all(map(is_empty, cells)):
            continue
        count += 1
        if count > most:
            raise Unreadable("too-many-rows", most=most)
        yield number, cells
