"""What managers write on a card, and the skills a demand asks for."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.skills.models import Concept
from munera.services.evaluators.choices import (
    EvaluationKind,
    Method,
    MinimumEvidence,
    Sphere,
    Theme,
    places_to_choose,
)
from munera.services.evaluators.models import Demand, Requirement
from munera.ui.forms import DayInput

LONG = {"rows": 4}


class DemandForm(forms.Form):
    """In the order in which researchers read it."""

    policy = forms.CharField(
        label=_("Policy or programme"),
        max_length=200,
        error_messages={"required": _("Name the policy or programme.")},
    )
    about = forms.CharField(label=_("What it does"), max_length=2000, required=False, widget=forms.Textarea(attrs=LONG))
    question = forms.CharField(
        label=_("What you want to know"),
        max_length=1000,
        help_text=_("One question, as you would ask it: has it shortened the wait for a specialist?"),
        widget=forms.Textarea(attrs=LONG),
        error_messages={"required": _("Write what the evaluation should answer.")},
    )
    sphere = forms.ChoiceField(label=_("Level of the state"), choices=Sphere.choices, widget=forms.RadioSelect())
    theme = forms.ChoiceField(label=_("Theme"), choices=Theme.choices)
    kind = forms.ChoiceField(
        label=_("What kind of evaluation?"), choices=EvaluationKind.choices, widget=forms.RadioSelect()
    )
    data_at_hand = forms.CharField(
        label=_("Data at hand"),
        max_length=1000,
        required=False,
        help_text=_("Which records exist, since when, and who may use them."),
        widget=forms.Textarea(attrs=LONG),
    )
    methods = forms.MultipleChoiceField(
        label=_("Methods you think of"),
        choices=Method.choices,
        required=False,
        help_text=_("Leave it empty if the researcher should say."),
        widget=forms.CheckboxSelectMultiple(),
    )
    place = forms.ChoiceField(label=_("Place"))
    starts_on = forms.DateField(label=_("Begins"), required=False, widget=DayInput())
    ends_on = forms.DateField(label=_("Ends"), required=False, widget=DayInput())
    budget = forms.DecimalField(
        label=_("Budget in reais"),
        required=False,
        min_value=1,
        max_digits=12,
        decimal_places=2,
        help_text=_("Leave it empty if there is none: many researchers evaluate for the data."),
    )
    deadline = forms.DateField(
        label=_("Researchers may answer until"),
        widget=DayInput(),
        error_messages={"required": _("Choose the last day for answers.")},
    )

    def __init__(self, *args: Any, demand: Demand | None = None, **kwargs: Any) -> None:
        if demand is not None and "initial" not in kwargs:
            kwargs["initial"] = {name: getattr(demand, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        place = self.fields["place"]
        if isinstance(place, forms.ChoiceField):
            place.choices = places_to_choose()

    def clean_deadline(self) -> Any:
        if self.cleaned_data["deadline"] < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose one that lies ahead."))
        return self.cleaned_data["deadline"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The end lies before the beginning."))
        return cleaned


class SkillSearchForm(forms.Form):
    """By what a skill is looked for."""

    q = forms.CharField(label=_("Skill, language or tool"), max_length=100, required=False)


class RequirementForm(forms.Form):
    """How much one skill weighs, and the least that will do."""

    weight = forms.TypedChoiceField(
        label=_("How much does it matter?"),
        widget=forms.RadioSelect(),
        coerce=int,
        initial=3,
        choices=[(1, _("A little")), (2, _("Somewhat")), (3, _("Clearly")), (4, _("Much")), (5, _("Most of all"))],
    )
    must = forms.BooleanField(
        label=_("Show nobody without it"),
        required=False,
        help_text=_("Who has neither this skill nor a narrower one is not in your deck at all."),
    )
    minimum_level = forms.TypedChoiceField(label=_("At least on the level"), coerce=int)
    minimum_evidence = forms.ChoiceField(
        label=_("How must it be known?"),
        choices=MinimumEvidence.choices,
        initial=MinimumEvidence.DECLARED,
        widget=forms.RadioSelect(),
    )

    def __init__(self, *args: Any, skill: Concept, requirement: Requirement | None = None, **kwargs: Any) -> None:
        if requirement is not None and "initial" not in kwargs:
            kwargs["initial"] = {name: getattr(requirement, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        level = self.fields["minimum_level"]
        if isinstance(level, forms.TypedChoiceField):
            level.choices = [(0, _("Any level")), *skill.levels.choices]
