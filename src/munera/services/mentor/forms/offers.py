"""A course, training or job as its office describes it, and a search among them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from munera.kernel.organisations.models import Organisation
from munera.services.mentor import queries
from munera.services.mentor.choices import OfferKind, OfferState
from munera.services.mentor.forms.fields import english_field, name_field, units_in
from munera.services.mentor.models import CompetenceUnit, Examination, Offer
from munera.ui.forms import DayInput

DAYS = ("apply_until", "starts_on", "ends_on")


class _UnitChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # its class takes no argument when it runs
    """Asked for, and yet no fault of its own when left empty: units may be named by their codes instead."""

    def label_from_instance(self, obj: CompetenceUnit) -> str:
        return f"{obj.name} ({obj})"

    def clean(self, value: Any) -> Any:
        return super().clean(value) if value else []


class _ExaminationChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # its class takes no argument when it runs
    def label_from_instance(self, obj: Examination) -> str:
        return f"{obj.name} ({obj.body.name})"


class OfferSearchForm(forms.Form):
    """By words of the name or place, and by how it stands."""

    q = forms.CharField(label=_("Name or place"), max_length=100, required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *OfferState.choices])


class OfferForm(forms.Form):
    """Words are in the language in which the clerk reads the site; those in other languages stay."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=OfferKind.choices,
        widget=forms.RadioSelect(),
        error_messages={"required": _("Say whether it is a course, a training or a job.")},
    )
    name = name_field()
    english = english_field()
    summary = forms.CharField(
        label=_("In a few sentences"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    english_summary = forms.CharField(
        label=_("In a few sentences, in English"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    units = _UnitChoice(
        label=_("Units of competence"),
        queryset=CompetenceUnit.objects.none(),
        widget=forms.CheckboxSelectMultiple(),
        help_text=_("What the course or training teaches, or what the job asks for. By them, candidates find it."),
    )
    other_units = forms.CharField(
        label=_("Other units, by their codes"),
        max_length=400,
        required=False,
        help_text=_("With commas between them, as the page of the units of competence shows them."),
    )
    examination = _ExaminationChoice(
        label=_("Qualification that the job asks for"),
        queryset=Examination.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_("Only for a job. Candidates who passed this examination are told that they hold it."),
    )
    place = forms.CharField(
        label=_("Place"), max_length=100, required=False, help_text=_("Empty where it is held at a distance.")
    )
    hours = forms.IntegerField(
        label=_("Hours"),
        min_value=1,
        max_value=9999,
        required=False,
        help_text=_("How long a course or training takes in all."),
        error_messages={
            "invalid": _("Give the hours as a whole number."),
            "min_value": _("Give at least 1 hour, or leave it empty."),
            "max_value": _("Give at most 9999 hours."),
        },
    )
    apply_until = forms.DateField(
        label=_("Apply until"),
        widget=DayInput(),
        required=False,
        help_text=_("The last day. From the day after, candidates are not shown it any more."),
        error_messages={"invalid": _("Give a day of the calendar.")},
    )
    starts_on = forms.DateField(
        label=_("Begins on"),
        widget=DayInput(),
        required=False,
        help_text=_("Empty where people can begin at any time."),
        error_messages={"invalid": _("Give a day of the calendar.")},
    )
    ends_on = forms.DateField(
        label=_("Ends on"),
        widget=DayInput(),
        required=False,
        help_text=_("Without a day here or above, candidates are shown it until you withdraw it."),
        error_messages={"invalid": _("Give a day of the calendar.")},
    )
    link = forms.URLField(
        label=_("Page with more about it"),
        max_length=200,
        required=False,
        assume_scheme="https",
        help_text=_("Its address begins with https://."),
        error_messages={
            "invalid": _("Give the whole address of the page, beginning with https://."),
            "max_length": _("The address is too long. Give one of at most 200 characters."),
        },
    )

    def __init__(self, *args: Any, office: Organisation, offer: Offer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = get_language() or settings.LANGUAGE_CODE
        self.offer = offer
        if self.language == "en":
            del self.fields["english"], self.fields["english_summary"]
        chosen = list(offer.units.all()) if offer else []
        self._offer_units(queries.units_to_choose(office, chosen))
        examination = self.fields["examination"]
        if isinstance(examination, forms.ModelChoiceField):
            examination.queryset = queries.examinations_to_ask_for()
        if offer:
            # Who reads the site in a language that the name lacks may still move a day.
            self.fields["name"].required = not self._kept(offer.names)
            self.initial = {
                "kind": offer.kind,
                "name": offer.names.get(self.language, ""),
                "english": offer.names.get("en", ""),
                "summary": offer.summaries.get(self.language, ""),
                "english_summary": offer.summaries.get("en", ""),
                "units": chosen,
                "examination": offer.examination_id,
                **{each: getattr(offer, each) for each in ("place", "hours", "link", *DAYS)},
                **self.initial,
            }

    def _offer_units(self, units: Any) -> None:
        field = self.fields["units"]
        if isinstance(field, forms.ModelMultipleChoiceField) and units:
            field.queryset = units
            return
        other = self.fields["other_units"]
        other.label, other.required = field.label, True
        other.help_text = _("Their codes, with commas between them. By them, candidates find it.")
        other.error_messages["required"] = _("Name at least one unit of competence. By them, candidates find it.")
        del self.fields["units"]

    def clean_other_units(self) -> list[CompetenceUnit]:
        return units_in(self.cleaned_data["other_units"])

    def clean_link(self) -> str:
        link = str(self.cleaned_data["link"])
        if link and not link.startswith("https://"):
            raise forms.ValidationError(_("Give an address that begins with https://."))
        return link

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_named = not {"units", "other_units"} & self.errors.keys()
        if is_named and not cleaned.get("units") and not cleaned.get("other_units"):
            self.add_error("units", _("Choose at least one unit of competence. By them, candidates find it."))
        if cleaned.get("examination") and cleaned.get("kind") in (OfferKind.COURSE, OfferKind.TRAINING):
            self.add_error("examination", _("Only a job asks for a qualification. Choose “None” here."))
        if "name" not in self.errors and not self._texts("name", "english", self.offer.names if self.offer else {}):
            self.add_error("name", _("Give it a name."))
        self._check_days(cleaned)
        return cleaned

    def _check_days(self, cleaned: Mapping[str, Any]) -> None:
        apply_until, starts_on, ends_on = (cleaned.get(each) for each in DAYS)
        today = timezone.localdate()
        for each, day in (("apply_until", apply_until), ("ends_on", ends_on)):
            if day and day < today and not (self.offer and day == getattr(self.offer, each)):
                self.add_error(each, _("This day is past, so no candidate would be shown it. Give a later one."))
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("It ends before it begins. Check both days."))
        if apply_until and ends_on and apply_until > ends_on:
            self.add_error("apply_until", _("People cannot apply after it has ended. Check both days."))

    def _kept(self, texts: Mapping[str, str]) -> dict[str, str]:
        """In the languages that this form does not ask for."""
        return {language: text for language, text in texts.items() if language not in (self.language, "en")}

    def _texts(self, field: str, english: str, before: Mapping[str, str]) -> dict[str, str]:
        said = self.cleaned_data
        asked = {"en": said.get(english, ""), self.language: said.get(field, "")}
        return {language: text for language, text in (self._kept(before) | asked).items() if text}

    @property
    def text(self) -> dict[str, Any]:
        """What ``actions.OfferText`` asks for."""
        said, offer = self.cleaned_data, self.offer
        units = {unit.pk: unit for unit in (*said.get("units", ()), *said["other_units"])}
        plain = ("examination", "place", "hours", "link", *DAYS)
        return {
            "kind": OfferKind(said["kind"]),
            "names": self._texts("name", "english", offer.names if offer else {}),
            "summaries": self._texts("summary", "english_summary", offer.summaries if offer else {}),
            "units": list(units.values()),
            **{each: said[each] for each in plain},
        }
