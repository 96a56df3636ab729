"""A sitting, a form of its questions, a file of results."""

import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.services.mentor import rules
from munera.services.mentor.choices import CurveModel
from munera.services.mentor.forms.fields import TableField, code_field
from munera.services.mentor.models import Blueprint, Question
from munera.ui.forms import DayInput


class _EditionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # its class takes no argument when it runs
    def label_from_instance(self, obj: Blueprint) -> str:
        return str(_("Edition {number}")).format(number=obj.version)


class SittingForm(forms.Form):
    """When a round is held, and by which edition of the blueprint."""

    held_on = forms.DateField(
        label=_("Held on"), widget=DayInput(), error_messages={"required": _("Say on which day it is held.")}
    )
    round = forms.IntegerField(
        label=_("Round"),
        min_value=1,
        max_value=99,
        initial=1,
        help_text=_("Counted from 1 in each year."),
        error_messages={"required": _("Say which round of the year it is.")},
    )
    blueprint = _EditionChoice(label=_("Edition of the blueprint"), queryset=Blueprint.objects.none(), empty_label=None)

    def __init__(self, *args: Any, editions: QuerySet[Blueprint], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["blueprint"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = editions
            field.initial = editions.first()
        self.fields["held_on"].initial = timezone.localdate()

    @property
    def text(self) -> dict[str, Any]:
        """What ``actions.SittingText`` asks for."""
        return {**self.cleaned_data, "year": self.cleaned_data["held_on"].year}


class QuestionOrderForm(forms.Form):
    """A form: the numbers of its questions in the order in which they are asked."""

    code = code_field()
    keys = forms.CharField(
        label=_("Numbers of the questions, in their order"),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("Divided by commas, blanks or new lines."),
        error_messages={"required": _("Name the questions of the form.")},
    )

    def clean_keys(self) -> list[str]:
        return [key for key in re.split(r"[,;\s]+", self.cleaned_data["keys"]) if key]


class ResultFileForm(forms.Form):
    """A table of candidates and their answers."""

    file = TableField()


class KeyForm(forms.Form):
    """Another right answer after the sitting, or the points for everybody; always with a reason."""

    right = forms.CharField(
        label=_("Right answer"),
        max_length=40,
        required=False,
        help_text=_("The number of the option; several with commas between them."),
    )
    given_to_all = forms.BooleanField(label=_("Everybody has the points"), required=False)
    because = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=_("Kept in the audit."),
        error_messages={"required": _("Say why. A correction without a reason could not be explained later.")},
    )

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        self.initial = {"right": question.right, "given_to_all": question.given_to_all, **self.initial}
        if not question.right:
            del self.fields["right"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        right = rules.right_options(cleaned.get("right", ""), options=self.question.options)
        if "right" in self.fields and not right:
            self.add_error("right", _("Name at least one option that the question has, by its number."))
        return cleaned | {"right": right or ""}


class CalibrationForm(forms.Form):
    """Which kind of curve questions get."""

    model = forms.ChoiceField(
        label=_("Kind of curve"),
        choices=CurveModel.choices,
        initial=CurveModel.TWO_PARAMETER,
        widget=forms.RadioSelect(),
        help_text=_("The first tells more of each question, and needs more candidates: 500 or so."),
    )


class SendBackForm(forms.Form):
    """Why reports are not released."""

    because = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever had them made reads this."),
        error_messages={"required": _("Say what is to be mended.")},
    )
