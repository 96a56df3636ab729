"""The page of a job, as its owner waits for it. Who may see it is told in tests/house/matrix/jobs.py."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from munera.kernel.jobs.choices import JobState
from munera.kernel.people.models import Person
from tests.factories.access import person
from tests.factories.jobs import job, worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client, sign_in: Callable[[Client, Person], None]) -> Person:
    somebody = person()
    sign_in(client, somebody)
    return somebody


def page_of(client: Client, owner: Person, **facts: Any) -> str:
    response = client.get(job(owner, **facts).address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_waiting_job_says_so_and_asks_again(client: Client, owner: Person) -> None:
    page = page_of(client, owner, title="Your export")
    assert "Your export" in page
    assert "Waiting for its turn" in page
    assert 'hx-trigger="every 2s"' in page
    assert "Look again" in page, "the way to ask without script"


def test_a_running_job_shows_how_far_it_is(client: Client, owner: Person) -> None:
    page = page_of(client, owner, state=JobState.RUNNING, worker=worker(), done=3, of=8)
    assert 'max="8" value="3"' in page
    assert "3 of 8" in page


def test_a_finished_job_leads_to_its_result_and_asks_no_more(client: Client, owner: Person) -> None:
    page = page_of(client, owner, state=JobState.DONE, result={"address": "/exports/1/"})
    assert 'href="/exports/1/"' in page
    assert "hx-trigger" not in page
    assert "Look again" not in page


def test_a_failed_job_says_why_where_it_may(client: Client, owner: Person) -> None:
    assert "The list was empty." in page_of(client, owner, state=JobState.FAILED, sentence="The list was empty.")
    assert "Please start it again" in page_of(client, owner, state=JobState.FAILED)
