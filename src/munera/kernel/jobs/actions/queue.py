"""The task queue underneath: the only module that knows django-tasks, so that its successor in Django 6 is a rename.

A task carries the number of a job and nothing else; what the job is and how far it got is told by its own row.
"""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import TaskContext, TaskResultStatus, task
from django_tasks_db.management.commands.db_worker import Worker as TaskRunner
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from munera.kernel.jobs.actions.running import run_attempt
from munera.kernel.jobs.models import Job


@task(takes_context=True)
def attempt(context: TaskContext, job_id: int) -> None:
    """What the queue runs."""
    run_attempt(job_id, worker=context.task_result.worker_ids[-1], enqueue=enqueue)


def enqueue(job: Job) -> None:
    """Queue the next attempt, in the caller's transaction: rolled back, it never was."""
    later = job.run_after if job.run_after > timezone.now() else None
    job.task = attempt.using(run_after=later).enqueue(job.pk).id
    Job.objects.filter(pk=job.pk).update(task=job.task)


def run_next(worker: str) -> bool:
    """Run one waiting task, if there is one.

    The library's own loop takes SQLite's write lock each time that it looks for work, and closes connections. So we
    look with a plain read, claim a task as the loop does, and let the library run that one.
    """
    ready = DBTaskResult.objects.ready()
    if not ready.exists():
        return False
    with exclusive_transaction():
        task_row = ready.get_locked()
        if task_row is not None:
            task_row.claim(worker)
    if task_row is not None:
        _runner(worker).run_task(task_row)
    return task_row is not None


def _runner(worker: str) -> TaskRunner:
    return TaskRunner(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=worker,
    )


def queued(tasks: list[str]) -> set[str]:
    """Those of the tasks that still wait for a worker."""
    found = DBTaskResult.objects.filter(pk__in=tasks, status=TaskResultStatus.READY)
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def forget_tasks(*, before: datetime, abandoned: timedelta) -> int:
    """Delete tasks that ended before a moment, and those that a dead worker left running long before it."""
    ended, _ = DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()
    left, _ = DBTaskResult.objects.running().filter(started_at__lt=before - abandoned).delete()
    return int(ended + left)
