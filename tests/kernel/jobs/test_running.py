"""One job from its start to its end, in this process."""

import logging
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy
from pytest_django import Settings

from munera.kernel.jobs.actions import AttemptOvertaken, Progress, UnknownJobKind, start_job
from munera.kernel.jobs.actions.queue import run_next
from munera.kernel.jobs.choices import JobState, Policy
from munera.kernel.jobs.models import Job
from tests.factories.access import person

pytestmark = pytest.mark.django_db

WORK = "tests.kernel.jobs.work"


@pytest.fixture(autouse=True)
def kinds(settings: Settings) -> None:
    names = ("greet", "refuse", "fail", "fail_twice_at_most")
    settings.MUNERA_JOBS = {name: f"{WORK}.{name}" for name in names}


def run_all() -> None:
    while run_next("here"):
        pass


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_a_job_runs_with_its_arguments_and_keeps_its_result() -> None:
    job = start_job("greet", by=None, arguments={"number": 7})
    run_all()
    job = fresh(job)
    assert (job.state, job.attempts, job.done, job.of) == (JobState.DONE, 1, 1, 2)
    assert job.result_address == "/greetings/7/"
    assert job.ended_at is not None
    assert job.worker is None


def test_a_job_of_a_transaction_that_is_rolled_back_never_was() -> None:
    with transaction.atomic():
        start_job("greet", by=None, arguments={"number": 1})
        transaction.set_rollback(True)
    assert not run_next("here")
    assert not Job.objects.exists()


def test_an_unknown_kind_is_a_fault_of_the_program() -> None:
    with pytest.raises(UnknownJobKind):
        start_job("nobody.knows", by=None, arguments={})


def test_a_title_is_kept_in_the_words_of_its_owner() -> None:
    somebody = person()
    somebody.language = "pt"
    with translation.override("en"):
        job = start_job("greet", by=somebody, arguments={"number": 1}, title=gettext_lazy("Yes"))
    with translation.override("pt"):
        assert job.title == str(gettext_lazy("Yes"))


def test_a_refused_job_fails_at_once_and_says_why() -> None:
    job = start_job("refuse", by=person(), arguments={})
    run_all()
    job = fresh(job)
    assert (job.state, job.attempts, job.sentence) == (JobState.FAILED, 1, "There is nothing to do here.")


def test_a_failing_job_is_tried_again_after_growing_waits_and_then_given_up(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with time_machine.travel(datetime.fromisoformat("2026-05-01T08:00:00+00:00"), tick=False) as clock:
        job = start_job("fail", by=person(), arguments={})
        waits = []
        for _ in range(5):
            run_all()
            job = fresh(job)
            waits.append(job.run_after - timezone.now())
            assert not run_next("here")
            clock.move_to(max(job.run_after, timezone.now()))
    assert waits[:4] == [timedelta(seconds=seconds) for seconds in (10, 20, 40, 80)]
    assert (job.state, job.attempts) == (JobState.FAILED, 5)
    assert job.sentence == ""
    assert [record.levelno for record in caplog.records if "failed for good" in record.message] == [logging.ERROR]


def test_the_policy_of_a_kind_is_its_own() -> None:
    job = start_job("fail_twice_at_most", by=None, arguments={})
    with time_machine.travel(timezone.now()) as clock:
        run_all()
        clock.shift(timedelta(seconds=11))
        run_all()
    assert (fresh(job).state, fresh(job).attempts) == (JobState.FAILED, 2)


def test_waits_grow_up_to_the_longest() -> None:
    policy = Policy(first_wait=timedelta(minutes=1), longest_wait=timedelta(minutes=3))
    assert [policy.wait_after(attempt) for attempt in (1, 2, 3, 40)] == [
        timedelta(minutes=minutes) for minutes in (1, 2, 3, 3)
    ]


def test_a_doubled_task_does_nothing() -> None:
    from munera.kernel.jobs.actions.queue import enqueue

    job = start_job("greet", by=None, arguments={"number": 1})
    enqueue(job)
    run_all()
    assert fresh(job).attempts == 1


def test_an_overtaken_attempt_can_neither_report_nor_end() -> None:
    job = start_job("greet", by=None, arguments={"number": 1})
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, attempts=2)
    stale = Progress(job=job.pk, attempt=1)
    with pytest.raises(AttemptOvertaken):
        stale.report(1)
    with pytest.raises(AttemptOvertaken):
        stale.end(state=JobState.DONE, ended_at=timezone.now())
    assert fresh(job).state == JobState.RUNNING


@pytest.mark.parametrize("address", ["//elsewhere.example/", "https://elsewhere.example/", ""])
def test_a_result_leads_nowhere_but_to_this_site(address: str) -> None:
    assert Job(kind="greet", result={"address": address}).result_address == ""


def test_a_result_may_be_a_page_of_the_site() -> None:
    result = {"page": "jobs:show_job", "args": [7]}
    assert Job(kind="greet", result=result).result_address == reverse("jobs:show_job", args=[7])
