"""Somebody waits for long work: the page moves on by itself, and leads to the result."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from munera.kernel.jobs.choices import JobState
from munera.kernel.jobs.models import Job
from munera.kernel.people.models import Person
from tests.factories.access import person
from tests.factories.jobs import job


@pytest.mark.django_db(transaction=True)
def test_the_page_of_a_job_follows_it_to_its_end(page: Page, sign_in: Callable[[Page, Person], None]) -> None:
    owner = person()
    sign_in(page, owner)
    waiting = job(owner, title="Slip of May")
    page.goto(waiting.address)
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()

    Job.objects.filter(pk=waiting.pk).update(state=JobState.RUNNING, done=3, of=8)
    expect(page.get_by_text("3 of 8")).to_be_visible()

    Job.objects.filter(pk=waiting.pk).update(
        state=JobState.DONE, ended_at=timezone.now(), result={"address": "/status"}
    )
    page.get_by_role("link", name="See the result").click()
    page.wait_for_url("**/status")
