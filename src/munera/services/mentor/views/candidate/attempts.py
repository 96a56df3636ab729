"""A candidate's list of attempts, the report of each, its plan, and the radar as a second view."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_signed_in
from munera.services.mentor import actions, forms, queries
from munera.services.mentor.models import Attempt
from munera.services.mentor.queries import OwnReport
from munera.services.mentor.views.candidate import pages


@never_cache
@require_safe
@open_to_signed_in
def list_attempts(request: SignedInRequest) -> HttpResponse:
    page = {"opt_in": queries.opt_in_of(request.user), "told": queries.told_of(request.user)}
    return render(request, "mentor/candidate/list_attempts.html", page)


@never_cache
@require_safe
@open_to_signed_in
def show_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Why it was not enough, or what a pass opens; before the release, that it is not ready."""
    attempt = own_attempt(request, pk)
    report = queries.report_of(attempt)
    if report is None:
        return render(request, "mentor/candidate/show_report_later.html", {"attempt": attempt})
    page = {
        "attempt": attempt,
        "page": pages.report_page(report, earlier=queries.earlier_attempts(attempt, request.user)),
        "credential": queries.credential_of(attempt, request.user),
        "may_take_credential": bool(attempt.sitting.examination.achievement_id) and report.passed,
    }
    return render(request, "mentor/candidate/show_report.html", page)


@never_cache
@require_safe
@open_to_signed_in
def show_radar(request: SignedInRequest, pk: int) -> HttpResponse:
    """The topics once more as a radar, for whoever is used to one; it says why it is not the first view."""
    report = own_report(request, pk)
    page = {"attempt": report.attempt, "page": pages.radar_page(report)}
    return render(request, "mentor/candidate/show_radar.html", page)


@never_cache
@require_safe
@open_to_signed_in
def show_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """The order in which to study, with the candidate's own hours once they are named; nothing is stored."""
    report = own_report(request, pk)
    plan = queries.plan_of(report)
    form = forms.HoursForm(request.GET or None, plan=plan)
    if form.is_valid():
        plan = queries.plan_of(report, hours=form.hours)
    page = {"attempt": report.attempt, "form": form, "page": pages.plan_page(report, plan)}
    return render(request, "mentor/candidate/show_plan.html", page)


@require_POST
@open_to_signed_in
def take_credential(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.take_credential(own_attempt(request, pk), by=request.user)
    messages.success(request, _("The credential lies in your wallet, and the skills it proves are verified."))
    return redirect("mentor:show_report", pk)


def own_attempt(request: SignedInRequest, pk: int) -> Attempt:
    """One that the reader has claimed; anybody else's is not found."""
    attempt: Attempt = get_object_or_404(queries.attempts_of(request.user), pk=pk)
    return attempt


def own_report(request: SignedInRequest, pk: int) -> OwnReport:
    report = queries.report_of(own_attempt(request, pk))
    if report is None:
        raise Http404
    return report
