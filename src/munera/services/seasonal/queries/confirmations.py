"""Confirmations of engagement: by their reference, by whoever was handed the paper."""

from typing import Final

from django.db.models import QuerySet
from stdnum.iso7064 import mod_97_10

from munera.kernel.people.models import Person
from munera.kernel.people.rules import with_plain_digits
from munera.services.seasonal.models import Confirmation

# Digits and capitals without I, L, O and U, which are read as others.
REFERENCE_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH: Final = 16
_MISREAD: Final = str.maketrans("ILO", "110")


def with_check_digits(drawn: str) -> str:
    """ISO 7064, MOD 97-10: a letter mistyped or two swapped are found before anybody is suspected."""
    return f"{drawn}{mod_97_10.calc_check_digits(drawn)}"


def plain_reference(typed: str) -> str:
    """What was typed off a paper as we keep it; nothing where it cannot be one of ours."""
    letters = "".join(letter for letter in with_plain_digits(typed).upper() if letter.isalnum()).translate(_MISREAD)
    return letters if len(letters) == REFERENCE_LENGTH and mod_97_10.is_valid(letters) else ""


def shown_reference(reference: str) -> str:
    """In groups of four, as it stands on the paper."""
    return "-".join(reference[start : start + 4] for start in range(0, len(reference), 4))


def confirmation_with(reference: str) -> Confirmation | None:
    return Confirmation.objects.select_related("person", "employer").filter(reference=reference).first()


def confirmations_of(person: Person) -> QuerySet[Confirmation]:
    return Confirmation.objects.filter(person=person).select_related("employer").order_by("-issued_at", "-pk")
