"""The desk of an office: what was reported, what is hidden, a decision with its reason; institutions to check."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.kernel.organisations.models import Organisation
from munera.services.evaluators import actions, forms, queries, rules
from munera.services.evaluators.choices import Verdict
from munera.services.evaluators.models import Demand, Profile
from munera.services.evaluators.views.drawing import demand_face, profile_face

# At once; those who wait longest come first.
MOST_SHOWN = 50


@require_safe
@open_to_role(rules.OFFICE)
def list_reports(request: SignedInRequest, pk: int) -> HttpResponse:
    office = get_object_or_404(queries.offices_of(request.user), pk=pk)
    page = {
        "office": office,
        "reported": queries.reported_cards(),
        "hidden_demands": queries.hidden_demands(),
        "hidden_profiles": queries.hidden_profiles(),
    }
    return render(request, "evaluators/list_reports.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.OFFICE)
def rule_on_demand(request: SignedInRequest, pk: int, card: int) -> HttpResponse:
    office = get_object_or_404(queries.offices_of(request.user), pk=pk)
    demand = get_object_or_404(queries.demands_to_rule_on(), pk=card)
    return _rule(request, office, demand)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.OFFICE)
def rule_on_profile(request: SignedInRequest, pk: int, card: int) -> HttpResponse:
    office = get_object_or_404(queries.offices_of(request.user), pk=pk)
    profile = get_object_or_404(queries.profiles_to_rule_on(), pk=card)
    return _rule(request, office, profile)


@require_safe
@open_to_role(rules.OFFICE)
def list_institutions(request: SignedInRequest, pk: int) -> HttpResponse:
    office = get_object_or_404(queries.offices_of(request.user), pk=pk)
    waiting = queries.profiles_to_check(request.user)
    page = {"office": office, "profiles": waiting[:MOST_SHOWN], "count": waiting.count()}
    return render(request, "evaluators/list_institutions.html", page)


@require_POST
@open_to_role(rules.OFFICE)
def check_institution(request: SignedInRequest, pk: int, profile: int) -> HttpResponse:
    office = get_object_or_404(queries.offices_of(request.user), pk=pk)
    declared = get_object_or_404(queries.profiles_to_check(request.user), pk=profile)
    actions.check_institution(declared, office=office, by=request.user)
    messages.success(request, _("The institution counts as checked from now on, and the card says so."))
    return redirect("evaluators:list_institutions", office.pk)


def _rule(request: SignedInRequest, office: Organisation, card: Demand | Profile) -> HttpResponse:
    is_hidden = card.hidden_at is not None
    form = forms.RulingForm(request.POST or None, is_hidden=is_hidden)
    if request.method == "POST" and form.is_valid():
        verdict = Verdict(form.cleaned_data["verdict"])
        actions.rule_on_card(
            card, verdict=verdict, because=form.cleaned_data["because"], office=office, by=request.user
        )
        messages.success(request, _("It is decided. Whom it concerns was told."))
        return redirect("evaluators:list_reports", office.pk)
    language = get_language() or ""
    is_demand = isinstance(card, Demand)
    page = {
        "office": office,
        "demand": card if is_demand else None,
        "profile": None if is_demand else card,
        "face": demand_face(card) if isinstance(card, Demand) else profile_face(card, language=language),
        "reports": queries.open_reports_about(card),
        "rulings": queries.rulings_on(card),
        "is_hidden": is_hidden,
        "form": form,
    }
    return render(request, "evaluators/rule_on_card.html", page)
