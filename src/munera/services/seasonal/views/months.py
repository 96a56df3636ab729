"""A month of an employer: on the page, and as a slip to print."""

from datetime import UTC, datetime, time, timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.services.seasonal import queries, rules
from munera.services.seasonal.case import CASE
from munera.services.seasonal.views import closed, levy_tables
from munera.services.seasonal.views.calendar import first_of
from munera.services.seasonal.views.employers import employer_page


@require_safe
@open_to_role(rules.EMPLOYER)
def show_month(request: SignedInRequest, pk: int, year: int, month: int) -> HttpResponse:
    """What was registered and is owed so far; once the month is closed, its versions and how to pay."""
    employer = get_object_or_404(queries.employers_of(request.user), pk=pk)
    found = queries.month_of(employer, first_of(year, month))
    versions = queries.versions_of(employer, found.first)
    today = queries.today_of(employer, at=timezone.now())
    return employer_page(
        request,
        "seasonal/show_month.html",
        employer,
        section="month",
        month=found,
        before=found.first - timedelta(days=1),
        after=found.last + timedelta(days=1),
        has_begun=found.first <= today,
        days=levy_tables.days_table(found),
        workers=levy_tables.workers_table(request.GET, found),
        chart=levy_tables.levy_chart(found),
        total=levy_tables.month_total(found),
        rounding_difference=levy_tables.rounding_difference(found),
        newest=versions[0] if versions else None,
        versions=closed.versions_table(versions),
        orders=closed.order_pages(versions),
        overpaid=closed.overpaid(versions[0]) if versions else "",
        has_return=bool(versions) and queries.has_return(versions[0]),
        late=len(queries.late_days_of(employer, found.first)),
    )


@require_safe
@open_to_role(rules.EMPLOYER)
def download_slip(request: SignedInRequest, pk: int, year: int, month: int) -> HttpResponse:
    """The month on paper. As long as nothing changes, the same bytes, however often it is asked for."""
    employer = get_object_or_404(queries.employers_of(request.user), pk=pk)
    first = first_of(year, month)
    newest = queries.newest_return(employer, first)
    changed = [queries.last_change_of_month(employer, first), newest.closed_at if newest else None]
    changed_at = max((at for at in changed if at), default=datetime.combine(first, time(), tzinfo=UTC))
    with translation.override(_language_of_paper()):
        found = queries.month_of(employer, first)
        content = queries.slip_of(found, newest, as_of=timezone.localtime(changed_at))
    return closed.download(content, f"munera-seasonal-{employer.pk}-{first:%Y-%m}.pdf", kind="application/pdf")


def _language_of_paper() -> str:
    """The reader's, if this service speaks it: a sheet half in one language and half in another helps nobody."""
    language = translation.get_language()
    return language if language in CASE.languages else "en"
