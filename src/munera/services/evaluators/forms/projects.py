"""A project from its title to what both sides say of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.skills.models import Concept
from munera.kernel.skills.queries import Named
from munera.services.evaluators.models import Requirement
from munera.ui.forms import DayInput

NOT_SHOWN = ""


class ProposeForm(forms.Form):
    title = forms.CharField(
        label=_("Title of the project"),
        max_length=200,
        help_text=_("What you have agreed to do together, in one line."),
        error_messages={"required": _("Give the project a title.")},
    )


class FinishForm(forms.Form):
    """Where the evaluation can be read, and which skills the work has shown: those are certified."""

    evaluation_url = forms.URLField(
        label=_("Address where the evaluation can be read"),
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr"}),
        error_messages={"required": _("Say where the evaluation can be read.")},
    )
    finished_on = forms.DateField(label=_("Finished on"), widget=DayInput())

    def __init__(
        self, *args: Any, requirements: Sequence[Requirement], names: Mapping[int, Named], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["finished_on"].initial = timezone.localdate()
        self.skills: dict[str, Concept] = {f"skill-{each.skill_id}": each.skill for each in requirements}
        for name, skill in self.skills.items():
            self.fields[name] = forms.TypedChoiceField(
                label=names[skill.pk].label,
                coerce=int,
                required=False,
                empty_value=None,
                choices=[(NOT_SHOWN, _("Not shown in this work")), *skill.levels.choices],
            )

    def clean_finished_on(self) -> Any:
        if self.cleaned_data["finished_on"] > timezone.localdate():
            raise forms.ValidationError(_("This day lies ahead. Finish the project once it is done."))
        return self.cleaned_data["finished_on"]

    def shown(self) -> list[tuple[Concept, int]]:
        """Each skill that was shown, with its level."""
        levels = {name: self.cleaned_data[name] for name in self.skills}
        return [(self.skills[name], level) for name, level in levels.items() if level is not None]


class FeedbackForm(forms.Form):
    again = forms.TypedChoiceField(
        label=_("Would you work together again?"),
        widget=forms.RadioSelect(),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("Yes")), ("no", _("No"))],
        error_messages={"required": _("Choose yes or no.")},
    )
    words = forms.CharField(
        label=_("In a few words"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 4})
    )
