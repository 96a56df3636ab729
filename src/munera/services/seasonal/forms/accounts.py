"""What a clerk types from a document: a new account, and for whom a code is asked."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.rules import InvalidIdentifier, InvalidPhone, check_identifier, check_phone
from munera.services.seasonal import queries, rules
from munera.services.seasonal.forms.self_check import CheckedNumber, checked_number
from munera.ui.forms import DayInput

WITHOUT_MEMORY = {"autocomplete": "off"}


class OpenAccountForm(forms.Form):
    """In the order of the document, then of the paper that was signed."""

    kind = forms.ChoiceField(label=_("Kind of number"), widget=forms.RadioSelect())
    number = forms.CharField(
        label=_("Number"),
        max_length=20,
        help_text=_("As on the identity card. It is stored encrypted and shown masked."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", **WITHOUT_MEMORY}),
        error_messages={"required": _("Enter the number on the document.")},
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("First name and surname, as on the identity card."),
        widget=forms.TextInput(attrs=WITHOUT_MEMORY),
        error_messages={"required": _("Enter the name on the document.")},
    )
    farm = forms.CharField(
        label=_("Name of the farm"),
        max_length=200,
        required=False,
        help_text=_("Where it has none, the farmer's own name is used."),
        widget=forms.TextInput(attrs=WITHOUT_MEMORY),
    )
    address = forms.CharField(
        label=_("Street and number"), max_length=200, required=False, widget=forms.TextInput(attrs=WITHOUT_MEMORY)
    )
    municipality = forms.CharField(
        label=_("Municipality"),
        max_length=100,
        error_messages={"required": _("Enter the municipality.")},
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr", **WITHOUT_MEMORY}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("With one, the farmer signs in by a code sent there. Without, somebody acts for them."),
        widget=forms.EmailInput(attrs={"dir": "ltr", **WITHOUT_MEMORY}),
    )
    consent_signed_on = forms.DateField(
        label=_("Consent signed on"),
        widget=DayInput(),
        error_messages={"required": _("Enter the day on which the consent was signed.")},
    )
    consent_kept_at = forms.CharField(
        label=_("Where the signed consent is kept"),
        max_length=100,
        help_text=_("The number of the file, for example."),
        error_messages={"required": _("Say where the signed paper is kept.")},
    )
    acts_until = forms.DateField(
        label=_("You act for the farmer until"),
        required=False,
        widget=DayInput(),
        help_text=_("Only if it was agreed. At most a year; the farmer can end it earlier."),
    )

    def __init__(self, *args: Any, office: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = rules.kinds_of_employers(office.country)
        field = cast("forms.ChoiceField", self.fields["kind"])
        field.choices = [(kind.value, kind.label) for kind in kinds]
        field.initial = kinds[0].value
        self.fields["municipality"].initial = office.municipality
        self.fields["consent_signed_on"].initial = timezone.localdate()

    def clean_phone(self) -> str:
        try:
            return check_phone(self.cleaned_data["phone"])
        except InvalidPhone as refusal:
            raise forms.ValidationError(str(refusal.sentence)) from None

    def clean_consent_signed_on(self) -> Any:
        return _signed_already(self.cleaned_data["consent_signed_on"])

    def clean_acts_until(self) -> Any:
        until = self.cleaned_data["acts_until"]
        return _within_a_year(until) if until else None

    def clean(self) -> dict[str, Any]:
        """The number must be one of its kind and new here, and the address nobody else's."""
        cleaned: dict[str, Any] = super().clean() or {}
        kind, number, email = (cleaned.get(name) for name in ("kind", "number", "email"))
        if not kind or not number:
            return cleaned
        try:
            cleaned["number"] = check_identifier(kind, number)
        except InvalidIdentifier as refusal:
            self.add_error("number", str(refusal.sentence))
            return cleaned
        if queries.has_account(kind, cleaned["number"]):
            self.add_error("number", _("This person has an account as an employer already."))
        elif email and queries.signs_in_otherwise(kind, cleaned["number"], email):
            self.add_error(
                "email", _("This address is somebody else's, or this person signs in with another. Leave it empty.")
            )
        return cleaned


class ActAgainForm(forms.Form):
    """A further paper by which the farmer lets the clerk act."""

    consent_signed_on = forms.DateField(
        label=_("Consent signed on"),
        widget=DayInput(),
        error_messages={"required": _("Say on which day it was signed.")},
    )
    consent_kept_at = forms.CharField(
        label=_("Where the signed consent is kept"),
        max_length=100,
        help_text=_("The number of the file, for example."),
        error_messages={"required": _("Say where the signed paper is kept.")},
    )
    acts_until = forms.DateField(
        label=_("You act for the farmer until"),
        widget=DayInput(),
        help_text=_("At most a year; the farmer can end it earlier."),
        error_messages={"required": _("Choose a day between today and a year from now.")},
    )

    def clean_consent_signed_on(self) -> Any:
        return _signed_already(self.cleaned_data["consent_signed_on"])

    def clean_acts_until(self) -> Any:
        return _within_a_year(self.cleaned_data["acts_until"])


def _signed_already(signed_on: date) -> date:
    if signed_on > timezone.localdate():
        raise forms.ValidationError(_("This day lies ahead. The consent must be signed before."))
    return signed_on


def _within_a_year(until: date) -> date:
    today = timezone.localdate()
    if not today <= until <= today + rules.LONGEST_ACTING:
        raise forms.ValidationError(_("Choose a day between today and a year from now."))
    return until


class CodeAtDeskForm(forms.Form):
    """For whom a code is asked; the clerk has the document in hand."""

    number = forms.CharField(
        label=_("Number"),
        max_length=20,
        help_text=_("As on the identity card or the certificate."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", **WITHOUT_MEMORY}),
        error_messages={"required": _("Enter the number on the document.")},
    )
    document_seen = forms.BooleanField(
        label=_("I have seen the document, and it is of the person before me."),
        error_messages={"required": _("A code that opens all days is given only to whoever shows their document.")},
    )

    def clean_number(self) -> CheckedNumber:
        return checked_number(self.cleaned_data["number"])

    def refuse(self) -> None:
        self.add_error("number", _("Nobody with this number is on the list of an employer."))
