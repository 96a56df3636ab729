"""What one side answers is that side's alone, until both are interested."""

from datetime import timedelta
from functools import reduce

import pytest
from django.utils import timezone

from munera.flows import personal_data
from munera.kernel.audit.models import Event
from munera.kernel.audit.queries import events_about
from munera.kernel.audit.rules import reference
from munera.kernel.messages.models import Letter
from munera.kernel.people.actions import approve_erasure, request_erasure
from munera.kernel.people.models import Person
from munera.kernel.people.queries import events_of
from munera.services.evaluators import actions, queries, rules
from munera.services.evaluators.choices import Direction, InterestState
from munera.services.evaluators.models import Demand, Interest, Match, Profile
from tests.factories import people
from tests.factories.evaluators import demand, manager, match, profile

pytestmark = pytest.mark.django_db


def told_to(somebody: Person) -> list[tuple[str, str]]:
    return list(Letter.objects.filter(person=somebody).values_list("subject", "body").order_by("pk"))


def held_about(somebody: Person) -> list[object]:
    """What a copy of their data would say."""
    return [
        [reduce(getattr, field.split("__"), row) for field in records.fields]
        for records in personal_data.everything_about(somebody)
        for row in records.rows.order_by("pk")
    ]


def all_that_is_shown_to(researcher: Profile, card: Demand) -> list[object]:
    """Whatever this room and the kernel would show to the two sides of each other, as plain values."""

    return [
        [(each.demand.pk, each.score, each.because_seldom) for each in queries.deck_of_profile(researcher)],
        list(queries.matches_of(researcher.person)),
        list(queries.answers_of_profile(researcher).values_list("demand", "state")),
        told_to(researcher.person),
        held_about(researcher.person),
        [(event.verb, event.object, event.details) for event in events_of(researcher.person)],
        [(event.verb, event.object) for event in events_about([reference(researcher)])],
    ]


def all_that_is_shown_to_body(card: Demand, researcher: Profile) -> list[object]:
    of_body = queries.demands_of(card.body).values_list("pk", "answered_count", "match_count", "status")
    return [
        [(each.profile.pk, each.score, each.because_seldom) for each in queries.deck_of_demand(card)],
        list(queries.matches_of(card.manager)),
        list(queries.answers_of_demand(card).values_list("profile", "state")),
        list(of_body),
        told_to(card.manager),
        [(event.verb, event.object, event.details) for event in events_of(card.manager)],
        [(event.verb, event.object) for event in events_about([reference(card), reference(card.body)])],
        held_about(card.manager),
    ]


@pytest.mark.parametrize("interested", [True, False])
def test_a_researcher_learns_nothing_of_what_a_body_answered(*, interested: bool) -> None:
    researcher, card = profile(), demand()
    before = all_that_is_shown_to(researcher, card)
    actions.answer_profile(card, researcher, interested=interested, by=card.manager)
    assert Interest.objects.get().direction == Direction.BODY
    assert all_that_is_shown_to(researcher, card) == before


@pytest.mark.parametrize("interested", [True, False])
def test_a_body_learns_nothing_of_what_a_researcher_answered(*, interested: bool) -> None:
    researcher, card = profile(), demand()
    before = all_that_is_shown_to_body(card, researcher)
    actions.answer_demand(researcher, card, interested=interested, by=researcher.person)
    assert Interest.objects.get().direction == Direction.EVALUATOR
    assert all_that_is_shown_to_body(card, researcher) == before


def test_whoever_reads_the_audit_cannot_tell_a_yes_from_a_no() -> None:
    researcher, liked, passed = profile(), demand(), demand()
    actions.answer_demand(researcher, liked, interested=True, by=researcher.person)
    actions.answer_demand(researcher, passed, interested=False, by=researcher.person)
    told = Event.objects.filter(verb__startswith="evaluators.card").values_list("verb", "details", "on_behalf_of")
    assert list(told) == [("evaluators.card.answered", {}, "")] * 2


@pytest.mark.parametrize("researcher_first", [True, False])
def test_when_both_are_interested_both_are_told_and_see_how_to_reach_each_other(*, researcher_first: bool) -> None:
    researcher, card = profile(), demand()
    answers = [
        lambda: actions.answer_demand(researcher, card, interested=True, by=researcher.person),
        lambda: actions.answer_profile(card, researcher, interested=True, by=card.manager),
    ]
    for answer in answers if researcher_first else reversed(answers):
        assert not Match.objects.exists()
        answer()
    made = queries.matches_of(researcher.person).get()
    assert queries.matches_of(card.manager).get() == made
    assert set(Interest.objects.values_list("state", flat=True)) == {InterestState.MUTUAL}
    to_body = queries.contact_of(made, Direction.EVALUATOR)
    to_researcher = queries.contact_of(made, Direction.BODY)
    assert to_body is not None
    assert to_researcher is not None
    assert (to_body.email, to_researcher.email) == (researcher.person.email, card.manager.email)
    assert [len(told_to(each)) for each in (researcher.person, card.manager)] == [1, 1]
    disclosed = Event.objects.filter(verb="evaluators.contacts.disclosed").order_by("pk")
    assert [event.details["side"] for event in disclosed] == ["body", "evaluator"]
    assert all(event.details["text_digest"] for event in disclosed)
    assert (queries.deck_of_profile(researcher), queries.deck_of_demand(card)) == ([], [])


