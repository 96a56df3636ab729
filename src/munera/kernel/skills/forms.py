"""What somebody says about a skill, of their own or as an assessor."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.organisations.models import Organisation
from munera.kernel.skills.models import Concept
from munera.ui.forms import DayInput


class SearchForm(forms.Form):
    """By what a skill is looked for."""

    q = forms.CharField(label=_("Skill, language or tool"), max_length=100, required=False)


class LevelForm(forms.Form):
    """How well, on the scale of the skill; nobody has to say."""

    level = forms.TypedChoiceField(
        label=_("How well do you master it?"),
        widget=forms.RadioSelect,
        required=False,
        coerce=int,
        empty_value=None,
    )

    def __init__(self, *args: Any, skill: Concept, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["level"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [*skill.levels.choices, ("", _("I would rather not say"))]


class AskForm(forms.Form):
    """Who shall look, and at what."""

    organisation = forms.ModelChoiceField(label=_("Who shall check it?"), queryset=Organisation.objects.none())
    remark = forms.CharField(
        label=_("What can they look at?"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Work you did, where and when you can show it. Only the assessors there read this."),
    )

    def __init__(self, *args: Any, choices: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = choices


class ConfirmForm(LevelForm):
    """What an assessor has seen, and how long it shall count."""

    valid_until = forms.DateField(
        label=_("Valid until"), required=False, widget=DayInput(), help_text=_("Empty: without end.")
    )

    def __init__(self, *args: Any, skill: Concept, **kwargs: Any) -> None:
        super().__init__(*args, skill=skill, **kwargs)
        self.fields["level"].label = _("Which level have you seen?")
        field = self.fields["level"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [*skill.levels.choices, ("", _("No level is stated"))]

    def clean_valid_until(self) -> date | None:
        until: date | None = self.cleaned_data["valid_until"]
        if until is not None and until <= timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose a later one."))
        return until


class DeclineForm(forms.Form):
    """Why it is not confirmed."""

    because = forms.CharField(
        label=_("Reason"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it. Say what is missing, so that they can ask again."),
    )
