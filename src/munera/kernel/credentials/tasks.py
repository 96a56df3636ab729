"""Work in the background: sign for new leaves, have that cosigned and anchored; letters; files of awards."""

from datetime import timedelta
from typing import Any

from munera.kernel.credentials import actions, queries
from munera.kernel.jobs.actions import Progress
from munera.kernel.jobs.choices import Policy, runs_with
from munera.kernel.people.models import Person


# One attempt each: the timetable comes round again sooner than a second one would.
@runs_with(Policy(attempts=1))
def publish_checkpoint(progress: Progress) -> dict[str, int]:  # noqa: ARG001  # every kind of work takes its progress
    """Sign for the leaves that have come."""
    actions.make_key_of_site(queries.LOG_KEY)
    checkpoint = actions.publish_checkpoint()
    return {"size": checkpoint.size if checkpoint else 0}


@runs_with(Policy(attempts=1))
def ask_witnesses(progress: Progress) -> dict[str, str]:  # noqa: ARG001  # see above
    """Have the newest checkpoint cosigned."""
    return actions.ask_witnesses()


@runs_with(Policy(attempts=1))
def anchor_checkpoint(progress: Progress) -> dict[str, str]:  # noqa: ARG001  # see above
    """Show the newest checkpoint to somebody outside."""
    return actions.anchor_checkpoint()


@runs_with(Policy(attempts=1))
def tell_of_ends(progress: Progress) -> dict[str, int]:
    """Write to holders in time before a credential of theirs ends."""
    told = actions.tell_of_ends()
    progress.report(told)
    return {"told": told}


# What a killed worker had begun is taken up soon, and often: each step that was done stays done.
@runs_with(Policy(attempts=20, first_wait=timedelta(seconds=1), longest_wait=timedelta(minutes=2)))
def work_off_upload(progress: Progress, *, upload: int, kind: str, by: int) -> dict[str, Any]:
    """Issue what a file of awards asks for."""
    received = queries.uploads().get(pk=upload)
    actions.work_off_upload(received, kind=kind, by=Person.objects.get(pk=by), progress=progress)
    return {"page": "credentials:show_upload", "args": [upload]}
