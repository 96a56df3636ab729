"""A workbook of ours, read by another program."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from munera.ui.workbooks import workbook

ROW = ("0101990710008", 'Ана <&> "Anka"  Ilić', date(2026, 7, 15), 8, Decimal("350.50"), None, "=1+1")


def opened(content: bytes) -> Worksheet:
    sheet = load_workbook(BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def test_another_program_reads_what_was_written() -> None:
    sheet = opened(workbook(["Number", "Name"], [ROW], sheet="Crew: [July]"))
    assert [cell.value for cell in sheet[1]][:2] == ["Number", "Name"]
    assert [cell.value for cell in sheet[2]] == [
        "0101990710008",
        'Ана <&> "Anka"  Ilić',
        datetime(2026, 7, 15),  # noqa: DTZ001  # a cell knows no time zone
        8,
        350.5,
        None,
        "=1+1",
    ]
    assert (sheet.title, sheet.freeze_panes) == ("Crew July", "A2")


def test_words_are_never_formulas() -> None:
    assert opened(workbook(["Name"], [("=1+1",)], sheet="Crew"))["A2"].data_type != "f"


def test_a_column_of_text_keeps_what_is_typed() -> None:
    sheet = opened(workbook(["Number", "Name"], sheet="Crew", text=(0,)))
    assert [sheet.column_dimensions[letter].number_format for letter in "AB"] == ["@", "General"]


def test_equal_rows_give_equal_bytes() -> None:
    assert workbook(["Name"], [("Ana",)], sheet="Crew") == workbook(["Name"], [("Ana",)], sheet="Crew")
