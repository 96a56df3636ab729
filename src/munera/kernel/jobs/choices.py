"""States of a job, how a kind of job is tried again, and what the timetable says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

Work = TypeVar("Work", bound=Callable[..., object])


class JobState(models.TextChoices):
    """Waiting → running → done; a failure leads back to waiting until the attempts are used up."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


@dataclass(frozen=True, slots=True)
class Policy:
    """How a kind of job behaves when it fails.

    ``in_one_transaction`` joins the work and the mark "done" in one transaction, so that the work is done exactly
    once whatever is killed. It holds the write lock of an SQLite database all the while: for short work only. Long
    work commits in steps and reports its progress inside each step (see ``Progress``).
    """

    attempts: int = 5
    first_wait: timedelta = timedelta(seconds=10)
    longest_wait: timedelta = timedelta(hours=1)
    in_one_transaction: bool = False

    def wait_after(self, attempt: int) -> timedelta:
        """How long to wait when attempt number ``attempt`` has failed: twice as long each time."""
        return min(self.first_wait * (1 << (attempt - 1)), self.longest_wait)


def runs_with(policy: Policy) -> Callable[[Work], Work]:
    """Give the function of a kind of job another policy than the usual one."""

    def mark(work: Work) -> Work:
        work.policy = policy  # type: ignore[attr-defined]  # a function may carry a fact about itself
        return work

    return mark


@dataclass(frozen=True, slots=True)
class Due:
    """One line of the timetable: start ``kind`` every so often, on whichever machine comes first.

    ``waiting`` may name a query (dotted path): when it finds nothing, no job is started. The query is the queue.
    """

    kind: str
    every: timedelta
    waiting: str = ""
