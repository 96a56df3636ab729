"""A person asks for a check of what they declare; an assessor of the organisation looks, and answers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role, open_to_signed_in
from munera.kernel.skills import actions, queries, rules
from munera.kernel.skills.forms import AskForm, ConfirmForm, DeclineForm
from munera.kernel.skills.models import CheckRequest
from munera.ui.tables import Column, Link, build

WAITING = (
    Column(gettext_lazy("Skill")),
    Column(gettext_lazy("Person"), sort="person__full_name"),
    Column(gettext_lazy("Asked of")),
    Column(gettext_lazy("Asked on"), sort="asked_at"),
)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_signed_in
def ask_for_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose who shall look at a skill that I declare."""
    declared = get_object_or_404(queries.declarations_of(request.user), pk=pk)
    choices = queries.organisations_that_check(on=timezone.localdate())
    form = AskForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.ask_for_check(declared, said["organisation"], remark=said["remark"], by=request.user)
        messages.success(request, _("You have asked for a check. The answer comes as a letter."))
        return redirect("skills:list_skills")
    shown = queries.named([declared.skill], language=get_language() or "")[declared.skill_id]
    page = {"form": form, "declared": declared, "skill": shown, "has_choices": choices.exists()}
    return render(request, "skills/ask_for_check.html", page)


@require_POST
@open_to_signed_in
def take_back_request(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.take_back_request(get_object_or_404(queries.requests_of(request.user), pk=pk), by=request.user)
    messages.success(request, _("The request is taken back."))
    return redirect("skills:list_skills")


@require_safe
@never_cache
@open_to_role(rules.ASSESSOR)
def list_checks(request: SignedInRequest) -> HttpResponse:
    """What the organisations in which I assess are asked to look at."""
    found = queries.open_requests_to(request.user, on=timezone.localdate())
    names = queries.named(queries.skills_asked_about(found), language=get_language() or "")

    def cells(asked: CheckRequest) -> tuple[object, ...]:
        address = reverse("skills:show_check", args=[asked.pk])
        asked_on = timezone.localdate(asked.asked_at)
        return Link(names[asked.skill_id].label, address), asked.person.full_name, asked.organisation.name, asked_on

    table = build(request.GET, found, caption=_("Checks that are asked for"), columns=WAITING, cells=cells)
    return render(request, "skills/list_checks.html", {"table": table})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@open_to_role(rules.ASSESSOR)
def show_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """Look at one request, and confirm it."""
    asked = _asked(request, pk)
    form = ConfirmForm(request.POST or None, skill=asked.skill, initial={"level": asked.level})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.confirm_check(asked, level=said["level"], valid_until=said["valid_until"], by=request.user)
        messages.success(request, _("The skill is confirmed. The person is told."))
        return redirect("skills:list_checks")
    return render(request, "skills/show_check.html", _page(asked, form, DeclineForm()))


@require_POST
@open_to_role(rules.ASSESSOR)
def decline_check(request: SignedInRequest, pk: int) -> HttpResponse:
    asked = _asked(request, pk)
    form = DeclineForm(request.POST)
    if form.is_valid():
        actions.decline_check(asked, because=form.cleaned_data["because"], by=request.user)
        messages.success(request, _("The person is told, with your reason."))
        return redirect("skills:list_checks")
    page = _page(asked, ConfirmForm(skill=asked.skill, initial={"level": asked.level}), form)
    return render(request, "skills/show_check.html", page)


def _asked(request: SignedInRequest, pk: int) -> CheckRequest:
    return get_object_or_404(queries.open_requests_to(request.user, on=timezone.localdate()), pk=pk)


def _page(asked: CheckRequest, confirm: ConfirmForm, decline: DeclineForm) -> dict[str, object]:
    named = queries.named([asked.skill], language=get_language() or "", described=True)[asked.skill_id]
    return {"asked": asked, "skill": named, "confirm": confirm, "decline": decline}
