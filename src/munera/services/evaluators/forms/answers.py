"""An answer to a card, and what somebody has against it."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from munera.services.evaluators.choices import ConflictKind, ReportReason

PASS: Final = "pass"
BORA: Final = "bora"


class AnswerForm(forms.Form):
    """One of two buttons."""

    answer = forms.ChoiceField(choices=[(PASS, _("Pass")), (BORA, _("Bora!"))])

    @property
    def is_interested(self) -> bool:
        return bool(self.cleaned_data["answer"] == BORA)


class ConcernForm(forms.Form):
    """A conflict of interest, a block, or a report: one of them at a time."""

    concern = forms.ChoiceField(
        label=_("What is it?"),
        widget=forms.RadioSelect(),
        error_messages={"required": _("Choose what it is.")},
        choices=[
            *((f"conflict:{kind.value}", kind.label) for kind in ConflictKind),
            ("block", _("I want to see no more of them")),
            *((f"report:{reason.value}", reason.label) for reason in ReportReason),
        ],
    )
    words = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=500,
        help_text=_("Read by the moderation if you report something; otherwise nobody reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @property
    def kind(self) -> str:
        """``conflict``, ``block`` or ``report``."""
        return str(self.cleaned_data["concern"]).partition(":")[0]

    @property
    def reason(self) -> str:
        return str(self.cleaned_data["concern"]).partition(":")[2]
