"""A month as a calendar, in which days and a crew are chosen and registered at once."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.views.decorators.http import require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal import actions, forms, queries, rules
from munera.services.seasonal.views.employers import employer_page


@require_safe
@open_to_role(rules.EMPLOYER)
def show_calendar(request: SignedInRequest, pk: int, year: int, month: int) -> HttpResponse:
    employer = get_object_or_404(queries.employers_of(request.user), pk=pk)
    return _calendar_page(request, employer, first_of(year, month), form=forms.CalendarForm(employer=employer))


@require_POST
@open_to_role(rules.EMPLOYER)
def register_days(request: SignedInRequest, pk: int, year: int, month: int) -> HttpResponse:
    """An operation for each day, so that one that cannot be registered spoils no other."""
    employer = get_object_or_404(queries.employers_of(request.user), pk=pk)
    form = forms.CalendarForm(request.POST, employer=employer)
    if not form.is_valid():
        return _calendar_page(request, employer, first_of(year, month), form=form)
    receipts = actions.register_days(
        employer,
        form.cleaned_data["all_workers"],
        days=form.cleaned_data["all_days"],
        by=request.user,
        op_id=form.cleaned_data["op_id"],
        shift=form.cleaned_data["shift"],
        **form.said,
    )
    told = queries.told_about_terms(
        employer,
        form.cleaned_data["all_workers"],
        form.cleaned_data["all_days"][0],
        hours=form.said["hours"],
        pay_per_hour=form.said["pay_per_hour"],
    )
    for warning in told:
        messages.warning(request, warning.sentence)
    numbers = urlencode([("number", receipt.pk) for receipt in receipts])
    return redirect(f"{reverse('seasonal:show_receipts')}?{numbers}")


def _calendar_page(
    request: SignedInRequest, employer: Organisation, first: date, *, form: forms.CalendarForm
) -> HttpResponse:
    today = queries.today_of(employer, at=timezone.now())
    start = queries.first_weekday()
    weeks = queries.calendar_of(employer, first, today=today)
    return employer_page(
        request,
        "seasonal/show_calendar.html",
        employer,
        section="calendar",
        first=first,
        before=first - timedelta(days=1),
        after=first + timedelta(days=31),
        weeks=weeks,
        weekdays=[(WEEKDAYS_ABBR[(start + day) % 7], WEEKDAYS[(start + day) % 7]) for day in range(7)],
        has_open_days=any(day and day.state == queries.DayState.OPEN for week in weeks for day in week),
        is_closed=queries.is_closed(employer, first),
        ticked=[str(value) for value in form["days"].value() or []],
        form=form,
        has_workers=queries.crew_of(employer).exists(),
    )


def first_of(year: int, month: int) -> date:
    """A month of a year that has one before and one after it; any other is no page."""
    if not date.min.year < year < date.max.year:
        raise Http404
    try:
        return date(year, month, 1)
    except ValueError:
        raise Http404 from None
