"""Work in the background: files of results, calibrations, the making of reports.

Only a worker imports this module, and with it the engine's compiled loops.
"""

from datetime import timedelta
from typing import Any

from munera.kernel.jobs.actions import Progress
from munera.kernel.jobs.choices import Policy, runs_with
from munera.services.mentor import actions
from munera.services.mentor.actions.calibrating import carry_out_calibration
from munera.services.mentor.actions.reporting import make_reports as make_all_reports
from munera.services.mentor.models import Calibration, Release, ResultFile


# What a killed worker had begun is taken up soon, and often: each step that was done stays done.
@runs_with(Policy(attempts=20, first_wait=timedelta(seconds=1), longest_wait=timedelta(minutes=2)))
def read_results(progress: Progress, *, file: int) -> dict[str, Any]:
    received = ResultFile.objects.select_related("form__sitting__examination__body", "by").get(pk=file)
    actions.read_results(received, progress=progress)
    return {"page": "mentor:show_results", "args": [file]}


@runs_with(Policy(attempts=1))
def discard_results(progress: Progress) -> dict[str, int]:
    discarded = actions.discard_stale_results()
    progress.report(discarded)
    return {"discarded": discarded}


@runs_with(Policy(attempts=3, first_wait=timedelta(seconds=5)))
def calibrate(progress: Progress, *, calibration: int) -> dict[str, Any]:
    asked = Calibration.objects.select_related("sitting__examination__body", "anchored_on", "started_by").get(
        pk=calibration
    )
    carry_out_calibration(asked, progress=progress)
    return {"page": "mentor:show_calibration", "args": [calibration]}


# As for files: what was made stays made.
@runs_with(Policy(attempts=20, first_wait=timedelta(seconds=1), longest_wait=timedelta(minutes=2)))
def make_reports(progress: Progress, *, release: int) -> dict[str, Any]:
    asked = Release.objects.select_related("sitting__examination__body", "calibration", "asked_by").get(pk=release)
    make_all_reports(asked, progress=progress)
    return {"page": "mentor:show_sitting", "args": [asked.sitting_id]}


# As above: who was told is not told again.
@runs_with(Policy(attempts=20, first_wait=timedelta(seconds=1), longest_wait=timedelta(minutes=2)))
def tell_candidates(progress: Progress, *, release: int) -> dict[str, int]:
    released = Release.objects.select_related("sitting").get(pk=release)
    return {"told": actions.tell_candidates(released, progress=progress)}
