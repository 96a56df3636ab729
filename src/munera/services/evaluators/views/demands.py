"""A body's demands: written, given the skills they ask for, opened, closed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.kernel.skills.queries import ATTRIBUTION, edition, named, search, skills_to_choose
from munera.services.evaluators import actions, forms, queries, rules
from munera.services.evaluators.choices import DemandStatus
from munera.services.evaluators.views import figures
from munera.services.evaluators.views.drawing import demand_face


@require_safe
@open_to_role(rules.MANAGER)
def show_body(request: SignedInRequest, pk: int) -> HttpResponse:
    body = get_object_or_404(queries.bodies_of(request.user), pk=pk)
    demands = figures.demands_table(request.GET, queries.demands_of(body))
    return render(request, "evaluators/show_body.html", {"body": body, "demands": demands})


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.MANAGER)
def write_demand(request: SignedInRequest, pk: int) -> HttpResponse:
    body = get_object_or_404(queries.bodies_of(request.user), pk=pk)
    form = forms.DemandForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        demand = actions.write_demand(body, actions.DemandText(**form.cleaned_data), by=request.user)
        messages.success(request, _("The demand is kept as a draft. Now say which skills it asks for."))
        return redirect("evaluators:show_demand", demand.pk)
    return render(request, "evaluators/write_demand.html", {"form": form, "body": body, "demand": None})


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.MANAGER)
def change_demand(request: SignedInRequest, pk: int) -> HttpResponse:
    demand = get_object_or_404(queries.demands_managed_by(request.user), pk=pk)
    form = forms.DemandForm(request.POST or None, demand=demand)
    if request.method == "POST" and form.is_valid():
        actions.change_demand(demand, actions.DemandText(**form.cleaned_data), by=request.user)
        messages.success(request, _("The demand is changed."))
        return redirect("evaluators:show_demand", demand.pk)
    return render(request, "evaluators/write_demand.html", {"form": form, "body": demand.body, "demand": demand})


@require_safe
@open_to_role(rules.MANAGER)
def show_demand(request: SignedInRequest, pk: int) -> HttpResponse:
    """The card as researchers see it, and what it asks for."""
    demand = get_object_or_404(queries.demands_managed_by(request.user), pk=pk)
    requirements = list(demand.requirements.all())
    names = named((each.skill for each in requirements), language=get_language() or "")
    page = {
        "demand": demand,
        "face": demand_face(demand),
        "requirements": [(each, names[each.skill_id], each.skill.levels) for each in requirements],
        "is_own": demand.manager_id == request.user.pk,
        "is_draft": demand.status == DemandStatus.DRAFT,
        "is_closed": demand.status == DemandStatus.CLOSED,
        "attribution": ATTRIBUTION,
    }
    return render(request, "evaluators/show_demand.html", page)


@require_POST
@open_to_role(rules.MANAGER)
def open_demand(request: SignedInRequest, pk: int) -> HttpResponse:
    demand = get_object_or_404(queries.demands_managed_by(request.user), pk=pk)
    actions.open_demand(demand, by=request.user)
    messages.success(request, _("The demand is open: it lies in the decks of researchers, and yours is dealt."))
    return redirect("evaluators:show_demand_deck", demand.pk)


@require_POST
@open_to_role(rules.MANAGER)
def take_over_demand(request: SignedInRequest, pk: int) -> HttpResponse:
    demand = get_object_or_404(queries.demands_managed_by(request.user), pk=pk)
    actions.take_over_demand(demand, by=request.user)
    messages.success(request, _("From now on a match on this demand reaches you."))
    return redirect("evaluators:show_demand", demand.pk)


@require_POST
@open_to_role(rules.MANAGER)
def close_demand(request: SignedInRequest, pk: int) -> HttpResponse:
    demand = get_object_or_404(queries.demands_managed_by(request.user), pk=pk)
    actions.close_demand(demand, by=request.user)
    messages.success(request, _("The demand is closed. Matches that were made stay."))
    return redirect("evaluators:show_body", demand.body_id)


@require_safe
@open_to_role(rules.MANAGER)
def find_required_skill(request: SignedInRequest, pk: int) -> HttpResponse:
    """With script the answers change while one types; without, the button asks for the same page."""
    demand = get_object_or_404(queries.demands_managed_by(request.user), pk=pk)
    form = forms.SkillSearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    page = {
        "demand": demand,
        "form": form,
        "text": text,
        "found": search(text, language=get_language() or "") if text else [],
        "has_classification": edition() is not None,
        "attribution": ATTRIBUTION,
    }
    return render(request, "evaluators/find_required_skill.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.MANAGER)
def ask_for_skill(request: SignedInRequest, pk: int, skill: int) -> HttpResponse:
    """A new line, or the one that asks for this skill already."""
    demand = get_object_or_404(queries.demands_managed_by(request.user), pk=pk)
    requirement = next((each for each in demand.requirements.all() if each.skill_id == skill), None)
    concept = requirement.skill if requirement else get_object_or_404(skills_to_choose(), pk=skill)
    form = forms.RequirementForm(request.POST or None, skill=concept, requirement=requirement)
    if request.method == "POST" and form.is_valid():
        wanted = actions.Wanted(concept, **form.cleaned_data)
        if requirement is None:
            actions.ask_for_skill(demand, wanted, by=request.user)
        else:
            actions.change_requirement(requirement, wanted, by=request.user)
        messages.success(request, _("The demand asks for this skill."))
        return redirect("evaluators:show_demand", demand.pk)
    shown = named([concept], language=get_language() or "", described=True)[concept.pk]
    page = {"demand": demand, "form": form, "skill": shown, "attribution": ATTRIBUTION}
    return render(request, "evaluators/ask_for_skill.html", page)


@require_POST
@open_to_role(rules.MANAGER)
def drop_requirement(request: SignedInRequest, pk: int) -> HttpResponse:
    requirement = get_object_or_404(queries.requirements_managed_by(request.user), pk=pk)
    actions.drop_requirement(requirement, by=request.user)
    messages.success(request, _("The demand asks for this skill no more."))
    return redirect("evaluators:show_demand", requirement.demand_id)
