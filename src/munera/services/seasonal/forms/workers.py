"""A new worker on the list."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.choices import IdentifierKind
from munera.kernel.people.rules import InvalidIdentifier, check_identifier
from munera.services.seasonal import queries, rules
from munera.services.seasonal.choices import Job


class EnrolWorkerForm(forms.Form):
    """A new worker on the list."""

    kind = forms.ChoiceField(label=_("Kind of number"), widget=forms.RadioSelect())
    number = forms.CharField(
        label=_("Number"),
        max_length=20,
        help_text=_("13 digits, as on the identity card or the certificate. It is stored encrypted and shown masked."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Enter the worker's number.")},
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("First name and surname, as on the identity card."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the worker's name.")},
    )
    job = forms.ChoiceField(label=_("Usual job"), choices=Job.choices, initial=Job.FRUIT)

    def __init__(self, *args: Any, employer: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employer = employer
        kinds = rules.IDENTIFIER_KINDS[employer.country]
        field = cast("forms.ChoiceField", self.fields["kind"])
        field.choices = [(kind.value, kind.label) for kind in kinds]
        field.initial = kinds[0].value

    def clean(self) -> dict[str, Any]:
        """The number must be one of its kind, and not that of somebody on the list."""
        cleaned: dict[str, Any] = super().clean() or {}
        kind, number = cleaned.get("kind"), cleaned.get("number")
        if kind and number:
            try:
                cleaned["number"] = check_identifier(IdentifierKind(kind), number)
            except InvalidIdentifier as refusal:
                self.add_error("number", str(refusal.sentence))
                return cleaned
            known = queries.worker_with_number(self.employer, kind, cleaned["number"])
            if known:
                self.add_error(
                    "number",
                    forms.ValidationError(
                        _("This is the number of %(name)s, who is on your list already."),
                        params={"name": known.shown_name},
                    ),
                )
        return cleaned
