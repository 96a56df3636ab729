"""Closing a month, correcting a closed one, and the files that a version of its return brings."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from munera.kernel.access.doors import SignedInRequest, notes_who_looked, open_to_role
from munera.services.seasonal import actions, forms, queries, rules
from munera.services.seasonal.models import MonthlyReturn
from munera.services.seasonal.views import closed, levy_tables
from munera.services.seasonal.views.calendar import first_of
from munera.services.seasonal.views.employers import employer_page
from munera.ui.money import money


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.EMPLOYER)
def close_month(request: SignedInRequest, pk: int, year: int, month: int) -> HttpResponse:
    """Asked once before it is done: what will be declared, and that only a correction changes it afterwards."""
    employer = get_object_or_404(queries.employers_of(request.user), pk=pk)
    first = first_of(year, month)
    if request.method == "POST":
        version = actions.close_month(employer, first, by=request.user)
        messages.success(
            request, _("The month is closed: %(total)s.") % {"total": money(version.total, version.currency)}
        )
        return redirect(closed.month_address(version))
    found = queries.month_of(employer, first)
    today = queries.today_of(employer, at=timezone.now())
    return employer_page(
        request,
        "seasonal/close_month.html",
        employer,
        section="month",
        month=found,
        form=forms.CloseForm(),
        total=levy_tables.month_total(found),
        newest=queries.newest_return(employer, first),
        has_begun=first <= today,
        has_ended=found.last < today,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.EMPLOYER)
def correct_month(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose, see the difference, and only then make the next version."""
    newest = get_object_or_404(queries.returns_shown(queries.employers_of(request.user)), pk=pk)
    form = forms.CorrectForm(request.POST if request.method == "POST" else None, newest=newest)
    difference = None
    if form.is_valid():
        if form.was_shown:
            version = actions.correct_month(
                newest, strike=form.struck, admit=form.admitted, because=form.cleaned_data["because"], by=request.user
            )
            messages.success(request, _("Version %(number)s of the return is made.") % {"number": version.version})
            return redirect(closed.month_address(version))
        difference = queries.difference_of(newest, strike=form.cleaned_data["strike"], admit=form.cleaned_data["admit"])
    return employer_page(
        request,
        "seasonal/correct_month.html",
        newest.employer,
        section="month",
        newest=newest,
        form=form,
        strike=closed.days_to_choose(form.standing, form["strike"].value() or []),
        admit=closed.days_to_choose(form.late, form["admit"].value() or []),
        ticked=[*(form["strike"].value() or []), *(form["admit"].value() or [])],
        difference=difference,
        difference_table=closed.difference_table(difference) if difference else None,
        seal=form.seal if difference else "",
    )


@notes_who_looked("seasonal.return.downloaded", MonthlyReturn)
@require_safe
@open_to_role(rules.EMPLOYER)
def download_return(request: SignedInRequest, pk: int) -> HttpResponse:
    """The return as XML. It holds the numbers of the workers in plain, so the door notes who took it."""
    version = _version_with_return(request, pk)
    return closed.download(queries.return_xml(version), f"{_name_of(version)}.xml", kind="application/xml")


@notes_who_looked("seasonal.return.downloaded", MonthlyReturn)
@require_safe
@open_to_role(rules.EMPLOYER)
def download_listing(request: SignedInRequest, pk: int) -> HttpResponse:
    """The rows of the return for a spreadsheet, with the numbers in plain."""
    version = _version_with_return(request, pk)
    return closed.download(queries.return_csv(version), f"{_name_of(version)}.csv", kind="text/csv; charset=utf-8")


@require_safe
@open_to_role(rules.EMPLOYER)
def download_order_code(request: SignedInRequest, pk: int) -> HttpResponse:
    """The code of the payment order as a picture, to be sent to whoever pays."""
    version = get_object_or_404(queries.returns_shown(queries.employers_of(request.user)), pk=pk)
    order = queries.order_of(version)
    if order is None or not order.drawings:
        raise Http404
    return closed.download(order.drawings[0].encode(), f"{_name_of(version)}.svg", kind="image/svg+xml")


def _version_with_return(request: SignedInRequest, pk: int) -> MonthlyReturn:
    version = get_object_or_404(queries.returns_shown(queries.employers_of(request.user)), pk=pk)
    if not queries.has_return(version):
        raise Http404
    return version


def _name_of(version: MonthlyReturn) -> str:
    return f"munera-seasonal-{version.employer_id}-{version.month:%Y-%m}-v{version.version}"
