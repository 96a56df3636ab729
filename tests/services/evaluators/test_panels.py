"""Panels for several demands at once: composed, explained, changed at a known cost, appointed, and run again."""

import hashlib
import json
from itertools import product
from typing import Any

import pytest

from munera.kernel.messages.models import Letter
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.evaluators import actions, queries, rules
from munera.services.evaluators.choices import ConflictKind, Direction, Method, SeatState, Theme
from munera.services.evaluators.models import Demand, Profile, Round, Seat
from munera.services.evaluators.queries import composing
from tests.factories import organisations
from tests.factories.evaluators import demand, profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Organisation:
    return organisations.organisation(OrganisationKind.PUBLIC_BODY)


@pytest.fixture
def clerk(office: Organisation) -> Person:
    return organisations.member(office, role=rules.OFFICE.code)


@pytest.fixture
def demands() -> list[Demand]:
    """Of health, and of culture with a survey."""
    return [demand(), demand(theme=Theme.CULTURE, methods=[Method.SURVEY])]


@pytest.fixture
def profiles() -> list[Profile]:
    """Four who know health, one of whom knows culture too."""
    return [
        *(profile(skilled=level) for level in (5, 4, 2)),
        profile(skilled=3, themes=[Theme.HEALTH, Theme.CULTURE], methods=[Method.SURVEY]),
    ]


def _opened(office: Organisation, clerk: Person, demands: list[Demand], **sizes: int) -> Round:
    asked = {"fewest": 1, "most": 2, "load": 1} | sizes
    return actions.open_round(office, demands, name="First call", by=clerk, **asked)


def _composed(round_: Round, clerk: Person, objective: str = composing.CHOSEN) -> list[Seat]:
    composition = actions.compose_round(round_, objective=objective, by=clerk)
    return list(queries.seats_in(composition))


def _letters(person: Person) -> list[str]:
    return list(Letter.objects.filter(person=person).order_by("pk").values_list("subject", flat=True))


def _greatest_sum(inputs: dict[str, Any]) -> int:
    """By trying everything: each researcher in one of the demands or in none."""
    worth = {(demand, person): score for demand, person, score in inputs["arcs"]}
    places = [*range(len(inputs["demands"])), None]
    sums = []
    for choice in product(places, repeat=len(inputs["people"])):
        pairs = [(demand, person) for person, demand in enumerate(choice) if demand is not None]
        sizes = [sum(demand == each for demand, _person in pairs) for each in range(len(inputs["demands"]))]
        if worth.keys() >= set(pairs) and all(inputs["fewest"] <= size <= inputs["most"] for size in sizes):
            sums.append(sum(worth[pair] for pair in pairs))
    return max(sums)


def test_everybody_sits_where_all_together_are_best(
    office: Organisation, clerk: Person, demands: list[Demand], profiles: list[Profile]
) -> None:
    composition = actions.compose_round(_opened(office, clerk, demands), objective="welfare", by=clerk)
    seats = list(queries.seats_in(composition))
    assert composition.outcome["welfare"] == composition.outcome["bound"] == _greatest_sum(composition.inputs)
    assert len(seats) == len({seat.profile for seat in seats}) == 4
    for seat in seats:
        assert sum(line["points"] for line in seat.reason) in range(seat.points - len(seat.reason), seat.points + 1)


