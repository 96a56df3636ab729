"""Work in the background: days that waited for their rates, months that have ended, files of crews."""

from datetime import timedelta
from typing import Any

from munera.kernel.jobs.actions import Progress
from munera.kernel.jobs.choices import Policy, runs_with
from munera.services.seasonal import actions
from munera.services.seasonal.models import Upload


# One attempt: the timetable comes round again sooner than a second one would.
@runs_with(Policy(attempts=1))
def assess_waiting(progress: Progress) -> dict[str, int]:
    assessed = actions.assess_waiting_engagements()
    progress.report(assessed)
    return {"assessed": assessed}


@runs_with(Policy(attempts=1))
def close_months(progress: Progress) -> dict[str, int]:
    closed = actions.close_ended_months()
    progress.report(closed)
    return {"closed": closed}


# What a killed worker had begun is taken up soon, and often: each step that was done stays done.
@runs_with(Policy(attempts=20, first_wait=timedelta(seconds=1), longest_wait=timedelta(minutes=2)))
def work_off_upload(progress: Progress, *, upload: int) -> dict[str, Any]:
    received = Upload.objects.select_related("employer", "by").get(pk=upload)
    actions.work_off_upload(received, progress=progress)
    return {"page": "seasonal:show_upload", "args": [upload]}


@runs_with(Policy(attempts=1))
def discard_uploads(progress: Progress) -> dict[str, int]:
    discarded = actions.discard_stale_uploads()
    progress.report(discarded)
    return {"discarded": discarded}
