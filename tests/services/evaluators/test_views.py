"""Pages of evaluators: what they show, what they never show, and how an answer comes back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from munera.kernel.people.models import Person
from munera.services.evaluators import actions, queries
from munera.services.evaluators.choices import Direction, InterestState
from munera.services.evaluators.models import Block, Conflict, Demand, Interest, Profile, Report
from munera.services.evaluators.views import searching
from tests.counting import cost
from tests.factories import people
from tests.factories.evaluators import body_of, demand, manager, match, profile
from tests.factories.skills import ENGLISH, PRUNING, classification, skill

pytestmark = pytest.mark.django_db
SignIn = Callable[[Client, Person], None]


def shown(client: Client, name: str, *at: int, follow: bool = False) -> str:
    response = client.get(reverse(f"evaluators:{name}", args=at), follow=follow)
    assert response.status_code == 200
    return response.content.decode()


def sent(client: Client, name: str, *at: int, **data: object) -> str:
    """The page one is led to, or the form again."""
    response = client.post(reverse(f"evaluators:{name}", args=at), data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def researcher(client: Client, sign_in: SignIn) -> Profile:
    somebody = profile()
    sign_in(client, somebody.person)
    return somebody


def test_somebody_without_a_profile_is_led_to_write_one(client: Client, sign_in: SignIn) -> None:
    newcomer = people.person("Lia Moura")
    sign_in(client, newcomer)
    assert "Write my profile" in shown(client, "show_start")
    assert "Write your profile" in shown(client, "show_deck", follow=True)
    typed = {
        "headline": "Evaluates schools",
        "degree": "master",
        "institution_name": "University of the Plateau",
        "themes": ["12"],
        "places": ["BR"],
        "orcid": "https://orcid.org/0000-0002-1825-0097",
    }
    page = sent(client, "edit_profile", **typed)
    assert "Open my profile" in page
    assert queries.profile_of(newcomer).orcid == "0000-0002-1825-0097"  # type: ignore[union-attr]  # it was just written
    assert "only if you agree" in sent(client, "open_profile")
    assert not queries.open_profiles().exists()
    assert "Your deck" in sent(client, "open_profile", agreed="on")
    assert "Close my profile" in shown(client, "show_own_card")
    assert "Open my profile" in sent(client, "close_profile")


def test_a_wrong_orcid_is_told_beside_its_field(client: Client, researcher: Profile) -> None:
    page = sent(client, "edit_profile", orcid="0000-0002-1825-0098")
    assert "This ORCID iD cannot be right" in page


def test_an_evaluation_of_a_year_ahead_is_not_listed(client: Client, researcher: Profile) -> None:
    facts = {"title": "Beds", "kind": "impact", "theme": "10"}
    assert "This year lies ahead" in sent(client, "add_experience", year=timezone.localdate().year + 1, **facts)
    assert "Beds" in sent(client, "add_experience", year=2024, **facts)
    listed = queries.experiences_of(researcher).get()
    assert "Beds" not in sent(client, "remove_experience", listed.pk)


def test_the_card_on_top_says_why_and_names_those_that_follow(client: Client, researcher: Profile) -> None:
    best = demand(policy="Short Queue")
    far = demand(policy="Open School", theme="12", methods=[], kind="process")
    page = shown(client, "show_deck")
    assert "Short Queue" in page
    assert "Why this card" in page
    assert "perform hand pruning" in page
    assert f"?card={far.pk}" in page
    there = client.get(reverse("evaluators:show_deck"), {"card": far.pk}).content.decode()
    assert f"?card={best.pk}" in there


@pytest.mark.parametrize("nonsense", ["", "x", "999999999", "²"])
def test_a_card_that_is_not_in_the_deck_cannot_be_asked_for(client: Client, researcher: Profile, nonsense: str) -> None:
    demand(policy="Short Queue")
    page = client.get(reverse("evaluators:show_deck"), {"card": nonsense})
    assert "Short Queue" in page.content.decode()


def test_an_answer_leads_to_the_next_card_and_can_be_undone(client: Client, researcher: Profile) -> None:
    card = demand(policy="Short Queue")
    page = sent(client, "answer_demand", card.pk, answer="pass")
    assert "You passed on" in page
    assert "Your deck is empty" in page
    answer = Interest.objects.get()
    assert "Put it back into the deck" in shown(client, "list_answers")
    assert "Why this card" in sent(client, "undo_answer", answer.pk)
    sent(client, "answer_demand", card.pk, answer="bora")
    assert "You are interested no more" in sent(client, "withdraw_interest", Interest.objects.get().pk)
    assert Interest.objects.get().state == InterestState.WITHDRAWN
    sent(client, "answer_demand", card.pk, answer="nonsense")
    assert Interest.objects.get().state == InterestState.WITHDRAWN


def test_contacts_are_on_no_page_before_both_are_interested(client: Client, sign_in: SignIn) -> None:
    card, researcher = demand(policy="Short Queue"), profile()
    secrets = {card.manager.email or "", researcher.person.email or ""}
    actions.answer_profile(card, researcher, interested=True, by=card.manager)
    for somebody, pages in (
        (researcher.person, [("show_start", ()), ("show_deck", ()), ("list_answers", ()), ("list_matches", ())]),
        (
            card.manager,
            [
                ("show_start", ()),
                ("show_body", (card.body_id,)),
                ("show_demand", (card.pk,)),
                ("show_demand_deck", (card.pk,)),
                ("list_demand_answers", (card.pk,)),
            ],
        ),
    ):
        sign_in(client, somebody)
        for name, at in pages:
            page = shown(client, name, *at)
            assert not [secret for secret in secrets - {somebody.email or ""} if secret in page], name
    sign_in(client, researcher.person)
    met = sent(client, "answer_demand", card.pk, answer="bora")
    assert "Bora! Both of you are interested" in met
    assert card.manager.email in met


def test_a_body_that_said_yes_changes_nothing_on_the_pages_of_the_researcher(
    client: Client, researcher: Profile
) -> None:
    card = demand(policy="Short Queue")
    pages = [("show_start", ()), ("show_deck", ()), ("list_answers", ()), ("show_own_card", ()), ("list_matches", ())]
    before = [without_tokens(shown(client, name, *at)) for name, at in pages]
    actions.answer_profile(card, researcher, interested=True, by=card.manager)
    assert [without_tokens(shown(client, name, *at)) for name, at in pages] == before


def without_tokens(page: str) -> list[str]:
    """Each page carries numbers drawn by lot."""
    return [line for line in page.splitlines() if "csrf" not in line and "nonce" not in line]


def test_a_researcher_objects_to_a_card(client: Client, researcher: Profile) -> None:
    card, other, third = demand(), demand(), demand()
    assert "Choose what it is" in sent(client, "object_to_demand", card.pk, words="")
    sent(client, "object_to_demand", card.pk, concern="report:untrue", words="It ended.")
    assert Report.objects.get().demand == card
    sent(client, "object_to_demand", card.pk, concern="conflict:co-author")
    assert Conflict.objects.get().body == card.body
    sent(client, "object_to_demand", other.pk, concern="block")
    assert [each.demand for each in queries.deck_of_profile(researcher)] == [third]
    page = shown(client, "list_answers")
    assert "We have published together" in page
    sent(client, "lift_block", Block.objects.get().pk)
    assert len(queries.deck_of_profile(researcher)) == 2


def test_a_manager_objects_to_a_card(client: Client, sign_in: SignIn) -> None:
    card = demand()
    others = [profile(people.person(name)) for name in ("Ana Souza", "Bento Luz", "Cida Paz")]
    sign_in(client, card.manager)
    for shown_profile, concern in zip(others, ("report:rude", "conflict:supervised", "block"), strict=True):
        sent(client, "object_to_profile", card.pk, shown_profile.pk, concern=concern)
    assert [each.profile for each in queries.deck_of_demand(card)] == [others[0]]
    assert Conflict.objects.get().manager == card.manager


def test_a_manager_writes_a_demand_and_opens_it(client: Client, sign_in: SignIn) -> None:
    classification()
    somebody = manager()
    sign_in(client, somebody)
    tomorrow = timezone.localdate() + timedelta(days=1)
    typed = {
        "policy": "Short Queue",
        "question": "Has it shortened the wait?",
        "sphere": "state",
        "theme": "10",
        "kind": "impact",
        "place": "BR-SP",
        "deadline": tomorrow.isoformat(),
        "starts_on": "2027-03-01",
        "ends_on": "2027-02-01",
    }
    of = body_of(somebody).pk
    assert "The end lies before the beginning" in sent(client, "write_demand", of, **typed)
    page = sent(client, "write_demand", of, **(typed | {"ends_on": "2027-04-01"}))
    assert "None yet" in page
    card = Demand.objects.get()
    found = client.get(reverse("evaluators:find_required_skill", args=[card.pk]), {"q": "prun"}).content.decode()
    wanted = skill(PRUNING)
    assert reverse("evaluators:ask_for_skill", args=[card.pk, wanted.pk]) in found
    asked = {"weight": "4", "must": "on", "minimum_level": "2", "minimum_evidence": "checked"}
    page = sent(client, "ask_for_skill", card.pk, wanted.pk, **asked)
    assert "perform hand pruning" in page
    sent(client, "ask_for_skill", card.pk, wanted.pk, **(asked | {"weight": "5"}))
    line = queries.demands().get().requirements.get()
    assert (line.weight, line.must, line.minimum_level, line.minimum_evidence) == (5, True, 2, "checked")
    assert "This deck is empty" in sent(client, "open_demand", card.pk)
    sent(
        client, "ask_for_skill", card.pk, skill(ENGLISH).pk, weight="1", minimum_level="0", minimum_evidence="declared"
    )
    sent(client, "drop_requirement", line.pk)
    changed = sent(client, "change_demand", card.pk, **(typed | {"policy": "Shorter Queue", "ends_on": ""}))
    assert "Shorter Queue" in changed
    assert "Closed" in sent(client, "close_demand", card.pk)


def test_a_manager_looks_through_the_deck_of_a_demand(client: Client, sign_in: SignIn) -> None:
    card = demand()
    first, second = profile(people.person("Ana Souza")), profile(people.person("Bento Luz"), methods=[])
    sign_in(client, card.manager)
    page = shown(client, "show_demand_deck", card.pk)
    assert "Ana Souza" in page
    assert f"?card={second.pk}" in page
    page = sent(client, "answer_profile", card.pk, first.pk, answer="bora")
    assert "You are interested in" in page
    assert "Ana Souza" in shown(client, "list_demand_answers", card.pk)
    answer = Interest.objects.get()
    sent(client, "withdraw_interest", answer.pk)
    page = sent(client, "undo_answer", answer.pk)
    assert "You took back" not in page


def test_a_project_is_given_up_and_the_match_ends(client: Client, researcher: Profile) -> None:
    made = match(demand(policy="Short Queue"), researcher)
    assert "Give the project a title" in sent(client, "propose_project", made.pk, title="")
    assert "Waiting times" in sent(client, "propose_project", made.pk, title="Waiting times")
    project = queries.projects_of(researcher.person).get()
    assert "Given up" in sent(client, "abandon_project", project.pk)
    page = sent(client, "give_feedback", project.pk, again="no", words="No data.")
    assert "would not work together again" in page
    assert "Ended" in sent(client, "end_match", made.pk)
    assert "This match has ended" in shown(client, "show_match", made.pk)


def test_a_project_is_not_finished_on_a_day_ahead(client: Client, sign_in: SignIn) -> None:
    made = match()
    by = made.demand.manager
    project = actions.propose_project(made, title="Beds", side=Direction.EVALUATOR, by=made.profile.person)
    actions.agree_project(project, side=Direction.BODY, by=by)
    actions.start_project(project, side=Direction.BODY, by=by)
    sign_in(client, by)
    ahead = (timezone.localdate() + timedelta(days=1)).isoformat()
    page = sent(client, "finish_project", project.pk, evaluation_url="https://example.org/e", finished_on=ahead)
    assert "This day lies ahead" in page
    page = sent(client, "finish_project", project.pk, evaluation_url="https://example.org/e", finished_on="2026-01-31")
    assert "Your body issues no credentials yet" in page


def test_lists_cost_the_same_with_one_row_and_with_three(client: Client, sign_in: SignIn) -> None:
    card = demand()
    sign_in(client, card.manager)

    def answered(name: str) -> None:
        actions.answer_profile(card, profile(people.person(name)), interested=False, by=card.manager)
        match(card, profile(people.person(f"{name} Neto")))
        demand(card.manager)

    addresses = [
        reverse("evaluators:list_demand_answers", args=[card.pk]),
        reverse("evaluators:list_matches"),
        reverse("evaluators:show_body", args=[card.body_id]),
        reverse("evaluators:show_start"),
    ]
    answered("Ana Souza")
    of_one = [cost(client, address) for address in addresses]
    answered("Bento Luz")
    answered("Cida Paz")
    assert [cost(client, address) for address in addresses] == of_one


def test_a_search_that_finds_many_shows_the_newest_and_says_how_many(
    client: Client, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "SHOWN", 1)
    earlier, later = demand(policy="Short Queue"), demand(policy="Home Visits")
    somebody = people.person()
    search = actions.save_search(somebody, actions.Sought(), side=Direction.EVALUATOR, name="all", by=somebody)
    sign_in(client, somebody)
    said = shown(client, "show_search", search.pk)
    assert "2 cards fit. These are the 1 newest" in said
    assert (later.policy in said, earlier.policy in said) == (True, False)
