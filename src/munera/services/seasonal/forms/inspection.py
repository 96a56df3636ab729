"""What an inspector looks for: a day and a moment, an employer, a place, a worker, a receipt."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.services.seasonal import queries
from munera.services.seasonal.forms.self_check import CheckedNumber, checked_number
from munera.ui.forms import DayInput

# From so many digits on, what was typed is meant as a number and not as a name.
DIGITS_OF_A_NUMBER = 8


class MomentInput(forms.DateTimeInput):
    """The browser's own clock, to the minute."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class MomentForm(forms.Form):
    """A day, and the moment whose knowledge is asked for: now, unless another is named."""

    on = forms.DateField(label=_("Day"), required=False, widget=DayInput())
    at = forms.DateTimeField(
        label=_("As known at"),
        required=False,
        widget=MomentInput(),
        help_text=_("Leave empty for now."),
    )

    @property
    def day(self) -> date:
        return self._chosen("on") or timezone.localdate()

    @property
    def moment(self) -> datetime:
        """A minute is meant to its end, and what lies ahead nobody knows yet."""
        at = self._chosen("at")
        return min(at + timedelta(seconds=59), timezone.now()) if at else timezone.now()

    def _chosen(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name) if self.is_bound else None


class InspectionForm(MomentForm):
    """The same, narrowed to an employer or a place."""

    employer = forms.CharField(
        label=_("Employer"), required=False, max_length=100, help_text=_("A part of the name, or the whole number.")
    )
    place = forms.CharField(label=_("Place of work"), required=False, max_length=100)

    field_order = ("employer", "place", "on", "at")

    def text(self, name: str) -> str:
        return self._chosen(name) or ""


class FindWorkerForm(forms.Form):
    """One field for both, because an inspector stands in a field. Sent by POST: neither belongs into an address."""

    who = forms.CharField(
        label=_("Number or name"),
        max_length=100,
        help_text=_("The number on the document, or at least three letters of the name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter a number or a name.")},
    )

    def clean_who(self) -> CheckedNumber | str:
        typed: str = self.cleaned_data["who"].strip()
        if sum(letter.isdigit() for letter in typed) >= DIGITS_OF_A_NUMBER:
            return checked_number(typed)
        if len(typed) < 3:
            raise forms.ValidationError(_("Enter at least three letters of the name."))
        return typed

    def refuse(self) -> None:
        self.add_error("who", _("Nobody with this number is on the list of an employer here."))


class FindReceiptForm(forms.Form):
    """The number of a receipt, as an employer shows or reads it out."""

    number = forms.CharField(
        label=_("Number of the receipt"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}),
        error_messages={"required": _("Enter the number of the receipt.")},
    )

    def clean_number(self) -> str:
        typed: str = self.cleaned_data["number"]
        if not queries.receipt_number_is_whole(typed):
            raise forms.ValidationError(_("This is no number of ours: its check digits are wrong. Compare each digit."))
        return typed

    def refuse(self) -> None:
        self.add_error("number", _("The number is well formed, but we have given no such receipt to an employer here."))
