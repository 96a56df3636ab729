"""Several days and a crew, chosen in a calendar."""

from datetime import date, timedelta
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from munera.kernel.organisations.models import Organisation
from munera.services.seasonal import queries
from munera.services.seasonal.forms.days import TermsForm, WorkersField
from munera.services.seasonal.models import Worker
from munera.ui.forms import DayInput

A_DAY = timedelta(days=1)
SUNDAY = 6


class CalendarForm(TermsForm):
    """Days ticked one by one or as a range, and who works on them: a named crew, single workers, or both."""

    op_id = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid4)
    days = forms.TypedMultipleChoiceField(coerce=date.fromisoformat, required=False, label=_("Days"))
    since = forms.DateField(label=_("From"), required=False, widget=DayInput())
    until = forms.DateField(label=_("Until"), required=False, widget=DayInput())
    without_sundays = forms.BooleanField(label=_("Leave out Sundays"), required=False, initial=True)
    shift = forms.ChoiceField(label=_("Shift"), widget=forms.RadioSelect())
    crew = forms.ChoiceField(label=_("Crew"), required=False)
    workers = WorkersField(
        label=_("Single workers"),
        required=False,
        queryset=Worker.objects.none(),
        widget=forms.CheckboxSelectMultiple(),
    )

    def __init__(self, *args: Any, employer: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employer = employer
        self.today = queries.today_of(employer, at=timezone.now())
        self.open = queries.open_days(employer, today=self.today)
        self.crews = {str(crew.pk): crew for crew in queries.crews_of(employer)}
        span = (self.open.last - self.open.first).days + 1
        texts = [(self.open.first + ahead * A_DAY).isoformat() for ahead in range(span)]
        self._choices("days", [(text, text) for text in texts])
        self._choices("crew", [("", _("None")), *((number, crew.name) for number, crew in self.crews.items())])
        shifts = queries.shifts_of(employer, self.today)
        self._choices("shift", shifts)
        self.fields["shift"].initial = next((shift for shift, _name in shifts), "")
        cast("WorkersField", self.fields["workers"]).queryset = queries.crew_of(employer)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if bool(since) != bool(until) and "since" not in self.errors and "until" not in self.errors:
            self.add_error("until" if since else "since", _("A range needs its first and its last day."))
        if since and until:
            self._check_range(since, until)
        if self.errors:
            return cleaned
        cleaned["all_days"] = sorted({*cleaned["days"], *self._range(since, until, cleaned["without_sundays"])})
        if not cleaned["all_days"]:
            self.add_error(None, _("Tick at least one day, or give a range."))
        crew = self.crews.get(cleaned["crew"])
        chosen = {worker.pk: worker for worker in cleaned["workers"]}
        chosen |= {worker.pk: worker for worker in (crew.workers.all() if crew else ())}
        cleaned["all_workers"] = list(chosen.values())
        if not chosen:
            self.add_error("crew", _("Choose a crew, or tick at least one worker."))
        return cleaned

    def _check_range(self, since: date, until: date) -> None:
        if until < since:
            self.add_error("until", _("The last day lies before the first."))
        elif since not in self.open or until not in self.open:
            first, last = (date_format(on, "DATE_FORMAT") for on in (self.open.first, self.open.last))
            self.add_error(
                "since" if since not in self.open else "until",
                forms.ValidationError(
                    _("Choose a day from %(first)s to %(last)s."), params={"first": first, "last": last}
                ),
            )

    def _range(self, since: date | None, until: date | None, without_sundays: bool) -> list[date]:  # a box of the form
        if since is None or until is None:
            return []
        days = [since + ahead * A_DAY for ahead in range((until - since).days + 1)]
        return [on for on in days if not (without_sundays and on.weekday() == SUNDAY)]

    def _choices(self, name: str, choices: list[Any]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices
