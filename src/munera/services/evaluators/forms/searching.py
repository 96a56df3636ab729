"""A saved search, the skills to ask for from the words of a demand, and the file of an ORCID record."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from munera.services.evaluators import rules
from munera.services.evaluators.choices import EvaluationKind, Method, Theme, places_to_choose
from munera.services.evaluators.queries import Suggestion


class SearchForm(forms.Form):
    """What is left empty lets everything through."""

    name = forms.CharField(
        label=_("Name of the search"), max_length=80, error_messages={"required": _("Give the search a name.")}
    )
    themes = forms.MultipleChoiceField(
        label=_("Themes"), choices=Theme.choices, required=False, widget=forms.CheckboxSelectMultiple()
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of evaluation"),
        choices=EvaluationKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )
    methods = forms.MultipleChoiceField(
        label=_("Methods"), choices=Method.choices, required=False, widget=forms.CheckboxSelectMultiple()
    )
    places = forms.MultipleChoiceField(label=_("Places"), required=False, widget=forms.CheckboxSelectMultiple())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = self.fields["places"]
        if isinstance(places, forms.MultipleChoiceField):
            places.choices = places_to_choose()[1:]


class DraftForm(forms.Form):
    """Which of the suggested skills the demand asks for; how much each matters is changed afterwards, line by line."""

    skills = forms.TypedMultipleChoiceField(
        label=_("Skills to ask for"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": _("Choose at least one skill, or go back.")},
    )

    def __init__(self, *args: Any, suggestions: Sequence[Suggestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        skills = self.fields["skills"]
        if isinstance(skills, forms.TypedMultipleChoiceField):
            skills.choices = [(one.skill.concept.pk, _words_of(one)) for one in suggestions]


def _words_of(suggestion: Suggestion) -> str:
    told = _("{skill} (because of: {words})")
    return str(told).format(skill=suggestion.skill.label, words=", ".join(suggestion.words))


class OrcidForm(forms.Form):
    """The file is read and thrown away."""

    file = forms.FileField(
        label=_("Your ORCID record"),
        help_text=_("As JSON or XML, format 3.0."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,.xml"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > rules.ORCID_MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 8 MB. Choose the file that ORCID gave you."))
        return file
