"""Saved searches tell of new cards once, and an invitation shows nothing of anybody's answer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from munera.kernel.messages.models import Letter
from munera.kernel.people.models import Person
from munera.services.evaluators import actions, queries
from munera.services.evaluators.actions.searching import MOST_INVITATIONS, MOST_SEARCHES
from munera.services.evaluators.choices import ConflictKind, Direction, EvaluationKind, Method, Theme
from munera.services.evaluators.models import Invitation, Profile, SavedSearch, Told
from tests.factories import people
from tests.factories.evaluators import body_of, demand, manager, profile

pytestmark = pytest.mark.django_db
HEALTH = actions.Sought(themes=[Theme.HEALTH])


def _search(person: Person, sought: actions.Sought = HEALTH, *, side: Direction = Direction.EVALUATOR) -> SavedSearch:
    search = actions.save_search(person, sought, side=side, name=f"search {SavedSearch.objects.count()}", by=person)
    # Cards of this test are opened afterwards.
    SavedSearch.objects.filter(pk=search.pk).update(saved_at=timezone.now() - timedelta(minutes=1))
    search.refresh_from_db()
    return search


def _letters(person: Person) -> list[str]:
    return list(Letter.objects.filter(person=person).order_by("pk").values_list("body", flat=True))


def test_what_is_new_is_told_once_in_one_letter() -> None:
    researcher = people.person()
    first, second = _search(researcher), _search(researcher, actions.Sought(methods=[Method.SURVEY]))
    demand()
    demand(theme=Theme.CULTURE, methods=[Method.SURVEY])
    demand(theme=Theme.CULTURE, methods=[Method.MAPS])
    assert actions.tell_of_news() == 1
    [body] = _letters(researcher)
    assert f"“{first.name}”: 1 new card\n“{second.name}”: 1 new card" in body
    assert actions.tell_of_news() == 0
    demand()
    assert actions.tell_of_news() == 1
    assert len(_letters(researcher)) == 2
    assert Told.objects.count() == 3


def test_a_card_that_was_there_before_is_found_and_not_told() -> None:
    earlier = demand()
    search = actions.save_search(people.person(), HEALTH, side=Direction.EVALUATOR, name="health", by=earlier.manager)
    assert queries.demands_found(search) == [earlier]
    assert queries.news_for(search) == []
    assert actions.tell_of_news() == 0


def test_drafts_closed_and_hidden_cards_and_those_with_a_conflict_are_not_found() -> None:
    mine = profile()
    search = _search(mine.person)
    apart, shown = demand(), demand()
    demand(is_open=False)
    actions.close_demand(demand(), by=apart.manager)
    actions.declare_conflict(
        mine, apart.body, kind=ConflictKind.CO_AUTHOR, side=Direction.EVALUATOR, manager=None, by=mine.person
    )
    assert queries.demands_found(search) == [shown]


@pytest.mark.parametrize(
    ("sought", "is_found"),
    [
        (actions.Sought(), True),
        (actions.Sought(kinds=[EvaluationKind.IMPACT]), True),
        (actions.Sought(kinds=[EvaluationKind.PROCESS]), False),
        (actions.Sought(places=["BR-SP"]), True),
        (actions.Sought(places=["BR-AC"]), False),
        (actions.Sought(methods=[Method.DIFFERENCES, Method.MAPS]), True),
        (actions.Sought(themes=[Theme.CULTURE]), False),
    ],
)
def test_a_search_for_demands_lets_through_what_it_names(sought: actions.Sought, is_found: bool) -> None:
    demand()
    assert bool(queries.demands_found(_search(people.person(), sought))) is is_found


@pytest.mark.parametrize(
    ("sought", "is_found"),
    [
        (actions.Sought(), True),
        (actions.Sought(themes=[Theme.HEALTH]), True),
        (actions.Sought(themes=[Theme.CULTURE]), False),
        (actions.Sought(places=["BR-AC"]), False),
        (actions.Sought(kinds=[EvaluationKind.IMPACT]), False),
    ],
)
def test_a_search_for_researchers_lets_through_whom_it_names(sought: actions.Sought, is_found: bool) -> None:
    profile()
    profile(is_open=False)
    search = _search(manager(), sought, side=Direction.BODY)
    assert len(queries.profiles_found(search)) == is_found


def test_who_manages_nothing_any_more_learns_nothing_of_researchers() -> None:
    search = _search(people.person(), side=Direction.BODY)
    profile()
    assert queries.news_for(search) == []


def test_a_name_is_given_once_and_not_to_more_than_twenty() -> None:
    person = people.person()
    for number in range(MOST_SEARCHES):
        if number == 1:
            with pytest.raises(actions.SearchNameTaken):
                actions.save_search(person, HEALTH, side=Direction.EVALUATOR, name="0", by=person)
        search = actions.save_search(person, HEALTH, side=Direction.EVALUATOR, name=str(number), by=person)
    with pytest.raises(actions.TooManySearches):
        actions.save_search(person, HEALTH, side=Direction.EVALUATOR, name="one more", by=person)
    actions.remove_search(search, by=person)
    assert queries.searches_of(person).count() == MOST_SEARCHES - 1


def _answers() -> list[str]:
    return ["nothing", "passed", "interested"]


@pytest.mark.parametrize("answer", _answers())
def test_an_invitation_is_the_same_whatever_the_researcher_has_answered(answer: str) -> None:
    card, other = demand(), profile()
    if answer != "nothing":
        actions.answer_demand(other, card, interested=answer == "interested", by=other.person)
    assert list(queries.uninvited(card)) == [other]
    actions.invite(card, other, by=card.manager)
    assert list(queries.invitations_to(card).values_list("profile", flat=True)) == [other.pk]
    assert list(queries.uninvited(card)) == []
    [body] = _letters(other.person)
    assert card.policy in body
    with pytest.raises(actions.InvitedAlready):
        actions.invite(card, other, by=card.manager)
    assert len(_letters(other.person)) == 1


def test_who_may_not_evaluate_is_not_invited() -> None:
    card = demand()
    blocked, closed = profile(), profile(is_open=False)
    actions.block(blocked, body_of(card.manager), side=Direction.EVALUATOR, by=blocked.person)
    for each in (blocked, closed):
        with pytest.raises(actions.CannotInvite):
            actions.invite(card, each, by=card.manager)
    actions.close_demand(card, by=card.manager)
    with pytest.raises(actions.CannotInvite):
        actions.invite(card, profile(), by=card.manager)


def test_invitations_to_a_demand_have_an_end() -> None:
    card, last = demand(), profile()
    Invitation.objects.bulk_create(
        Invitation(demand=card, profile=_bare_profile(), invited_by=card.manager) for _number in range(MOST_INVITATIONS)
    )
    with pytest.raises(actions.TooManyInvitations):
        actions.invite(card, last, by=card.manager)


def _bare_profile() -> Profile:
    return Profile.objects.create(person=people.person(), headline="-", degree="doctor", institution_name="-")
