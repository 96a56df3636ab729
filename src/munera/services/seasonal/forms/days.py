"""A day, a crew for a day, why a day is cancelled."""

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from munera.kernel.organisations.models import Organisation
from munera.services.seasonal import queries
from munera.services.seasonal.choices import CancelReason, Job
from munera.services.seasonal.models import Worker
from munera.ui.forms import DayInput

A_DAY = timedelta(days=1)
# A correction strikes days off a closed month; nobody gives it as the reason for a day to come.
REASONS = [choice for choice in CancelReason.choices if choice[0] != CancelReason.CORRECTION]


class DayForm(forms.Form):
    """Which day to show; tomorrow, unless the address says another."""

    on = forms.DateField(label=_("Day"), widget=DayInput())

    def chosen(self, *, today: date) -> date:
        return self.cleaned_data["on"] if self.is_valid() else today + A_DAY


class WorkersField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django's takes none when it runs
    """The crew as boxes to tick."""

    def label_from_instance(self, worker: Any) -> str:
        return str(worker.shown_name)


class ShiftForm(forms.Form):
    """Who, on which shift. ``op_id`` is made with the form: sent twice, it does its work once."""

    op_id = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid4)
    on = forms.DateField(widget=forms.HiddenInput())
    shift = forms.CharField(widget=forms.HiddenInput(), max_length=16, required=False)
    workers = WorkersField(
        label=_("Workers"),
        queryset=Worker.objects.none(),
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": _("Tick at least one worker.")},
    )

    def __init__(self, *args: Any, employer: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employer = employer
        self.offer(queries.crew_of(employer))

    def offer(self, workers: QuerySet[Worker]) -> None:
        """Whom to show as boxes; sending in somebody who was registered meanwhile is still understood."""
        cast("WorkersField", self.fields["workers"]).queryset = workers

    def clean_shift(self) -> str:
        """One that the rules know on the day; the usual one where none was named."""
        on, shift = self.cleaned_data.get("on"), str(self.cleaned_data["shift"])
        known = dict(queries.shifts_of(self.employer, on)) if on else {}
        if shift and known and shift not in known:
            raise forms.ValidationError(_("This shift is not known on this day. Choose one of those shown."))
        return shift or next(iter(known), "")


class TermsForm(forms.Form):
    """What may be said beside the day and the crew: all of it can be left open."""

    job = forms.ChoiceField(
        label=_("Job"), required=False, choices=[("", _("As on the list of workers")), *Job.choices]
    )
    place = forms.CharField(
        label=_("Place of work"),
        required=False,
        max_length=100,
        help_text=_("The municipality of the employer, unless you name another place."),
    )
    hours = forms.DecimalField(
        label=_("Hours"),
        required=False,
        min_value=0,
        max_value=24,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    pay_per_hour = forms.DecimalField(
        label=_("Pay per hour, net"),
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=2,
        localize=True,
        help_text=_("In the currency of the country. We tell you if it lies below the lowest price of work."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )

    @property
    def says_something(self) -> bool:
        """Whether any of it was typed already, so that it must not be folded away."""
        return any(self[name].value() for name in TermsForm.base_fields)

    @property
    def said(self) -> dict[str, Any]:
        """What was said, by the names that an operation gives it."""
        return {name: self.cleaned_data[name] for name in ("job", "place", "hours", "pay_per_hour")}


class CrewForm(ShiftForm, TermsForm):
    """Who works on the day. What the rules warn of is shown once before it is sent; sent again, it goes through."""

    warned = forms.CharField(widget=forms.HiddenInput(), required=False, max_length=64)

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        days = queries.open_days(self.employer, today=queries.today_of(self.employer, at=timezone.now()))
        if on not in days:
            raise forms.ValidationError(
                _("Choose a day from %(first)s to %(last)s."),
                params={"first": date_format(days.first, "DATE_FORMAT"), "last": date_format(days.last, "DATE_FORMAT")},
            )
        return on

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors or (cleaned["hours"] is None and cleaned["pay_per_hour"] is None):
            return cleaned
        told = queries.told_about_terms(
            self.employer,
            cleaned["workers"],
            cleaned["on"],
            hours=cleaned["hours"],
            pay_per_hour=cleaned["pay_per_hour"],
        )
        self._hold_to(told)
        return cleaned

    def _hold_to(self, told: list[queries.Told]) -> None:
        """What the rules refuse is an error; what they warn of is one until it has been read."""
        for one in told:
            if one.refuses:
                self.add_error(None, one.sentence)
        warnings = [one.sentence for one in told if one.warns]
        if not warnings or self.errors:
            return
        seal = _seal(warnings)
        if self.cleaned_data["warned"] != seal:
            shown_again = cast("QueryDict", self.data).copy()
            shown_again["warned"] = seal
            self.data = shown_again
            for sentence in warnings:
                self.add_error(None, sentence)
            self.add_error(None, _("If you want to register them all the same, send the form once more."))


class TakeOffForm(ShiftForm):
    """Whom to take off the day, and why."""

    reason = forms.ChoiceField(
        label=_("Why is this day cancelled?"), choices=REASONS, initial=CancelReason.RAIN, widget=forms.RadioSelect()
    )


class CancelForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why is this day cancelled?"), choices=REASONS, initial=CancelReason.RAIN, widget=forms.RadioSelect()
    )


def _seal(sentences: Iterable[str]) -> str:
    """Knows again what was shown, so that another warning is shown too."""
    return hashlib.sha256("\n".join(sorted(sentences)).encode()).hexdigest()
