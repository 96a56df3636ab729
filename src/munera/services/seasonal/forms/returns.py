"""Closing a month, and what a correction strikes off or counts in."""

import hashlib
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from munera.services.seasonal import queries
from munera.services.seasonal.models import Engagement, MonthlyReturn


class CloseForm(forms.Form):
    """Closing is asked about once; there is nothing to fill in."""


class CorrectForm(forms.Form):
    """Days to strike off and late days to count in. What would change is shown before it is done."""

    strike = forms.TypedMultipleChoiceField(coerce=int, required=False, label=_("Strike off: days that nobody worked"))
    admit = forms.TypedMultipleChoiceField(coerce=int, required=False, label=_("Count in: days that came too late"))
    because = forms.CharField(
        label=_("Why is the month corrected?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why the month is corrected. The reason is kept with the new version.")},
    )
    # Knows again the choice whose difference was shown; another choice is shown anew.
    shown = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=64)

    def __init__(self, *args: Any, newest: MonthlyReturn, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = queries.registered_days_of(newest.employer, newest.month)
        self.late = queries.late_days_of(newest.employer, newest.month)
        self._offer("strike", self.standing)
        self._offer("admit", self.late)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("strike") and not cleaned.get("admit"):
            self.add_error(None, _("Choose at least one day to strike off or to count in."))
        return cleaned

    @property
    def seal(self) -> str:
        """Of what is chosen now."""
        chosen = f"{sorted(self.cleaned_data['strike'])} {sorted(self.cleaned_data['admit'])}"
        return hashlib.sha256(chosen.encode()).hexdigest()

    @property
    def was_shown(self) -> bool:
        return bool(self.cleaned_data["shown"] == self.seal)

    @property
    def struck(self) -> list[Engagement]:
        return [one for one in self.standing if one.pk in self.cleaned_data["strike"]]

    @property
    def admitted(self) -> list[Engagement]:
        return [one for one in self.late if one.pk in self.cleaned_data["admit"]]

    def _offer(self, name: str, days: Iterable[Engagement]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = [(str(one.pk), str(one.pk)) for one in days]
