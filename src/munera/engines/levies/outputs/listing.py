"""The rows of a monthly return as CSV, for a spreadsheet and for the next program.

It begins with a byte order mark: without one, Excel takes UTF-8 for the code page of the machine and spoils every
name, while the readers of other programs know the mark (``utf-8-sig`` in Python) or can be told of it. The names of
the columns are English and stay as they are; numbers have a decimal point and no separators, whatever the language.
"""

import csv
import re
from io import StringIO

from munera.engines.levies.outputs.checks import hundredths, one_line, written
from munera.engines.levies.outputs.errors import OutputRefused
from munera.engines.levies.outputs.returns import COMPONENTS, MonthlyReturn, ReturnRow

COLUMNS = (
    "month",
    "version",
    "number",
    "identifier_kind",
    "identifier",
    "surname",
    "given_name",
    "municipality_code",
    "income_code",
    "days",
    "hours",
    "base",
    *COMPONENTS,
    "total",
)

# What a spreadsheet takes for a formula, at the start of a cell and wherever another language's separator would start
# one: Excel in Serbian parts cells at the semicolon. An apostrophe before it makes it text.
FORMULA = re.compile(r"(^|[,;\t|])(\s*[=+\-@＝＋－＠])")


def return_csv(monthly: MonthlyReturn) -> bytes:
    """A head and a line for each row, lines ended as RFC 4180 has it."""
    written_out = StringIO()
    writer = csv.writer(written_out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for place, row in enumerate(monthly.rows):
        try:
            writer.writerow((f"{monthly.month:%Y-%m}", monthly.version, place + 1, *_cells(row)))
        except OutputRefused as refused:
            raise refused.within(f"rows[{place}]") from None
    return written_out.getvalue().encode("utf-8-sig")


def _cells(row: ReturnRow) -> tuple[str, ...]:
    components = row.components
    return (
        _text(row.identifier_kind, field="identifier_kind"),
        _text(row.identifier, field="identifier"),
        _text(row.surname, field="surname"),
        _text(row.given_name, field="given_name"),
        _text(row.municipality_code, field="municipality_code"),
        _text(row.income_code, field="income_code"),
        str(row.days),
        "" if row.hours is None else written(hundredths(row.hours, field="hours")),
        written(hundredths(row.base, field="base")),
        *(written(amount) for amount in components),
        written(sum(components)),
    )


def _text(text: str, *, field: str) -> str:
    return FORMULA.sub(r"\1'\2", one_line(text, field=field))
