"""What kind of file it is, told by its content, and its lines one after another within bounds."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from munera.kernel.tables import Bounds, Unreadable, is_empty, table_in
from munera.services.seasonal.actions.reading import documents
from munera.services.seasonal.actions.reading.columns import Column, plain
from munera.services.seasonal.actions.reading.texts import windows_code_page
from munera.services.seasonal.actions.reading.values import Line

# Without a number and a day a row says nothing.
NEEDED: Final[Mapping[Column, frozenset[Column]]] = {
    Column.NUMBER: frozenset({Column.NUMBER, Column.EBS}),
    Column.DAY: frozenset({Column.DAY}),
}


def employer_numbers(content: bytes) -> frozenset[str]:
    """The numbers by which the file itself names its employer; only a form in XML does."""
    return documents.employer_numbers(content) if documents.looks_like_xml(content) else frozenset()


def lines_of(content: bytes, *, known: Mapping[str, Column], bounds: Bounds) -> Iterator[Line]:
    """The rows of the file that hold anything, in their order. ``known`` are the headings by their plain form."""
    if not documents.looks_like_xml(content):
        yield from _under_headings(content, known, bounds)
        return
    for count, line in enumerate(documents.lines(content, known), start=1):
        if count > bounds.rows:
            raise Unreadable("too-many-rows", most=bounds.rows)
        yield line


def _under_headings(content: bytes, known: Mapping[str, Column], bounds: Bounds) -> Iterator[Line]:
    table = table_in(content, known, missing=_missing_in, bounds=bounds, form=plain, older=windows_code_page)
    columns = list(table.columns.items())
    for number, cells in table.rows:
        line = {column: cells[at] for column, at in columns if at < len(cells) and not is_empty(cells[at])}
        if line:
            yield number, line


def _missing_in(columns: Collection[Column]) -> list[str]:
    return [column.value for column, enough in NEEDED.items() if enough.isdisjoint(columns)]
