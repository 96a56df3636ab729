"""The pages of one's documents, and the headers with which a file leaves."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from munera.kernel.audit.models import Event
from munera.kernel.documents.choices import Kind
from munera.kernel.documents.models import Document
from munera.kernel.people.models import Person
from tests.counting import cost
from tests.factories.documents import FILES, document, upload
from tests.factories.people import person

pytestmark = pytest.mark.django_db
LIST = "/my/documents/"


@pytest.fixture
def owner(client: Client) -> Person:
    owner = person()
    client.force_login(owner)
    return owner


def test_a_document_is_handed_in_and_listed(client: Client, owner: Person) -> None:
    document(person(), name="not mine.pdf")
    answer = client.post(LIST, {"file": upload(name="my diploma.pdf"), "purpose": "qualification"})
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    page = client.get(LIST).content.decode()
    assert "my diploma.pdf" in page
    assert "not mine.pdf" not in page


def test_what_we_do_not_take_is_said_at_the_field(client: Client, owner: Person) -> None:
    answer = client.post(LIST, {"file": upload(b"MZ\0\0", "diploma.pdf"), "purpose": "cv"})
    assert answer.status_code == 200
    assert "this is not a file of a kind that we take" in answer.content.decode()
    assert not Document.objects.exists()


def test_too_large_a_file_is_said_at_the_field(client: Client, owner: Person, settings: Any) -> None:
    settings.MUNERA_DOCUMENT_MOST_BYTES = 10
    page = client.post(LIST, {"file": upload(), "purpose": "cv"}).content.decode()
    assert "The file is larger than" in page


@pytest.mark.parametrize("kind", FILES)
def test_a_file_leaves_as_a_file_and_never_as_a_page(client: Client, owner: Person, kind: Kind) -> None:
    stored = document(owner, content=FILES[kind], name="Ана ;x=y\r\n.html")
    answer = client.get(reverse("documents:download_document", args=[stored.pk]))
    assert answer.content == FILES[kind]
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert "html" not in answer["Content-Type"]


def test_who_opened_it_is_noted(client: Client, owner: Person) -> None:
    stored = document(owner)
    client.get(reverse("documents:download_document", args=[stored.pk]))
    seen = Event.objects.get(verb="documents.document.viewed")
    assert (seen.object, seen.actor) == (f"documents.document:{stored.pk}", f"people.person:{owner.pk}")


def test_deleting_asks_first(client: Client, owner: Person) -> None:
    stored = document(owner, name="old.pdf")
    address = reverse("documents:erase_document", args=[stored.pk])
    assert "old.pdf" in client.get(address).content.decode()
    assert Document.objects.filter(pk=stored.pk).exists()
    client.post(address)
    assert not Document.objects.filter(pk=stored.pk).exists()


def test_a_list_asks_the_same_with_one_document_and_with_three(client: Client, owner: Person) -> None:
    counted = []
    for more in (1, 2):
        for _ in range(more):
            document(owner)
        counted.append(cost(client, LIST))
    assert counted[0] == counted[1]


def test_a_name_is_text_on_the_page(client: Client, owner: Person) -> None:
    document(owner, name="Ana & Co.pdf")
    assert escape("Ana & Co.pdf") in client.get(LIST).content.decode()
