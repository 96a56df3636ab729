"""An examination, and what its blueprint is made of."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from munera.kernel.credentials.models import Achievement
from munera.kernel.organisations.models import Organisation
from munera.services.mentor import queries, rules
from munera.services.mentor.forms.fields import (
    TableField,
    code_field,
    english_field,
    initial_names,
    name_field,
    names_of,
    units_in,
)
from munera.services.mentor.models import CompetenceUnit, Examination, Question


class _NamedChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # its class takes no argument when it runs
    """One row, by its name in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class ExaminationForm(forms.Form):
    """``examination`` is None where a new one is added."""

    code = code_field()
    language = forms.ChoiceField(label=_("Language in which it is held"))
    name = name_field()
    english = english_field()
    level = forms.CharField(
        label=_("Level"),
        max_length=100,
        required=False,
        help_text=_("As the law calls it, such as “Industrial Engineer”."),
    )
    qualification_code = forms.CharField(label=_("Number of the qualification"), max_length=40, required=False)
    pass_rule = forms.ChoiceField(
        label=_("Rule of passing"),
        required=False,
        help_text=_("Answers are marked by the edition of the rule that holds on the day of the sitting."),
    )
    achievement = _NamedChoice(
        label=_("What a pass earns"),
        queryset=Achievement.objects.none(),
        required=False,
        empty_label=_("Nothing that this site issues"),
        help_text=_("One of the achievements that your body issues as credentials."),
    )
    next_level = _NamedChoice(
        label=_("Next level"),
        queryset=Examination.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_("Those who pass are told of it."),
    )

    def __init__(self, *args: Any, office: Organisation, examination: Examination | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = (examination.language if examination else get_language()) or settings.LANGUAGE_CODE
        offered = dict(settings.LANGUAGES)
        _choices(self, "language", [*({language: offered.get(language, language)} | offered).items()])
        self.fields["language"].initial = language
        _choices(self, "pass_rule", [("", _("None yet")), *queries.rules_of_passing()])
        _rows(self, "achievement", queries.achievements_of(office))
        others = queries.examinations_of(office)
        _rows(self, "next_level", others.exclude(pk=examination.pk) if examination else others)
        if examination:
            del self.fields["code"]
            self.initial = {
                **initial_names(examination.names, language=language),
                "level": examination.level_names.get(language, ""),
                "qualification_code": examination.qualification_code,
                "pass_rule": examination.pass_rule,
                "achievement": examination.achievement_id,
                "next_level": examination.next_level_id,
                **self.initial,
            }

    @property
    def text(self) -> dict[str, Any]:
        """What ``actions.ExaminationText`` asks for."""
        said = self.cleaned_data
        return {
            "language": said["language"],
            "names": names_of(said, language=said["language"]),
            "level_names": {said["language"]: said["level"]} if said["level"] else {},
            "qualification_code": said["qualification_code"],
            "pass_rule": said["pass_rule"],
            "achievement": said["achievement"],
            "next_level": said["next_level"],
        }


class PartForm(forms.Form):
    """A subject or a topic; one that exists keeps its short name."""

    code = code_field()
    name = name_field()
    english = english_field()

    def __init__(self, *args: Any, language: str, names: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language
        if names is not None:
            del self.fields["code"]
            self.initial = {**initial_names(names, language=language), **self.initial}

    @property
    def names(self) -> dict[str, str]:
        return names_of(self.cleaned_data, language=self.language)


class QuestionForm(forms.Form):
    """What is known of a question before anybody answers it."""

    key = forms.CharField(
        label=_("Number of the question"),
        max_length=40,
        help_text=_("It stays with the question from one edition to the next."),
        error_messages={"required": _("Give the question a number.")},
    )
    options = forms.TypedChoiceField(
        label=_("Options to choose from"), coerce=int, choices=[(n, str(n)) for n in range(2, 10)], initial=4
    )
    right = forms.CharField(
        label=_("Right answer"),
        max_length=40,
        required=False,
        help_text=_("Its number; several with commas between them. Empty where points are given by hand."),
    )
    points = forms.TypedChoiceField(
        label=_("Points"), coerce=int, choices=[(n, str(n)) for n in range(1, 16)], initial=1
    )
    units = forms.CharField(
        label=_("Units of competence"),
        max_length=400,
        required=False,
        help_text=_("Their codes, with commas between them."),
    )
    is_released = forms.BooleanField(label=_("The question has been made public"), required=False)
    wording = forms.CharField(
        label=_("Words of the question"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Kept only where the question has been made public."),
    )

    def __init__(self, *args: Any, question: Question | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if question:
            self.initial = {
                "key": question.key,
                "options": question.options,
                "right": question.right,
                "points": question.most,
                "units": ", ".join(unit.code for unit in question.units.all()),
                "is_released": question.is_released,
                "wording": question.wording,
                **self.initial,
            }

    def clean_units(self) -> Sequence[CompetenceUnit]:
        return units_in(self.cleaned_data["units"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        right = rules.right_options(cleaned.get("right", ""), options=cleaned.get("options") or 9)
        if right is None:
            self.add_error("right", _("Name options that the question has, by their numbers."))
        elif right and cleaned.get("points", 1) > 1:
            self.add_error("points", _("A question with a right answer has 1 point. Leave one of the two empty."))
        if cleaned.get("wording") and not cleaned.get("is_released"):
            self.add_error("wording", _("Words are kept only of a question that has been made public."))
        return cleaned | {"right": right or ""}

    @property
    def text(self) -> dict[str, Any]:
        """What ``actions.QuestionText`` asks for."""
        said = self.cleaned_data
        kept = ("key", "right", "options", "units", "is_released", "wording")
        return {"categories": said["points"] + 1, **{name: said[name] for name in kept}}


class BlueprintFileForm(forms.Form):
    """A table with a line for each question."""

    file = TableField()


class UnitForm(forms.Form):
    """A unit of competence of a national scheme."""

    code = forms.CharField(label=_("Code"), max_length=40, error_messages={"required": _("Give the code of the unit.")})
    name = name_field()
    english = english_field()
    skill = forms.URLField(
        label=_("Nearest skill of the classification"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=_("Its address, as the page of the skill shows it. By it, jobs and courses are found."),
    )

    @property
    def names(self) -> dict[str, str]:
        """In the language of whoever adds it; units belong to no examination that would have one."""
        return names_of(self.cleaned_data, language=get_language() or settings.LANGUAGE_CODE)

    def clean_skill(self) -> Any:
        uri = self.cleaned_data["skill"]
        skill = queries.skill_at(uri) if uri else None
        if uri and skill is None:
            raise forms.ValidationError(_("No skill of the classification has this address."))
        return skill


def _choices(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def _rows(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows
