"""Matches: how to reach each other, the steps of a project, what both sides say of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_signed_in
from munera.kernel.skills.queries import named
from munera.services.evaluators import actions, forms, queries, rules
from munera.services.evaluators.choices import ProjectState
from munera.services.evaluators.models import Match, Project

STEPS = (ProjectState.PROPOSED, ProjectState.AGREED, ProjectState.STARTED, ProjectState.FINISHED)


@require_safe
@open_to_signed_in
def list_matches(request: SignedInRequest) -> HttpResponse:
    page = {"matches": queries.matches_of(request.user), "profile": queries.profile_of(request.user)}
    return render(request, "evaluators/list_matches.html", page)


@require_safe
@open_to_signed_in
def show_match(request: SignedInRequest, pk: int) -> HttpResponse:
    match = get_object_or_404(queries.matches_of(request.user), pk=pk)
    return _match_page(request, match, form=forms.ProposeForm())


def _match_page(request: SignedInRequest, match: Match, *, form: forms.ProposeForm) -> HttpResponse:
    side, project = queries.side_of(match, request.user), queries.project_of(match)
    page = {
        "match": match,
        "side": side,
        "contact": queries.contact_of(match, side.other),
        "project": project,
        "steps": _steps(project) if project else [],
        "form": form,
        "may_propose": rules.may_propose(match, project),
        "may_end": rules.may_end(match, project),
    }
    if project:
        page |= {
            "may_agree": rules.may_agree(project, side),
            "may_start": rules.may_start(project),
            "may_finish": rules.may_finish(project, side),
            "may_abandon": rules.may_abandon(project),
            "may_give_feedback": rules.may_give_feedback(project, side, queries.sides_spoken(project)),
            "feedback": [(each, each.side == side) for each in queries.feedback_seen_by(project, side)],
        }
    return render(request, "evaluators/show_match.html", page)


def _steps(project: Project) -> list[dict[str, object]]:
    """As the timeline draws them: what is done, where it stands, what is to come."""
    agreed_on = timezone.localdate(project.agreed_at) if project.agreed_at else None
    days = (timezone.localdate(project.proposed_at), agreed_on, project.started_on, project.finished_on)
    reached = sum(day is not None for day in days)
    return [
        {
            "title": step.label,
            "at": date_format(day, "DATE_FORMAT") if day else "",
            "state": "done" if number + 1 < reached else "current" if number + 1 == reached else "ahead",
        }
        for number, (step, day) in enumerate(zip(STEPS, days, strict=True))
    ]


@require_POST
@open_to_signed_in
def end_match(request: SignedInRequest, pk: int) -> HttpResponse:
    match = get_object_or_404(queries.matches_of(request.user), pk=pk)
    actions.end_match(match, side=queries.side_of(match, request.user), by=request.user)
    messages.success(request, _("The match has ended. The other side was told."))
    return redirect("evaluators:list_matches")


@require_POST
@open_to_signed_in
def propose_project(request: SignedInRequest, pk: int) -> HttpResponse:
    match = get_object_or_404(queries.matches_of(request.user), pk=pk)
    form = forms.ProposeForm(request.POST)
    if not form.is_valid():
        return _match_page(request, match, form=form)
    side = queries.side_of(match, request.user)
    actions.propose_project(match, title=form.cleaned_data["title"], side=side, by=request.user)
    messages.success(request, _("The project is proposed. The other side was told."))
    return redirect("evaluators:show_match", match.pk)


@require_POST
@open_to_signed_in
def agree_project(request: SignedInRequest, pk: int) -> HttpResponse:
    project = get_object_or_404(queries.projects_of(request.user), pk=pk)
    actions.agree_project(project, side=queries.side_of(project.match, request.user), by=request.user)
    messages.success(request, _("The project is agreed."))
    return redirect("evaluators:show_match", project.match_id)


@require_POST
@open_to_signed_in
def start_project(request: SignedInRequest, pk: int) -> HttpResponse:
    project = get_object_or_404(queries.projects_of(request.user), pk=pk)
    actions.start_project(project, side=queries.side_of(project.match, request.user), by=request.user)
    messages.success(request, _("The project has started."))
    return redirect("evaluators:show_match", project.match_id)


@require_POST
@open_to_signed_in
def abandon_project(request: SignedInRequest, pk: int) -> HttpResponse:
    project = get_object_or_404(queries.projects_of(request.user), pk=pk)
    actions.abandon_project(project, side=queries.side_of(project.match, request.user), by=request.user)
    messages.success(request, _("The project is given up. The other side was told."))
    return redirect("evaluators:show_match", project.match_id)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_signed_in
def finish_project(request: SignedInRequest, pk: int) -> HttpResponse:
    """The body names the evaluation and what the work has shown; the researcher is certified."""
    project = get_object_or_404(queries.projects_finished_by(request.user), pk=pk)
    requirements = list(queries.requirements_of(project.match.demand))
    names = named((each.skill for each in requirements), language=get_language() or "")
    form = forms.FinishForm(request.POST or None, requirements=requirements, names=names)
    if request.method == "POST" and form.is_valid():
        credential = actions.finish_project(
            project,
            evaluation_url=form.cleaned_data["evaluation_url"],
            finished_on=form.cleaned_data["finished_on"],
            shown=[actions.Shown(skill, level) for skill, level in form.shown()],
            side=queries.side_of(project.match, request.user),
            by=request.user,
        )
        if credential:
            messages.success(request, _("The evaluation is finished, and the researcher holds a credential of it."))
        else:
            messages.success(request, _("The evaluation is finished. Your body issues no credentials yet."))
        return redirect("evaluators:show_match", project.match_id)
    return render(request, "evaluators/finish_project.html", {"project": project, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_signed_in
def give_feedback(request: SignedInRequest, pk: int) -> HttpResponse:
    project = get_object_or_404(queries.projects_of(request.user), pk=pk)
    form = forms.FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        side = queries.side_of(project.match, request.user)
        actions.give_feedback(project, side=side, by=request.user, **form.cleaned_data)
        messages.success(request, _("Thank you. Each side sees what the other says once both have spoken."))
        return redirect("evaluators:show_match", project.match_id)
    return render(request, "evaluators/give_feedback.html", {"project": project, "form": form})
