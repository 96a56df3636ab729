"""Which numbers, names and phone numbers may be what they claim to be.

=========  ==============================================================================================
kind       what is checked
=========  ==============================================================================================
rs-jmbg    birth date (not to come) and check digit; the Slovene EMŠO is the same number
rs-ebs     thirteen digits only: no rule for a check digit is published, so a slip of the pen passes
hu-tax     birth date and check digit by Act XX of 1996, written here because python-stdnum lacks it
kr-rrn     birth date and form; since October 2020 the last digits are drawn by lot and check nothing
orcid      check digit (ISO 7064) and the blocks of ISNI that are set aside for ORCID
others     birth date where there is one and check digit, by python-stdnum
=========  ==============================================================================================
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from stdnum import isni
from stdnum.br import cpf
from stdnum.exceptions import InvalidComponent, InvalidFormat, ValidationError
from stdnum.gr import amka
from stdnum.hr import oib
from stdnum.it import codicefiscale
from stdnum.kr import rrn
from stdnum.pt import nif
from stdnum.rs import pib
from stdnum.si import emso
from stdnum.tr import tckimlik

from munera.kernel.people.choices import ConsentPurpose, IdentifierKind, Script, Sex
from munera.kernel.people.models import ErasureRequest, Person
from munera.kernel.refusal import Refusal, Sentence

# A number of these kinds is right in form; that its digits belong together cannot be told.
UNVERIFIED_KINDS: Final = frozenset({IdentifierKind.RS_EBS, IdentifierKind.KR_RRN})

CONSENT_VERSION: Final = "2026-11"
CONSENT_TEXTS: Final[dict[ConsentPurpose, Sentence]] = {
    ConsentPurpose.STATISTICS: _(
        "I agree that facts about my use of services are counted, without my name, in statistics that anyone can read."
    ),
    ConsentPurpose.SURVEY: _("I agree to be asked by e-mail, at most twice a year, how a service went for me."),
}


class InvalidIdentifier(Refusal):
    """The number cannot exist. The sentence never repeats it: an error page is copied and sent about."""

    status: ClassVar[int] = 422
    title: ClassVar[Sentence] = _("Please check the number")
    sentence: Sentence = _("This number cannot be right. Compare it with the document, digit by digit.")


class InvalidPhone(Refusal):
    status: ClassVar[int] = 422
    title: ClassVar[Sentence] = _("Please check the phone number")
    sentence: Sentence = _("A phone number has 6 to 15 digits, with + and the country code in front if you like.")


class InvalidName(Refusal):
    status: ClassVar[int] = 422
    title: ClassVar[Sentence] = _("Please check the name")
    sentence: Sentence = _("This name is not written in the script you chose.")


def check_identifier(kind: str, number: str) -> str:
    """The number in its shortest form; raises ``InvalidIdentifier`` if it cannot be one of its kind."""
    try:
        return CHECKS[IdentifierKind(kind)](with_plain_digits(number))
    except (ValidationError, ValueError):
        # Not chained: a cause may hold the number, and causes are logged.
        raise InvalidIdentifier from None


@dataclass(frozen=True, slots=True)
class ToldByNumber:
    """What a national number tells of its bearer; None where its kind does not."""

    born_on: date | None = None
    sex: Sex | None = None


def told_by_number(kind: str, number: str) -> ToldByNumber:
    """Birthday and sex as the digits of a checked number state them.

    >>> told_by_number("rs-jmbg", "0101990710008")
    ToldByNumber(born_on=datetime.date(1990, 1, 1), sex=<Sex.MALE: 'male'>)
    """
    if kind != IdentifierKind.RS_JMBG:
        return ToldByNumber()
    return ToldByNumber(emso.get_birth_date(number), Sex.MALE if emso.get_gender(number) == "M" else Sex.FEMALE)


def may_decide(person: Person, erasure_request: ErasureRequest) -> bool:
    """Nobody decides on their own request."""
    return erasure_request.person_id != person.pk


def with_plain_digits(text: str) -> str:
    """The same text with the digits of any script as 0 to 9: ٣ is 3."""
    return text if text.isascii() else "".join(str(unicodedata.decimal(letter, letter)) for letter in text)


def check_phone(phone: str) -> str:
    """The number without blanks and strokes, or nothing; raises ``InvalidPhone``."""
    plain = re.sub(r"[\s().\-/]", "", with_plain_digits(phone))
    if plain and not re.fullmatch(r"\+?[0-9]{6,15}", plain):
        raise InvalidPhone
    return plain


def check_name(full_name: str, script: str) -> str:
    """The name with single blanks, in composed form; raises ``InvalidName`` if a letter is of another script."""
    name = " ".join(unicodedata.normalize("NFC", full_name).split())
    letters = [letter for letter in name if letter.isalpha()]
    if not letters or not all(
        unicodedata.name(letter, "").startswith(_ALPHABETS[Script(script)]) for letter in letters
    ):
        raise InvalidName
    return name


def _jmbg(number: str) -> str:
    digits: str = emso.validate(number)
    if emso.get_birth_date(digits) > timezone.localdate():
        raise InvalidComponent
    return digits


def _ebs(number: str) -> str:
    digits = emso.compact(number)
    if not re.fullmatch(r"[0-9]{13}", digits):
        raise InvalidFormat
    return digits


def _hungarian_tax_number(number: str) -> str:
    digits = re.sub(r"[\s-]", "", number)
    if not re.fullmatch(r"8[0-9]{9}", digits):
        raise InvalidFormat
    # Act XX of 1996, annex: digits 2-6 count the days since 1 January 1867; a remainder of 10 is never given out.
    born_on = date(1867, 1, 1) + timedelta(days=int(digits[1:6]))
    weighted = sum(position * int(digit) for position, digit in enumerate(digits[:9], start=1))
    if born_on > timezone.localdate() or weighted % 11 != int(digits[9]):
        raise InvalidComponent
    return digits


def _korean_resident_number(number: str) -> str:
    digits = rrn.compact(number)
    if not re.fullmatch(r"[0-9]{13}", digits):
        raise InvalidFormat
    rrn.get_birth_date(digits, allow_future=False)
    return digits


def _orcid(number: str) -> str:
    digits: str = isni.validate(re.sub(r"^\s*(https?://)?orcid\.org/", "", number))
    block = int(digits[:-1])
    if not (15_000_000 <= block <= 35_000_000 or 900_000_000_000 <= block <= 900_100_000_000):
        raise InvalidComponent
    return digits


CHECKS: Final[dict[IdentifierKind, Callable[[str], str]]] = {
    IdentifierKind.RS_JMBG: _jmbg,
    IdentifierKind.RS_EBS: _ebs,
    IdentifierKind.RS_PIB: pib.validate,
    IdentifierKind.HR_OIB: oib.validate,
    IdentifierKind.HU_TAX: _hungarian_tax_number,
    IdentifierKind.TR_TCKN: tckimlik.validate,
    IdentifierKind.PT_NIF: nif.validate,
    IdentifierKind.GR_AMKA: amka.validate,
    IdentifierKind.IT_CF: codicefiscale.validate,
    IdentifierKind.BR_CPF: cpf.validate,
    IdentifierKind.KR_RRN: _korean_resident_number,
    IdentifierKind.ORCID: _orcid,
}
# How the Unicode names of a script's letters begin.
_ALPHABETS: Final[dict[Script, tuple[str, ...]]] = {
    Script.LATIN: ("LATIN", "MODIFIER LETTER"),
    Script.CYRILLIC: ("CYRILLIC",),
    Script.GREEK: ("GREEK",),
    Script.ARMENIAN: ("ARMENIAN",),
    Script.ARABIC: ("ARABIC",),
    Script.KOREAN: ("HANGUL", "CJK"),
}
