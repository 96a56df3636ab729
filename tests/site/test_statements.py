"""Accessibility, privacy, status: pages that must not say more than is so."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from munera.flows.details import in_words
from munera.flows.personal_data import everything_about
from munera.kernel.audit.actions import record_audit, seal_events
from munera.kernel.jobs.actions import start_job
from munera.kernel.people.choices import Erasure
from munera.kernel.people.models import Person
from munera.site import genuine
from munera.site.privacy import COOKIES
from munera.site.status import health_now
from tests.factories.jobs import worker

pytestmark = pytest.mark.django_db
SignIn = Callable[[Client, Person], None]


@pytest.fixture
def emin() -> Person:
    return Person.objects.create_user("emin@demo.example", full_name="Emin Kaya")


def test_privacy_lists_every_record_that_copies_and_erasure_know(client: Client, emin: Person) -> None:
    page = client.get(reverse("privacy"))
    listed = [line.records for part in page.context["held"] for line in part.lines]
    declared = everything_about(emin)
    assert len(declared) > 20
    assert [(records.room, str(records.name)) for records in listed] == [
        (records.room, str(records.name)) for records in declared
    ]
    text = page.content.decode()
    for records in declared:
        for detail in in_words(records.fields).values():
            assert f"<li>{detail}</li>" in text


def test_privacy_says_by_which_law_and_how_long_something_is_kept(client: Client) -> None:
    kept = [records for records in everything_about(Person(pk=0)) if records.erasure == Erasure.KEEP]
    assert kept
    text = client.get(reverse("privacy")).content.decode()
    for records in kept:
        assert str(records.because) in text
        assert records.keep_years is None or f"for {records.keep_years} years" in text


def test_privacy_asks_the_database_nothing(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        client.get(reverse("privacy"))


def test_no_cookie_is_set_that_the_privacy_page_does_not_name(client: Client, emin: Person, sign_in: SignIn) -> None:
    client.get("/")
    client.post(reverse("set_language"), {"language": "pt", "next": "/"})
    client.post(reverse("choose_colour_scheme"), {"scheme": "dark", "next": "/"})
    client.get(reverse("account_login"))
    sign_in(client, emin)
    client.get(reverse("privacy"))
    client.post(reverse("account_logout"))
    assert {settings.LANGUAGE_COOKIE_NAME, settings.SESSION_COOKIE_NAME} <= client.cookies.keys()
    assert client.cookies.keys() - COOKIES.keys() == set()


def test_status_counts_what_waits_and_what_failed(emin: Person) -> None:
    kind = next(iter(settings.MUNERA_JOBS))
    start_job(kind, by=None, arguments={})
    health = health_now()
    assert (health.waiting, health.failed) == (1, 0)
    assert not health.is_well


def test_status_is_well_while_a_worker_gives_signs_of_life(client: Client) -> None:
    worker("quick")
    assert health_now().is_well
    assert "All is well" in client.get(reverse("status")).content.decode()


def test_status_says_when_the_worker_has_fallen_silent(client: Client) -> None:
    worker("silent", silent_for=timedelta(hours=1))
    page = client.get(reverse("status"))
    assert page.status_code == 200
    assert "Work in the background stands still" in page.content.decode()


def test_status_names_the_last_sealed_event(client: Client, emin: Person) -> None:
    assert health_now().sealed is None
    record_audit("people.account.opened", emin, by=None)
    seal_events()
    health = health_now()
    assert health.sealed == 1
    assert health.sealed_at is not None
    assert timezone.now() - health.sealed_at < timedelta(minutes=1)
    assert "sealed up to event 1" in client.get(reverse("status")).content.decode()


def test_status_still_answers_when_the_database_does_not(client: Client) -> None:
    def silent(*_args: Any) -> None:
        raise OperationalError

    with connection.execute_wrapper(silent):
        page = client.get(reverse("status"))
    assert page.status_code == 200
    assert "The database does not answer" in page.content.decode()


def test_the_accessibility_statement_names_its_day_its_limits_and_whom_to_write_to(client: Client) -> None:
    text = client.get(reverse("accessibility")).content.decode()
    for said in ("partially conformant", "23 November 2026", "Nobody from outside has audited", "contact@demo.example"):
        assert said in text


def test_the_accessibility_statement_of_a_real_site_names_whom_to_complain_to(
    client: Client, settings: Settings
) -> None:
    settings.MUNERA_DEMO = False
    settings.MUNERA_ACCESSIBILITY_AUTHORITY = "Commissioner for Equality, +381 11 000"
    genuine.identity.cache_clear()
    text = client.get(reverse("accessibility")).content.decode()
    genuine.identity.cache_clear()
    assert "<bdi>Commissioner for Equality, +381 11 000</bdi>" in text
