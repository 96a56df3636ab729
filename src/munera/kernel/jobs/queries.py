"""Jobs as their owner, the status page and the metrics see them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.jobs.choices import JobState
from munera.kernel.jobs.models import Job, Worker
from munera.kernel.people.choices import Erasure
from munera.kernel.people.models import Person
from munera.kernel.people.queries import PersonalRecords


def jobs_started_by(person: Person) -> QuerySet[Job]:
    """The person's own jobs, newest first."""
    return Job.objects.filter(owner=person).order_by("-pk")


def failed_jobs_of_people() -> QuerySet[Job]:
    """Jobs that somebody waited for in vain."""
    return Job.objects.filter(state=JobState.FAILED, owner__isnull=False).select_related("owner").order_by("pk")


def lease() -> timedelta:
    """How long a worker may be silent before its jobs are given to another."""
    return timedelta(seconds=settings.MUNERA_WORKER_LEASE)


def workers_alive(*, at: datetime) -> QuerySet[Worker]:
    return Worker.objects.filter(seen_at__gte=at - lease()).order_by("name")


@dataclass(frozen=True, slots=True)
class WorkOverview:
    """What the status page and the metrics tell of the work in the background."""

    workers: int
    seen_at: datetime | None
    jobs: dict[str, int]
    waiting_since: datetime | None


def work_overview() -> WorkOverview:
    now = timezone.now()
    counted = dict(Job.objects.order_by().values_list("state").annotate(Count("pk")))
    overdue = Job.objects.filter(state=JobState.WAITING, run_after__lte=now).aggregate(at=Min("run_after"))["at"]
    return WorkOverview(
        workers=workers_alive(at=now).count(),
        seen_at=Worker.objects.order_by("-seen_at").values_list("seen_at", flat=True).first(),
        jobs={state: counted.get(state, 0) for state in JobState.values},
        waiting_since=overdue,
    )


def personal_records(person: Person) -> list[PersonalRecords]:
    """What this room holds about a person."""
    return [
        PersonalRecords(
            room="jobs",
            name=_("Long work you started"),
            rows=Job.objects.filter(owner=person),
            fields=("kind", "title", "state", "created_at", "ended_at"),
            erasure=Erasure.DELETE,
        )
    ]
