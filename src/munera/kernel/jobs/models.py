"""Jobs, the workers that run them, and the ticks of the timetable."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.jobs.choices import JobState
from munera.kernel.people.models import Person


class Worker(models.Model):
    """A process that runs jobs. Its lease is ``seen_at``: a worker that falls silent loses its jobs to others."""

    name = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class Job(models.Model):
    """One piece of long or later work, from the transaction that asked for it to its result."""

    kind = models.CharField(max_length=80)
    # Says to its owner what this is ("Export of your data"); in their language, and identifying nobody.
    title = models.CharField(max_length=200, blank=True)
    # Primary keys, codes and days: never names or numbers of people.
    arguments = models.JSONField(default=dict)
    owner = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=JobState, default=JobState.WAITING)
    done = models.PositiveIntegerField(_("steps done"), default=0)
    of = models.PositiveIntegerField(_("steps in all"), null=True, blank=True)
    # The number of the attempt is also its token: whoever writes with an older one is refused.
    attempts = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField(default=timezone.now)
    worker = models.ForeignKey(Worker, on_delete=models.SET_NULL, null=True, blank=True, related_name="jobs")
    # The row of the task queue that carries the next or present attempt.
    task = models.CharField(max_length=36, blank=True)
    result = models.JSONField(null=True, blank=True)
    # Why it failed, where that can be told to the owner; never an error's own text.
    sentence = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[JobState.DONE, JobState.FAILED], ended_at__isnull=False)
                | Q(state__in=[JobState.WAITING, JobState.RUNNING], ended_at=None),
                name="job_ends_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "run_after"],
                condition=Q(state__in=[JobState.WAITING, JobState.RUNNING]),
                name="job_unfinished",
            ),
            models.Index(fields=["ended_at"], name="job_ended"),
        ]

    def __str__(self) -> str:
        return f"job {self.pk} ({self.kind}, {self.state})"

    def get_absolute_url(self) -> str:
        return reverse("jobs:show_job", args=[self.pk])

    @property
    def address(self) -> str:
        """Where its progress is shown."""
        return self.get_absolute_url()

    @property
    def has_ended(self) -> bool:
        return self.ended_at is not None

    @property
    def result_address(self) -> str:
        """Where the result lies, if the work named a page of this site (and its ``args``), or a place on it.

        A page is looked up here, by who shows it: a worker would load every page of the site to say where one is.
        """
        result = self.result or {}
        if "page" in result:
            return reverse(result["page"], args=result.get("args", ()))
        address = str(result.get("address", ""))
        return address if address.startswith("/") and not address.startswith("//") else ""


class Tick(models.Model):
    """That a line of the timetable was due at a moment, and that somebody has seen to it."""

    kind = models.CharField(max_length=80)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "due_at"], name="each_tick_once")]
        indexes = [models.Index(fields=["due_at"], name="tick_due_at")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.due_at:%Y-%m-%d %H:%M:%S}"
