"""A day and its crew: registering, taking off for rain, what one day of one worker costs."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal import actions, forms, queries, rules
from munera.services.seasonal.views import choosing, levy_tables, tables
from munera.services.seasonal.views.employers import employer_page

A_DAY = timedelta(days=1)


@require_safe
@open_to_role(rules.EMPLOYER)
def show_day(request: SignedInRequest, pk: int) -> HttpResponse:
    """The crew for one day, tomorrow unless the address says another; the last crew is ticked already."""
    employer = get_object_or_404(queries.employers_of(request.user), pk=pk)
    day_form = forms.DayForm(request.GET if "on" in request.GET else None)
    on = day_form.chosen(today=queries.today_of(employer, at=timezone.now()))
    shift = choosing.shift_asked(employer, on, request.GET)
    ticked = choosing.ticked(employer, on, request.GET)
    form = forms.CrewForm(employer=employer, initial={"on": on, "shift": shift, "workers": sorted(ticked)})
    return _day_page(request, employer, on, shift, day_form=day_form, form=form)


@require_POST
@open_to_role(rules.EMPLOYER)
def register_crew(request: SignedInRequest, pk: int) -> HttpResponse:
    employer = get_object_or_404(queries.employers_of(request.user), pk=pk)
    form = forms.CrewForm(request.POST, employer=employer)
    if not form.is_valid():
        on = form.cleaned_data.get("on") or queries.today_of(employer, at=timezone.now()) + A_DAY
        shift = choosing.shift_asked(employer, on, request.POST)
        return _day_page(request, employer, on, shift, day_form=forms.DayForm(), form=form)
    receipt = actions.register_crew(
        employer,
        list(form.cleaned_data["workers"]),
        on=form.cleaned_data["on"],
        by=request.user,
        op_id=form.cleaned_data["op_id"],
        shift=form.cleaned_data["shift"],
        **form.said,
    )
    return redirect("seasonal:show_receipt", receipt.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.EMPLOYER)
def cancel_crew(request: SignedInRequest, pk: int) -> HttpResponse:
    """It rains: take the whole crew off the day, or those of it who are ticked."""
    employer = get_object_or_404(queries.employers_of(request.user), pk=pk)
    asked = request.POST if request.method == "POST" else request.GET
    on = forms.DayForm(asked).chosen(today=queries.today_of(employer, at=timezone.now()))
    shift = choosing.shift_asked(employer, on, asked)
    standing = [one for one in queries.registered_on(employer, on) if one.shift == shift]
    everybody = {"on": on, "shift": shift, "workers": [one.worker_id for one in standing]}
    form = forms.TakeOffForm(request.POST if request.method == "POST" else None, employer=employer, initial=everybody)
    if form.is_valid():
        receipt = actions.cancel_crew(
            employer,
            list(form.cleaned_data["workers"]),
            on=form.cleaned_data["on"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            op_id=form.cleaned_data["op_id"],
            shift=form.cleaned_data["shift"],
        )
        return redirect("seasonal:show_receipt", receipt.pk)
    form.offer(queries.crew_of(employer).filter(pk__in=[one.worker_id for one in standing]))
    return employer_page(
        request,
        "seasonal/cancel_crew.html",
        employer,
        section="day",
        on=on,
        day=tables.day(on),
        shift=shift,
        shift_name=queries.shift_name(employer, on, shift),
        form=form,
        count=len(standing),
        cut_off=tables.cancel_cut_off(queries.cut_offs_of(employer, on, shift), now=timezone.now()),
        is_closed=queries.is_closed(employer, on),
    )


@require_safe
@open_to_role(rules.EMPLOYER)
def show_engagement(request: SignedInRequest, pk: int) -> HttpResponse:
    """One day of one worker: its levy with every reason, from what was stored when it was registered."""
    engagement = get_object_or_404(queries.engagements_of(queries.employers_of(request.user)), pk=pk)
    employer, assessment = engagement.employer, engagement.assessment
    return employer_page(
        request,
        "seasonal/show_engagement.html",
        employer,
        section="day",
        engagement=engagement,
        state=tables.state_of(engagement),
        day=tables.day(engagement.on),
        shift_name=queries.shift_name(employer, engagement.on, engagement.shift),
        received=tables.moment(engagement.receipt.received_at),
        cancelled=tables.moment(engagement.cancelled_at) if engagement.cancelled_at else "",
        admitted=tables.moment(engagement.admitted_at) if engagement.admitted_at else "",
        cut_offs=tables.moments_of(queries.cut_offs_of(employer, engagement.on, engagement.shift)),
        pay=tables.pay_of(engagement),
        levy=levy_tables.levy_page(queries.levy_of(assessment, employer)) if assessment else None,
        may_cancel=engagement.pk in queries.cancellable([engagement], at=timezone.now()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.EMPLOYER)
def cancel_engagement(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asked once before it is done: who, which day, and why."""
    engagement = get_object_or_404(queries.engagements_of(queries.employers_of(request.user)), pk=pk)
    employer = engagement.employer
    form = forms.CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.cancel_engagement(engagement, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The day of %(name)s is cancelled.") % {"name": engagement.worker.shown_name})
        return redirect(f"{reverse('seasonal:show_day', args=[employer.pk])}?on={engagement.on:%Y-%m-%d}")
    cut_offs = queries.cut_offs_of(employer, engagement.on, engagement.shift)
    return employer_page(
        request,
        "seasonal/cancel_engagement.html",
        employer,
        section="day",
        engagement=engagement,
        day=tables.day(engagement.on),
        form=form,
        cut_off=tables.cancel_cut_off(cut_offs, now=timezone.now()),
        may_cancel=engagement.pk in queries.cancellable([engagement], at=timezone.now()),
    )


def _day_page(
    request: SignedInRequest,
    employer: Organisation,
    on: date,
    shift: str,
    *,
    day_form: forms.DayForm,
    form: forms.CrewForm,
) -> HttpResponse:
    now = timezone.now()
    days = queries.open_days(employer, today=queries.today_of(employer, at=now))
    is_closed = queries.is_closed(employer, on)
    is_open = on in days and bool(shift) and not is_closed
    engagements = list(queries.registered_on(employer, on))
    levy = queries.levy_on(employer, on)
    return employer_page(
        request,
        "seasonal/show_day.html",
        employer,
        section="day",
        on=on,
        day=tables.day(on),
        before=on - A_DAY if on > date.min else None,
        after=on + A_DAY if on < date.max else None,
        shift=shift,
        shifts=tables.choices(queries.shifts_of(employer, on), here=shift),
        is_open=is_open,
        is_closed=is_closed,
        has_passed=on < days.first,
        last_open_day=tables.day(days.last),
        cut_off=tables.register_cut_off(queries.cut_offs_of(employer, on, shift), now=now) if is_open else None,
        choice=choosing.choice_for(employer, on, shift, form) if is_open else None,
        day_form=day_form if day_form.is_bound else forms.DayForm(initial={"on": on}),
        form=form,
        table=tables.engagements_table(request.GET, engagements),
        count=len({engagement.worker_id for engagement in engagements}),
        may_cancel=bool(queries.cancellable([one for one in engagements if one.shift == shift], at=now)),
        levy=levy_tables.levy_page(levy) if levy else None,
        total=levy_tables.total(engagements),
    )
