"""What somebody without an account types: their number and their code, or the reference of a paper."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from munera.kernel.people.choices import IdentifierKind
from munera.kernel.people.rules import InvalidIdentifier, check_identifier, with_plain_digits
from munera.services.seasonal import queries, rules


@dataclass(frozen=True, slots=True)
class CheckedNumber:
    """A number with the kinds that it can be; thirteen digits may be a citizen's or a foreigner's."""

    plain: str
    kinds: tuple[IdentifierKind, ...]


class SelfCheckForm(forms.Form):
    """Nothing here tells whether a number is on the register: only whether it can be a number at all."""

    number = forms.CharField(
        label=_("Your number"),
        max_length=20,
        help_text=_("As on your identity card or certificate, for example the 13 digits of the JMBG or EBS."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}),
        error_messages={"required": _("Enter your number.")},
    )
    code = forms.CharField(
        label=_("Your code"),
        max_length=20,
        help_text=_("The 10 digits on your card."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}),
        error_messages={"required": _("Enter the code on your card.")},
    )

    def clean_number(self) -> CheckedNumber:
        return checked_number(self.cleaned_data["number"])

    def clean_code(self) -> str:
        digits = "".join(letter for letter in with_plain_digits(self.cleaned_data["code"]) if letter.isalnum())
        if len(digits) != rules.CODE_DIGITS or not digits.isdecimal():
            raise forms.ValidationError(_("The code has 10 digits."))
        return digits

    def refuse(self) -> None:
        """One sentence for every reason."""
        self.add_error(None, _("This number and this code do not open anything together. Compare both with the card."))


class ReferenceForm(forms.Form):
    """The reference at the foot of a confirmation."""

    reference = forms.CharField(
        label=_("Reference"),
        max_length=40,
        help_text=_("The 16 letters and digits at the foot of the paper; the strokes between them may be left out."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}),
        error_messages={"required": _("Enter the reference.")},
    )

    def clean_reference(self) -> str:
        plain = queries.plain_reference(self.cleaned_data["reference"])
        if not plain:
            raise forms.ValidationError(_("A letter of this reference is wrong. Compare it with the paper."))
        return plain

    def refuse(self) -> None:
        self.add_error("reference", _("We have printed no paper with this reference."))


def checked_number(typed: str) -> CheckedNumber:
    """What was typed as a number of a worker, of whichever kind; raises ``ValidationError``."""
    found = {kind: plain for kind in rules.every_identifier_kind() if (plain := _checked(kind, typed))}
    if not found:
        raise forms.ValidationError(str(InvalidIdentifier.sentence))
    return CheckedNumber(next(iter(found.values())), tuple(found))


def _checked(kind: IdentifierKind, number: Any) -> str:
    try:
        return check_identifier(kind, number)
    except InvalidIdentifier:
        return ""
