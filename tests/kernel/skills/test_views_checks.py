"""A check is asked for by the person, answered by an assessor who was asked, and by nobody else."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from munera.kernel.messages.models import Letter
from munera.kernel.skills import actions, queries
from munera.kernel.skills.actions.asking import CheckIsAnswered, NobodyChecksThere
from munera.kernel.skills.actions.evidence import MayNotCheck
from munera.kernel.skills.choices import CheckAnswer, Standing
from munera.kernel.skills.models import CheckRequest
from tests.counting import cost
from tests.factories.organisations import organisation
from tests.factories.people import person
from tests.factories.skills import HARVEST, asked_for_check, assessor, declared

pytestmark = pytest.mark.django_db
MINE, DESK = "/my/skills/", "/my/skills/checks/"


def test_from_the_question_to_the_answer(client: Client, sign_in: Any) -> None:
    office = organisation()
    looks, asks = assessor(office), person()
    word = declared(asks, uri=HARVEST, level=2)
    client.force_login(asks)
    assert reverse("skills:ask_for_check", args=[word.pk]) in client.get(MINE).content.decode()
    said = {"organisation": office.pk, "remark": "In the orchard at seven"}
    for _ in range(2):
        assert client.post(reverse("skills:ask_for_check", args=[word.pk]), said)["Location"] == MINE
    [asked] = CheckRequest.objects.all()
    assert "not answered yet" in client.get(MINE).content.decode()

    sign_in(client, looks)
    assert asks.full_name in client.get(DESK).content.decode()
    page = reverse("skills:show_check", args=[asked.pk])
    assert "In the orchard at seven" in client.get(page).content.decode()
    assert client.post(page, {"level": "3", "valid_until": ""})["Location"] == DESK
    [known] = queries.skills_of(asks)
    assert (known.standing, known.level) == (Standing.CHECKED, 3)
    assert known.evidence[0].source == office.name
    assert client.get(page).status_code == 404
    [letter] = Letter.objects.filter(person=asks)
    assert asks.full_name not in letter.subject + letter.body


def test_a_reason_is_read_by_who_asked_and_their_word_stays(client: Client, sign_in: Any) -> None:
    office, asks = organisation(), person()
    asked, looks = asked_for_check(asks, office), assessor(office)
    sign_in(client, looks)
    address = reverse("skills:decline_check", args=[asked.pk])
    assert client.post(address, {"because": ""}).status_code == 200
    assert client.post(address, {"because": "You were not there"})["Location"] == DESK
    client.force_login(asks)
    assert "You were not there" in client.get(MINE).content.decode()
    [known] = queries.skills_of(asks)
    assert known.standing == Standing.DECLARED


def test_nobody_answers_for_another_organisation_or_for_themselves(client: Client, sign_in: Any) -> None:
    office = organisation()
    looks = assessor(office)
    elsewhere = asked_for_check(person(), organisation())
    own = asked_for_check(looks, office)
    sign_in(client, looks)
    for asked in (elsewhere, own):
        assert client.post(reverse("skills:show_check", args=[asked.pk]), {"level": "3"}).status_code == 404
        with pytest.raises(MayNotCheck):
            actions.confirm_check(asked, level=3, valid_until=None, by=looks)
    assert not queries.evidence_of(looks).filter(standing=Standing.CHECKED).exists()


def test_where_nobody_assesses_nobody_is_asked() -> None:
    asks = person()
    with pytest.raises(NobodyChecksThere):
        actions.ask_for_check(declared(asks), organisation(), by=asks)


def test_an_answer_counts_once() -> None:
    office, asks = organisation(), person()
    asked = asked_for_check(asks, office)
    actions.take_back_request(asked, by=asks)
    with pytest.raises(CheckIsAnswered):
        actions.confirm_check(asked, level=3, valid_until=None, by=assessor(office))
    asked.refresh_from_db()
    assert asked.answer == CheckAnswer.TAKEN_BACK
    assert {known.standing for known in queries.skills_of(asks)} == {Standing.DECLARED}


def test_the_desk_asks_as_often_for_three_as_for_one(client: Client, sign_in: Any) -> None:
    office = organisation()
    sign_in(client, assessor(office))
    asked_for_check(person(), office)
    one = cost(client, DESK)
    for _ in range(2):
        asked_for_check(person(), office)
    assert cost(client, DESK) == one
