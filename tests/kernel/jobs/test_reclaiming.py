"""What dead workers leave, and what is forgotten."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from munera.kernel.jobs.actions.queue import run_next
from munera.kernel.jobs.actions.reclaiming import prune_jobs, reclaim_jobs
from munera.kernel.jobs.choices import JobState
from munera.kernel.jobs.models import Job, Tick, Worker
from tests.factories.access import person
from tests.factories.jobs import job, worker

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=400)


def test_the_job_of_a_silent_worker_waits_again_and_runs() -> None:
    lost = job(state=JobState.RUNNING, attempts=1, worker=worker("dead", silent_for=timedelta(minutes=5)))
    DBTaskResult.objects.all().delete()
    assert reclaim_jobs() == 1
    lost.refresh_from_db()
    assert (lost.state, lost.worker) == (JobState.WAITING, None)
    Job.objects.update(run_after=timezone.now())
    DBTaskResult.objects.update(run_after=timezone.now())
    assert run_next("another")
    lost.refresh_from_db()
    assert (lost.state, lost.attempts) == (JobState.DONE, 2)


def test_the_job_of_a_living_worker_is_left_to_it() -> None:
    held = job(state=JobState.RUNNING, attempts=1, worker=worker("alive"))
    assert reclaim_jobs() == 0
    held.refresh_from_db()
    assert held.state == JobState.RUNNING


def test_a_job_that_kills_its_workers_is_given_up() -> None:
    deadly = job(state=JobState.RUNNING, attempts=5, worker=worker("dead", silent_for=timedelta(minutes=5)))
    reclaim_jobs()
    deadly.refresh_from_db()
    assert deadly.state == JobState.FAILED


def test_a_job_whose_task_died_with_a_worker_is_queued_again() -> None:
    stranded = job(run_after=timezone.now() - timedelta(minutes=5))
    # The worker had taken the task, and was killed before it claimed the job.
    DBTaskResult.objects.update(status="RUNNING")
    assert reclaim_jobs() == 1
    assert reclaim_jobs() == 0
    assert run_next("another")
    stranded.refresh_from_db()
    assert stranded.state == JobState.DONE


def test_what_is_long_over_is_forgotten_and_nothing_else() -> None:
    now = timezone.now()
    somebody = person()
    day, year = timedelta(days=2), LONG_AGO
    kept = [
        job(state=JobState.WAITING, created_at=now - year),
        job(state=JobState.RUNNING, created_at=now - year),
        job(state=JobState.DONE, ended_at=now),
        job(somebody, state=JobState.DONE, ended_at=now - day),
    ]
    job(state=JobState.DONE, ended_at=now - day)
    job(state=JobState.FAILED, ended_at=now - day)
    job(somebody, state=JobState.DONE, ended_at=now - year)
    DBTaskResult.objects.update(status="SUCCESSFUL", finished_at=now - day)
    DBTaskResult.objects.filter(pk=kept[0].task).update(status="READY", finished_at=None)
    recent = Tick.objects.create(kind="audit.seal", due_at=now)
    Tick.objects.create(kind="audit.seal", due_at=now - day)
    alive = worker("alive")
    worker("gone", silent_for=day)

    assert prune_jobs() == 3
    assert list(Job.objects.order_by("pk")) == kept
    assert [str(task.pk) for task in DBTaskResult.objects.all()] == [kept[0].task]
    assert list(Tick.objects.all()) == [recent]
    assert list(Worker.objects.all()) == [alive]
