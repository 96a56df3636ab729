"""A new worker on the list, the papers that were seen, and the crews that workers form."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.choices import IdentifierKind, Sex
from munera.kernel.people.rules import InvalidIdentifier, check_identifier, told_by_number
from munera.services.seasonal import queries, rules
from munera.services.seasonal.choices import Job
from munera.services.seasonal.forms.days import WorkersField
from munera.services.seasonal.models import Worker
from munera.ui.forms import DayInput


class SearchForm(forms.Form):
    """Whom to find on the list, by name or by number."""

    q = forms.CharField(label=_("Name or number"), required=False, max_length=100)

    def wanted(self) -> str:
        return str(self.cleaned_data["q"]) if self.is_valid() else ""


class EnrolWorkerForm(forms.Form):
    """A new worker on the list. Birthday and sex are asked only where the number does not tell them."""

    kind = forms.ChoiceField(label=_("Kind of number"), widget=forms.RadioSelect())
    number = forms.CharField(
        label=_("Number"),
        max_length=20,
        help_text=_("As on the identity card or the certificate. It is stored encrypted and shown masked."),
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
    born_on = forms.DateField(
        label=_("Date of birth"),
        required=False,
        widget=DayInput(),
        help_text=_("From the document, because this kind of number does not tell it."),
    )
    sex = forms.ChoiceField(
        label=_("Sex"), required=False, choices=[("", _("Not given")), *Sex.choices], help_text=_("For the statistics.")
    )
    job = forms.ChoiceField(label=_("Usual job"), choices=Job.choices, initial=Job.FRUIT)
    municipality = forms.CharField(label=_("Municipality of residence"), required=False, max_length=100)
    is_unpaid_family = forms.BooleanField(label=_("A relative who helps without pay"), required=False)

    def __init__(self, *args: Any, employer: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employer = employer
        self.today = queries.today_of(employer, at=timezone.now())
        kinds = rules.IDENTIFIER_KINDS[employer.country]
        field = cast("forms.ChoiceField", self.fields["kind"])
        field.choices = [(kind.value, kind.label) for kind in kinds]
        field.initial = kinds[0].value
        self.fields["is_unpaid_family"].help_text = queries.told_of_unpaid_help(employer, self.today)

    def clean(self) -> dict[str, Any]:
        """The number must be one of its kind, and not that of somebody on the list."""
        cleaned: dict[str, Any] = super().clean() or {}
        kind, number = cleaned.get("kind"), cleaned.get("number")
        if not kind or not number:
            return cleaned
        try:
            plain = cleaned["number"] = check_identifier(IdentifierKind(kind), number)
        except InvalidIdentifier as refusal:
            self.add_error("number", str(refusal.sentence))
            return cleaned
        known = queries.worker_with_number(self.employer, kind, plain)
        if known:
            self.add_error(
                "number",
                forms.ValidationError(
                    _("This is the number of %(name)s, who is on your list already."),
                    params={"name": known.shown_name},
                ),
            )
        self._check_birthday(kind, plain, cleaned.get("born_on"))
        return cleaned

    def _check_birthday(self, kind: str, number: str, born_on: date | None) -> None:
        """The law asks for the age: where the number does not tell the birthday, the document must."""
        if told_by_number(kind, number).born_on:
            return
        if born_on is None and "born_on" not in self.errors:
            self.add_error("born_on", _("This kind of number does not tell the date of birth. Enter it."))
        elif born_on and born_on > self.today:
            self.add_error("born_on", _("This day lies ahead."))


class ChangeWorkerForm(forms.Form):
    """What the employer wrote of somebody; the number and what it tells are not theirs to change."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("First name and surname, as on the identity card."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the worker's name.")},
    )
    job = forms.ChoiceField(label=_("Usual job"), choices=Job.choices)
    municipality = forms.CharField(label=_("Municipality of residence"), required=False, max_length=100)


class PapersForm(forms.Form):
    """Which papers of somebody under age the employer has seen, and when."""

    consent_seen_on = forms.DateField(
        label=_("Written consent of a parent or guardian seen on"), required=False, widget=DayInput()
    )
    medical_finding_seen_on = forms.DateField(label=_("Medical finding seen on"), required=False, widget=DayInput())

    def __init__(self, *args: Any, worker: Worker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = queries.today_of(worker.employer, at=timezone.now())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("consent_seen_on", "medical_finding_seen_on"):
            seen_on = cleaned.get(name)
            if seen_on and seen_on > self.today:
                self.add_error(name, _("A paper can be seen today at the latest."))
        return cleaned


class NameCrewForm(forms.Form):
    """A named list of workers."""

    name = forms.CharField(
        label=_("Name of the crew"), max_length=100, error_messages={"required": _("Give the crew a name.")}
    )
    workers = WorkersField(
        label=_("Who belongs to it?"),
        queryset=Worker.objects.none(),
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": _("Tick at least one worker.")},
    )

    def __init__(self, *args: Any, employer: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("WorkersField", self.fields["workers"]).queryset = queries.crew_of(employer)
