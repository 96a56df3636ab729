"""Run one attempt of a job: claim it, do the work, end it or let it wait for another attempt."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from munera.kernel.jobs.actions.progress import AttemptOvertaken, Progress
from munera.kernel.jobs.choices import JobState, Policy
from munera.kernel.jobs.models import Job, Worker
from munera.kernel.refusal import Refusal

logger = logging.getLogger(__name__)

Enqueue = Callable[[Job], None]


def policy_of(kind: str) -> Policy:
    """The policy that the kind's function carries, or the usual one, also for a kind this release does not know."""
    path = settings.MUNERA_JOBS.get(kind)
    return getattr(import_string(path), "policy", Policy()) if path else Policy()


def run_attempt(job_id: int, *, worker: str, enqueue: Enqueue) -> None:
    """Run the job if it waits for a worker; nothing happens if it does not, so a doubled task is harmless."""
    job = _claim(job_id, worker)
    if job is None:
        return
    progress = Progress(job=job.pk, attempt=job.attempts, done_before=job.done)
    language = (job.owner.language if job.owner else "") or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            _do(job, progress)
        except AttemptOvertaken:
            logger.warning("job %s: attempt %s was overtaken", job.pk, job.attempts)
        except Refusal as refusal:
            logger.info("job %s of kind %s was refused: %s", job.pk, job.kind, refusal.kind)
            _give_up(progress, str(refusal.sentence))
        except Exception:
            logger.exception("job %s of kind %s: attempt %s failed", job.pk, job.kind, job.attempts)
            try_again_or_give_up(job, progress, enqueue=enqueue)


def try_again_or_give_up(job: Job, progress: Progress, *, enqueue: Enqueue) -> None:
    """After a failed or lost attempt."""
    policy = policy_of(job.kind)
    try:
        if progress.attempt >= policy.attempts:
            logger.error("job %s of kind %s has failed for good", job.pk, job.kind)
            _give_up(progress, "")
            return
        with transaction.atomic():
            job.run_after = timezone.now() + policy.wait_after(progress.attempt)
            progress.end(state=JobState.WAITING, run_after=job.run_after)
            enqueue(job)
    except AttemptOvertaken:
        logger.warning("job %s: attempt %s was overtaken", job.pk, progress.attempt)


def _claim(job_id: int, worker: str) -> Job | None:
    """The update itself is the claim: of two workers, one changes the row."""
    now = timezone.now()
    holder, _ = Worker.objects.get_or_create(name=worker)
    waiting = Job.objects.filter(pk=job_id, state=JobState.WAITING, run_after__lte=now)
    claimed = waiting.update(state=JobState.RUNNING, attempts=F("attempts") + 1, worker=holder, started_at=now)
    return Job.objects.select_related("owner").get(pk=job_id) if claimed else None


def _do(job: Job, progress: Progress) -> None:
    work = import_string(settings.MUNERA_JOBS[job.kind])
    together: AbstractContextManager[object] = (
        transaction.atomic() if policy_of(job.kind).in_one_transaction else nullcontext()
    )
    with together:
        result = work(progress, **job.arguments)
        progress.end(state=JobState.DONE, result=result, ended_at=timezone.now())


def _give_up(progress: Progress, sentence: str) -> None:
    progress.end(state=JobState.FAILED, sentence=sentence, ended_at=timezone.now())
