"""A sitting and its forms: what is taken in so far, and which step comes next."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.services.mentor import actions, forms, queries, rules
from munera.services.mentor.choices import ReleaseState
from munera.services.mentor.views import desk, tables
from munera.services.mentor.views.asking import Asking, ask


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def add_sitting(request: SignedInRequest, pk: int) -> HttpResponse:
    examination = get_object_or_404(queries.examinations_run_by(request.user), pk=pk)
    editions = queries.editions_of(examination).filter(published_at__isnull=False)
    form = forms.SittingForm(request.POST or None, editions=editions)
    if request.method == "POST" and form.is_valid():
        sitting = actions.add_sitting(examination, actions.SittingText(**form.text), by=request.user)
        messages.success(request, _("The sitting is entered. Once it was held, take in what candidates answered."))
        return redirect("mentor:show_sitting", sitting.pk)
    asking = Asking(
        title=_("Enter a sitting"),
        over=examination.name,
        submit=_("Enter it"),
        back=reverse("mentor:show_examination", args=[examination.pk]),
    )
    return ask(request, form, asking)


@require_safe
@open_to_role(rules.CLERK)
def show_sitting(request: SignedInRequest, pk: int) -> HttpResponse:
    sitting = get_object_or_404(queries.sittings_run_by(request.user), pk=pk)
    releases = list(queries.releases_of(sitting))
    last = releases[0] if releases else None
    standing = queries.standing_of(sitting)
    page = {
        "sitting": sitting,
        "examination": sitting.examination,
        "round": tables.round_name(sitting),
        "is_ahead": sitting.is_ahead(on=timezone.localdate()),
        "rule": queries.shown_rule(queries.rule_of(sitting)),
        "forms": queries.forms_of(sitting),
        "files": tables.files_table(request.GET, queries.files_of(sitting)),
        "standing": standing,
        "passed": desk.passed(standing),
        "releases": tables.releases_table(request.GET, releases),
        "making": last.work if last and last.state == ReleaseState.MAKING else None,
        "release_faults": [queries.sentence_of_release(last)] if last and last.fault else [],
        "in_preparation": last is not None and last.state in (ReleaseState.MAKING, ReleaseState.ASKED),
        "calibrated": queries.standing_calibration(sitting) is not None,
        "calibrations": tables.calibrations_table(request.GET, queries.calibrations_of(sitting)),
    }
    return render(request, "mentor/show_sitting.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def add_form(request: SignedInRequest, pk: int) -> HttpResponse:
    sitting = get_object_or_404(queries.sittings_run_by(request.user), pk=pk)
    form = forms.QuestionOrderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.add_form(sitting, code=said["code"], keys=said["keys"], by=request.user)
        messages.success(request, _("The form is added."))
        return redirect("mentor:show_sitting", sitting.pk)
    asking = Asking(
        title=_("Add a form"),
        over=sitting.examination.name,
        lead=_("The same questions in another order, or others of the same blueprint."),
        submit=_("Add it"),
        back=reverse("mentor:show_sitting", args=[sitting.pk]),
    )
    return ask(request, form, asking)


@require_POST
@open_to_role(rules.CLERK)
def remove_form(request: SignedInRequest, pk: int) -> HttpResponse:
    form = get_object_or_404(queries.forms_run_by(request.user), pk=pk)
    sitting = form.sitting
    actions.remove_form(form, by=request.user)
    messages.success(request, _("The form is removed."))
    return redirect("mentor:show_sitting", sitting.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.CLERK)
def correct_key(request: SignedInRequest, pk: int) -> HttpResponse:
    """After the sitting: another right answer, or points for everybody."""
    question = get_object_or_404(queries.questions_run_by(request.user), pk=pk)
    form = forms.KeyForm(request.POST or None, question=question)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        marked = actions.correct_key(
            question,
            right=said["right"],
            given_to_all=said["given_to_all"],
            because=said["because"],
            by=request.user,
        )
        messages.success(
            request,
            _("The key is corrected, and %(count)s attempts are marked again. Calibrate anew before reports are made.")
            % {"count": marked},
        )
        return redirect("mentor:show_blueprint", question.blueprint_id)
    asking = Asking(
        title=_("Correct the key of %(key)s") % {"key": question.key},
        over=question.blueprint.examination.name,
        lead=_("Everybody who sat this question is marked again at once. Reports that were released stay as they are."),
        submit=_("Correct it"),
        back=reverse("mentor:show_blueprint", args=[question.blueprint_id]),
        tone="danger",
    )
    return ask(request, form, asking)
