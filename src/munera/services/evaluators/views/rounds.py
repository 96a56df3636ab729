"""An office: its rounds of panels, one of them with its proof and reasons, a seat changed, all appointed."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.services.evaluators import actions, forms, queries, rules
from munera.services.evaluators.choices import SeatState
from munera.services.evaluators.models import Composition
from munera.services.evaluators.views import figures

# How many others are offered for a seat, the best first.
OFFERED = 20


@require_safe
@open_to_role(rules.OFFICE)
def start_office(request: SignedInRequest) -> HttpResponse:
    """To the office where the person works; who works in two finds the other there."""
    return redirect("evaluators:show_office", queries.offices_of(request.user)[0].pk)


@require_safe
@open_to_role(rules.OFFICE)
def show_office(request: SignedInRequest, pk: int) -> HttpResponse:
    office = get_object_or_404(queries.offices_of(request.user), pk=pk)
    page = {
        "office": office,
        "offices": queries.offices_of(request.user),
        "rounds": figures.rounds_table(request.GET, queries.rounds_of(office)),
        "waiting": queries.demands_to_serve(office).count(),
        "reported": len(queries.reported_cards()),
    }
    return render(request, "evaluators/show_office.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.OFFICE)
def open_round(request: SignedInRequest, pk: int) -> HttpResponse:
    office = get_object_or_404(queries.offices_of(request.user), pk=pk)
    demands = queries.next_demands_to_serve(office)
    form = forms.RoundForm(request.POST or None, demands=demands)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data | {"demands": list(form.cleaned_data["demands"])}
        opened = actions.open_round(office, said.pop("demands"), by=request.user, **said)
        messages.success(request, _("The round is open. Now compose its panels."))
        return redirect("evaluators:show_round", opened.pk)
    return render(request, "evaluators/open_round.html", {"office": office, "form": form, "has_demands": demands})


@require_safe
@open_to_role(rules.OFFICE)
def show_round(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its panels as they stand, with the proof and a reason for each seat; or what is in the way."""
    round_ = get_object_or_404(queries.rounds_run_by(request.user), pk=pk)
    composition = queries.composition_of(round_)
    page = {
        "round": round_,
        "demands": queries.demands_in(round_),
        "composition": composition,
        "ways": figures.WAYS,
        "usual": queries.CHOSEN,
        **(_found(composition) if composition else {}),
    }
    return render(request, "evaluators/show_round.html", page)


def _found(composition: Composition) -> dict[str, object]:
    if not composition.is_feasible:
        return {"obstacle": queries.obstacle_of(composition)}
    seats = list(queries.seats_in(composition))
    reasons = queries.reasons_of_seats(seats, language=get_language() or "")
    demands = queries.demands_composed(composition)
    proof = queries.proof_of(composition)
    return {
        "proof": proof,
        "chart": figures.ways_chart(proof),
        "panels": [
            (demand, [(seat, reasons[seat.pk]) for seat in panel])
            for demand, panel in queries.by_demand(demands, seats)
        ],
        "changed": sum(seat.change_cost or 0 for seat in seats if seat.changed_at),
        "states": figures.states_of(seats),
    }


@require_POST
@open_to_role(rules.OFFICE)
def compose_round(request: SignedInRequest, pk: int) -> HttpResponse:
    round_ = get_object_or_404(queries.rounds_run_by(request.user), pk=pk)
    form = forms.WayForm(request.POST)
    objective = form.cleaned_data["way"] if form.is_valid() else queries.CHOSEN
    return redirect(actions.ask_to_compose(round_, objective=objective, by=request.user).address)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.OFFICE)
def appoint_round(request: SignedInRequest, pk: int) -> HttpResponse:
    """Once more who is asked, before letters go out."""
    round_ = get_object_or_404(queries.rounds_run_by(request.user), pk=pk)
    if request.method == "POST":
        actions.appoint_round(round_, by=request.user)
        messages.success(request, _("The researchers are asked. You are told what each of them answers."))
        return redirect("evaluators:show_round", round_.pk)
    composition = queries.composition_of(round_)
    seats = list(queries.seats_in(composition)) if composition else []
    asked = len({seat.profile_id for seat in seats})
    return render(request, "evaluators/appoint_round.html", {"round": round_, "seats": seats, "asked": asked})


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.OFFICE)
def change_seat(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who else could sit there, each with what it would cost."""
    seat = get_object_or_404(queries.seats_run_by(request.user), pk=pk)
    options = queries.options_for(seat)
    free = [option for option in options if not option.is_busy][:OFFERED]
    form = forms.SeatForm(request.POST or None, options=free, initial={"to": request.GET.get("to")})
    if request.method == "POST" and form.is_valid():
        to = next(option.profile for option in free if option.profile.pk == form.cleaned_data["to"])
        actions.change_seat(seat, to, because=form.cleaned_data["because"], by=request.user)
        messages.success(request, _("The seat is given to somebody else."))
        return redirect("evaluators:show_round", seat.composition.round_id)
    page = {
        "seat": seat,
        "round": seat.composition.round,
        "form": form,
        "free": free,
        "busy": [option for option in options if option.is_busy],
        "is_declined": seat.state == SeatState.DECLINED,
        "may_weigh": seat.state == SeatState.PROPOSED,
    }
    return render(request, "evaluators/change_seat.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.OFFICE)
def weigh_seat(request: SignedInRequest, pk: int, profile: int) -> HttpResponse:
    """Why somebody does not sit there, and what it costs all panels to have it so, also where others move for it."""
    seat = get_object_or_404(queries.seats_run_by(request.user), pk=pk)
    to = get_object_or_404(queries.open_profiles(), pk=profile)
    weighed = queries.weighed(seat, to)
    if weighed is None:
        raise Http404
    form = forms.RearrangeForm(request.POST or None, initial={"shown": weighed.fingerprint})
    if request.method == "POST" and form.is_valid():
        actions.rearrange_panels(seat, to, by=request.user, **form.cleaned_data)
        messages.success(request, _("The panels are changed."))
        return redirect("evaluators:show_round", seat.composition.round_id)
    page = {"seat": seat, "round": seat.composition.round, "weighed": weighed, "form": form}
    return render(request, "evaluators/weigh_seat.html", page)
