"""What one's own side has answered, to look at and to take back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role, open_to_signed_in
from munera.services.evaluators import actions, queries, rules


@require_safe
@open_to_signed_in
def list_answers(request: SignedInRequest) -> HttpResponse:
    """A researcher's."""
    profile = queries.profile_of(request.user)
    if profile is None:
        return redirect("evaluators:edit_profile")
    page = {
        "answers": queries.answers_of_profile(profile),
        "blocks": queries.blocks_of_profile(profile),
        "conflicts": queries.conflicts_of(profile),
    }
    return render(request, "evaluators/list_answers.html", page)


@require_safe
@open_to_role(rules.MANAGER)
def list_demand_answers(request: SignedInRequest, pk: int) -> HttpResponse:
    """A body's, for one demand."""
    demand = get_object_or_404(queries.demands_managed_by(request.user), pk=pk)
    page = {
        "demand": demand,
        "answers": queries.answers_of_demand(demand),
        "blocks": queries.blocks_of_body(demand.body),
    }
    return render(request, "evaluators/list_demand_answers.html", page)


@require_POST
@open_to_signed_in
def lift_block(request: SignedInRequest, pk: int) -> HttpResponse:
    blocked = get_object_or_404(queries.blocks_liftable_by(request.user), pk=pk)
    actions.lift_block(blocked, by=request.user)
    messages.success(request, _("The block is lifted."))
    return redirect("evaluators:show_start")
