"""Follow the timetable: each due job is started once, however many machines look at the clock."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils.module_loading import import_string

from munera.kernel.jobs.actions.starting import start_job
from munera.kernel.jobs.choices import Due, JobState
from munera.kernel.jobs.models import Job, Tick

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def last_due(every: timedelta, *, at: datetime) -> datetime:
    """The latest moment at which the line was due; the same on every machine."""
    return at - (at - EPOCH) % every


def tick(timetable: Iterable[Due], *, at: datetime) -> list[Job]:
    """Start what is due and has not been started; a slot that everybody missed is not made up for."""
    started = (_start(due, at=last_due(due.every, at=at)) for due in timetable)
    return [job for job in started if job is not None]


def _start(due: Due, *, at: datetime) -> Job | None:
    if Tick.objects.filter(kind=due.kind, due_at=at).exists():
        return None
    if due.waiting and not import_string(due.waiting)().exists():
        return None
    with transaction.atomic():
        _, is_first = Tick.objects.get_or_create(kind=due.kind, due_at=at)
        if not is_first or _is_under_way(due.kind):
            return None
        return start_job(due.kind, by=None, arguments={})


def _is_under_way(kind: str) -> bool:
    """An earlier run that takes long will meet what is due now, or leave it to the next."""
    unfinished = [JobState.WAITING, JobState.RUNNING]
    return Job.objects.filter(kind=kind, owner=None, state__in=unfinished).exists()
