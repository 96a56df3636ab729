"""What a candidate types: consent, number and proof, and the hours that a topic takes them."""

from datetime import date
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.services.mentor import queries
from munera.services.mentor.choices import ProofKind
from munera.services.mentor.models import Sitting

MOST_HOURS: Final = 1000


class SittingField(forms.ModelChoiceField):  # type: ignore[type-arg]  # its class takes no argument when it runs
    """Examinations that were held, in the words of the examining body."""

    def label_from_instance(self, obj: Any) -> str:
        sitting: Sitting = obj
        return _("%(examination)s, %(year)s, round %(round)s (%(body)s)") % {
            "examination": sitting.examination.name,
            "year": str(sitting.year),
            "round": sitting.round,
            "body": sitting.examination.body.name,
        }


class OptInForm(forms.Form):
    """The words stand above the box, and their digest is kept."""

    agree = forms.BooleanField(
        label=_("I agree to this"),
        error_messages={"required": _("Tick the box if you agree. If you do not, just leave the page.")},
    )


class ClaimForm(forms.Form):
    """Nothing here tells whether a number exists: only whether the form is filled in."""

    sitting = SittingField(
        label=_("Which examination did you sit?"),
        queryset=Sitting.objects.none(),
        empty_label=_("Choose an examination"),
        error_messages={"required": _("Choose the examination.")},
    )
    number = forms.CharField(
        label=_("Your candidate number"),
        max_length=40,
        help_text=_("As on your admission ticket. Blanks and strokes may be left out."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
        error_messages={"required": _("Enter your candidate number.")},
    )
    born_on = forms.DateField(
        label=_("Your date of birth"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}),
    )
    identifier = forms.CharField(
        label=_("Or your national number, if you applied with it"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sitting"]
        if isinstance(field, SittingField):
            field.queryset = queries.sittings_to_claim()

    def clean_number(self) -> str:
        number = queries.plain_number(self.cleaned_data["number"])
        if not number:
            raise forms.ValidationError(_("A candidate number has letters or digits."))
        return number

    def clean_born_on(self) -> date | None:
        born_on: date | None = self.cleaned_data["born_on"]
        if born_on and born_on > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return born_on

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.known:
            self.add_error("born_on", _("Enter your date of birth, or your national number below."))
        return cleaned

    @property
    def known(self) -> dict[ProofKind, date | str]:
        """What the candidate knows beside the number."""
        given = {
            ProofKind.BIRTH_DATE: self.cleaned_data.get("born_on"),
            ProofKind.IDENTIFIER: self.cleaned_data.get("identifier"),
        }
        return {kind: value for kind, value in given.items() if value}

    def refuse(self) -> None:
        """One sentence for every reason."""
        self.add_error(
            None,
            _(
                "We find nothing with these entries. Compare each with your admission ticket. If all of them are "
                "right, ask the examining body: it can see what we cannot tell here."
            ),
        )


class HoursForm(forms.Form):
    """Hours topic by topic; one left empty keeps what was assumed."""

    def __init__(self, *args: Any, plan: queries.Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for planned in sorted(plan.topics, key=lambda one: (one.topic.subject.place, one.topic.place, one.topic.pk)):
            self.fields[f"hours-{planned.topic.pk}"] = forms.FloatField(
                label=planned.topic.name,
                required=False,
                min_value=0.5,
                max_value=MOST_HOURS,
                widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
            )

    @property
    def hours(self) -> dict[int, float]:
        """By the number of the topic, where the candidate named some."""
        return {int(name.removeprefix("hours-")): value for name, value in self.cleaned_data.items() if value}
