"""Workers that are real processes: killed in the middle, and two at a time."""

import signal

import pytest
from pytest_django import Settings

from munera.kernel.audit.models import Event
from munera.kernel.jobs.actions import start_job
from munera.kernel.jobs.choices import JobState
from munera.kernel.jobs.models import Job, Tick, Worker
from tests.factories.access import person
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
    assert first.wait(timeout=60) == -signal.SIGKILL, site.logs()
    second = site.manage("work")
    wait_until(lambda: ended(job), site=site)

    job = Job.objects.get(pk=job.pk)
    assert (job.state, job.attempts, job.done, job.of) == (JobState.DONE, 2, 4, 4)
    taken = Event.objects.filter(verb="tests.step.taken").order_by("pk")
    assert [event.details["step"] for event in taken] == [1, 2, 3, 4]
    second.terminate()
    assert second.wait(timeout=60) == 0
    assert "Traceback" not in site.logs()


def test_work_in_one_transaction_is_done_once_although_its_worker_is_killed(site: Site) -> None:
    job = start_job("tests.together", by=None, arguments={"folder": str(site.home)})
    assert site.manage("work").wait(timeout=60) == -signal.SIGKILL, site.logs()
    assert not Event.objects.filter(verb="tests.job.done").exists()
    site.manage("work")
    wait_until(lambda: ended(job), site=site)
    assert Job.objects.get(pk=job.pk).state == JobState.DONE
    assert Event.objects.filter(verb="tests.job.done").count() == 1


def test_two_workers_start_each_due_job_once_and_share_the_others(site: Site) -> None:
    asked = [start_job("tests.tick", by=somebody, arguments={}) for somebody in [person()] for _ in range(30)]
    workers = [site.python("-c", TICKING) for _ in range(2)]
    due = Job.objects.filter(kind="tests.tick", owner=None)
    # A tick that found the last run still under way starts none; it is never more than one.
    wait_until(lambda: Tick.objects.filter(kind="tests.tick").count() >= 4 and due.count() >= 2, site=site)
    wait_until(lambda: all(ended(job) for job in asked), site=site)
    for worker in workers:
        worker.terminate()
    assert [worker.wait(timeout=60) for worker in workers] == [0, 0], site.logs()
    assert 2 <= due.count() <= Tick.objects.filter(kind="tests.tick").count()
    done = Job.objects.filter(kind="tests.tick", state=JobState.DONE)
    assert set(done.values_list("attempts", flat=True)) == {1}
    heard = Event.objects.filter(verb="tests.tick.heard").values_list("object", flat=True)
    assert sorted(heard) == sorted(f"jobs.job:{job.pk}" for job in done)
    assert not Worker.objects.exists(), "a worker that is asked to stop signs off"
