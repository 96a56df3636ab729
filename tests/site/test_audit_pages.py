"""The auditor's page: filters that say what they hide, names of today, pages that cost the same."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from munera.kernel.access.rules import AUDITOR
from munera.kernel.audit.actions import record_audit, seal_events
from munera.kernel.audit.models import Event
from munera.kernel.audit.queries import checkpoint
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.people.actions import forget_person
from munera.kernel.people.models import Person
from munera.site.audit.telling import told
from tests.counting import cost
from tests.factories.organisations import member, organisation
from tests.factories.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(client: Client, sign_in: Callable[[Client, Person], None]) -> Person:
    auditor = member(organisation(OrganisationKind.PUBLIC_BODY, runs_site=True), role=AUDITOR.code)
    sign_in(client, auditor)
    return auditor


def shown(client: Client, **query: str) -> str:
    return client.get(reverse("audit:list_events"), query).content.decode()


def test_an_event_is_told_with_the_names_of_both(client: Client, auditor: Person) -> None:
    ours, clerk = organisation(), person("Klara Clerk")
    record_audit("people.contact.changed", person("Petra Perić"), by=clerk, on_behalf_of=ours)
    page = shown(client)
    assert all(name in page for name in ("Klara Clerk", ours.name, "Petra Perić", "Name or phone changed"))


def test_a_name_is_that_of_today(auditor: Person) -> None:
    somebody = person("Petra Perić")
    record_audit("people.contact.changed", somebody, by=somebody)
    event = Event.objects.latest("pk")
    assert told([event])[0].who == "Petra Perić"
    forget_person(somebody)
    assert told([event])[0].who == f"Person {somebody.pk}"


def test_who_nobody_was_and_what_is_gone_are_told_too(auditor: Person) -> None:
    record_audit("tests.thing.happened", auditor, by=None)
    event = Event.objects.latest("pk")
    event.object = "gone.table:5"
    assert (told([event])[0].who, told([event])[0].what, told([event])[0].to) == (
        "The site itself", "tests.thing.happened", "gone.table:5",
    )  # fmt: skip


def test_filters_narrow_by_room_person_and_row(client: Client, auditor: Person) -> None:
    clerk, petra = person("Klara Clerk"), person("Petra Perić")
    record_audit("people.contact.changed", petra, by=clerk)
    record_audit("tests.thing.happened", petra, by=auditor)
    assert "tests.thing.happened" not in shown(client, room="people")
    assert "tests.thing.happened" in shown(client, room="tests")
    by_clerk = shown(client, who=str(clerk.email))
    assert "Name or phone changed" in by_clerk
    assert "tests.thing.happened" not in by_clerk
    assert "Klara Clerk" not in shown(client, about=f"people.person:{auditor.pk}")


def test_an_address_that_nobody_has_is_an_error_and_not_an_empty_list(client: Client, auditor: Person) -> None:
    assert "Nobody has this e-mail address" in shown(client, who="nobody@demo.example")


def test_the_page_names_the_end_of_the_chain(client: Client, auditor: Person) -> None:
    seal_events()
    end = checkpoint()
    assert end is not None
    assert end.link in shown(client)


def test_three_events_cost_as_many_queries_as_one(client: Client, auditor: Person) -> None:
    def happen() -> None:
        record_audit("tests.thing.happened", person(), by=person(), on_behalf_of=organisation())

    happen()
    once = cost(client, reverse("audit:list_events"))
    happen()
    happen()
    assert cost(client, reverse("audit:list_events")) == once