def test_an_interest_keeps_the_words_that_were_agreed_to() -> None:
    researcher, card = profile(), demand()
    yes = actions.answer_demand(researcher, card, interested=True, by=researcher.person)
    assert (yes.consent_version, len(yes.consent_digest)) == (rules.TEXT_VERSION, 64)
    actions.undo_answer(yes, by=researcher.person)
    no = actions.answer_demand(researcher, card, interested=False, by=researcher.person)
    assert (no.consent_version, no.consent_digest) == ("", "")


def test_an_answer_is_counted_once_and_comes_back_when_it_is_undone() -> None:
    researcher, card = profile(), demand()
    for _again in range(2):
        answer = actions.answer_demand(researcher, card, interested=False, by=researcher.person)
    assert (queries.deck_of_profile(researcher), Demand.objects.get().seen) == ([], 1)
    actions.undo_answer(answer, by=researcher.person)
    assert ([each.demand for each in queries.deck_of_profile(researcher)], Demand.objects.get().seen) == ([card], 0)
    with pytest.raises(actions.CannotTakeBack):
        actions.undo_answer(answer, by=researcher.person)


def test_somebody_changes_their_mind_about_a_card_they_passed() -> None:
    researcher, card = profile(), demand()
    actions.answer_demand(researcher, card, interested=False, by=researcher.person)
    actions.answer_demand(researcher, card, interested=True, by=researcher.person)
    assert Interest.objects.get().state == InterestState.INTERESTED


def test_an_interest_that_was_withdrawn_meets_nobody() -> None:
    researcher, card = profile(), demand()
    answer = actions.answer_demand(researcher, card, interested=True, by=researcher.person)
    actions.withdraw_interest(answer, by=researcher.person)
    actions.answer_profile(card, researcher, interested=True, by=card.manager)
    assert not Match.objects.exists()
    with pytest.raises(actions.CannotTakeBack):
        actions.withdraw_interest(answer, by=researcher.person)


def test_a_mutual_interest_is_ended_and_not_taken_back() -> None:
    made = match()
    own = queries.answers_of_profile(made.profile).get()
    with pytest.raises(actions.CannotTakeBack):
        actions.undo_answer(own, by=made.profile.person)
    with pytest.raises(actions.AlreadyMatched):
        actions.answer_demand(made.profile, made.demand, interested=False, by=made.profile.person)
    actions.end_match(made, side=Direction.EVALUATOR, by=made.profile.person)
    made.refresh_from_db()
    assert queries.contact_of(made, Direction.BODY) is None
    assert len(told_to(made.demand.manager)) == 2
    with pytest.raises(actions.MatchEnded):
        actions.end_match(made, side=Direction.BODY, by=made.demand.manager)


def test_nobody_answers_with_a_closed_profile() -> None:
    researcher, card = profile(is_open=False), demand()
    with pytest.raises(actions.ProfileClosed):
        actions.answer_demand(researcher, card, interested=True, by=researcher.person)


def test_an_interest_nobody_answered_expires_and_the_card_comes_again() -> None:
    researcher, waits, over = profile(), demand(), demand()
    for card in (waits, over):
        actions.answer_demand(researcher, card, interested=True, by=researcher.person)
    assert actions.expire_interests() == 0
    long_ago = timezone.now() - rules.INTEREST_LASTS - timedelta(minutes=1)
    Interest.objects.filter(demand=waits).update(decided_at=long_ago)
    actions.close_demand(over, by=over.manager)
    assert (actions.expire_interests(), actions.expire_interests()) == (2, 0)
    assert [each.demand for each in queries.deck_of_profile(researcher)] == [waits]
    actions.answer_demand(researcher, waits, interested=True, by=researcher.person)
    assert Demand.objects.get(pk=waits.pk).seen == 1


@pytest.mark.parametrize("side", Direction)
def test_a_block_lets_go_of_what_waits_and_tells_nobody(side: Direction) -> None:
    researcher, card = profile(), demand()
    actions.answer_profile(card, researcher, interested=True, by=card.manager)
    by = researcher.person if side is Direction.EVALUATOR else card.manager
    blocked = actions.block(researcher, card.body, side=side, by=by)
    with pytest.raises(actions.BlockedAlready):
        actions.block(researcher, card.body, side=side, by=by)
    actions.lift_block(blocked, by=by)
    actions.answer_demand(researcher, card, interested=True, by=researcher.person)
    assert not Match.objects.exists()
    assert (told_to(researcher.person), told_to(card.manager)) == ([], [])


def test_each_manager_of_a_body_sees_its_answers_and_no_other_body_does() -> None:
    researcher, card = profile(), demand()
    answer = actions.answer_profile(card, researcher, interested=True, by=card.manager)
    colleague, stranger = manager(card.body), manager()
    assert list(queries.answers_given_by(colleague)) == [answer]
    assert list(queries.answers_given_by(stranger)) == []
    assert list(queries.answers_given_by(researcher.person)) == []
    assert list(queries.demands_managed_by(stranger)) == []


def test_a_report_names_one_card() -> None:
    researcher, card = profile(), demand()
    of_card = actions.report_demand(card, reason="untrue", words="It ended last year.", by=researcher.person)
    of_profile = actions.report_profile(researcher, reason="rude", words="", by=card.manager)
    assert (of_card.demand, of_card.profile, of_profile.demand, of_profile.profile) == (card, None, None, researcher)


def test_somebody_who_is_forgotten_leaves_no_answer_behind() -> None:
    made = match()
    officer = people.person("Nina Officer")
    approve_erasure(request_erasure(made.profile.person, by=made.profile.person), by=officer)
    assert personal_data.run() == 1
    assert (Profile.objects.count(), Interest.objects.count(), Match.objects.count()) == (0, 0, 0)
    assert Demand.objects.count() == 1
