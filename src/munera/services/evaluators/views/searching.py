"""Saved searches of either side, and invitations to look at a demand."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role, open_to_signed_in
from munera.services.evaluators import actions, forms, queries, rules
from munera.services.evaluators.choices import Direction

# How many of those who may be invited are named, the best first.
NAMED = 30
# How many of what a search finds are on its page, the newest first.
SHOWN = 50


@require_safe
@open_to_signed_in
def list_searches(request: SignedInRequest) -> HttpResponse:
    page = {
        "searches": queries.searches_of(request.user),
        "profile": queries.profile_of(request.user),
        "may_seek_researchers": queries.bodies_of(request.user).exists(),
    }
    return render(request, "evaluators/list_searches.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_signed_in
def save_search(request: SignedInRequest, side: str) -> HttpResponse:
    """For demands anybody may look; for researchers, managers."""
    if side not in Direction or (side == Direction.BODY and not queries.bodies_of(request.user).exists()):
        raise Http404
    form = forms.SearchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        name = said.pop("name")
        search = actions.save_search(
            request.user, actions.Sought(**said), side=Direction(side), name=name, by=request.user
        )
        messages.success(request, _("The search is saved. New cards come by letter, once a day at most."))
        return redirect("evaluators:show_search", search.pk)
    page = {"form": form, "seeks_demands": side == Direction.EVALUATOR}
    return render(request, "evaluators/save_search.html", page)


@require_safe
@open_to_signed_in
def show_search(request: SignedInRequest, pk: int) -> HttpResponse:
    """What it finds today."""
    search = get_object_or_404(queries.searches_of(request.user), pk=pk)
    seeks_demands = search.side == Direction.EVALUATOR
    profiles = queries.profiles_found(search) if not seeks_demands and queries.bodies_of(request.user) else []
    demands = queries.demands_found(search) if seeks_demands else []
    found = len(demands) + len(profiles)
    page = {
        "search": search,
        "seeks_demands": seeks_demands,
        "has_open_profile": _has_open_profile(request),
        "demands": demands[:SHOWN],
        "profiles": profiles[:SHOWN],
        "found": found,
        "shown": SHOWN if found > SHOWN else None,
    }
    return render(request, "evaluators/show_search.html", page)


def _has_open_profile(request: SignedInRequest) -> bool:
    profile = queries.profile_of(request.user)
    return profile is not None and profile.is_in_decks


@require_POST
@open_to_signed_in
def remove_search(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.remove_search(get_object_or_404(queries.searches_of(request.user), pk=pk), by=request.user)
    messages.success(request, _("The search is removed."))
    return redirect("evaluators:list_searches")


@require_safe
@open_to_role(rules.MANAGER)
def list_invitations(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who was invited to look at the demand, and who else may be."""
    demand = get_object_or_404(queries.demands_managed_by(request.user), pk=pk)
    page = {
        "demand": demand,
        "invitations": queries.invitations_to(demand),
        "others": queries.uninvited_best_first(demand, most=NAMED),
    }
    return render(request, "evaluators/list_invitations.html", page)


@require_POST
@open_to_role(rules.MANAGER)
def invite(request: SignedInRequest, pk: int, profile: int) -> HttpResponse:
    demand = get_object_or_404(queries.demands_managed_by(request.user), pk=pk)
    invited = get_object_or_404(queries.may_be_invited(demand), pk=profile)
    actions.invite(demand, invited, by=request.user)
    messages.success(request, _("The invitation is sent."))
    return redirect("evaluators:list_invitations", demand.pk)
