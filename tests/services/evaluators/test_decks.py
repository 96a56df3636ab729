"""The order of a deck, why a card lies where it does, and who lies in no deck at all."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from munera.kernel.organisations.actions import appoint
from munera.services.evaluators import actions, queries, rules
from munera.services.evaluators.choices import ConflictKind, Direction, EvaluationKind, Method, Theme
from munera.services.evaluators.models import Demand, Profile, Seat
from munera.services.evaluators.queries.fairness import Standing, arranged
from munera.services.evaluators.queries.panels import stored_reason
from tests.factories import people
from tests.factories.evaluators import body_of, demand, manager, profile
from tests.factories.skills import PRUNING, declared, skill, verified

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def standing(number: int, points: int, *, seen: int = 0) -> Standing:
    return Standing(number, points, points * 10, 0, seen, BEGINNING + timedelta(days=number))


def order(*cards: Standing) -> list[int]:
    return [place.number for place in arranged(cards)]


def test_of_near_equals_the_one_that_fewer_have_seen_comes_first() -> None:
    assert order(standing(1, 84, seen=9), standing(2, 80, seen=1), standing(3, 79)) == [2, 1, 3]


def test_each_fifth_card_is_the_one_that_fewest_have_seen_and_says_so() -> None:
    places = arranged([*(standing(number, 90, seen=7) for number in range(1, 7)), standing(9, 3)])
    assert places[4].number == 9
    assert [place.because_seldom for place in places] == [False, False, False, False, True, False, False]


PATIENT = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # a busy machine is slow, not wrong
CARDS = st.lists(st.tuples(st.integers(1, 100), st.integers(0, 20)), max_size=24).map(
    lambda drawn: [standing(number, points, seen=seen) for number, (points, seen) in enumerate(drawn)]
)


@PATIENT
@given(CARDS)
def test_every_card_has_one_place_and_its_order_does_not_hang_on_how_they_came(cards: list[Standing]) -> None:
    found = order(*cards)
    assert sorted(found) == sorted(card.number for card in cards)
    assert order(*reversed(cards)) == found


@PATIENT
@given(CARDS.filter(bool))
def test_whoever_was_seen_least_is_seen_within_five_cards(cards: list[Standing]) -> None:
    least = min(card.seen for card in cards)
    rarest = {card.number for card in cards if card.seen == least}
    assert rarest & set(order(*cards)[: rules.EVERY])


def deck(of: Profile) -> list[Demand]:
    return [card.demand for card in queries.deck_of_profile(of)]


def people_in(of: Demand) -> list[Profile]:
    return [card.profile for card in queries.deck_of_demand(of)]


@pytest.mark.django_db
def test_a_pair_has_the_same_points_from_either_side() -> None:
    researcher, card = profile(), demand()
    [seen_by_researcher] = queries.deck_of_profile(researcher)
    [seen_by_body] = queries.deck_of_demand(card)
    assert (seen_by_researcher.demand, seen_by_body.profile) == (card, researcher)
    assert seen_by_researcher.score == seen_by_body.score


@pytest.mark.django_db
def test_a_verified_skill_ranks_before_a_declared_one() -> None:
    card = demand()
    says_so = profile(people.person("Beatriz Lima"), skilled=4)
    proves_it = profile(people.person("Caio Rocha"), skilled=None)
    verified(proves_it.person, uri=PRUNING, level=4)
    assert people_in(card) == [proves_it, says_so]


@pytest.mark.django_db
def test_who_lacks_what_the_demand_must_have_is_no_card() -> None:
    card = demand(skills=(), is_open=False)
    actions.ask_for_skill(card, actions.Wanted(skill(PRUNING), must=True), by=card.manager)
    actions.open_demand(card, by=card.manager)
    without, able = profile(skilled=None), profile(people.person("Davi Melo"))
    assert people_in(queries.demands().get(pk=card.pk)) == [able]
    assert deck(without) == []


@pytest.mark.django_db
def test_each_line_says_what_was_asked_how_it_is_known_and_what_it_is_worth() -> None:
    researcher = profile(places=["BR-RJ"], methods=[])
    demand(kind=EvaluationKind.PROCESS)
    [card] = queries.deck_of_profile(researcher)
    told = [
        (str(each.label), str(each.answered), str(each.known), str(each.via), each.near, each.points, each.possible)
        for each in queries.reasons_of(card.score, language="en")
    ]
    assert told == [
        ("perform hand pruning", "met", "declared", "", 0, 13, 30),
        ("Health", "met", "declared", "", 0, 18, 30),
        ("How it is carried out", "not shown", "", "", 0, 0, 20),
        ("Difference in differences", "not shown", "", "", 0, 0, 10),
        ("São Paulo", "something near", "", "Rio de Janeiro", 50, 5, 10),
    ]
    assert card.score.points == 36
    # A seat in a panel keeps the same lines, and tells them as the card does.
    seat = Seat(reason=stored_reason(card.score))
    assert queries.reasons_of_seats([seat], language="en") == {None: queries.reasons_of(card.score, language="en")}


@pytest.mark.django_db
def test_a_researcher_is_told_what_would_bring_more_points() -> None:
    researcher, card = profile(), demand()
    told = queries.advice_for(researcher, card, language="en")
    [before] = queries.deck_of_profile(researcher)
    best = told[0]
    assert (best.label, str(best.todo)) == ("perform hand pruning", "have it certified")
    verified(researcher.person, uri=PRUNING, level=3)
    [after] = queries.deck_of_profile(researcher)
    assert before.score.points < after.score.points == best.points


@pytest.mark.django_db
def test_whoever_knows_too_little_of_a_skill_is_told_up_to_which_level() -> None:
    researcher, asking = profile(skilled=None), demand(is_open=False, skills=())
    wanted = actions.Wanted(skill(PRUNING), weight=3, minimum_level=3)
    actions.ask_for_skill(asking, wanted, by=asking.manager)
    actions.open_demand(asking, by=asking.manager)
    card = queries.demands().get(pk=asking.pk)
    verified(researcher.person, uri=PRUNING, level=1)
    told = {each.label: each for each in queries.advice_for(researcher, card, language="en")}
    best = told["perform hand pruning"]
    assert str(best.todo) == "reach a higher level: Independent: usual tasks alone"
    verified(researcher.person, uri=PRUNING, level=3)
    [after] = queries.deck_of_profile(researcher)
    assert after.score.points == best.points


@pytest.mark.django_db
def test_what_is_told_of_a_skill_that_is_not_there_is_the_least_and_brings_what_is_told() -> None:
    researcher, card = profile(skilled=None), demand()
    told = {each.label: each for each in queries.advice_for(researcher, card, language="en")}
    best = told["perform hand pruning"]
    assert str(best.todo) == "learn it and add it to your skills"
    declared(researcher.person, uri=PRUNING, level=1)
    [after] = queries.deck_of_profile(researcher)
    assert after.score.points == best.points


@pytest.mark.django_db
def test_a_listed_evaluation_counts_for_its_theme_and_kind() -> None:
    researcher = profile(themes=[])
    demand()
    [before] = queries.deck_of_profile(researcher)
    actions.add_experience(
        researcher,
        title="Waiting times in Recife",
        kind=EvaluationKind.IMPACT,
        theme=Theme.HEALTH,
        year=timezone.localdate().year - 1,
        by=researcher.person,
    )
    [after] = queries.deck_of_profile(researcher)
    assert after.score.points == before.score.points + 30


Apart = Callable[[Profile, Demand], object]


def share_an_institution(researcher: Profile, card: Demand) -> None:
    Profile.objects.filter(pk=researcher.pk).update(institution=card.body)


def bear_the_name(researcher: Profile, card: Demand) -> None:
    Profile.objects.filter(pk=researcher.pk).update(institution_name=card.body.name.upper())


def work_there(researcher: Profile, card: Demand) -> None:
    appoint(researcher.person, card.body, "access.administrator", by=None, starts_on=timezone.localdate())


def manager_works_at_the_university(researcher: Profile, card: Demand) -> None:
    university = body_of(manager())
    Profile.objects.filter(pk=researcher.pk).update(institution=university)
    appoint(card.manager, university, "access.administrator", by=None, starts_on=timezone.localdate())


def declare(researcher: Profile, card: Demand) -> None:
    actions.declare_conflict(
        researcher, card.body, kind=ConflictKind.SUPERVISED, side=Direction.EVALUATOR, by=researcher.person
    )


def body_declares(researcher: Profile, card: Demand) -> None:
    actions.declare_conflict(
        researcher,
        card.body,
        manager=card.manager,
        kind=ConflictKind.CO_AUTHOR,
        side=Direction.BODY,
        by=card.manager,
    )


def researcher_blocks(researcher: Profile, card: Demand) -> None:
    actions.block(researcher, card.body, side=Direction.EVALUATOR, by=researcher.person)


def body_blocks(researcher: Profile, card: Demand) -> None:
    actions.block(researcher, card.body, side=Direction.BODY, by=card.manager)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "apart",
    [
        share_an_institution,
        bear_the_name,
        work_there,
        manager_works_at_the_university,
        declare,
        body_declares,
        researcher_blocks,
        body_blocks,
    ],
)
def test_two_who_must_not_meet_lie_in_neither_deck(apart: Apart) -> None:
    researcher, card = profile(), demand()
    neighbour = profile(people.person("Elisa Prado"))
    elsewhere = demand()
    apart(researcher, card)
    researcher = queries.profiles().get(pk=researcher.pk)
    assert deck(researcher) == [elsewhere]
    assert people_in(card) == [neighbour]
    with pytest.raises(actions.CardGone):
        actions.answer_demand(researcher, card, interested=True, by=researcher.person)
    with pytest.raises(actions.CardGone):
        actions.answer_profile(card, researcher, interested=True, by=card.manager)


@pytest.mark.django_db
def test_a_block_that_is_lifted_parts_nobody() -> None:
    researcher, card = profile(), demand()
    blocked = actions.block(researcher, card.body, side=Direction.BODY, by=card.manager)
    actions.lift_block(blocked, by=card.manager)
    assert deck(researcher) == [card]


@pytest.mark.django_db
def test_what_is_closed_hidden_or_over_lies_in_no_deck() -> None:
    researcher, card = profile(), demand()
    demand(is_open=False)
    shut, hidden, over = demand(), demand(), demand()
    actions.close_demand(shut, by=shut.manager)
    Demand.objects.filter(pk=hidden.pk).update(hidden_at=timezone.now())
    Demand.objects.filter(pk=over.pk).update(deadline=timezone.localdate() - timedelta(days=1))
    assert deck(researcher) == [card]
    closed = profile(people.person("Fábio Dias"))
    actions.close_profile(closed, by=closed.person)
    profile(people.person("Gil Nunes"), is_open=False)
    taken_out = profile(people.person("Helena Reis"))
    Profile.objects.filter(pk=taken_out.pk).update(hidden_at=timezone.now())
    assert people_in(card) == [researcher]


@pytest.mark.django_db
def test_who_has_time_only_after_the_end_and_who_merely_lives_there_are_no_cards() -> None:
    today = timezone.localdate()
    card = demand(ends_on=today + timedelta(days=90))
    late = profile(people.person("Kátia Luz"), available_from=today + timedelta(days=91))
    lives_there = profile(people.person("Lauro Sá"), skilled=None, themes=[Theme.SPORT], methods=[])
    in_time = profile(people.person("Mara Gil"), available_from=today + timedelta(days=90))
    assert people_in(card) == [in_time]
    assert (deck(late), deck(lives_there), deck(in_time)) == ([], [], [card])


@pytest.mark.django_db
def test_a_deck_asks_as_much_of_three_as_of_one() -> None:
    card = demand(methods=[Method.SURVEY])
    researcher = profile()

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            queries.deck_of_demand(card)
            queries.deck_of_profile(researcher)
        return len(asked)

    cost()  # the classification is read once
    of_one = cost()
    for name in ("Iara Campos", "João Teles"):
        profile(people.person(name))
        demand()
    assert (len(people_in(card)), cost()) == (3, of_one)
