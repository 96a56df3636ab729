"""What an issuer certifies: described once, changed for what is issued later, retired."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.kernel.credentials import actions, forms, queries, rules
from munera.kernel.credentials.models import Achievement
from munera.kernel.credentials.views.desk import issuer_of, issuers_of
from munera.ui.tables import Column, Link, Mark, build

ACHIEVEMENTS = (
    Column(gettext_lazy("Name")),
    Column(gettext_lazy("Kind")),
    Column(gettext_lazy("Issued"), numeric=True),
    Column(gettext_lazy("State")),
)


@require_safe
@open_to_role(rules.ISSUER)
def list_achievements(request: SignedInRequest, slug: str) -> HttpResponse:
    issuer = issuer_of(request, slug)
    found = queries.achievements_of_issuers([issuer])
    table = build(request.GET, found, caption=_("Achievements"), columns=ACHIEVEMENTS, cells=_cells)
    return render(request, "credentials/list_achievements.html", {"issuer": issuer, "table": table})


def _cells(achievement: Achievement) -> tuple[object, ...]:
    state = Mark(_("offered"), "success") if achievement.is_offered else Mark(_("no longer offered"))
    address = reverse("credentials:change_achievement", args=[achievement.pk])
    issued: int = getattr(achievement, "issued", 0)
    return Link(achievement.name, address), achievement.get_kind_display(), issued, state


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.ISSUER)
def describe_achievement(request: SignedInRequest, slug: str) -> HttpResponse:
    issuer = issuer_of(request, slug)
    form = forms.AchievementForm(request.POST or None, is_new=True)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.describe_achievement(
            issuer,
            code=said["code"],
            kind=said["kind"],
            names=form.texts("name", {}),
            descriptions=form.texts("description", {}),
            criteria=form.texts("criterion", {}),
            skills=[actions.ProvenSkill(*skill) for skill in said["skills"]],
            eqf_level=said["eqf_level"],
            valid_for_days=said["valid_for_days"],
            by=request.user,
        )
        messages.success(request, _("The achievement is described; it can be issued now."))
        return redirect("credentials:list_achievements", slug)
    page = {"issuer": issuer, "form": form, "achievement": None}
    return render(request, "credentials/describe_achievement.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.ISSUER)
def change_achievement(request: SignedInRequest, pk: int) -> HttpResponse:
    """Other words for what is issued from now on."""
    achievement = _achievement(request, pk)
    form = forms.AchievementForm(request.POST or None, is_new=False, initial=_said_by(achievement))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.change_achievement(
            achievement,
            names=form.texts("name", achievement.names),
            descriptions=form.texts("description", achievement.descriptions),
            criteria=form.texts("criterion", achievement.criteria),
            skills=[actions.ProvenSkill(*skill) for skill in said["skills"]],
            eqf_level=said["eqf_level"],
            valid_for_days=said["valid_for_days"],
            by=request.user,
        )
        messages.success(request, _("Changed for what is issued from now on. What was issued keeps its words."))
        return redirect("credentials:list_achievements", achievement.issuer.slug)
    page = {"issuer": achievement.issuer, "form": form, "achievement": achievement}
    return render(request, "credentials/describe_achievement.html", page)


@require_POST
@open_to_role(rules.ISSUER)
def retire_achievement(request: SignedInRequest, pk: int) -> HttpResponse:
    achievement = _achievement(request, pk)
    actions.retire_achievement(achievement, by=request.user)
    messages.success(request, _("It is no longer offered. What was issued stays."))
    return redirect("credentials:list_achievements", achievement.issuer.slug)


def _said_by(achievement: Achievement) -> dict[str, object]:
    named = queries.names_of_proven(achievement, language=get_language() or "")
    lines = [f"{name}, {level}" if level else name for name, level in named]
    return {
        "name": achievement.name,
        "description": achievement.description,
        "criterion": achievement.criterion,
        "skills": "\n".join(lines),
        "eqf_level": achievement.eqf_level,
        "valid_for_days": achievement.valid_for_days,
    }


def _achievement(request: SignedInRequest, pk: int) -> Achievement:
    return get_object_or_404(queries.achievements_of_issuers(issuers_of(request)), pk=pk)
