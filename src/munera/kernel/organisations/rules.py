"""Which registration numbers can be what they claim to be; check digits by python-stdnum, and Korea's here."""

from collections.abc import Callable
from typing import ClassVar, Final

from django.utils.translation import gettext_lazy as _
from stdnum.br import cnpj
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.gr import vat as afm
from stdnum.hr import oib
from stdnum.hu import anum
from stdnum.it import iva
from stdnum.kr import brn
from stdnum.pt import nif
from stdnum.rs import pib
from stdnum.tr import vkn

from munera.kernel.organisations.choices import RegistrationKind
from munera.kernel.people.rules import with_plain_digits
from munera.kernel.refusal import Refusal, Sentence


class InvalidRegistration(Refusal):
    status: ClassVar[int] = 422
    title: ClassVar[Sentence] = _("Please check the registration number")
    sentence: Sentence = _("This registration number cannot be right. Compare it with the register, digit by digit.")


def _korean_business_number(number: str) -> str:
    """python-stdnum asks for the form alone; the tenth digit is a weighted sum, tried on published numbers."""
    digits: str = brn.validate(number)
    weighted = sum(weight * int(digit) for weight, digit in zip((1, 3, 7, 1, 3, 7, 1, 3, 5), digits, strict=False))
    carried = int(digits[8]) * 5 // 10
    if -(weighted + carried) % 10 != int(digits[9]):
        raise InvalidChecksum
    return digits


CHECKS: Final[dict[RegistrationKind, Callable[[str], str]]] = {
    RegistrationKind.RS_PIB: pib.validate,
    RegistrationKind.HR_OIB: oib.validate,
    RegistrationKind.HU_ANUM: anum.validate,
    RegistrationKind.TR_VKN: vkn.validate,
    RegistrationKind.PT_NIPC: nif.validate,
    RegistrationKind.GR_AFM: afm.validate,
    RegistrationKind.IT_IVA: iva.validate,
    RegistrationKind.BR_CNPJ: cnpj.validate,
    RegistrationKind.KR_BRN: _korean_business_number,
}


def check_registration(kind: str, number: str) -> str:
    """The number in its shortest form; raises ``InvalidRegistration`` if it cannot be one of its kind."""
    try:
        return CHECKS[RegistrationKind(kind)](with_plain_digits(number))
    except (ValidationError, ValueError):
        raise InvalidRegistration from None
