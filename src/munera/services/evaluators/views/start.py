"""The way in, and how cards are ranked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_everyone, open_to_signed_in
from munera.services.evaluators import queries, rules
from munera.services.evaluators.choices import SeatState


@require_safe
@open_to_signed_in
def show_start(request: SignedInRequest) -> HttpResponse:
    """What there is to do as a researcher, for each public body, and what came of it."""
    profile = queries.profile_of(request.user)
    bodies = list(queries.bodies_of(request.user))
    page = {
        "profile": profile,
        "offices": queries.offices_of(request.user),
        "seats": queries.appointments_of(request.user).filter(state=SeatState.APPOINTED).count(),
        "cards": len(queries.deck_of_profile(profile)) if profile and profile.is_in_decks else 0,
        "bodies": [(body, queries.counts_of(body)) for body in bodies],
        "matches": [match for match in queries.matches_of(request.user) if match.stands],
    }
    return render(request, "evaluators/show_start.html", page)


@require_safe
@open_to_everyone
def show_ranking(request: HttpRequest) -> HttpResponse:
    """The rule by which both decks are ordered, in words and numbers."""
    page = {
        "weights": queries.weights_in_words(),
        "evidence": queries.evidence_in_words(),
        "same_region": rules.SAME_REGION // 10,
        "band": rules.BAND,
        "every": rules.EVERY,
    }
    return render(request, "evaluators/show_ranking.html", page)
