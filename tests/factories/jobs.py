"""Jobs and the workers that hold them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from munera.kernel.jobs.actions import start_job
from munera.kernel.jobs.choices import JobState
from munera.kernel.jobs.models import Job, Worker
from munera.kernel.people.models import Person


def worker(name: str = "this machine", *, silent_for: timedelta = timedelta(0)) -> Worker:
    return Worker.objects.create(name=name, seen_at=timezone.now() - silent_for)


def job(owner: Person | None = None, **facts: Any) -> Job:
    """A job that waits in the queue; ``facts`` are columns that have changed since."""
    started = start_job("jobs.prune", by=owner, arguments={})
    if facts.get("state") in (JobState.DONE, JobState.FAILED):
        facts.setdefault("ended_at", timezone.now())
    Job.objects.filter(pk=started.pk).update(**facts)
    return Job.objects.get(pk=started.pk)
