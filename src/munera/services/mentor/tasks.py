"""Work in the background: files of results, calibrations, the making of reports."""

from datetime import timedelta

from django.urls import reverse

from munera.kernel.jobs.actions import Progress
from munera.kernel.jobs.choices import Policy, runs_with
from munera.services.mentor import actions
from munera.services.mentor.models import ResultFile


# What a killed worker had begun is taken up soon, and often: each step that was done stays done.
@runs_with(Policy(attempts=20, first_wait=timedelta(seconds=1), longest_wait=timedelta(minutes=2)))
def read_results(progress: Progress, *, file: int) -> dict[str, str]:
    received = ResultFile.objects.select_related("form__sitting__examination__body", "by").get(pk=file)
    actions.read_results(received, progress=progress)
    return {"address": reverse("mentor:show_results", args=[file])}


@runs_with(Policy(attempts=1))
def discard_results(progress: Progress) -> dict[str, int]:
    discarded = actions.discard_stale_results()
    progress.report(discarded)
    return {"discarded": discarded}
