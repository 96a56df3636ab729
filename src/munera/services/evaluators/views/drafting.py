"""What need not be typed: skills from the words of a demand, a profile from an ORCID record."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_http_methods

from munera.kernel.access.doors import SignedInRequest, open_to_role, open_to_signed_in
from munera.kernel.skills.queries import ATTRIBUTION
from munera.services.evaluators import actions, forms, queries, rules
from munera.services.evaluators.actions import orcid


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.MANAGER)
def draft_requirements(request: SignedInRequest, pk: int) -> HttpResponse:
    """Suggestions, of which nothing is asked for unless the manager chooses it."""
    demand = get_object_or_404(queries.demands_managed_by(request.user), pk=pk)
    suggestions = queries.suggestions_for(demand, language=get_language() or "")
    form = forms.DraftForm(request.POST or None, suggestions=suggestions)
    if request.method == "POST" and form.is_valid():
        skills = queries.skills_by_number(form.cleaned_data["skills"])
        count = actions.ask_for_skills(demand, skills, by=request.user)
        words = ngettext("The demand asks for {count} more skill.", "The demand asks for {count} more skills.", count)
        messages.success(request, words.format(count=count))
        return redirect("evaluators:show_demand", demand.pk)
    page = {"demand": demand, "suggestions": suggestions, "form": form, "attribution": ATTRIBUTION}
    return render(request, "evaluators/draft_requirements.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_signed_in
def read_orcid(request: SignedInRequest) -> HttpResponse:
    """The form of the profile with what the record says; saving it is the researcher's own act."""
    form = forms.OrcidForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "evaluators/read_orcid.html", {"form": form})
    record = orcid.read(form.cleaned_data["file"].read())
    profile = queries.profile_of(request.user)
    filled = forms.ProfileForm(
        person=request.user, profile=profile, initial=queries.profile_with_record(profile, **orcid.told(record))
    )
    page = {"form": filled, "record": record, "profile": profile}
    return render(request, "evaluators/check_orcid.html", page)
