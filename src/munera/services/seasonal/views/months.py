"""A month of an employer: on the page, and as a slip to print."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.services.seasonal import queries, rules
from munera.services.seasonal.case import CASE
from munera.services.seasonal.views import slip, tables
from munera.ui.pdf import pdf

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "seasonal" / "download_slip.typ"


@require_safe
@open_to_role(rules.EMPLOYER)
def show_month(request: SignedInRequest, pk: int, year: int, month: int) -> HttpResponse:
    """What was registered and what is owed so far."""
    employer = get_object_or_404(queries.employers_of(request.user), pk=pk)
    found = queries.month_of(employer, _first_of(year, month))
    return render(
        request,
        "seasonal/show_month.html",
        {
            "employer": employer,
            "month": found,
            "before": found.first - timedelta(days=1),
            "after": found.last + timedelta(days=1),
            "days": tables.days_table(found),
            "workers": tables.workers_table(request.GET, found),
            "chart": tables.people_chart(found),
            "total": tables.month_total(found),
            "rounding_difference": tables.rounding_difference(found),
        },
    )


@require_safe
@open_to_role(rules.EMPLOYER)
def download_slip(request: SignedInRequest, pk: int, year: int, month: int) -> HttpResponse:
    """The month on paper. As long as nothing changes, the same bytes, however often it is asked for."""
    employer = get_object_or_404(queries.employers_of(request.user), pk=pk)
    first = _first_of(year, month)
    changed_at = queries.last_change_of_month(employer, first) or datetime.combine(first, time(), tzinfo=UTC)
    with translation.override(_language_of_paper()):
        data = slip.slip_of(queries.month_of(employer, first), as_of=timezone.localtime(changed_at))
    content = pdf(TEMPLATE, data, made_at=changed_at)
    name = f"munera-seasonal-{employer.pk}-{first:%Y-%m}.pdf"
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _language_of_paper() -> str:
    """The reader's, if this service speaks it: a sheet half in one language and half in another helps nobody."""
    language = translation.get_language()
    return language if language in CASE.languages else "en"


def _first_of(year: int, month: int) -> date:
    try:
        return date(year, month, 1)
    except ValueError:
        raise Http404 from None
