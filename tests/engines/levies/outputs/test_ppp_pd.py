"""The monthly return as XML, held against the order and the occurrence of every tag, since its XSD could not be had."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from munera.engines.levies import outputs
from munera.engines.levies.outputs import Declarant, MonthlyReturn, ReturnRow
from tests.engines.levies.outputs.samples import RETURN, ROW

NAMESPACE = "http://pid.purs.gov.rs"

ONCE, AT_MOST_ONCE, AT_LEAST_ONCE = (1, 1), (0, 1), (1, 10**6)

# Written from the description of the structure (version 3.3) as it is cited in public, and not from our program: each
# tag in its place, and how often it may stand there. The two counts of days and hours are not in that citation; every
# public program that fills them puts them between the code of income and the month's fund of hours.
STRUCTURE: dict[str, list[tuple[str, tuple[int, int]]]] = {
    "PodaciPoreskeDeklaracije": [
        ("PodaciOPrijavi", ONCE),
        ("PodaciOIsplatiocu", ONCE),
        ("DeklarisaniPrihodi", ONCE),
    ],
    "PodaciOPrijavi": [
        ("KlijentskaOznakaDeklaracije", ONCE),
        ("VrstaPrijave", ONCE),
        ("ObracunskiPeriod", ONCE),
        ("OznakaZaKonacnu", AT_MOST_ONCE),
        ("DatumPlacanja", ONCE),
        ("VrstaIzmene", AT_MOST_ONCE),
        ("JIPD", AT_MOST_ONCE),
        ("BrojResenja", AT_MOST_ONCE),
        ("Osnov", AT_MOST_ONCE),
        ("NajnizaOsnovica", AT_MOST_ONCE),
    ],
    "PodaciOIsplatiocu": [
        ("TipIsplatioca", ONCE),
        ("PoreskiIdentifikacioniBroj", ONCE),
        ("BrojZaposlenih", AT_MOST_ONCE),
        ("MaticniBrojisplatioca", AT_MOST_ONCE),
        ("NazivPrezimeIme", ONCE),
        ("SedistePrebivaliste", ONCE),
        ("Telefon", AT_MOST_ONCE),
        ("UlicaIBroj", AT_MOST_ONCE),
        ("eMail", AT_MOST_ONCE),
    ],
    "DeklarisaniPrihodi": [("PodaciOPrihodima", AT_LEAST_ONCE)],
    "PodaciOPrihodima": [
        ("RedniBroj", ONCE),
        ("VrstaIdentifikatoraPrimaoca", ONCE),
        ("IdentifikatorPrimaoca", ONCE),
        ("Prezime", ONCE),
        ("Ime", ONCE),
        ("OznakaPrebivalista", ONCE),
        ("SVP", ONCE),
        ("BrojKalendarskihDana", AT_MOST_ONCE),
        ("BrojEfektivnihSati", AT_MOST_ONCE),
        ("MesecniFondSati", AT_MOST_ONCE),
        ("Bruto", ONCE),
        ("OsnovicaPorez", ONCE),
        ("Porez", ONCE),
        ("OsnovicaDoprinosi", ONCE),
        ("PIO", ONCE),
        ("ZDR", ONCE),
        ("NEZ", ONCE),
        ("PIOBen", ONCE),
        ("DeklarisaniMFP", AT_MOST_ONCE),
    ],
}


def name(element: Element) -> str:
    namespace, _, tag = element.tag[1:].partition("}")
    assert namespace == NAMESPACE
    return tag


def assert_has_the_structure(element: Element) -> None:
    """No tag empty, none unknown, each in its place and as often as it may be."""
    children = [name(child) for child in element]
    if name(element) not in STRUCTURE:
        assert children == []
        assert (element.text or "").strip()
        return
    order = STRUCTURE[name(element)]
    assert children == [tag for tag, _ in order for child in children if child == tag]
    for tag, (least, most) in order:
        assert least <= children.count(tag) <= most, tag
    for child in element:
        assert_has_the_structure(child)


def read(monthly: MonthlyReturn) -> Element:
    root = ET.fromstring(outputs.monthly_return_xml(monthly))
    assert name(root) == "PodaciPoreskeDeklaracije"
    assert_has_the_structure(root)
    return root


def content(element: Element) -> list[tuple[str, str | None]]:
    return [(name(child), child.text) for child in element]


def test_a_return_declares_the_month_of_each_recipient() -> None:
    root = read(RETURN)

    about, employer, declared = root
    assert content(about) == [
        ("KlijentskaOznakaDeklaracije", "2026-07/1"),
        ("VrstaPrijave", "1"),
        ("ObracunskiPeriod", "2026-07"),
        ("DatumPlacanja", "2026-08-15"),
    ]
    assert content(employer) == [
        ("TipIsplatioca", "1"),
        ("PoreskiIdentifikacioniBroj", "101134702"),
        ("NazivPrezimeIme", "Vrt Jovanović"),
        ("SedistePrebivaliste", "217"),
    ]
    assert [content(row) for row in declared] == [
        [
            ("RedniBroj", "1"),
            ("VrstaIdentifikatoraPrimaoca", "1"),
            ("IdentifikatorPrimaoca", "0101990710008"),
            ("Prezime", "Јовановић"),
            ("Ime", "Милица"),
            ("OznakaPrebivalista", "217"),
            ("SVP", "999999999"),
            ("BrojKalendarskihDana", "20"),
            ("Bruto", "34198.00"),
            ("OsnovicaPorez", "34198.00"),
            ("Porez", "3419.80"),
            ("OsnovicaDoprinosi", "34198.00"),
            ("PIO", "8207.60"),
            ("ZDR", "684.00"),
            ("NEZ", "0.00"),
            ("PIOBen", "0.00"),
        ]
    ]


def test_a_return_that_says_everything_keeps_the_order() -> None:
    monthly = replace(
        RETURN,
        version=2,
        amends="1234567890123456789",
        kind_of_change=outputs.KindOfChange.AFTER_CONTROL,
        final_mark="K",
        decision="47-12/2026",
        ground="1",
        lowest_base="0",
        employer=Declarant(
            "1", "101134702", "Vrt & sinovi", "217", "12345678", "Glavna 1", "022 123", "vrt@example.org", employees=0
        ),
        rows=(replace(ROW, hours=Decimal(160)), replace(ROW, identifier="0101006500006", hours=Decimal("7.5"))),
    )

    about, employer, declared = read(monthly)

    assert content(about)[3:] == [
        ("OznakaZaKonacnu", "K"),
        ("DatumPlacanja", "2026-08-15"),
        ("VrstaIzmene", "2"),
        ("JIPD", "1234567890123456789"),
        ("BrojResenja", "47-12/2026"),
        ("Osnov", "1"),
        ("NajnizaOsnovica", "0"),
    ]
    assert content(employer) == [
        ("TipIsplatioca", "1"),
        ("PoreskiIdentifikacioniBroj", "101134702"),
        ("BrojZaposlenih", "0"),
        ("MaticniBrojisplatioca", "12345678"),
        ("NazivPrezimeIme", "Vrt & sinovi"),
        ("SedistePrebivaliste", "217"),
        ("Telefon", "022 123"),
        ("UlicaIBroj", "Glavna 1"),
        ("eMail", "vrt@example.org"),
    ]
    assert [dict(content(row))["BrojEfektivnihSati"] for row in declared] == ["160.00", "7.50"]
    assert [dict(content(row))["RedniBroj"] for row in declared] == ["1", "2"]


LETTERS = some.characters(
    codec="utf-8", categories=("L", "Nd", "Pc", "Pd", "Po", "Sm"), include_characters="&<>\"' ЂЋЏŠĐ"
)
NAMES = some.text(LETTERS, min_size=1, max_size=40).filter(str.strip) | some.sampled_from(
    ["Ђурђа", "Šćepanović", 'O\'Neil & "Sons" <Ltd>', "]]>", "<!-- -->", "&amp;", "Ж" * 5000]
)
AMOUNTS = some.decimals(min_value=0, max_value=10**9, places=2)


@settings(deadline=None)
@given(surname=NAMES, given_name=NAMES, employer=NAMES, base=AMOUNTS, tax=AMOUNTS, days=some.integers(1, 31))
def test_every_name_and_amount_comes_back_as_it_went_in(
    *, surname: str, given_name: str, employer: str, base: Decimal, tax: Decimal, days: int
) -> None:
    row = replace(
        ROW, surname=surname, given_name=given_name, base=base, days=days, amounts={**ROW.amounts, "tax": tax}
    )

    root = read(replace(RETURN, employer=replace(RETURN.employer, name=employer), rows=(row,)))

    read_row = dict(content(root[2][0]))
    assert (read_row["Prezime"], read_row["Ime"]) == (surname.strip(), given_name.strip())
    assert dict(content(root[1]))["NazivPrezimeIme"] == employer.strip()
    assert Decimal(read_row["OsnovicaPorez"] or "") == base
    assert Decimal(read_row["Porez"] or "") == tax
    assert read_row["BrojKalendarskihDana"] == str(days)


def test_the_rows_of_a_large_employer_are_all_there_and_numbered() -> None:
    rows = tuple(replace(ROW, identifier=f"{number:013d}") for number in range(1000))

    declared = read(replace(RETURN, rows=rows))[2]

    assert [dict(content(row))["RedniBroj"] for row in declared] == [str(number) for number in range(1, 1001)]
    assert [dict(content(row))["IdentifikatorPrimaoca"] for row in declared] == [row.identifier for row in rows]


def a_row(**change: Any) -> Callable[[MonthlyReturn], MonthlyReturn]:
    """The second of three rows, changed."""
    others = (replace(ROW, identifier="1"), replace(ROW, identifier="2"))
    return lambda monthly: replace(monthly, rows=(others[0], replace(ROW, **change), others[1]))


def an_employer(**change: Any) -> Callable[[MonthlyReturn], MonthlyReturn]:
    return lambda monthly: replace(monthly, employer=replace(monthly.employer, **change))


def a_return(**change: Any) -> Callable[[MonthlyReturn], MonthlyReturn]:
    return lambda monthly: replace(monthly, **change)


@pytest.mark.parametrize(
    ("change", "error", "field"),
    [
        (a_return(rows=()), outputs.NoRows, "rows"),
        (a_return(month=date(2026, 7, 2)), outputs.BadForm, "month"),
        (a_return(version=0), outputs.BadForm, "version"),
        (a_return(client_mark=""), outputs.Missing, "client_mark"),
        (a_return(kind_of_return="general"), outputs.BadForm, "kind_of_return"),
        (a_return(amends="123"), outputs.BadForm, "kind_of_change"),
        (a_return(kind_of_change="1"), outputs.BadForm, "kind_of_change"),
        (a_return(amends="123", kind_of_change="changed"), outputs.BadForm, "kind_of_change"),
        (a_return(amends="1" * 20, kind_of_change="1"), outputs.BadForm, "amends"),
        (a_return(amends="97-123", kind_of_change="1"), outputs.BadForm, "amends"),
        (a_return(decision="47\n12"), outputs.BadCharacter, "decision"),
        (an_employer(kind=""), outputs.BadForm, "employer.kind"),
        (an_employer(tax_number=" "), outputs.Missing, "employer.tax_number"),
        (an_employer(name=""), outputs.Missing, "employer.name"),
        (an_employer(municipality_code="Ruma"), outputs.BadForm, "employer.municipality_code"),
        (an_employer(phone="022\x00"), outputs.BadCharacter, "employer.phone"),
        (a_row(identifier_kind="JMBG"), outputs.BadForm, "rows[1].identifier_kind"),
        (a_row(identifier=""), outputs.Missing, "rows[1].identifier"),
        (a_row(identifier="1"), outputs.RowTwice, "rows[1].identifier"),
        (a_row(surname=""), outputs.Missing, "rows[1].surname"),
        (a_row(given_name=" "), outputs.Missing, "rows[1].given_name"),
        (a_row(surname="Jova\ud800"), outputs.BadCharacter, "rows[1].surname"),
        (a_row(surname="Jova\x0bnović"), outputs.BadCharacter, "rows[1].surname"),
        (a_row(surname="Jova\ufffenović"), outputs.BadCharacter, "rows[1].surname"),
        (a_row(municipality_code="21"), outputs.BadForm, "rows[1].municipality_code"),
        (a_row(income_code=""), outputs.BadForm, "rows[1].income_code"),
        (a_row(income_code="99999999"), outputs.BadForm, "rows[1].income_code"),
        (a_row(days=0), outputs.BadForm, "rows[1].days"),
        (a_row(days=32), outputs.BadForm, "rows[1].days"),
        (a_row(hours=Decimal(-1)), outputs.BadAmount, "rows[1].hours"),
        (a_row(base=Decimal("860.0333")), outputs.BadAmount, "rows[1].base"),
        (a_row(base=Decimal(-1)), outputs.BadAmount, "rows[1].base"),
        (a_row(amounts={**ROW.amounts, "tax": Decimal("-0.01")}), outputs.BadAmount, "rows[1].tax"),
        (a_row(amounts={**ROW.amounts, "health": Decimal("NaN")}), outputs.BadAmount, "rows[1].health"),
        (a_row(amounts={"tax": Decimal(1), "pension": Decimal(1)}), outputs.BadForm, "rows[1].amounts"),
        (a_row(amounts={**ROW.amounts, "unemployment": Decimal(1)}), outputs.BadForm, "rows[1].amounts"),
        (a_row(amounts={}), outputs.BadForm, "rows[1].amounts"),
    ],
)
def test_what_a_return_cannot_declare_is_refused_by_name(
    change: Callable[[MonthlyReturn], MonthlyReturn], error: type[outputs.OutputRefused], field: str
) -> None:
    with pytest.raises(error) as refused:
        outputs.monthly_return_xml(change(RETURN))
    assert refused.value.field == field
    assert str(refused.value) == f"{field}: {refused.value.reason}"


def test_one_person_may_be_declared_under_two_codes_of_income() -> None:
    other: ReturnRow = replace(ROW, income_code="888888888")

    assert len(read(replace(RETURN, rows=(ROW, other)))[2]) == 2
