"""A day, a crew for a day, why a day is cancelled."""

from datetime import date, timedelta
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.queries import masked
from munera.services.seasonal import queries
from munera.services.seasonal.choices import CancelReason
from munera.services.seasonal.models import Worker
from munera.ui.forms import DayInput

A_DAY = timedelta(days=1)


class DayForm(forms.Form):
    """Which day to show; tomorrow, unless the address says another."""

    on = forms.DateField(label=_("Day"), widget=DayInput())

    def chosen(self) -> date:
        return self.cleaned_data["on"] if self.is_valid() else timezone.localdate() + A_DAY


class WorkersField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django's takes none when it runs
    """The crew as boxes to tick, each with name, job and the last digits of the number."""

    def label_from_instance(self, worker: Any) -> str:
        numbers = [masked(identifier) for identifier in worker.person.identifiers.all()[:1]]
        return " · ".join([worker.shown_name, worker.get_job_display(), *numbers])


class CrewForm(forms.Form):
    """Who works on the day. ``op_id`` is made with the form: sent twice, it registers once."""

    on = forms.DateField(widget=forms.HiddenInput())
    op_id = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid4)
    workers = WorkersField(
        label=_("Who works on this day?"),
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

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        days = queries.open_days(self.employer, today=timezone.localdate())
        if on not in days:
            raise forms.ValidationError(
                _("Choose a day from %(first)s to %(last)s."),
                params={"first": date_format(days.first, "DATE_FORMAT"), "last": date_format(days.last, "DATE_FORMAT")},
            )
        return on


class CancelForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why is this day cancelled?"),
        choices=CancelReason.choices,
        initial=CancelReason.RAIN,
        widget=forms.RadioSelect(),
    )
