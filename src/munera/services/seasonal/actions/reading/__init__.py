"""Read a file of crews: bytes in, rows out. Knows no database, no clock and no employer.

``columns`` what a column may be called · ``containers`` a table or a form, line by line · ``texts`` the code pages of
the region · ``documents`` EP-SR XML · ``values`` days, numbers and amounts · ``rows`` one line made of them

A file that cannot be read raises ``Unreadable``; a row that cannot be understood is a ``Fault``, and others go on.
"""

from munera.services.seasonal.actions.reading.columns import Column, headings_of, plain
from munera.services.seasonal.actions.reading.containers import employer_numbers, lines_of
from munera.services.seasonal.actions.reading.faults import Fault
from munera.services.seasonal.actions.reading.rows import Number, Row, Words, row_of, typed_number

__all__ = [
    "Column",
    "Fault",
    "Number",
    "Row",
    "Words",
    "employer_numbers",
    "headings_of",
    "lines_of",
    "plain",
    "row_of",
    "typed_number",
]
