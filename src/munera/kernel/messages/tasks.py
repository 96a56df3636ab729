"""Timed work of this room: carry out the letters, and write to those whose job has failed."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from munera.kernel.jobs.actions import Progress
from munera.kernel.jobs.choices import Policy, runs_with
from munera.kernel.messages.actions.letters import send_letter
from munera.kernel.messages.actions.outbox import deliver_letters
from munera.kernel.messages.queries import JOB_FAILED, untold_failures
from munera.kernel.people.models import Person


# One attempt: the timetable comes round again sooner than a second one would.
@runs_with(Policy(attempts=1))
def deliver(progress: Progress) -> dict[str, int]:  # noqa: ARG001  # every kind of work takes its progress
    """Send the letters that wait."""
    return deliver_letters().as_result()


@runs_with(Policy(attempts=1))
def tell_of_failures(progress: Progress) -> dict[str, int]:
    """Write to everybody whose job has failed for good."""
    told = 0
    for job in untold_failures():
        if isinstance(job.owner, Person):
            with transaction.atomic():
                send_letter(
                    job.owner,
                    kind=JOB_FAILED,
                    subject=_("A piece of work for you could not be finished"),
                    body=job.sentence
                    or _("Something went wrong on our side. Nothing is lost. Please start it again, or write to us."),
                    about=job,
                )
                told += 1
                progress.report(told)
    return {"told": told}