def test_the_stored_inputs_give_the_same_again_and_their_digest_is_theirs(
    office: Organisation, clerk: Person, demands: list[Demand], profiles: list[Profile]
) -> None:
    round_ = _opened(office, clerk, demands)
    composition = actions.compose_round(round_, objective=composing.CHOSEN, by=clerk)
    composition.refresh_from_db()
    assert composing.composed(composition.inputs) == (composition.outcome, {})
    written = json.dumps(composition.inputs, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert composition.inputs_sha256 == hashlib.sha256(written.encode()).hexdigest()
    assert set(composition.versions) == {"policy", "taxonomy", "taxonomy_sha256"}
    # A changed profile changes what is composed next, and nothing of what was.
    actions.close_profile(profiles[0], by=profiles[0].person)
    later = actions.compose_round(round_, objective=composing.CHOSEN, by=clerk)
    assert later.inputs_sha256 != composition.inputs_sha256
    composition.refresh_from_db()
    assert composing.composed(composition.inputs) == (composition.outcome, {})


def test_the_outcome_tells_what_each_way_gives_and_what_no_panels_exceed(
    office: Organisation, clerk: Person, demands: list[Demand], profiles: list[Profile]
) -> None:
    outcome = actions.compose_round(_opened(office, clerk, demands), objective="floor", by=clerk).outcome
    ways = {way["way"]: way for way in outcome["ways"]}
    assert set(ways) == {"welfare", "balanced", "floor"}
    assert max(way["welfare"] for way in ways.values()) == ways["welfare"]["welfare"] == outcome["bound"]
    assert max(way["worst"] for way in ways.values()) == ways["floor"]["worst"] == outcome["worst"]


def test_the_bound_is_proven_by_the_prices_that_are_kept(
    office: Organisation, clerk: Person, demands: list[Demand], profiles: list[Profile]
) -> None:
    composition = actions.compose_round(_opened(office, clerk, demands), objective="balanced", by=clerk)
    composition.refresh_from_db()
    inputs, prices = composition.inputs, composition.outcome["prices"]
    on_demands = sum(price * (inputs["most"] if price > 0 else inputs["fewest"]) for price in prices["demands"])
    on_people = sum(price * inputs["load"] for price in prices["people"] if price > 0)
    above = sum(
        max(score - prices["demands"][demand] - prices["people"][person], 0) for demand, person, score in inputs["arcs"]
    )
    assert on_demands + on_people + above == composition.outcome["bound"] >= composition.outcome["welfare"]


def test_nobody_sits_where_there_is_a_conflict_or_in_more_panels_than_agreed(
    office: Organisation, clerk: Person, demands: list[Demand], profiles: list[Profile]
) -> None:
    apart = profiles[0]
    actions.declare_conflict(
        apart, demands[0].body, kind=ConflictKind.SUPERVISED, side=Direction.EVALUATOR, by=apart.person
    )
    actions.block(profiles[1], demands[0].body, side=Direction.BODY, by=demands[0].manager)
    seats = _composed(_opened(office, clerk, demands, load=2, most=4), clerk)
    sitting = {(seat.demand, seat.profile) for seat in seats}
    assert not sitting & {(demands[0], profiles[0]), (demands[0], profiles[1])}
    assert len(sitting) == 6


def test_what_cannot_be_composed_says_which_demands_share_whom(
    office: Organisation, clerk: Person, demands: list[Demand]
) -> None:
    alone = profile()
    round_ = _opened(office, clerk, demands)
    composition = actions.compose_round(round_, objective=composing.CHOSEN, by=clerk)
    assert not composition.is_feasible
    assert composition.bottleneck == {
        "demands": [each.pk for each in demands],
        "people": [alone.pk],
        "needed": 2,
        "available": 1,
        "relief": [[composition.bottleneck["relief"][0][0], 1]],
    }
    assert list(queries.seats_in(composition)) == []
    with pytest.raises(actions.NothingComposed):
        actions.appoint_round(round_, by=clerk)
    profile()
    assert actions.compose_round(round_, objective=composing.CHOSEN, by=clerk).is_feasible


def test_a_demand_is_in_one_round_only_and_a_round_is_not_empty(
    office: Organisation, clerk: Person, demands: list[Demand]
) -> None:
    assert list(queries.demands_to_serve(office)) == demands
    with pytest.raises(actions.RoundIsEmpty):
        _opened(office, clerk, [])
    _opened(office, clerk, demands[:1])
    assert list(queries.demands_to_serve(office)) == demands[1:]
    with pytest.raises(actions.DemandInOtherRound):
        _opened(office, clerk, demands)
    with pytest.raises(actions.RoundIsTooLarge):
        _opened(office, clerk, [demands[1]] * (composing.MOST_DEMANDS + 1))


def test_a_seat_goes_to_somebody_else_at_a_cost_that_is_told_before(
    office: Organisation, clerk: Person, profiles: list[Profile]
) -> None:
    card = demand()
    [seat] = _composed(_opened(office, clerk, [card], most=1), clerk)
    options = queries.options_for(seat)
    assert {option.profile for option in options} == set(profiles[1:])
    assert [option.cost for option in options] == sorted(seat.points - option.points for option in options)
    worse = options[-1]
    assert worse.cost > 0
    actions.change_seat(seat, worse.profile, because="Has worked with the programme's data.", by=clerk)
    seat.refresh_from_db()
    assert (seat.profile, seat.change_cost, seat.changed_by) == (worse.profile, worse.cost, clerk)
    assert seat.points == worse.points
    assert sum(line["points"] for line in seat.reason) <= seat.points
    with pytest.raises(actions.NotAnOption):
        actions.change_seat(seat, worse.profile, because="Again.", by=clerk)


def test_who_sits_in_another_panel_already_is_no_option(
    office: Organisation, clerk: Person, demands: list[Demand], profiles: list[Profile]
) -> None:
    seats = _composed(_opened(office, clerk, demands, most=1), clerk)
    mine, other = seats
    busy = {option.profile for option in queries.options_for(mine) if option.is_busy}
    assert busy == {other.profile}
    with pytest.raises(actions.NotAnOption):
        actions.change_seat(mine, other.profile, because="I like them.", by=clerk)


def test_appointing_asks_each_researcher_once_and_accepting_makes_them_meet(
    office: Organisation, clerk: Person, profiles: list[Profile]
) -> None:
    card = demand()
    round_ = _opened(office, clerk, [card], fewest=2)
    first, second = _composed(round_, clerk)
    assert not queries.appointments_of(first.profile.person).exists()
    actions.appoint_round(round_, by=clerk)
    with pytest.raises(actions.RoundIsAppointed):
        actions.appoint_round(round_, by=clerk)
    assert _letters(first.profile.person) == ["You are asked to evaluate a public policy"]
    assert _letters(card.manager) == ["A panel for your demand is being asked"]
    [asked] = queries.appointments_of(first.profile.person)
    match = actions.accept_seat(asked, by=first.profile.person)
    assert list(queries.matches_of(card.manager)) == list(queries.matches_of(first.profile.person)) == [match]
    assert [seat.profile for seat in queries.appointments_for(card)] == [first.profile]
    with pytest.raises(actions.AlreadyMatched):
        actions.answer_profile(card, first.profile, interested=True, by=card.manager)
    with pytest.raises(actions.AnsweredAppointment):
        actions.decline_seat(asked, by=first.profile.person)
    [other] = queries.appointments_of(second.profile.person)
    actions.decline_seat(other, by=second.profile.person)
    assert not queries.matches_of(second.profile.person).exists()
    assert len(_letters(card.manager)) == 2
    assert len(_letters(clerk)) == 2


@pytest.mark.parametrize("apart", ["conflict", "block"])
def test_a_seat_is_not_accepted_where_something_has_come_between(
    office: Organisation, clerk: Person, profiles: list[Profile], apart: str
) -> None:
    card = demand()
    _composed(round_ := _opened(office, clerk, [card], most=1), clerk)
    actions.appoint_round(round_, by=clerk)
    [asked] = [seat for one in profiles for seat in queries.appointments_of(one.person)]
    if apart == "conflict":
        actions.declare_conflict(
            asked.profile, card.body, kind=ConflictKind.CO_AUTHOR, side=Direction.BODY, by=card.manager
        )
    else:
        actions.block(asked.profile, card.body, side=Direction.BODY, by=card.manager)
    with pytest.raises(actions.SeatIsBarred):
        actions.accept_seat(asked, by=asked.profile.person)
    assert not queries.matches_of(card.manager).exists()
    actions.decline_seat(asked, by=asked.profile.person)


def test_a_seat_that_was_declined_is_given_to_somebody_else_who_is_asked_at_once(
    office: Organisation, clerk: Person, profiles: list[Profile]
) -> None:
    card = demand()
    round_ = _opened(office, clerk, [card], most=1)
    [seat] = _composed(round_, clerk)
    actions.appoint_round(round_, by=clerk)
    option = queries.options_for(seat)[0]
    with pytest.raises(actions.RoundIsAppointed):
        actions.change_seat(seat, option.profile, because="Earlier.", by=clerk)
    actions.decline_seat(queries.appointments_of(seat.profile.person).get(), by=seat.profile.person)
    actions.change_seat(seat, option.profile, because="The first has declined.", by=clerk)
    [asked] = queries.appointments_of(option.profile.person)
    assert asked.state == SeatState.APPOINTED
    assert not queries.appointments_of(seat.profile.person).exists()


def test_panels_that_no_longer_hold_are_not_appointed(
    office: Organisation, clerk: Person, profiles: list[Profile]
) -> None:
    round_ = _opened(office, clerk, [demand()], most=1)
    [seat] = _composed(round_, clerk)
    actions.close_profile(seat.profile, by=seat.profile.person)
    with pytest.raises(actions.PanelsAreStale):
        actions.appoint_round(round_, by=clerk)
    [other] = _composed(round_, clerk)
    actions.appoint_round(round_, by=clerk)
    assert _letters(other.profile.person) == ["You are asked to evaluate a public policy"]
    with pytest.raises(actions.RoundIsAppointed):
        _composed(round_, clerk)


def test_what_a_seat_costs_is_told_also_where_others_move_for_it(
    office: Organisation, clerk: Person, demands: list[Demand]
) -> None:
    """Two sit in two panels: whoever is wanted in the other one changes places with who is there."""
    for level in (5, 4):
        profile(skilled=level, themes=[Theme.HEALTH, Theme.CULTURE])
    health, culture = demands
    best = _composed(_opened(office, clerk, demands, most=1), clerk, "welfare")
    sits = {seat.demand: seat.profile for seat in best}
    here = next(seat for seat in best if seat.demand == culture)
    found = queries.weighed(here, sits[health])
    assert found is not None
    assert (found.cause, found.is_free) == ("person full", False)
    assert [(one.demand, one.profile) for one in found.holders] == [(health, sits[health])]
    assert {(one.demand, one.profile) for one in found.goes} == set(sits.items())
    assert {(one.demand, one.profile) for one in found.comes} == {(health, sits[culture]), (culture, sits[health])}
    assert found.others_move
    sums = [sum(seat.points for seat in best), sum(one.points for one in found.comes)]
    assert found.together == pytest.approx(sums[0] - sums[1], abs=2)
    with pytest.raises(actions.PanelsHaveMoved):
        actions.rearrange_panels(here, sits[health], shown="0" * 16, because="She asked for it.", by=clerk)
    actions.rearrange_panels(here, sits[health], shown=found.fingerprint, because="She asked for it.", by=clerk)
    after = list(queries.seats_in(here.composition))
    assert {seat.demand: seat.profile for seat in after} == {health: sits[culture], culture: sits[health]}
    assert {seat.pk for seat in after} == {seat.pk for seat in best}
    assert {(seat.change_reason, seat.changed_by) for seat in after} == {("She asked for it.", clerk)}
    assert sum(seat.change_cost or 0 for seat in after) == sums[0] - sums[1]
    actions.appoint_round(here.composition.round, by=clerk)
    seat = next(seat for seat in queries.seats_in(here.composition) if seat.demand == culture)
    assert queries.weighed(seat, sits[culture]) is None
    with pytest.raises(actions.RoundIsAppointed):
        actions.rearrange_panels(seat, sits[culture], shown=found.fingerprint, because="Again.", by=clerk)


def test_a_panel_that_shrinks_for_another_is_counted_in_what_the_change_costs(
    office: Organisation, clerk: Person, demands: list[Demand]
) -> None:
    """Three in two panels of one or two: who moves leaves the larger panel smaller."""
    for level in (5, 4, 3):
        profile(skilled=level, themes=[Theme.HEALTH, Theme.CULTURE])
    best = _composed(_opened(office, clerk, demands), clerk, "welfare")
    before = sum(seat.points for seat in best)
    alone = next(seat for seat in best if [one.demand for one in best].count(seat.demand) == 1)
    other = next(seat for seat in best if seat.demand != alone.demand)
    found = queries.weighed(alone, other.profile)
    assert found is not None
    assert found.others_move
    actions.rearrange_panels(alone, other.profile, shown=found.fingerprint, because="Lives there.", by=clerk)
    after = list(queries.seats_in(alone.composition))
    assert sum(seat.change_cost or 0 for seat in after) == before - sum(seat.points for seat in after)
    assert {(seat.demand, seat.profile) for seat in after} >= {(alone.demand, other.profile)}
    assert max([seat.profile for seat in after].count(one) for one in {seat.profile for seat in after}) == 1


def test_who_was_reckoned_with_and_left_out_learns_why_once_the_panels_are_appointed(
    office: Organisation, clerk: Person, profiles: list[Profile]
) -> None:
    card = demand()
    round_ = _opened(office, clerk, [card], most=1)
    [seat] = _composed(round_, clerk, "welfare")
    without = next(one for one in profiles if one != seat.profile)
    assert queries.left_out(without) == []
    actions.appoint_round(round_, by=clerk)
    [told] = queries.left_out(without)
    assert (told.demand, told.is_full) == (card, False)
    assert told.loss == pytest.approx(seat.points - told.points, abs=1)
    assert told.are_best
    assert queries.left_out(seat.profile) == []
    assert queries.left_out(profile()) == []


def test_who_is_left_out_by_a_change_of_the_office_is_not_told_of_equals(
    office: Organisation, clerk: Person, profiles: list[Profile]
) -> None:
    round_ = _opened(office, clerk, [demand()], most=1)
    [seat] = _composed(round_, clerk, "welfare")
    best, option = seat.profile, queries.options_for(seat)[0]
    actions.change_seat(seat, option.profile, because="Lives there.", by=clerk)
    actions.appoint_round(round_, by=clerk)
    [told] = queries.left_out(best)
    assert (told.loss, told.are_best) == (0, False)
