"""Give the jobs of dead workers to living ones, and forget what is long over."""

import logging
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from munera.kernel.jobs.actions import queue
from munera.kernel.jobs.actions.progress import Progress
from munera.kernel.jobs.actions.running import try_again_or_give_up
from munera.kernel.jobs.choices import JobState
from munera.kernel.jobs.models import Job, Tick, Worker
from munera.kernel.jobs.queries import lease, workers_alive

logger = logging.getLogger(__name__)

KEEP_TIMED = timedelta(days=1)
KEEP_OF_PEOPLE = timedelta(days=90)


def reclaim_jobs() -> int:
    """Let jobs wait again whose worker fell silent, and queue those whose task a dying worker took with it."""
    return _of_silent_workers() + _without_task()


def _of_silent_workers() -> int:
    alive = workers_alive(at=timezone.now()).values("pk")
    orphans = Job.objects.filter(Q(worker=None) | ~Q(worker__in=alive), state=JobState.RUNNING)
    jobs = list(orphans.order_by("pk")[:100])
    for job in jobs:
        logger.warning("job %s of kind %s: its worker fell silent in attempt %s", job.pk, job.kind, job.attempts)
        # A lost attempt counts, so that a job which kills its workers does not do so for ever.
        try_again_or_give_up(job, Progress(job=job.pk, attempt=job.attempts), enqueue=queue.enqueue)
    return len(jobs)


def _without_task() -> int:
    """A worker killed between taking a task and claiming its job leaves a job that nobody will run."""
    overdue = Job.objects.filter(state=JobState.WAITING, run_after__lt=timezone.now() - lease())
    jobs = list(overdue.order_by("run_after")[:100])
    still_queued = queue.queued([job.task for job in jobs if job.task])
    lost = [job for job in jobs if job.task not in still_queued]
    for job in lost:
        # Two machines may both do this; the doubled task finds the job claimed and does nothing.
        queue.enqueue(job)
    return len(lost)


def prune_jobs() -> int:
    """Forget ended jobs, their tasks, past ticks and workers that are gone."""
    now = timezone.now()
    ended = Job.objects.filter(state__in=[JobState.DONE, JobState.FAILED])
    timed, _ = ended.filter(owner=None, ended_at__lt=now - KEEP_TIMED).delete()
    of_people, _ = ended.filter(ended_at__lt=now - KEEP_OF_PEOPLE).delete()
    Tick.objects.filter(due_at__lt=now - KEEP_TIMED).delete()
    Worker.objects.filter(seen_at__lt=now - KEEP_TIMED).delete()
    queue.forget_tasks(before=now - KEEP_TIMED, abandoned=KEEP_TIMED)
    return timed + of_people
