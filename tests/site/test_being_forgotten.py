"""The privacy officer's pages, and the promise that what they carry out is what was shown."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from munera.kernel.access.rules import PRIVACY_OFFICER
from munera.kernel.audit.models import Event
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.people import actions, queries
from munera.kernel.people.models import ErasureRequest, Person
from tests.factories.organisations import member, organisation
from tests.factories.people import identifier_of, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client, sign_in: Callable[[Client, Person], None]) -> Person:
    town = organisation(OrganisationKind.PUBLIC_BODY, runs_site=True)
    officer = member(town, role=PRIVACY_OFFICER.code)
    sign_in(client, officer)
    return officer


@pytest.fixture
def asked() -> ErasureRequest:
    somebody = person("Zlata Žarić")
    identifier_of(somebody)
    return actions.request_erasure(somebody, by=somebody)


def test_the_list_names_who_waits_and_leads_to_the_request(
    client: Client, officer: Person, asked: ErasureRequest
) -> None:
    shown = client.get(reverse("people:list_erasures")).content.decode()
    assert "Zlata Žarić" in shown
    assert reverse("people:show_erasure", args=[asked.pk]) in shown


def test_reading_a_request_is_noted(client: Client, officer: Person, asked: ErasureRequest) -> None:
    client.get(reverse("people:show_erasure", args=[asked.pk]))
    noted = Event.objects.get(verb="people.erasure.viewed")
    assert (noted.actor, noted.object) == (f"people.person:{officer.pk}", f"people.erasurerequest:{asked.pk}")


def test_carrying_out_forgets_the_person_and_empties_the_list(
    client: Client, officer: Person, asked: ErasureRequest
) -> None:
    client.post(reverse("people:carry_out_erasure", args=[asked.pk]))
    asked.refresh_from_db()
    assert (asked.approved_by, asked.person.full_name) == (officer, "")
    assert asked.carried_out_at is not None
    assert not queries.open_erasure_requests().exists()
    assert "Zlata" not in client.get(reverse("people:list_erasures")).content.decode()


def test_a_second_click_finds_nothing_left_to_do(client: Client, officer: Person, asked: ErasureRequest) -> None:
    client.post(reverse("people:carry_out_erasure", args=[asked.pk]))
    assert client.post(reverse("people:carry_out_erasure", args=[asked.pk])).status_code == 404


def test_an_officer_sees_no_button_on_their_own_request_and_is_refused(client: Client, officer: Person) -> None:
    own = actions.request_erasure(officer, by=officer)
    shown = client.get(reverse("people:show_erasure", args=[own.pk])).content.decode()
    assert reverse("people:carry_out_erasure", args=[own.pk]) not in shown
    assert client.post(reverse("people:carry_out_erasure", args=[own.pk])).status_code == 403
    officer.refresh_from_db()
    assert officer.full_name != ""
