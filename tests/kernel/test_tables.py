"""Tables that people hand in: whatever they are called, in whatever encoding, and those that are a trap."""

import zipfile
from collections.abc import Collection
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from munera.kernel.tables import Bounds, Cell, Unreadable, day_of, plain, table_in, text_of
from munera.ui.workbooks import workbook
from tests.factories.table_files import csv_file, saved, xlsx_file

NUMBER = "0101990710008"
HEAD = ("Number", "Full name", "Day")
KNOWN = {"number": "number", "fullname": "name", "day": "day", "hours": "hours"}


def missing_in(columns: Collection[str]) -> list[str]:
    return [name for name in ("number", "day") if name not in columns]


def lines(content: bytes, bounds: Bounds | None = None) -> list[tuple[int, dict[str, Cell]]]:
    table = table_in(content, KNOWN, missing=missing_in, bounds=bounds or Bounds())
    return [(number, {name: cells[at] for name, at in table.columns.items()}) for number, cells in table.rows]


def fault_of(content: bytes, bounds: Bounds | None = None) -> str:
    with pytest.raises(Unreadable) as raised:
        lines(content, bounds)
    return raised.value.fault


# --- what it is ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"  \r\n "])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert fault_of(content) == "empty"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 ...",
        b"\x89PNG\r\n\x1a\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old Excel",
        bytes(range(256)) * 8,
        b"\x00\x01",
        b"a\x01",
    ],
    ids=["pdf", "png", "xls", "bytes", "controls in UTF-16", "controls in ASCII"],
)
def test_a_file_of_another_kind_is_refused_whatever_it_is_called(content: bytes) -> None:
    assert fault_of(content) == "kind"


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    assert fault_of(zipped({"word/document.xml": b"<document/>"})) == "kind"


