"""The worker's cards that an employer hands out."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from munera.kernel.people.models import Person
from munera.services.seasonal import actions, queries
from tests.factories.seasonal import crew, employer_with_crew
from tests.services.seasonal.test_views import words

pytestmark = pytest.mark.django_db


def test_a_card_is_made_shown_once_and_listed(client: Client, sign_in: Callable[[Client, Person], None]) -> None:
    of, milica, [ana, bojan] = employer_with_crew(2)
    sign_in(client, milica)
    address = reverse("seasonal:issue_worker_code", args=[of.pk, ana.pk])

    before = words(client.get(address))
    response = client.post(address)
    listed = words(client.get(reverse("seasonal:list_codes", args=[of.pk])))

    assert "The code is shown once" in before
    card = words(response)
    assert re.search(r"\d{4} \d{3} \d{3}", card)
    assert "http://testserver/seasonal/check/" in card
    assert "no-store" in response["Cache-Control"]
    assert ana.person.identifiers.get().number not in card
    assert f"{ana.shown_name} Tuesday, 14 July 2026" in listed
    assert f"{bojan.shown_name} none" in listed


def test_a_card_is_withdrawn(client: Client, sign_in: Callable[[Client, Person], None]) -> None:
    of, milica, [ana] = employer_with_crew(1)
    actions.issue_code(ana.person, employer=of, by=milica)
    actions.issue_code(ana.person, employer=None, by=milica)
    sign_in(client, milica)

    client.post(reverse("seasonal:withdraw_worker_code", args=[queries.codes_by_person(of)[ana.person_id].pk]))

    assert [code.employer for code in queries.standing_codes()] == [None]


def test_an_employer_cannot_withdraw_the_code_for_all_days(
    client: Client, sign_in: Callable[[Client, Person], None]
) -> None:
    _of, milica, [ana] = employer_with_crew(1)
    actions.issue_code(ana.person, employer=None, by=milica)
    sign_in(client, milica)

    answer = client.post(reverse("seasonal:withdraw_worker_code", args=[queries.standing_codes().get().pk]))

    assert answer.status_code == 404


def test_the_list_asks_as_often_with_one_worker_as_with_three(
    client: Client, sign_in: Callable[[Client, Person], None]
) -> None:
    of, milica, _crew = employer_with_crew(0)
    sign_in(client, milica)
    counts = []
    for worker in crew(of, by=milica, people=3):
        actions.issue_code(worker.person, employer=of, by=milica)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("seasonal:list_codes", args=[of.pk]))
        counts.append(len(captured))

    assert counts == [counts[0]] * 3
