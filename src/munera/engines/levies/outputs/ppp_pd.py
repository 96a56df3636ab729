"""The monthly return as the XML that the Serbian Tax Administration takes in (PPP-PD).

Order and names of the tags are those of its description of the structure, version 3.3, as public programs and their
tests cite it: a tag out of order is refused, and so is an empty one. **The XSD was not obtained**, so that lengths
and lists of codes are not held here; nor are the code of income and the BOP, see ``ReturnRow`` and ``PaymentOrder``.
A levy that does not depend on pay knows no gross income of its own: ``Bruto`` carries the base.
"""

import re
from collections.abc import Iterable
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from munera.engines.levies.outputs.checks import hundredths, must_match, must_say, one_line, written
from munera.engines.levies.outputs.errors import BadAmount, BadForm, NoRows, OutputRefused, RowTwice
from munera.engines.levies.outputs.returns import COMPONENTS, Declarant, MonthlyReturn, ReturnRow

NAMESPACE: Final = "http://pid.purs.gov.rs"
NOTHING: Final = "0.00"

DIGIT = re.compile(r"[0-9]")
MUNICIPALITY = re.compile(r"[0-9]{3}")
INCOME = re.compile(r"[0-9]{9}")
JIPD = re.compile(r"[0-9]{1,19}")

Tags = Iterable[tuple[str, str]]


def monthly_return_xml(monthly: MonthlyReturn) -> bytes:
    """The return as one document in UTF-8."""
    if not monthly.rows:
        raise NoRows("rows", "a return declares at least one recipient")
    # Written as an attribute: every tag is in this namespace, and none has to be looked up in a table of them.
    root = Element("PodaciPoreskeDeklaracije", {"xmlns": NAMESPACE})
    _append(root, "PodaciOPrijavi", _of_the_return(monthly))
    _append(root, "PodaciOIsplatiocu", _of_the_employer(monthly.employer))
    declared = SubElement(root, "DeklarisaniPrihodi")
    seen: set[tuple[str, str, str]] = set()
    for place, row in enumerate(monthly.rows):
        try:
            _append(declared, "PodaciOPrihodima", _of_the_recipient(row, number=place + 1))
            _must_be_new(row, seen)
        except OutputRefused as refused:
            raise refused.within(f"rows[{place}]") from None
    indent(root, space="")
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _append(parent: Element, tag: str, content: Tags) -> None:
    """Each tag in turn; one with nothing in it is left out, because an empty tag is refused."""
    element = SubElement(parent, tag)
    for name, text in content:
        if text:
            SubElement(element, name).text = text


def _of_the_return(monthly: MonthlyReturn) -> Tags:
    if monthly.month.day != 1:
        raise BadForm("month", f"must be the first day of a month, not {monthly.month}")
    if monthly.version < 1:
        raise BadForm("version", f"must be a number from 1, not {monthly.version}")
    amends, change = monthly.amends or "", monthly.kind_of_change or ""
    if bool(amends) is not bool(change):
        raise BadForm("kind_of_change", "an amendment names both the return that it amends and the kind of change")
    if amends:
        must_match(amends, field="amends", pattern=JIPD, form="a number (JIPD) of at most 19 digits")
        must_match(change, field="kind_of_change", pattern=DIGIT, form="a digit")
    return (
        ("KlijentskaOznakaDeklaracije", must_say(monthly.client_mark, field="client_mark")),
        ("VrstaPrijave", must_match(monthly.kind_of_return, field="kind_of_return", pattern=DIGIT, form="a digit")),
        ("ObracunskiPeriod", f"{monthly.month:%Y-%m}"),
        ("OznakaZaKonacnu", one_line(monthly.final_mark, field="final_mark")),
        ("DatumPlacanja", monthly.paid_on.isoformat()),
        ("VrstaIzmene", change),
        ("JIPD", amends),
        ("BrojResenja", one_line(monthly.decision, field="decision")),
        ("Osnov", one_line(monthly.ground, field="ground")),
        ("NajnizaOsnovica", one_line(monthly.lowest_base, field="lowest_base")),
    )


def _of_the_employer(employer: Declarant) -> Tags:
    try:
        return (
            ("TipIsplatioca", must_match(employer.kind, field="kind", pattern=DIGIT, form="a digit")),
            ("PoreskiIdentifikacioniBroj", must_say(employer.tax_number, field="tax_number")),
            ("BrojZaposlenih", "" if employer.employees is None else str(employer.employees)),
            ("MaticniBrojisplatioca", one_line(employer.registration_number, field="registration_number")),
            ("NazivPrezimeIme", must_say(employer.name, field="name")),
            ("SedistePrebivaliste", _municipality(employer.municipality_code)),
            ("Telefon", one_line(employer.phone, field="phone")),
            ("UlicaIBroj", one_line(employer.street, field="street")),
            ("eMail", one_line(employer.email, field="email")),
        )
    except OutputRefused as refused:
        raise refused.within("employer") from None


def _of_the_recipient(row: ReturnRow, *, number: int) -> Tags:
    base = _at_least_nothing(hundredths(row.base, field="base"), field="base")
    tax, pension, health = (
        _at_least_nothing(amount, field=field) for field, amount in zip(COMPONENTS, row.components, strict=True)
    )
    return (
        ("RedniBroj", str(number)),
        (
            "VrstaIdentifikatoraPrimaoca",
            must_match(row.identifier_kind, field="identifier_kind", pattern=DIGIT, form="a digit"),
        ),
        ("IdentifikatorPrimaoca", must_say(row.identifier, field="identifier")),
        ("Prezime", must_say(row.surname, field="surname")),
        ("Ime", must_say(row.given_name, field="given_name")),
        ("OznakaPrebivalista", _municipality(row.municipality_code)),
        ("SVP", must_match(row.income_code, field="income_code", pattern=INCOME, form="a code (SVP) of nine digits")),
        # Not in the description we were given, but at this place in every public program that we saw.
        ("BrojKalendarskihDana", _days(row)),
        ("BrojEfektivnihSati", _hours(row)),
        ("Bruto", base),
        ("OsnovicaPorez", base),
        ("Porez", tax),
        ("OsnovicaDoprinosi", base),
        ("PIO", pension),
        ("ZDR", health),
        ("NEZ", NOTHING),
        ("PIOBen", NOTHING),
    )


def _municipality(code: str) -> str:
    return must_match(code, field="municipality_code", pattern=MUNICIPALITY, form="a code of three digits")


def _at_least_nothing(amount: int, *, field: str) -> str:
    """What is owed is never less than nothing: an amendment declares the month anew, it does not take back."""
    if amount < 0:
        raise BadAmount(field, f"is never less than nothing in a return, not {written(amount)}")
    return written(amount)


def _days(row: ReturnRow) -> str:
    if not 1 <= row.days <= 31:
        raise BadForm("days", f"must be from 1 to 31, not {row.days}")
    return str(row.days)


def _hours(row: ReturnRow) -> str:
    return "" if row.hours is None else _at_least_nothing(hundredths(row.hours, field="hours"), field="hours")


def _must_be_new(row: ReturnRow, seen: set[tuple[str, str, str]]) -> None:
    recipient = (row.identifier_kind, row.identifier, row.income_code)
    if recipient in seen:
        raise RowTwice("identifier", "is declared twice under the same code of income")
    seen.add(recipient)
