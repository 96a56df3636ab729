"""Both decks: the card on top with its reason, answered by a button; without script it is a page and a form."""

from collections.abc import Sequence
from typing import TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from munera.kernel.access.doors import SignedInRequest, open_to_role, open_to_signed_in
from munera.services.evaluators import actions, forms, queries, rules
from munera.services.evaluators.choices import Direction
from munera.services.evaluators.models import Interest
from munera.services.evaluators.views.drawing import demand_face, profile_face

Card = TypeVar("Card")
# How many of the cards that follow are named under the one on top.
NAMED_AHEAD = 5


@require_safe
@open_to_signed_in
def show_deck(request: SignedInRequest) -> HttpResponse:
    """Demands for a researcher."""
    profile = queries.profile_of(request.user)
    if profile is None or not profile.is_open:
        return redirect("evaluators:show_own_card" if profile else "evaluators:edit_profile")
    deck = queries.deck_of_profile(profile)
    top = _asked_for(deck, [card.demand.pk for card in deck], request.GET.get("card", ""))
    language = get_language() or ""
    page = {
        "profile": profile,
        "count": len(deck),
        "top": top,
        "face": demand_face(top.demand) if top else None,
        "reasons": queries.reasons_of(top.score, language=language) if top else [],
        "advice": queries.advice_for(profile, top.demand, language=language) if top else [],
        "ahead": [card for card in deck if card is not top][:NAMED_AHEAD],
        "last": queries.answers_of_profile(profile).filter(state__in=rules.UNDOABLE).first(),
        "consent": rules.INTEREST_TEXT,
    }
    return render(request, "evaluators/show_deck.html", page)


@require_safe
@open_to_role(rules.MANAGER)
def show_demand_deck(request: SignedInRequest, pk: int) -> HttpResponse:
    """Researchers for one demand."""
    demand = get_object_or_404(queries.demands_managed_by(request.user), pk=pk)
    asked = request.GET.get("card", "")
    dealt = queries.dealt_for_demand(demand, asked_for=int(asked) if asked.isdecimal() else None, ahead=NAMED_AHEAD)
    top = dealt.top
    language = get_language() or ""
    page = {
        "demand": demand,
        "count": dealt.count,
        "top": top,
        "face": profile_face(top.profile, language=language) if top else None,
        "reasons": queries.reasons_of(top.score, language=language) if top else [],
        "ahead": dealt.ahead,
        "last": queries.answers_of_demand(demand).filter(state__in=rules.UNDOABLE).first(),
        "consent": rules.INTEREST_TEXT,
    }
    return render(request, "evaluators/show_demand_deck.html", page)


def _asked_for(deck: Sequence[Card], numbers: Sequence[int], asked: str) -> Card | None:
    """The card that was asked for, or the first."""
    if asked.isdecimal() and int(asked) in numbers:
        return deck[numbers.index(int(asked))]
    return deck[0] if deck else None


@require_POST
@open_to_signed_in
def answer_demand(request: SignedInRequest, pk: int) -> HttpResponse:
    profile = get_object_or_404(queries.profiles(), person=request.user)
    demand = get_object_or_404(queries.demands_shown_to(profile), pk=pk)
    form = forms.AnswerForm(request.POST)
    if form.is_valid():
        answer = actions.answer_demand(profile, demand, interested=form.is_interested, by=request.user)
        if match := queries.match_from(answer):
            return _met(request, match.pk)
    return redirect("evaluators:show_deck")


@require_POST
@open_to_role(rules.MANAGER)
def answer_profile(request: SignedInRequest, pk: int, profile: int) -> HttpResponse:
    demand = get_object_or_404(queries.demands_managed_by(request.user), pk=pk)
    shown = get_object_or_404(queries.profiles_shown_to(demand), pk=profile)
    form = forms.AnswerForm(request.POST)
    if form.is_valid():
        answer = actions.answer_profile(demand, shown, interested=form.is_interested, by=request.user)
        if match := queries.match_from(answer):
            return _met(request, match.pk)
    return redirect("evaluators:show_demand_deck", demand.pk)


def _met(request: SignedInRequest, match: int) -> HttpResponse:
    """On to the match, also where script asked for the deck alone."""
    messages.success(request, _("Bora! Both of you are interested: here is how to reach each other."))
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(reverse("evaluators:show_match", args=[match]))
    return redirect("evaluators:show_match", match)


@require_POST
@open_to_signed_in
def undo_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """The card lies in the deck again."""
    answer = get_object_or_404(queries.answers_given_by(request.user), pk=pk)
    actions.undo_answer(answer, by=request.user)
    messages.success(request, _("Your answer is taken back; the card lies in the deck again."))
    return _back_to_deck(answer)


@require_POST
@open_to_signed_in
def withdraw_interest(request: SignedInRequest, pk: int) -> HttpResponse:
    answer = get_object_or_404(queries.answers_given_by(request.user), pk=pk)
    actions.withdraw_interest(answer, by=request.user)
    messages.success(request, _("You are interested no more. Nobody was told."))
    if answer.direction == Direction.BODY:
        return redirect("evaluators:list_demand_answers", answer.demand_id)
    return redirect("evaluators:list_answers")


def _back_to_deck(answer: Interest) -> HttpResponse:
    if answer.direction == Direction.BODY:
        return redirect("evaluators:show_demand_deck", answer.demand_id)
    return redirect("evaluators:show_deck")


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_signed_in
def object_to_demand(request: SignedInRequest, pk: int) -> HttpResponse:
    """A researcher has a conflict of interest, blocks the body, or reports the card."""
    profile = get_object_or_404(queries.profiles(), person=request.user)
    demand = get_object_or_404(queries.demands_shown_to(profile), pk=pk)
    form = forms.ConcernForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        match form.kind:
            case "conflict":
                actions.declare_conflict(
                    profile, demand.body, kind=form.reason, side=Direction.EVALUATOR, by=request.user
                )
            case "block":
                actions.block(profile, demand.body, side=Direction.EVALUATOR, by=request.user)
            case _:
                words = form.cleaned_data["words"]
                actions.report_demand(demand, reason=form.reason, words=words, by=request.user)
        messages.success(request, _("It is noted. The other side is not told."))
        return redirect("evaluators:show_deck")
    page = {"form": form, "title": demand.policy, "over": demand.body.name, "demand": None}
    return render(request, "evaluators/object_to_card.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.MANAGER)
def object_to_profile(request: SignedInRequest, pk: int, profile: int) -> HttpResponse:
    """The same from the side of a body."""
    demand = get_object_or_404(queries.demands_managed_by(request.user), pk=pk)
    shown = get_object_or_404(queries.profiles_shown_to(demand), pk=profile)
    form = forms.ConcernForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        match form.kind:
            case "conflict":
                actions.declare_conflict(
                    shown,
                    demand.body,
                    manager=demand.manager,
                    kind=form.reason,
                    side=Direction.BODY,
                    by=request.user,
                )
            case "block":
                actions.block(shown, demand.body, side=Direction.BODY, by=request.user)
            case _:
                actions.report_profile(shown, reason=form.reason, words=form.cleaned_data["words"], by=request.user)
        messages.success(request, _("It is noted. The other side is not told."))
        return redirect("evaluators:show_demand_deck", demand.pk)
    page = {"form": form, "title": shown.person.shown_name, "over": demand.policy, "demand": demand}
    return render(request, "evaluators/object_to_card.html", page)
