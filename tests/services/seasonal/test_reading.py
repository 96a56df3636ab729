"""Files of crews as they come: every encoding, separator and fault, and rows that cannot be meant in two ways."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from munera.kernel.people.choices import IdentifierKind
from munera.kernel.tables import Bounds, Unreadable
from munera.services.seasonal.actions import reading
from munera.services.seasonal.actions.reading import Column, Fault, Row, Words
from tests.factories.crew_files import ep_sr
from tests.factories.table_files import csv_file

JMBG, EBS = "0101990710008", "1203990060017"
SERBIA = (IdentifierKind.RS_JMBG, IdentifierKind.RS_EBS)
HEAD = ("JMBG", "Ime i prezime", "Datum")
KNOWN = reading.headings_of()


def lines(content: bytes, bounds: Bounds | None = None) -> list[tuple[int, dict[Column, Any]]]:
    return [(number, dict(line)) for number, line in reading.lines_of(content, known=KNOWN, bounds=bounds or Bounds())]


def fault_of(content: bytes, bounds: Bounds | None = None) -> str:
    with pytest.raises(Unreadable) as raised:
        lines(content, bounds)
    return raised.value.fault


def row(*, kinds: tuple[IdentifierKind, ...] = SERBIA, **cells: Any) -> Row:
    words = Words(kinds, shifts={"popodnevnasmena": "afternoon"}, jobs={"branjevoca": "fruit"})
    usual = {"number": JMBG, "day": "2026-07-15"}
    return reading.row_of(2, {Column(name): cell for name, cell in (usual | cells).items()}, words)


def fault(**cells: Any) -> tuple[str, dict[str, Any]]:
    with pytest.raises(Fault) as raised:
        row(**cells)
    return raised.value.rule, raised.value.said


# --- CSV ----------------------------------------------------------------------------------------------------------

ANA = {Column.NUMBER: JMBG, Column.NAME: "Ђурђа Љубић", Column.DAY: "15.7.2026."}
CYRILLIC = (("ЈМБГ", "Име и презиме", "Датум"), (JMBG, "Ђурђа Љубић", "15.7.2026."))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16", "utf-16-le", "utf-16-be"])
def test_cyrillic_is_read_in_every_encoding_of_offices(encoding: str) -> None:
    content = csv_file(*CYRILLIC, encoding=encoding)
    assert lines(content) == [(2, ANA)]


def test_a_byte_order_mark_is_no_part_of_the_first_heading() -> None:
    assert lines(b"\xef\xbb\xbfJMBG,Dan\r\n1,2026-07-15\r\n") == [(2, {Column.NUMBER: "1", Column.DAY: "2026-07-15"})]


def test_accents_of_windows_1250_are_told_from_cyrillic() -> None:
    content = csv_file(HEAD, (JMBG, "Željka Đurić Šćepanović", "15.7.2026"), encoding="cp1250")
    assert lines(content)[0][1][Column.NAME] == "Željka Đurić Šćepanović"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_the_one_by_which_the_headings_are_known(separator: str) -> None:
    content = csv_file((*HEAD, "Sati"), (JMBG, 'Ana "Anka", rođ. Ilić; Šabac', "15.7.2026", "7,5"), separator=separator)
    assert lines(content)[0][1][Column.NAME] == 'Ana "Anka", rođ. Ilić; Šabac'
    assert lines(content)[0][1][Column.HOURS] == "7,5"


def test_a_separator_that_excel_named_in_the_first_line_counts() -> None:
    assert lines(b"sep=|\r\nJMBG|Dan\r\n1|2026-07-15\r\n") == [(2, {Column.NUMBER: "1", Column.DAY: "2026-07-15"})]


def test_empty_rows_are_passed_over_and_the_others_keep_their_number() -> None:
    content = csv_file(HEAD, (), (JMBG, "Ana", "15.7.2026"), ("", " ", ""), (JMBG, "Ana", "16.7.2026"))
    assert [number for number, _line in lines(content)] == [3, 5]


def test_titles_may_stand_above_the_headings() -> None:
    content = csv_file(("Sunčani vrt d.o.o.",), ("Prijava za jul",), HEAD, (JMBG, "Ana", "15.7.2026"))
    assert [number for number, _line in lines(content)] == [4]


@pytest.mark.parametrize(
    "headings",
    [
        ("National number", "First day", "Last day", "Pay per hour"),
        ("Jedinstveni matični broj građana", "Datum od", "Datum do", "Cena sata"),
        ("ЈЕДИНСТВЕНИ МАТИЧНИ БРОЈ ГРАЂАНА", "датум од", "ДАТУМ ДО", "Цена сата"),
        ("OIB", "Prvi dan", "Zadnji dan", "Cijena sata"),
        ("Adóazonosító jel", "Első nap", "Utolsó nap", "Órabér"),
        ("jmbg/ebs", "OD", "DO", "naknada_po_satu"),
    ],
)
def test_headings_are_known_in_every_language_of_the_region(headings: tuple[str, ...]) -> None:
    [(_number, line)] = lines(csv_file(headings, ("1", "2", "3", "4")))
    assert line == {Column.NUMBER: "1", Column.DAY: "2", Column.LAST_DAY: "3", Column.PAY: "4"}


def test_no_heading_means_two_things() -> None:
    plain_forms = [
        reading.plain(heading) for headings in reading.columns.HEADINGS.values() for heading in dict.fromkeys(headings)
    ]
    meanings = {(form, KNOWN[form]) for form in plain_forms}
    assert len({form for form, _column in meanings}) == len(meanings) == len(KNOWN)


def test_without_the_columns_that_are_needed_the_file_is_refused_and_they_are_named() -> None:
    with pytest.raises(Unreadable) as raised:
        lines(csv_file(("Ime i prezime", "JMBG"), ("Ana", JMBG)))
    assert (raised.value.fault, raised.value.said) == ("columns", {"missing": ["day"]})


def test_too_many_rows_are_refused() -> None:
    content = csv_file(HEAD, *[(JMBG, "Ana", "15.7.2026")] * 4)
    assert fault_of(content, Bounds(rows=3)) == "too-many-rows"
    assert len(lines(content, Bounds(rows=4))) == 4


# --- EP-SR XML ----------------------------------------------------------------------------------------------------


def test_an_entry_of_the_form_is_a_row_and_the_employer_is_none() -> None:
    content = ep_sr(f"<JMBG>{JMBG}</JMBG><Ime>Ana</Ime><Prezime>Ilić</Prezime><Datum>2026-07-15</Datum>")
    assert lines(content) == [
        (1, {Column.NUMBER: JMBG, Column.GIVEN_NAME: "Ana", Column.SURNAME: "Ilić", Column.DAY: "2026-07-15"})
    ]


def test_an_entry_may_name_several_days() -> None:
    days = "<Dani><Dan>2026-07-15</Dan><Dan>2026-07-17</Dan></Dani>"
    spans = "<Period><DatumOd>2026-07-20</DatumOd><DatumDo>2026-07-21</DatumDo></Period>"
    found = lines(ep_sr(f"<JMBG>{JMBG}</JMBG>{days}", f"<EBS>{EBS}</EBS>{spans}"))
    assert [(number, line[Column.DAY], line.get(Column.LAST_DAY)) for number, line in found] == [
        (1, "2026-07-15", None),
        (1, "2026-07-17", None),
        (2, "2026-07-20", "2026-07-21"),
    ]


def test_namespaces_and_cyrillic_names_of_elements_change_nothing() -> None:
    content = (
        '<?xml version="1.0" encoding="windows-1251"?><п:Пријава xmlns:п="urn:x"><п:Радник>'
        f"<п:ЈМБГ>{JMBG}</п:ЈМБГ><п:Име>Ђурђа</п:Име><п:Датум>15.7.2026</п:Датум></п:Радник></п:Пријава>"
    ).encode("cp1251")
    assert lines(content) == [(1, {Column.NUMBER: JMBG, Column.GIVEN_NAME: "Ђурђа", Column.DAY: "15.7.2026"})]


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE EPSR [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE EPSR SYSTEM "http://example.org/epsr.dtd">',
        '<!DOCTYPE EPSR [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
    ],
    ids=["laughs", "network", "file"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_unread(declared: str, encoding: str) -> None:
    form = ep_sr(f"<JMBG>{JMBG}</JMBG><Datum>2026-07-15</Datum>", before=declared).decode()
    assert fault_of(form.replace("UTF-8", encoding.upper()).encode(encoding)) == "document-type"


def test_an_xml_that_breaks_off_is_refused() -> None:
    content = ep_sr(f"<JMBG>{JMBG}</JMBG><Datum>2026-07-15</Datum>")
    assert fault_of(content.removesuffix(b"</EPSR>")) == "broken"


def test_another_xml_is_refused() -> None:
    assert fault_of(b"<invoice><line>1</line></invoice>") == "columns"
    assert fault_of(b"<a>" + b"<b/>" * 20_000 + b"</a>") == "broken"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_element_with_a_crowd_of_attributes_is_refused_before_it_is_parsed(encoding: str) -> None:
    crowd = " ".join(f'a{number}=">"' for number in range(4_000))
    form = ep_sr(f"<JMBG {crowd}>{JMBG}</JMBG><Datum>2026-07-15</Datum>").decode()
    assert fault_of(form.replace("UTF-8", encoding.upper()).encode(encoding)) == "broken"


def test_a_large_form_is_read_entry_by_entry() -> None:
    entry = f"<JMBG>{JMBG}</JMBG><Ime>{'Ana' * 60}</Ime><Datum>2026-07-15</Datum>"
    content = ep_sr(*[entry] * 60_000)
    assert len(content) > 12_000_000
    assert len(lines(content)) == 60_000


# --- rows ---------------------------------------------------------------------------------------------------------


def test_a_whole_row_is_understood() -> None:
    found = row(
        name="  Ana   Ilić ",
        day=datetime(2026, 7, 15),  # noqa: DTZ001  # as calamine gives a day
        last_day="17. 7. 2026.",
        shift="Поподневна смена",
        job="Branje voća",
        place="Šabac",
        hours="7,5",
        pay=350.0,
        birthday="2.1.1990",
        residence="Loznica",
    )
    assert found == Row(
        number=2,
        of=reading.Number(IdentifierKind.RS_JMBG, JMBG, or_else=IdentifierKind.RS_EBS),
        first=date(2026, 7, 15),
        last=date(2026, 7, 17),
        name="Ana Ilić",
        shift="afternoon",
        job="fruit",
        place="Šabac",
        hours=Decimal("7.5"),
        pay_per_hour=Decimal(350),
        born_on=date(1990, 1, 2),
        residence="Loznica",
    )


@pytest.mark.parametrize(
    "text",
    ["2026-07-15", "2026-07-15 00:00:00", "15.7.2026", "15.07.2026.", "15. 7. 2026.", "2026. 07. 15.", "2026.7.15"],
)
def test_days_are_read_as_they_are_written_here(text: str) -> None:
    assert row(day=text).first == date(2026, 7, 15)


@pytest.mark.parametrize("cell", ["7/8/2026", "15.7.26", "31.2.2026", "sutra", 46218, datetime(2026, 7, 15, 8)])  # noqa: DTZ001
def test_a_day_that_may_mean_two_things_or_none_is_refused(cell: object) -> None:
    assert fault(day=cell) == ("day", {"column": "day"})


@pytest.mark.parametrize("cell", ["15.7.2026 - 17.7.2026", "2026-07-15 – 2026-07-17", "15.7.2026. do 17.7.2026."])
def test_a_span_may_stand_in_one_cell(cell: str) -> None:
    found = row(day=cell)
    assert (found.first, found.last) == (date(2026, 7, 15), date(2026, 7, 17))


def test_spans_that_run_backwards_or_too_long_are_refused() -> None:
    assert fault(day="17.7.2026", last_day="15.7.2026") == ("days-reversed", {})
    assert fault(day="1.1.2026", last_day="1.1.2027") == ("span-too-long", {"most": 100})
    assert fault(day=" ") == ("day-missing", {})


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("350", "350"), ("350,5", "350.50"), ("350.50", "350.50"), ("1.350,50", "1350.50"), ("1,350.50", "1350.50"),
     ("1 350,50", "1350.50"), ("12.345.678,90", "12345678.90"), (350.5, "350.50"), (7.499999999999999, "7.50")],
)  # fmt: skip
def test_amounts_have_a_comma_or_a_point(cell: object, amount: str) -> None:
    assert row(pay=cell).pay_per_hour == Decimal(amount)


@pytest.mark.parametrize("cell", ["1.350", "1,350", "350,555", "-5", "350 din", "1,2,3", True, date(2026, 7, 15)])
def test_an_amount_that_may_mean_two_things_or_none_is_refused(cell: object) -> None:
    assert fault(pay=cell) == ("amount", {"column": "pay"})


@pytest.mark.parametrize("cell", ["0", "24,5", "8 h"])
def test_a_day_has_at_most_24_hours(cell: str) -> None:
    assert fault(hours=cell) == ("amount", {"column": "hours"})


def test_8_and_8_00_are_the_same_terms() -> None:
    assert str(row(hours="8,00").hours) == str(row(hours=8.0).hours) == str(row(hours="8").hours) == "8"


@pytest.mark.parametrize("column", ["name", "place", "day", "pay", "number"])
def test_a_formula_written_as_text_is_refused(column: str) -> None:
    rule, said = fault(**{column: "=HYPERLINK(A1)"})
    assert (rule, said) == ("formula", {"column": column})


@pytest.mark.parametrize("cell", ["x" * 101, "Ana\x00Ilić", "Ana \ufffd"])
def test_text_that_is_too_long_or_cannot_be_read_is_refused(cell: str) -> None:
    assert fault(place=cell) == ("text", {"column": "place", "most": 100})


def test_a_number_that_lost_its_first_zero_finds_it_again() -> None:
    assert row(number=101990710008.0).of.key == (IdentifierKind.RS_JMBG, JMBG)
    assert row(number="101990710008").of.key == (IdentifierKind.RS_JMBG, JMBG)


def test_a_number_that_the_spreadsheet_rounded_is_told_apart() -> None:
    assert fault(number="1,01991E+11") == ("number-shortened", {})


@pytest.mark.parametrize("cell", ["0101990710009", "abc", "123", 1.5, True])
def test_a_number_that_cannot_be_right_is_refused(cell: object) -> None:
    assert row(number=JMBG).of.is_certain
    if cell == "0101990710009":
        # Any 13 digits may be an EBS: only one who is on the list under it is meant.
        assert not row(number=cell).of.is_certain
    else:
        assert fault(number=cell)[0] == "number"


def test_an_ebs_is_one_where_it_is_called_so() -> None:
    assert row(number=EBS, kind="EBS").of == reading.Number(IdentifierKind.RS_EBS, EBS)
    assert row(number=None, ebs=EBS).of == reading.Number(IdentifierKind.RS_EBS, EBS)
    assert fault(number=EBS, kind="JMBG") == ("number", {})
    assert fault(number=JMBG, kind="passport") == ("number", {})


def test_other_countries_have_their_numbers() -> None:
    assert row(kinds=(IdentifierKind.HR_OIB,), number="33392005961").of.plain == "33392005961"
    assert row(kinds=(IdentifierKind.HU_TAX,), number="8071592153").of.plain == "8071592153"


def test_a_word_that_is_not_known_is_refused() -> None:
    assert fault(job="Plivanje") == ("word", {"column": "job"})
    assert fault(shift="Noć") == ("word", {"column": "shift"})


def test_no_fault_repeats_what_stands_in_the_row() -> None:
    said = [fault(day=JMBG), fault(pay=JMBG + "9"), fault(place=JMBG * 10), fault(job=JMBG)]
    assert JMBG not in str(said)
