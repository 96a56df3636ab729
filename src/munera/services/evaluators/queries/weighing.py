"""What it would cost to have somebody in a panel, also where others move for it; and why somebody sits in none."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
from django.utils import timezone

from munera.engines.matching.assignment.model import Assignment, Certificate, Pair, Problem, places_of, worst_of
from munera.engines.matching.assignment.why import Cause, cost_of_change, why_not
from munera.services.evaluators.choices import SeatState
from munera.services.evaluators.models import Composition, Demand, Profile, Round, Seat
from munera.services.evaluators.queries.composing import problem_of
from munera.services.evaluators.queries.panels import composition_of, options_for, points_of, seats_in

# For so long after it was appointed a round tells whom it left out why: the newest rounds, and of each researcher the
# panels in which they were worth most. Each panel is reckoned anew, so there are few.
TOLD_FOR: Final = timedelta(days=180)
MOST_ROUNDS: Final = 3
MOST_TOLD: Final = 5


@dataclass(frozen=True, slots=True)
class Sitter:
    """Somebody in one panel, and what they are worth to it."""

    demand: Demand
    profile: Profile
    points: int


@dataclass(frozen=True, slots=True)
class Weighed:
    """Somebody else in a seat: why they are not there, what the panel loses, and what all lose where others move."""

    option: Profile
    points: int
    cause: Cause
    holders: tuple[Sitter, ...]
    """Those who stand in the way: in this panel, or the same researcher in others."""
    alone: int
    """What the panel loses where nobody else moves; below nothing where it gains."""
    is_free: bool
    """Whether that is within the sizes of the round."""
    together: int | None
    """What all panels lose together where others move as is best; None where no panels can be had so."""
    goes: tuple[Sitter, ...]
    comes: tuple[Sitter, ...]

    @property
    def others_move(self) -> bool:
        """Whether that is another thing than changing this seat alone."""
        return self.together is not None and (len(self.goes) > 1 or len(self.comes) > 1)

    @property
    def fingerprint(self) -> str:
        """Of all that moves, so that what is done is what was shown."""
        moves = [[(one.demand.pk, one.profile.pk) for one in side] for side in (self.goes, self.comes)]
        return hashlib.sha256(repr(moves).encode()).hexdigest()[:16]


def weighed(seat: Seat, to: Profile) -> Weighed | None:
    """None where this researcher is no option for the seat at all, or people are asked already and do not move."""
    composition = seat.composition
    if seat.state != SeatState.PROPOSED:
        return None
    option = next((one for one in options_for(seat) if one.profile.pk == to.pk), None)
    if option is None:
        return None
    problem = problem_of(composition.inputs)
    standing = _standing(composition, problem)
    going, coming = (str(seat.demand_id), str(seat.profile_id)), (str(seat.demand_id), str(to.pk))
    reason = why_not(problem, standing, *coming)
    change = cost_of_change(problem, standing, going, coming, objective=composition.inputs["objective"])
    holders, goes, comes = _named(reason.holders, change.out, change.into)
    return Weighed(
        option=option.profile,
        points=option.points,
        cause=reason.cause,
        holders=holders,
        alone=option.cost,
        is_free=change.is_allowed,
        together=None if change.cost is None else _points_lost(change.cost),
        goes=goes,
        comes=comes,
    )


def _standing(composition: Composition, problem: Problem) -> Assignment:
    """The panels with what the office has changed in them, under the prices of the reckoning."""
    inputs, outcome = composition.inputs, composition.outcome
    demands, people = inputs["demands"], inputs["people"]
    worth = {(demands[demand], people[person]): score for demand, person, score in inputs["arcs"]}
    taken = seats_in(composition).exclude(state=SeatState.DECLINED).values_list("demand", "profile")
    pairs = tuple(Pair(str(demand), str(profile), worth[demand, profile]) for demand, profile in taken)
    prices = Certificate(
        demand_price=np.array(outcome["prices"]["demands"], np.int64),
        person_price=np.array(outcome["prices"]["people"], np.int64),
        # Rounds have no quotas.
        each_price=np.zeros((len(demands), 0), np.int64),
        together_price=np.zeros(0, np.int64),
        bound=outcome["bound"],
    )
    return Assignment(pairs, sum(pair.score for pair in pairs), worst_of(problem, places_of(problem, pairs)), prices)


def _points_lost(score: int) -> int:
    """Less than a point is none, whether lost or gained."""
    return points_of(score) if score >= 0 else -points_of(-score)


def _named(*lists: Iterable[Pair]) -> list[tuple[Sitter, ...]]:
    """Pairs of the engine as those they are, fetched at once."""
    pairs = [list(each) for each in lists]
    numbers = [(int(pair.demand), int(pair.person)) for each in pairs for pair in each]
    demands = Demand.objects.select_related("body").in_bulk({demand for demand, _profile in numbers})
    profiles = Profile.objects.select_related("person").in_bulk({profile for _demand, profile in numbers})
    return [
        tuple(Sitter(demands[int(one.demand)], profiles[int(one.person)], points_of(one.score)) for one in each)
        for each in pairs
    ]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A panel for which a researcher was reckoned with and was not chosen. Nothing of anybody else is in it."""

    demand: Demand
    points: int
    is_full: bool
    """Whether they sit in as many panels as one researcher may."""
    loss: int | None
    """By how much the best panels with them in it are worse than the best of all; None where there are none."""
    are_best: bool
    """Whether the panels are the best of all in sum: the office may have given up points, or have changed a seat."""


def left_out(profile: Profile) -> list[LeftOut]:
    """The panels in which they were worth most come first; a round that is not appointed is the office's draft."""
    since = timezone.now() - TOLD_FOR
    rounds = Round.objects.filter(appointed_at__gte=since).order_by("-appointed_at", "-pk")[:MOST_ROUNDS]
    found = [one for round_ in rounds for one in _left_out_of(round_, profile)]
    return sorted(found, key=lambda one: (-one.points, one.demand.pk))[:MOST_TOLD]


def _left_out_of(round_: Round, profile: Profile) -> list[LeftOut]:
    composition = composition_of(round_)
    if composition is None or profile.pk not in composition.inputs["people"]:
        return []
    problem = problem_of(composition.inputs)
    standing = _standing(composition, problem)
    whom = composition.inputs["people"].index(profile.pk)
    sits_in = set(Seat.objects.filter(composition=composition, profile=profile).values_list("demand", flat=True))
    worth = {
        number: score
        for at, number in enumerate(composition.inputs["demands"])
        if (score := problem.score(at, whom)) is not None and number not in sits_in
    }
    best = sorted(worth, key=lambda number: (-worth[number], number))[:MOST_TOLD]
    demands = Demand.objects.select_related("body").in_bulk(best)
    are_best = (
        composition.outcome["welfare"] == composition.outcome["bound"]
        and not Seat.objects.filter(composition=composition, changed_at__isnull=False).exists()
    )
    return [
        _why_left_out(problem, standing, demands[number], profile, are_best=are_best)
        for number in best
        if number in demands
    ]


def _why_left_out(
    problem: Problem, standing: Assignment, demand: Demand, profile: Profile, *, are_best: bool
) -> LeftOut:
    pair = str(demand.pk), str(profile.pk)
    reason = why_not(problem, standing, *pair)
    best = cost_of_change(problem, standing, None, pair).best
    return LeftOut(
        demand,
        points_of(reason.score or 0),
        is_full=reason.cause is Cause.PERSON_FULL,
        loss=None if best is None else points_of(standing.certificate.bound - best.welfare),
        are_best=are_best,
    )
