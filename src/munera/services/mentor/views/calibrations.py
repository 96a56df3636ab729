"""Calibrating a sitting, the desk with all its questions, and the page of one."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.services.mentor import actions, forms, queries, rules
from munera.services.mentor.choices import CurveModel
from munera.services.mentor.views import curves, desk, tables
from munera.services.mentor.views.asking import Asking, ask


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def calibrate_sitting(request: SignedInRequest, pk: int) -> HttpResponse:
    sitting = get_object_or_404(queries.sittings_run_by(request.user), pk=pk)
    form = forms.CalibrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        model = CurveModel(form.cleaned_data["model"])
        asked = actions.ask_to_calibrate(sitting, model=model, by=request.user)
        return redirect("mentor:show_calibration", asked.pk)
    asking = Asking(
        title=_("Calibrate the questions"),
        over=f"{sitting.examination.name}, {tables.round_name(sitting)}",
        lead=_("From all answers together: how hard each question is, how well it tells apart, and which want a look."),
        submit=_("Begin"),
        back=reverse("mentor:show_sitting", args=[sitting.pk]),
    )
    return ask(request, form, asking)


@require_safe
@never_cache
@open_to_role(rules.CLERK)
def show_calibration(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far it is; then the desk: every question with its numbers, those that want a look marked."""
    calibration = get_object_or_404(queries.calibrations_run_by(request.user), pk=pk)
    sitting = calibration.sitting
    statistics = queries.statistics_of(calibration)
    page = {
        "calibration": calibration,
        "sitting": sitting,
        "examination": sitting.examination,
        "round": tables.round_name(sitting),
        "anchored_on": tables.round_name(calibration.anchored_on.sitting) if calibration.anchored_on else "",
        "fault": queries.sentence_of_calibration(calibration),
        "flagged": desk.flagged_table(statistics),
        "questions": desk.questions_table(request.GET, statistics),
        # Who turns its pages or orders it has opened it.
        "is_open": bool({"page", "order"} & request.GET.keys()),
        "turns": len(calibration.trace),
    }
    return render(request, "mentor/show_calibration.html", page)


@require_safe
@open_to_role(rules.CLERK)
def show_question(request: SignedInRequest, pk: int) -> HttpResponse:
    """One question as one calibration sees it."""
    statistic = get_object_or_404(queries.statistics_run_by(request.user), pk=pk)
    curve = queries.curve_of(statistic)
    sitting = statistic.calibration.sitting
    page = {
        "statistic": statistic,
        "share": desk.percent(statistic.easiness),
        "question": statistic.question,
        "calibration": statistic.calibration,
        "sitting": sitting,
        "examination": sitting.examination,
        "round": tables.round_name(sitting),
        "flags": [desk.told(flag) for flag in statistic.flags],
        "curve": curve,
        "drawing": curves.drawn(curve) if curve.along or curve.seen else None,
        "groups": desk.groups_table(curve.seen),
        "options": desk.options_table(statistic),
        "bias": desk.bias_table(statistic),
        "history": desk.history_table(queries.history_of(statistic)),
    }
    return render(request, "mentor/show_question.html", page)
