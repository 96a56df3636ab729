"""Which numbers may be what they claim to be; a refusal never repeats the number."""

import pytest
import time_machine
from stdnum.si import emso

from munera.kernel.people.choices import IdentifierKind, Script
from munera.kernel.people.rules import (
    CHECKS,
    UNVERIFIED_KINDS,
    InvalidIdentifier,
    InvalidName,
    InvalidPhone,
    check_identifier,
    check_name,
    check_phone,
)


def jmbg(body: str) -> str:
    return body + str(emso.calc_check_digit(body))


# One number of each kind that its issuer or python-stdnum publishes, or that is built by the rule; and one slip in it.
GOOD_AND_WRONG = {
    IdentifierKind.RS_JMBG: (jmbg("010198566123"), jmbg("010198566123")[::-1]),
    IdentifierKind.RS_EBS: ("1203990060017", "120399006001"),
    IdentifierKind.RS_PIB: ("101134702", "101134703"),
    IdentifierKind.HR_OIB: ("33392005961", "33392005962"),
    IdentifierKind.HU_TAX: ("8365670003", "8365670004"),
    IdentifierKind.TR_TCKN: ("10000000146", "10000000147"),
    IdentifierKind.PT_NIF: ("501964843", "501964842"),
    IdentifierKind.GR_AMKA: ("01018500007", "01018500008"),
    IdentifierKind.IT_CF: ("RCCMNL83S18D969H", "RCCMNL83S18D969X"),
    IdentifierKind.BR_CPF: ("39053344705", "39053344704"),
    IdentifierKind.KR_RRN: ("9710139019902", "9713139019902"),
    IdentifierKind.ORCID: ("0000000218250097", "0000000218250098"),
}


def test_every_kind_is_checked_and_tested() -> None:
    assert set(CHECKS) == set(IdentifierKind) == set(GOOD_AND_WRONG)


@pytest.mark.parametrize("kind", IdentifierKind)
def test_a_good_number_passes(kind: IdentifierKind) -> None:
    good, _wrong = GOOD_AND_WRONG[kind]
    assert check_identifier(kind, good) == good


@pytest.mark.parametrize("kind", IdentifierKind)
def test_a_slip_is_refused_without_repeating_the_number(kind: IdentifierKind) -> None:
    _good, wrong = GOOD_AND_WRONG[kind]
    with pytest.raises(InvalidIdentifier) as refused:
        check_identifier(kind, wrong)
    said = f"{refused.value.sentence} {refused.value} {refused.value.__cause__} {refused.value.title}"
    assert wrong not in said
    assert refused.value.__suppress_context__


@pytest.mark.parametrize("kind", sorted(set(IdentifierKind) - UNVERIFIED_KINDS))
def test_any_single_wrong_digit_at_the_end_is_found(kind: IdentifierKind) -> None:
    good, _wrong = GOOD_AND_WRONG[kind]
    others = [good[:-1] + digit for digit in "0123456789" if digit != good[-1]]
    for other in others:
        with pytest.raises(InvalidIdentifier):
            check_identifier(kind, other)


@pytest.mark.parametrize(
    ("kind", "written", "plain"),
    [
        (IdentifierKind.RS_PIB, " 101-134-702 ", "101134702"),
        (IdentifierKind.RS_PIB, "١٠١١٣٤٧٠٢", "101134702"),
        (IdentifierKind.BR_CPF, "390.533.447-05", "39053344705"),
        (IdentifierKind.IT_CF, "rccmnl83s18d969h", "RCCMNL83S18D969H"),
        (IdentifierKind.ORCID, "https://orcid.org/0000-0002-1825-0097", "0000000218250097"),
        (IdentifierKind.KR_RRN, "971013-9019902", "9710139019902"),
        (IdentifierKind.HU_TAX, "8365 6700 03", "8365670003"),
    ],
)
def test_a_number_is_taken_as_people_write_it(kind: IdentifierKind, written: str, plain: str) -> None:
    assert check_identifier(kind, written) == plain


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (IdentifierKind.RS_JMBG, ""),
        (IdentifierKind.RS_JMBG, jmbg("320198566123")),  # no such day
        (IdentifierKind.RS_JMBG, jmbg("010102866123")),  # born in 2028
        (IdentifierKind.HU_TAX, "7365670003"),  # does not begin with 8
        (IdentifierKind.HU_TAX, "8999990009"),  # born in 2140
        (IdentifierKind.KR_RRN, "971013901990"),
        (IdentifierKind.ORCID, "000000012281955X"),  # an ISNI outside the blocks of ORCID
        ("xx-unknown", "123"),
    ],
)
@time_machine.travel("2026-11-23")
def test_what_cannot_be_is_refused(kind: str, number: str) -> None:
    with pytest.raises(InvalidIdentifier):
        check_identifier(kind, number)


@time_machine.travel("2026-11-23")
def test_a_korean_number_of_after_2020_passes_without_a_check_digit() -> None:
    """Since October 2020 the last six digits are drawn by lot."""
    assert {check_identifier(IdentifierKind.KR_RRN, f"210105312345{last}")[-1] for last in "0123456789"} == set(
        "0123456789"
    )


@pytest.mark.parametrize(
    ("script", "name"),
    [
        (Script.LATIN, "Miloš O’Connor-Nguyễn"),
        (Script.CYRILLIC, "Љубица Ђорђевић"),
        (Script.GREEK, "Πέτρος Παππάς"),
        (Script.ARMENIAN, "Անի Գրիգորյան"),
        (Script.ARABIC, "ليلى حداد"),
        (Script.KOREAN, "김민준"),
    ],
)
def test_a_name_passes_in_its_own_script_only(script: Script, name: str) -> None:
    assert check_name(f"  {name}  ", script) == name
    for other in set(Script) - {script}:
        with pytest.raises(InvalidName):
            check_name(name, other)


def test_a_letter_that_only_looks_latin_is_refused() -> None:
    with pytest.raises(InvalidName):
        check_name("Аna", Script.LATIN)  # the first letter is Cyrillic


@pytest.mark.parametrize(
    ("written", "plain"), [("+381 (60) 123-4567", "+381601234567"), ("", ""), ("٠١٢٣٤٥٦", "0123456")]
)
def test_a_phone_number_is_kept_plain(written: str, plain: str) -> None:
    assert check_phone(written) == plain


@pytest.mark.parametrize("wrong", ["12345", "call me", "+" + "1" * 16])
def test_what_is_no_phone_number_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidPhone):
        check_phone(wrong)
