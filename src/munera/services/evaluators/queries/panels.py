"""Rounds of an office, their panels as stored, and what a change would cost."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from munera.engines.matching.scoring import Score
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.evaluators.choices import SeatState
from munera.services.evaluators.models import Composition, Demand, Profile, Round, Seat
from munera.services.evaluators.queries.bodies import offices_of, open_demands
from munera.services.evaluators.queries.composing import PARTS
from munera.services.evaluators.queries.matching import scores_for_demand

# How many demands are offered for a round, whatever their number.
OFFERED: Final = 100


def rounds_of(office: Organisation) -> QuerySet[Round]:
    """Newest first, with how many demands each has."""
    return Round.objects.filter(office=office).annotate(demand_count=Count("demands")).order_by("-opened_at", "-pk")


def rounds_run_by(person: Person) -> QuerySet[Round]:
    """Those of every office in which the person works today."""
    return Round.objects.filter(office__in=offices_of(person)).select_related("office", "appointed_by")


def demands_to_serve(office: Organisation) -> QuerySet[Demand]:
    """Open ones of the office's country that are in no round which is under way or appointed."""
    standing = Round.objects.filter(office__country=office.country)
    return (
        open_demands()
        .filter(body__country=office.country)
        .exclude(rounds__in=standing)
        .order_by("deadline", "policy", "pk")
    )


def next_demands_to_serve(office: Organisation) -> QuerySet[Demand]:
    """Those whose last day for answers comes first, as many as can be looked through."""
    return demands_to_serve(office).filter(pk__in=list(demands_to_serve(office).values_list("pk", flat=True)[:OFFERED]))


def demands_in(round_: Round) -> list[Demand]:
    """In the order of their numbers: by that order the engine knows them."""
    return list(round_.demands.select_related("body", "manager").prefetch_related("requirements__skill").order_by("pk"))


def demands_composed(composition: Composition) -> list[Demand]:
    """Those it was reckoned for: one that was closed before is not among them."""
    return list(Demand.objects.filter(pk__in=composition.inputs["demands"]).select_related("body").order_by("pk"))


def composition_of(round_: Round) -> Composition | None:
    """The newest; earlier ones stay as they were."""
    return Composition.objects.filter(round=round_).select_related("composed_by").first()


def seats_in(composition: Composition) -> QuerySet[Seat]:
    """By demand, the best first."""
    return (
        Seat.objects.filter(composition=composition)
        .select_related("demand__body", "profile__person", "changed_by")
        .order_by("demand_id", "-points", "pk")
    )


def seats_run_by(person: Person) -> QuerySet[Seat]:
    """Those of the newest composition of each round of the person's offices."""
    newest = Q(composition__round__office__in=offices_of(person))
    return (
        Seat.objects.filter(newest)
        .select_related("composition__round__office", "demand__body", "demand__manager", "profile__person")
        .order_by("pk")
    )


def appointments_of(person: Person) -> QuerySet[Seat]:
    """What a researcher was asked to sit in; a seat that is only proposed is no matter of theirs yet."""
    return (
        Seat.objects.filter(profile__person=person)
        .exclude(state=SeatState.PROPOSED)
        .select_related("demand__body", "demand__manager", "composition__round__office")
        .order_by(F("answered_at").desc(nulls_first=True), "-pk")
    )


def appointments_for(demand: Demand) -> QuerySet[Seat]:
    """Who accepted to evaluate the demand in a panel: only they are shown to its managers."""
    return Seat.objects.filter(demand=demand, state=SeatState.ACCEPTED).select_related("profile__person")


@dataclass(frozen=True, slots=True)
class Option:
    """Somebody else for a seat: what the panel would lose, and where they sit already."""

    profile: Profile
    points: int
    cost: int
    is_busy: bool


def options_for(seat: Seat) -> list[Option]:
    """Everybody who could have been given the demand, the best first; who is in the panel already is left out."""
    composition = seat.composition
    inputs = composition.inputs
    at = inputs["demands"].index(seat.demand_id)
    worth = {inputs["people"][person]: score for demand, person, score in inputs["arcs"] if demand == at}
    sitting = dict(
        Seat.objects.filter(composition=composition)
        .exclude(pk=seat.pk)
        .exclude(state=SeatState.DECLINED)
        .order_by()
        .values_list("profile")
        .annotate(Count("pk"))
    )
    here = set(Seat.objects.filter(composition=composition, demand=seat.demand).values_list("profile", flat=True))
    profiles = Profile.objects.filter(pk__in=worth, is_open=True, hidden_at=None).select_related("person")
    options = [
        Option(
            profile,
            points=points_of(worth[profile.pk]),
            cost=seat.points - points_of(worth[profile.pk]),
            is_busy=sitting.get(profile.pk, 0) >= inputs["load"],
        )
        for profile in profiles
        if profile.pk not in here
    ]
    return sorted(options, key=lambda option: (option.is_busy, option.cost, option.profile.pk))


def points_of(score: int) -> int:
    """Of a hundred, rounded down: nobody is shown a full hundred for less."""
    return 100 * score // PARTS


def stored_reason(score: Score) -> list[dict[str, Any]]:
    """The lines of an explanation as plain JSON, so that it can be told in any language long afterwards."""
    return [
        {
            "wanted": list(answer.requirement.skills),
            "must": answer.requirement.must,
            "satisfaction": answer.satisfaction.name.lower(),
            "via": answer.claim.skill if answer.claim else "",
            "similarity": answer.similarity,
            "evidence": answer.claim.evidence.name.lower() if answer.claim else "",
            "source": answer.claim.source if answer.claim else "",
            "reference": answer.claim.reference if answer.claim else "",
            "points": 100 * answer.total // score.possible,
            "possible": 100 * PARTS * answer.requirement.weight // score.possible,
        }
        for answer in score.answers
    ]


def reason_of_pair(demand: Demand, profile: Profile) -> list[dict[str, Any]]:
    """As it is today; nothing where they have nothing in common, or a hard rule is broken."""
    score = scores_for_demand(demand, [profile], on=timezone.localdate()).get(profile.pk)
    return stored_reason(score) if score else []
