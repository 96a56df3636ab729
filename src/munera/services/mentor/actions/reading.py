"""Read a table that an office hands in. Korean offices write CSV in UTF-8 or in CP949."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from munera.kernel.refusal import Sentence
from munera.kernel.tables import Bounds, headings_by_word, table_in, text_of

# A column for each of so many questions, and some about the candidate.
WIDEST = "ZZ"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The headings as they stand, which column holds what, and the lines below with their numbers, as people read."""

    headings: tuple[str, ...]
    columns: Mapping[str, int]
    lines: Iterator[tuple[int, Sequence[str]]]


def sheet_of(content: bytes, known: Mapping[str, Sentence], *, needed: Sequence[str], most_rows: int) -> Sheet:
    """Raises ``Unreadable``."""

    def missing(columns: Collection[str]) -> list[str]:
        return [str(known[name]) for name in needed if name not in columns]

    bounds = Bounds(rows=most_rows, widest=WIDEST)
    table = table_in(content, headings_by_word(known), missing=missing, bounds=bounds, older=_code_page)
    lines = ((number, [text_of(cell) for cell in cells]) for number, cells in table.rows)
    return Sheet(tuple(map(text_of, table.headings)), table.columns, lines)


def _code_page(content: bytes) -> str:
    try:
        content.decode("cp949")
    except UnicodeDecodeError:
        return "cp1252"
    return "cp949"
