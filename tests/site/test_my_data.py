"""My page: what it shows, what it never shows, and where its buttons lead."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from munera.kernel.audit.actions import record_audit
from munera.kernel.people import actions, queries
from munera.kernel.people.choices import ConsentPurpose, Script
from munera.kernel.people.models import Person
from tests.counting import cost
from tests.factories.people import identifier_of, person

pytestmark = pytest.mark.django_db
SignIn = Callable[[Client, Person], None]


@pytest.fixture
def petra(client: Client, sign_in: SignIn) -> Person:
    petra = person("Petra Perić")
    sign_in(client, petra)
    return petra


def page(client: Client, name: str = "people:my_data") -> str:
    return client.get(reverse(name)).content.decode()


def test_my_page_shows_my_numbers_masked_and_never_in_full(client: Client, petra: Person) -> None:
    mine = identifier_of(petra)
    shown = page(client)
    assert queries.masked(mine) in shown
    assert mine.number not in shown


def test_my_page_names_who_looked_but_not_me(client: Client, petra: Person) -> None:
    record_audit("people.person.viewed", petra, by=person("Ivo Inspektor"))
    record_audit("people.person.viewed", petra, by=petra)
    record_audit("people.person.viewed", person("Another"), by=person("Mara Mere"))
    shown = page(client)
    assert "Ivo Inspektor" in shown
    assert "Mara Mere" not in shown


def test_a_look_at_one_of_my_rows_counts_as_a_look_at_me(client: Client, petra: Person) -> None:
    record_audit("people.identifier.viewed", identifier_of(petra), by=person("Ivo Inspektor"))
    assert "Ivo Inspektor" in page(client)


def test_consent_is_given_and_taken_back_with_a_button(client: Client, petra: Person) -> None:
    client.post(reverse("people:give_consent", args=[ConsentPurpose.SURVEY]))
    standing = queries.standing_consents(petra).get()
    assert reverse("people:withdraw_consent", args=[standing.pk]) in page(client)
    client.post(reverse("people:withdraw_consent", args=[standing.pk]))
    assert not queries.has_consented(petra, ConsentPurpose.SURVEY)


def test_a_consent_to_nothing_is_not_found(client: Client, petra: Person) -> None:
    assert client.post("/my/consents/everything/give/").status_code == 404


def test_a_wrong_phone_comes_back_with_its_error_and_changes_nothing(client: Client, petra: Person) -> None:
    said = {"full_name": "Petra P.", "phone": "call me", "language": "pt"}
    answer = client.post(reverse("people:edit_contact"), said)
    assert answer.status_code == 200
    assert "6 to 15 digits" in answer.content.decode()
    petra.refresh_from_db()
    assert petra.full_name == "Petra Perić"


def test_contact_and_language_are_saved_together(client: Client, petra: Person) -> None:
    client.post(reverse("people:edit_contact"), {"full_name": "Petra P.", "phone": "+381 60 123456", "language": "pt"})
    petra.refresh_from_db()
    assert (petra.full_name, petra.phone, petra.language) == ("Petra P.", "+38160123456", "pt")


def test_a_name_in_the_wrong_script_is_explained(client: Client, petra: Person) -> None:
    answer = client.post(reverse("people:add_name"), {"script": "Arab", "full_name": "Petra"})
    assert "not written in the script" in answer.content.decode()
    assert list(queries.names(petra)) == []


def test_a_copy_is_fetched_as_a_file_and_the_fetching_is_noted(client: Client, petra: Person) -> None:
    export = actions.request_export(petra, by=petra)
    actions.keep_export(export, b"PK\x05\x06")
    answer = client.get(reverse("people:download_export", args=[export.pk]))
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="my-data-')
    assert answer.content == b"PK\x05\x06"
    assert "Copy of personal data fetched" in page(client, "people:list_my_events")


def test_a_copy_that_is_not_packed_yet_cannot_be_fetched(client: Client, petra: Person) -> None:
    export = actions.request_export(petra, by=petra)
    assert client.get(reverse("people:download_export", args=[export.pk])).status_code == 404


def test_to_be_forgotten_takes_two_steps_and_a_tick(client: Client, petra: Person) -> None:
    assert reverse("people:request_erasure") in page(client, "people:show_my_erasure")
    assert client.post(reverse("people:request_erasure"), {}).status_code == 200
    assert not queries.erasure_requests_of(petra).exists()
    client.post(reverse("people:request_erasure"), {"understood": "on"})
    assert queries.erasure_requests_of(petra).count() == 1
    assert "Take the request back" in page(client, "people:show_my_erasure")
    client.post(reverse("people:take_back_erasure"))
    assert not queries.open_erasure_requests().exists()


@pytest.mark.parametrize("name", ["people:my_data", "people:list_my_events", "people:list_exports"])
def test_three_of_everything_cost_as_many_queries_as_one(client: Client, petra: Person, name: str) -> None:
    def live(script: Script, written: str) -> None:
        identifier_of(petra)
        actions.add_name(petra, script, written, by=petra)
        record_audit("people.person.viewed", petra, by=person())
        actions.keep_export(actions.request_export(petra, by=petra), b"PK")

    live(Script.LATIN, "Petra")
    once = cost(client, reverse(name))
    live(Script.CYRILLIC, "Петра")
    live(Script.GREEK, "Πέτρα")
    assert cost(client, reverse(name)) == once
