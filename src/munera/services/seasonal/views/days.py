"""Choosing an employer, a day and its crew; what a day costs; taking one off for rain."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role, open_to_signed_in
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal import actions, forms, queries, rules
from munera.services.seasonal.views import offices, tables

A_DAY = timedelta(days=1)


@require_safe
@open_to_signed_in
def show_start(request: SignedInRequest) -> HttpResponse:
    """The way in: straight to the one employer, a choice of several, or a worker's own days."""
    employers = list(queries.employers_of(request.user))
    ways = offices.ways_of(request.user)
    if len(employers) == 1 and not ways:
        return redirect("seasonal:show_day", employers[0].pk)
    return render(
        request, "seasonal/show_start.html", {"employers": employers, "today": timezone.localdate(), "ways": ways}
    )


@require_safe
@open_to_role(rules.EMPLOYER)
def show_day(request: SignedInRequest, pk: int) -> HttpResponse:
    """The crew for one day, tomorrow unless the address says another; the last crew is ticked already."""
    employer = get_object_or_404(queries.employers_of(request.user), pk=pk)
    day_form = forms.DayForm(request.GET or None)
    on = day_form.chosen()
    form = forms.CrewForm(
        employer=employer, initial={"on": on, "workers": sorted(queries.last_crew_before(employer, on))}
    )
    return _day_page(request, employer, on, day_form=day_form, form=form)


@require_POST
@open_to_role(rules.EMPLOYER)
def register_crew(request: SignedInRequest, pk: int) -> HttpResponse:
    employer = get_object_or_404(queries.employers_of(request.user), pk=pk)
    form = forms.CrewForm(request.POST, employer=employer)
    if not form.is_valid():
        on = form.cleaned_data.get("on") or timezone.localdate() + A_DAY
        return _day_page(request, employer, on, day_form=forms.DayForm(), form=form)
    receipt = actions.register_crew(
        employer,
        list(form.cleaned_data["workers"]),
        on=form.cleaned_data["on"],
        by=request.user,
        op_id=form.cleaned_data["op_id"],
    )
    return redirect("seasonal:show_receipt", receipt.pk)


@require_safe
@open_to_role(rules.EMPLOYER)
def show_receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was received, when, from whom and for whom; the address can be opened again later."""
    receipt = get_object_or_404(queries.receipts_of(queries.employers_of(request.user)), pk=pk)
    engagements = list(queries.registered_by_receipt(receipt))
    assessed = [engagement.assessment for engagement in engagements if engagement.assessment]
    return render(
        request,
        "seasonal/show_receipt.html",
        {
            "receipt": receipt,
            "employer": receipt.employer,
            "day": tables.day(receipt.on),
            "received": tables.moment(receipt.received_at),
            "count": len(engagements),
            "table": tables.engagements_table(request.GET, engagements),
            "levy": tables.levy_page(queries.levy_of(assessed[0], receipt.employer)) if assessed else None,
            "total": tables.total(engagements),
        },
    )


@require_safe
@open_to_role(rules.EMPLOYER)
def show_engagement(request: SignedInRequest, pk: int) -> HttpResponse:
    """One day of one worker: its levy with every reason, from what was stored when it was registered."""
    engagement = get_object_or_404(queries.engagements_of(queries.employers_of(request.user)), pk=pk)
    assessment = engagement.assessment
    return render(
        request,
        "seasonal/show_engagement.html",
        {
            "engagement": engagement,
            "employer": engagement.employer,
            "day": tables.day(engagement.on),
            "received": tables.moment(engagement.receipt.received_at),
            "cancelled": tables.moment(engagement.cancelled_at) if engagement.cancelled_at else "",
            "levy": tables.levy_page(queries.levy_of(assessment, engagement.employer)) if assessment else None,
            "may_cancel": engagement.pk in queries.cancellable([engagement], at=timezone.now()),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.EMPLOYER)
def cancel_engagement(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asked once before it is done: who, which day, and why."""
    engagement = get_object_or_404(queries.engagements_of(queries.employers_of(request.user)), pk=pk)
    form = forms.CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.cancel_engagement(engagement, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The day of %(name)s is cancelled.") % {"name": engagement.worker.shown_name})
        return redirect(f"{reverse('seasonal:show_day', args=[engagement.employer_id])}?on={engagement.on:%Y-%m-%d}")
    return render(
        request,
        "seasonal/cancel_engagement.html",
        {
            "engagement": engagement,
            "employer": engagement.employer,
            "day": tables.day(engagement.on),
            "form": form,
            "may_cancel": engagement.pk in queries.cancellable([engagement], at=timezone.now()),
        },
    )


def _day_page(
    request: SignedInRequest, employer: Organisation, on: date, *, day_form: forms.DayForm, form: forms.CrewForm
) -> HttpResponse:
    days = queries.open_days(employer, today=timezone.localdate())
    engagements = list(queries.registered_on(employer, on))
    free = queries.free_on(employer, on, shift=queries.usual_shift(employer, on))
    form.offer(free)
    levy = queries.levy_on(employer, on)
    return render(
        request,
        "seasonal/show_day.html",
        {
            "employer": employer,
            "acts_for_several": queries.employers_of(request.user).count() > 1,
            "on": on,
            "day": tables.day(on),
            "before": on - A_DAY,
            "after": on + A_DAY,
            "is_open": on in days,
            "has_passed": on < days.first,
            "last_open_day": tables.day(days.last),
            "day_form": day_form if day_form.is_bound else forms.DayForm(initial={"on": on}),
            "form": form,
            "has_free_workers": free.exists(),
            "table": tables.engagements_table(request.GET, engagements),
            "count": len(engagements),
            "levy": tables.levy_page(levy) if levy else None,
            "total": tables.total(engagements),
        },
    )
