"""My skills: what I can do and how it is known; finding a skill and saying how well I master it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_signed_in
from munera.kernel.skills import actions, queries
from munera.kernel.skills.forms import LevelForm, SearchForm


@require_safe
@open_to_signed_in
def list_skills(request: SignedInRequest) -> HttpResponse:
    """Each skill with the evidence that stands, and what does not stand any more."""
    language = get_language() or ""
    page = {
        "skills": queries.in_words(queries.skills_of(request.user), language=language),
        "ended": queries.ended_in_words(request.user, language=language),
        "asked": queries.asked_in_words(queries.requests_of(request.user)[:20], language=language),
        "attribution": queries.ATTRIBUTION,
    }
    return render(request, "skills/list_skills.html", page)


@require_safe
@open_to_signed_in
def find_skill(request: SignedInRequest) -> HttpResponse:
    """With script the answers change while one types; without, the button asks for the same page."""
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = queries.search(text, language=get_language() or "") if text else []
    page = {
        "form": form,
        "text": text,
        "found": found,
        "has_classification": queries.edition() is not None,
        "attribution": queries.ATTRIBUTION,
    }
    return render(request, "skills/find_skill.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_signed_in
def declare_skill(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that I have this skill, or say another level."""
    skill = get_object_or_404(queries.skills_to_choose(), pk=pk)
    declared = queries.declarations_of(request.user).filter(skill=skill).first()
    form = LevelForm(request.POST or None, skill=skill, initial={"level": declared.level if declared else None})
    if request.method == "POST":
        form = LevelForm(request.POST, skill=skill)
        if form.is_valid():
            actions.declare_skill(request.user, skill.uri, level=form.cleaned_data["level"], by=request.user)
            messages.success(request, _("The skill is noted."))
            return redirect("skills:list_skills")
    shown = queries.named([skill], language=get_language() or "", described=True)[skill.pk]
    page = {"form": form, "skill": shown, "declared": declared, "attribution": queries.ATTRIBUTION}
    return render(request, "skills/declare_skill.html", page)


@require_POST
@open_to_signed_in
def withdraw_skill(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.withdraw_skill(get_object_or_404(queries.declarations_of(request.user), pk=pk), by=request.user)
    messages.success(request, _("The skill is taken back."))
    return redirect("skills:list_skills")