def zipped(parts: dict[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


# --- XLSX ---------------------------------------------------------------------------------------------------------


def test_a_workbook_gives_days_numbers_and_texts() -> None:
    content = xlsx_file(
        (*HEAD, "Hours"), (NUMBER, "Ана", date(2026, 7, 15), 7.5), (101990710008, "Ana", "16.7.2026", 8)
    )
    first, second = lines(content)
    assert first == (2, {"number": NUMBER, "name": "Ана", "day": date(2026, 7, 15), "hours": 7.5})
    assert second[1]["number"] == 101990710008


def test_what_our_own_workbook_writes_is_read_again() -> None:
    content = workbook(HEAD, [(NUMBER, 'Ana <&> "Anka"', date(2026, 7, 15))], sheet="Posada", text=(0,))
    assert lines(content) == [(2, {"number": NUMBER, "name": 'Ana <&> "Anka"', "day": date(2026, 7, 15)})]


def test_rows_above_and_columns_beside_the_table_shift_nothing() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for column, (heading, value) in enumerate(zip(HEAD, (NUMBER, "Ana", date(2026, 7, 15)), strict=True), start=3):
        sheet.cell(row=4, column=column, value=heading)
        sheet.cell(row=6, column=column, value=value)
    assert [number for number, _line in lines(saved(book))] == [6]


def test_hidden_sheets_are_not_read() -> None:
    book = Workbook()
    hidden = book.active
    assert hidden is not None
    hidden.append(HEAD)
    hidden.append((NUMBER, "Hidden", date(2026, 7, 15)))
    hidden.sheet_state = "hidden"
    shown = book.create_sheet("Posada")
    shown.append(HEAD)
    shown.append((NUMBER, "Shown", date(2026, 7, 15)))
    book.active = 1
    assert [line["name"] for _number, line in lines(saved(book))] == ["Shown"]


def test_a_formula_counts_as_the_value_it_had_when_the_workbook_was_saved() -> None:
    content = with_part(
        xlsx_file(HEAD, (NUMBER, "Ana", 1)),
        "xl/worksheets/sheet1.xml",
        lambda sheet: sheet.replace(
            b'<c r="C2" t="n"><v>1</v></c>', b'<c r="C2" t="str"><f>1+1</f><v>15.7.2026</v></c>'
        ),
    )
    assert lines(content)[0][1]["day"] == "15.7.2026"


def with_part(content: bytes, name: str, change: Any) -> bytes:
    """The workbook with one part of it rewritten; it must have changed."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    changed = change(parts[name])
    assert changed != parts[name]
    return zipped(parts | {name: changed})


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = zipped({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b"0" * 5_000_000})
    assert len(bomb) < 20_000
    assert fault_of(bomb, Bounds(unpacked=1_000_000)) == "too-large-inside"


def test_a_part_that_says_it_is_smaller_than_it_is_is_refused() -> None:
    content = bytearray(zipped({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b"0" * 5_000_000}))
    size = (5_000_000).to_bytes(4, "little")
    assert content.count(size) == 2
    lying = bytes(content).replace(size, (1_000).to_bytes(4, "little"))
    assert fault_of(lying, Bounds(unpacked=1_000_000)) == "broken"


@pytest.mark.parametrize(
    ("place", "fault"), [("XFD5", "too-wide"), ("A1048576", "too-many-rows"), ("xfd2", "too-wide")]
)
def test_a_cell_far_out_is_refused_before_the_rectangle_is_made(place: str, fault: str) -> None:
    content = with_part(
        xlsx_file(HEAD, (NUMBER, "Ana", "15.7.2026")),
        "xl/worksheets/sheet1.xml",
        lambda sheet: sheet.replace(b"</row></sheetData>", f'<c r="{place}"><v>1</v></c></row></sheetData>'.encode()),
    )
    assert fault_of(content) == fault


def test_coloured_cells_without_a_value_are_no_rows() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD)
    for line in range(2, 40):
        sheet.cell(row=line, column=1).fill = PatternFill("solid", fgColor="FFFF00")
    assert lines(saved(book)) == []


def test_a_workbook_cut_off_in_the_middle_is_refused() -> None:
    content = xlsx_file(HEAD, (NUMBER, "Ana", "15.7.2026"))
    assert fault_of(content[: len(content) // 2]) == "broken"
    assert fault_of(with_part(content, "xl/workbook.xml", lambda _part: b"<workbook><sheets>")) == "broken"


# --- texts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_text_is_read_in_every_unicode_and_by_the_separator_that_makes_headings(
    encoding: str, separator: str
) -> None:
    content = csv_file(HEAD, (NUMBER, "김하나; 일, 이", "2026-07-15"), encoding=encoding, separator=separator)
    assert lines(content) == [(2, {"number": NUMBER, "name": "김하나; 일, 이", "day": "2026-07-15"})]


def test_an_older_code_page_is_read_where_somebody_can_tell_which() -> None:
    content = csv_file(HEAD, (NUMBER, "김하나", "2026-07-15"), encoding="cp949")
    assert fault_of(content) == "kind"
    table = table_in(content, KNOWN, missing=missing_in, bounds=Bounds(), older=lambda _content: "cp949")
    assert [cells[1] for _number, cells in table.rows] == ["김하나"]


def test_the_columns_that_lack_are_named() -> None:
    with pytest.raises(Unreadable) as raised:
        lines(csv_file(("Title",), ("Number", "Full name"), (NUMBER, "Ana")))
    assert (raised.value.fault, raised.value.said) == ("columns", {"missing": ["day"]})


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (7.0, "7"),
        (7.5, "7.5"),
        (True, "1"),
        (date(2026, 7, 15), "2026-07-15"),
        ("  Ana \u00a0 Ilić ", "Ana Ilić"),
        ("Zoe\u0308", "Zoë"),
        ("An\u202ea\x00", "Ana"),
    ],
)
def test_a_cell_is_read_as_people_read_it(cell: Cell, text: str) -> None:
    assert text_of(cell) == text


def test_headings_are_compared_without_case_width_and_signs() -> None:
    assert plain(" Ｆull-Name: ") == "fullname"


@pytest.mark.parametrize(
    "cell",
    [
        date(2026, 7, 5),
        datetime(2026, 7, 5),  # noqa: DTZ001  # as calamine gives a day
        "2026-07-05",
        "2026-7-5 00:00:00",
        "20260705",
        "2026/7/5",
        "2026. 7. 5.",
        "2026.07.05",
        " 5.7.2026. ",
        "05. 07. 2026",
    ],
)
def test_a_day_is_read_in_every_way_that_has_one_meaning(cell: Cell) -> None:
    assert day_of(cell) == date(2026, 7, 5)


@pytest.mark.parametrize(
    "cell",
    [
        None,
        "",
        "1/2/2026",
        "2026-02-30",
        "15.7.",
        "Monday",
        "２０２６-07-05",
        20260705,
        datetime(2026, 7, 5, 9),  # noqa: DTZ001  # as above
    ],
)
def test_what_is_no_day_or_could_be_two_is_none(cell: Cell) -> None:
    assert day_of(cell) is None
