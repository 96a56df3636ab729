"""What somebody says about a skill of theirs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from munera.kernel.skills.models import Concept


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
