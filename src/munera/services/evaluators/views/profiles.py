"""A researcher's own profile: written, shown as others see it, opened and closed, evaluations listed on it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_signed_in
from munera.services.evaluators import actions, forms, queries
from munera.services.evaluators.views.drawing import profile_face


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_signed_in
def edit_profile(request: SignedInRequest) -> HttpResponse:
    """The first time it is written, from then on changed."""
    profile = queries.profile_of(request.user)
    form = forms.ProfileForm(request.POST or None, person=request.user, profile=profile)
    if request.method == "POST" and form.is_valid():
        text = actions.ProfileText(**form.cleaned_data)
        if profile is None:
            actions.write_profile(request.user, text, by=request.user)
        else:
            actions.change_profile(profile, text, by=request.user)
        messages.success(request, _("Your profile is kept."))
        return redirect("evaluators:show_own_card")
    return render(request, "evaluators/edit_profile.html", {"form": form, "profile": profile})


@require_safe
@open_to_signed_in
def show_own_card(request: SignedInRequest) -> HttpResponse:
    """As managers see it, and what is still missing."""
    profile = queries.profile_of(request.user)
    if profile is None:
        return redirect("evaluators:edit_profile")
    page = {
        "profile": profile,
        "face": profile_face(profile, language=get_language() or ""),
        "form": forms.OpenProfileForm(),
    }
    return render(request, "evaluators/show_own_card.html", page)


@require_POST
@open_to_signed_in
def open_profile(request: SignedInRequest) -> HttpResponse:
    profile = get_object_or_404(queries.profiles(), person=request.user)
    form = forms.OpenProfileForm(request.POST)
    if not form.is_valid():
        face = profile_face(profile, language=get_language() or "")
        return render(request, "evaluators/show_own_card.html", {"profile": profile, "face": face, "form": form})
    actions.open_profile(profile, by=request.user)
    messages.success(request, _("Your profile is open: it lies in the decks of public bodies, and yours is dealt."))
    return redirect("evaluators:show_deck")


@require_POST
@open_to_signed_in
def close_profile(request: SignedInRequest) -> HttpResponse:
    actions.close_profile(get_object_or_404(queries.profiles(), person=request.user), by=request.user)
    messages.success(request, _("Your profile is closed: it lies in no deck any more."))
    return redirect("evaluators:show_own_card")


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_signed_in
def add_experience(request: SignedInRequest) -> HttpResponse:
    profile = get_object_or_404(queries.profiles(), person=request.user)
    form = forms.ExperienceForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        actions.add_experience(profile, by=request.user, **form.cleaned_data)
        messages.success(request, _("The evaluation is listed."))
        return redirect("evaluators:show_own_card")
    return render(request, "evaluators/add_experience.html", {"form": form})


@require_POST
@open_to_signed_in
def remove_experience(request: SignedInRequest, pk: int) -> HttpResponse:
    profile = get_object_or_404(queries.profiles(), person=request.user)
    actions.remove_experience(get_object_or_404(queries.experiences_of(profile), pk=pk), by=request.user)
    messages.success(request, _("The evaluation is taken off your profile."))
    return redirect("evaluators:show_own_card")
