"""Read a table that somebody hands in: told by its content, checked to be no trap, row by row within bounds.

``workbooks`` XLSX, by the values it was saved with · ``texts`` CSV in the encodings that offices use · ``headings``
where the table begins, and which column holds what · ``cells`` what a person reads in a cell

What a row means, each room says. A file that cannot be read raises ``Unreadable``, whose word the room puts into a
sentence: ``empty``, ``kind``, ``broken``, ``too-wide``, ``too-large-inside``, ``too-many-rows``, ``columns``.
"""

from munera.kernel.tables.cells import Cell, day_of, is_empty, text_of
from munera.kernel.tables.faults import Unreadable
from munera.kernel.tables.headings import Table, headings_by_word, in_every_language, plain, table_in
from munera.kernel.tables.workbooks import Bounds

__all__ = [
    "Bounds",
    "Cell",
    "Table",
    "Unreadable",
    "day_of",
    "headings_by_word",
    "in_every_language",
    "is_empty",
    "plain",
    "table_in",
    "text_of",
]
