"""The inbox as its owner sees it. Who may see it is told in tests/house/matrix/messages.py."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from munera.kernel.messages.models import Letter
from munera.kernel.messages.queries import letter_kinds, unwanted_kinds
from munera.kernel.people.models import Person
from tests.factories.access import person
from tests.factories.messages import letter

pytestmark = pytest.mark.django_db

SignIn = Callable[[Client, Person], None]
INBOX = reverse("messages:list_letters")


@pytest.fixture
def somebody(client: Client, sign_in: SignIn) -> Person:
    reader = person()
    sign_in(client, reader)
    return reader


def shown(client: Client, address: str = INBOX) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_inbox_shows_ones_own_letters_newest_first(client: Client, somebody: Person) -> None:
    old, new, foreign = letter(somebody), letter(somebody), letter(person())
    page = shown(client)
    assert page.index(new.subject) < page.index(old.subject)
    assert foreign.subject not in page


def test_the_inbox_can_show_what_is_unread(client: Client, somebody: Person) -> None:
    read, unread = letter(somebody), letter(somebody)
    client.post(reverse("messages:mark_letter_read", args=[read.pk]))
    page = shown(client, f"{INBOX}?show=unread")
    assert unread.subject in page
    assert read.subject not in page


def test_an_empty_inbox_says_so(client: Client, somebody: Person) -> None:
    assert "will be here" in shown(client)
    assert "You have read every letter." in shown(client, f"{INBOX}?show=unread")


def test_a_long_inbox_has_pages(client: Client, somebody: Person) -> None:
    letters = [letter(somebody) for _ in range(21)]
    assert f">{letters[0].subject}<" not in shown(client)
    assert f">{letters[0].subject}<" in shown(client, f"{INBOX}?page=2")


def test_the_inbox_asks_as_much_for_one_letter_as_for_three(client: Client, somebody: Person) -> None:
    letter(somebody)
    shown(client)
    with CaptureQueriesContext(connection) as for_one:
        shown(client)
    letter(somebody)
    letter(somebody)
    with CaptureQueriesContext(connection) as for_three:
        shown(client)
    assert len(for_one) == len(for_three)


def test_showing_a_letter_does_not_mark_it_and_the_button_does(client: Client, somebody: Person) -> None:
    written = letter(somebody)
    address = reverse("messages:show_letter", args=[written.pk])
    assert "Mark as read" in shown(client, address)
    assert Letter.objects.get().read_at is None
    client.post(reverse("messages:mark_letter_read", args=[written.pk]))
    assert "Mark as read" not in shown(client, address)


def test_a_letter_is_text_and_never_markup(client: Client, somebody: Person) -> None:
    written = letter(somebody)
    Letter.objects.update(body="<script>alert(1)</script>\n\nSecond paragraph")
    page = shown(client, reverse("messages:show_letter", args=[written.pk]))
    assert "<script>alert(1)" not in page
    assert "<p>Second paragraph</p>" in page


def test_preferences_are_kept(client: Client, somebody: Person) -> None:
    address = reverse("messages:edit_preferences")
    free = [kind.code for kind in letter_kinds() if not kind.mandatory]
    assert shown(client, address).count("checked") == len(free)
    client.post(address, {"wanted": free[:1]})
    assert unwanted_kinds(somebody) == set(free[1:])
    assert shown(client, address).count("checked") == 1
