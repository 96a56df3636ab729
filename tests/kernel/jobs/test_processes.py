"""Workers that are real processes: killed in the middle, and two at a time."""

import signal

import pytest
from django.utils import timezone
from pytest_django import Settings

from munera.kernel.audit.models import Event
from munera.kernel.jobs.actions import start_job
from munera.kernel.jobs.choices import JobState
from munera.kernel.jobs.models import Job, Tick, Worker
from munera.kernel.jobs.queries import workers_alive
from tests.processes import Site, wait_until

pytestmark = pytest.mark.two_servers

TICKING = """
import signal
from datetime import timedelta
import django
django.setup()
from munera.kernel.jobs.actions.working import Stop, work
from munera.kernel.jobs.choices import Due
stop = Stop()
signal.signal(signal.SIGTERM, lambda *_: setattr(stop, "asked", True))
work([Due("tests.tick", every=timedelta(seconds=1))], stop=stop, interval=0.05)
"""


@pytest.fixture(autouse=True)
def kinds(settings: Settings) -> None:
    from tests.settings_of_processes import MUNERA_JOBS

    settings.MUNERA_JOBS = MUNERA_JOBS


def ended(job: Job) -> bool:
    return Job.objects.get(pk=job.pk).has_ended


def test_a_killed_worker_loses_no_step_and_doubles_none(site: Site) -> None:
    job = start_job("tests.steps", by=None, arguments={"total": 4, "folder": str(site.home)})
    first = site.manage("work")
    assert first.wait(timeout=30) == -signal.SIGKILL, site.logs()
    second = site.manage("work")
    wait_until(lambda: ended(job), site=site)

    job = Job.objects.get(pk=job.pk)
    assert (job.state, job.attempts, job.done, job.of) == (JobState.DONE, 2, 4, 4)
    taken = Event.objects.filter(verb="tests.step.taken").order_by("pk")
    assert [event.details["step"] for event in taken] == [1, 2, 3, 4]
    second.terminate()
    assert second.wait(timeout=10) == 0


def test_work_in_one_transaction_is_done_once_although_its_worker_is_killed(site: Site) -> None:
    job = start_job("tests.together", by=None, arguments={"folder": str(site.home)})
    assert site.manage("work").wait(timeout=30) == -signal.SIGKILL, site.logs()
    assert not Event.objects.filter(verb="tests.job.done").exists()
    site.manage("work")
    wait_until(lambda: ended(job), site=site)
    assert Job.objects.get(pk=job.pk).state == JobState.DONE
    assert Event.objects.filter(verb="tests.job.done").count() == 1


def test_two_workers_start_each_due_job_once(site: Site) -> None:
    workers = [site.python("-c", TICKING) for _ in range(2)]
    wait_until(lambda: Tick.objects.filter(kind="tests.tick").count() >= 5, site=site)
    for worker in workers:
        worker.terminate()
    assert [worker.wait(timeout=10) for worker in workers] == [0, 0], site.logs()
    ticks = Tick.objects.filter(kind="tests.tick").count()
    jobs = Job.objects.filter(kind="tests.tick")
    # A tick that found the last run still under way starts none; it is never more than one.
    assert 2 <= jobs.count() <= ticks
    done = jobs.filter(state=JobState.DONE)
    assert Event.objects.filter(verb="tests.tick.heard").count() == done.count()
    assert all(job.attempts == 1 for job in done)


def test_many_jobs_are_shared_by_two_workers_and_each_runs_once(site: Site) -> None:
    jobs = [start_job("tests.tick", by=None, arguments={}) for _ in range(30)]
    for _ in range(2):
        site.manage("work")
    wait_until(lambda: all(ended(job) for job in jobs), site=site)
    heard = Event.objects.filter(verb="tests.tick.heard").values_list("object", flat=True)
    assert sorted(heard) == sorted(f"jobs.job:{job.pk}" for job in jobs)


def test_a_worker_asked_to_stop_ends_and_signs_off(site: Site) -> None:
    worker = site.manage("work")
    wait_until(lambda: workers_alive(at=timezone.now()).exists(), site=site)
    worker.terminate()
    assert worker.wait(timeout=10) == 0
    assert not Worker.objects.exists()
    assert "Traceback" not in site.logs()
