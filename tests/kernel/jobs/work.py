"""What the jobs of these tests do. The audit stands in for a service's rows: it is written once and counted."""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from munera.kernel.audit.actions import record_audit
from munera.kernel.jobs.actions import Progress
from munera.kernel.jobs.choices import Policy, runs_with
from munera.kernel.jobs.models import Job
from munera.kernel.refusal import Refusal

SOON = Policy(attempts=4, first_wait=timedelta(0))


class NothingToDo(Refusal):
    sentence = "There is nothing to do here."


def fail(_progress: Progress) -> None:
    raise RuntimeError("the number 0101990710006 must not be shown to anybody")


@runs_with(Policy(attempts=2, first_wait=timedelta(seconds=10)))
def fail_twice_at_most(_progress: Progress) -> None:
    raise RuntimeError


def refuse(_progress: Progress) -> None:
    raise NothingToDo


def greet(progress: Progress, *, number: int) -> dict[str, str]:
    progress.report(1, of=2)
    return {"address": f"/greetings/{number}/"}


@runs_with(SOON)
def steps(progress: Progress, *, total: int, folder: str) -> dict[str, int]:
    """Each step and its report are one transaction; the second step of the first attempt is killed in the middle."""
    for number in range(progress.done_before + 1, total + 1):
        with transaction.atomic():
            record_audit("tests.step.taken", Job.objects.get(pk=progress.job), by=None, details={"step": number})
            progress.report(number, of=total)
            if number == 2:
                die_once(Path(folder))
    return {"steps": total}


@runs_with(Policy(attempts=4, first_wait=timedelta(0), in_one_transaction=True))
def together(progress: Progress, *, folder: str) -> None:
    record_audit("tests.job.done", Job.objects.get(pk=progress.job), by=None)
    die_once(Path(folder))


def note_tick(progress: Progress) -> None:
    record_audit("tests.tick.heard", Job.objects.get(pk=progress.job), by=None)


def die_once(folder: Path) -> None:
    """The worker's process is killed, as by a loss of power, the first time that it comes here."""
    marker = folder / "died"
    if not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(60)
