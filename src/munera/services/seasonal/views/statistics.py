"""The tax office: totals in tables and charts, the same as a file, and which returns are outstanding."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal import forms, queries, rules
from munera.services.seasonal.views import counted


@require_safe
@open_to_role(rules.TAX_OFFICE)
def start_statistics(request: SignedInRequest) -> HttpResponse:
    """To the office where the person works; who works in two finds the other there."""
    return redirect("seasonal:show_statistics", queries.offices_of(request.user, rules.TAX_OFFICE)[0].pk)


@require_safe
@open_to_role(rules.TAX_OFFICE)
def show_statistics(request: SignedInRequest, pk: int) -> HttpResponse:
    office = get_object_or_404(queries.offices_of(request.user, rules.TAX_OFFICE), pk=pk)
    form, period = _period(request, office)
    found = queries.statistics_of(office, period)
    page = {
        "office": office,
        "offices": queries.offices_of(request.user, rules.TAX_OFFICE),
        "form": form,
        "statistics": found,
        "total": counted.total_of(found),
        "parts": counted.parts_of(found),
        "query": f"year={period.year}&month={period.month or 0}",
    }
    return render(request, "seasonal/show_statistics.html", page)


@require_safe
@open_to_role(rules.TAX_OFFICE)
def download_statistics(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every table of the page as one file; what the page hides is not in it either."""
    office = get_object_or_404(queries.offices_of(request.user, rules.TAX_OFFICE), pk=pk)
    _form, period = _period(request, office)
    name = f"munera-seasonal-{office.country.lower()}-{period.year}"
    name += f"-{period.month:02d}.csv" if period.month else ".csv"
    return HttpResponse(
        counted.csv_of(queries.statistics_of(office, period)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
@open_to_role(rules.TAX_OFFICE)
def list_returns(request: SignedInRequest, pk: int) -> HttpResponse:
    """A month, employer by employer: closed, corrected, outstanding, and when it is due."""
    office = get_object_or_404(queries.offices_of(request.user, rules.TAX_OFFICE), pk=pk)
    today = timezone.localdate()
    years = queries.years_with_days(office.country) or [today.year]
    before = counted.month_before(today)
    form = forms.PeriodForm(request.GET or None, years=years, with_whole_year=False)
    year, month = form.chosen(year=before.year, month=before.month)
    first = before.replace(year=year, month=month or 1)
    rows = queries.returns_in(office, first, today=today)
    page = {
        "office": office,
        "form": form
        if form.is_bound
        else forms.PeriodForm(initial={"year": year, "month": month}, years=years, with_whole_year=False),
        "month": first,
        "tally": counted.tally_of(rows),
        "declared": counted.declared_by(rows),
        "table": counted.returns_table(request.GET, rows, today=today),
    }
    return render(request, "seasonal/list_returns.html", page)


def _period(request: SignedInRequest, office: Organisation) -> tuple[forms.PeriodForm, queries.Period]:
    """What the address asks for; this year, where it asks for nothing."""
    today = timezone.localdate()
    years = queries.years_with_days(office.country) or [today.year]
    form = forms.PeriodForm(request.GET or None, years=years)
    year, month = form.chosen(year=today.year if today.year in years else years[0], month=0)
    shown = form if form.is_bound else forms.PeriodForm(initial={"year": year, "month": month}, years=years)
    return shown, queries.Period(year, month or None)
