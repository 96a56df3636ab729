"""Reckon anew what the demo town keeps ready: with the real engine, as its workers do. It is the slow half."""

from collections.abc import Sequence
from typing import Any, Final

from munera.engines.psychometrics import record
from munera.kernel.jobs.actions.running import run_attempt
from munera.kernel.people.models import Person
from munera.services.mentor import actions, demo, queries
from munera.services.mentor.choices import CurveModel
from munera.services.mentor.demo import sat
from munera.services.mentor.demo.kept import KeptRelease, KeptSitting
from munera.services.mentor.models import Calibration, Release, Report, Sitting

OF_CALIBRATION: Final = (
    "model",
    "people",
    "parameters",
    "digest",
    "engine_version",
    "log_likelihood",
    "converged",
    "trace",
    "summary",
)
OF_QUESTION: Final = (
    "answers",
    "easiness",
    "discrimination",
    "slope",
    "slope_error",
    "difficulty",
    "difficulty_error",
    "fit",
    "bias",
    "drift",
    "chosen",
    "observed",
    "flags",
)


def reckoned(sittings: Sequence[Sitting], *, by: Person) -> list[KeptSitting]:
    """Up to July, in a town that was built without results. Reports there are since March."""
    read_by = demo.numbers_of_town(sat.sittings(sat.pool()))
    found = []
    for at, sitting in enumerate(sittings[: sat.OCTOBER]):
        asked = actions.ask_to_calibrate(sitting, model=CurveModel.TWO_PARAMETER, by=by)
        _work(asked.work_id)
        kept = _kept(Calibration.objects.get(pk=asked.pk))
        if at in demo.RELEASED:
            release = actions.ask_for_reports(sitting, by=by)
            # Which sitting is the next one depends on the day on which reports are asked for.
            Release.objects.filter(pk=release.pk).update(asked_at=demo.reports_asked_at(sitting))
            _work(release.work_id)
            numbers = [pair[demo.RELEASED.index(at)] for pair in read_by.values()]
            kept["release"] = _kept_release(Release.objects.get(pk=release.pk), read_by=numbers)
        found.append(kept)
    return found


def _work(job: int | None) -> None:
    if job is not None:
        run_attempt(job, worker="keeping", enqueue=lambda _job: None)


def _kept(calibration: Calibration) -> KeptSitting:
    questions = {each.question.key: _columns(each, OF_QUESTION) for each in queries.statistics_of(calibration)}
    return KeptSitting(calibration=_columns(calibration, OF_CALIBRATION), questions=questions)


def _kept_release(release: Release, *, read_by: Sequence[str]) -> KeptRelease:
    made = {report.pk: report for report in Report.objects.filter(release=release).select_related("attempt")}
    numbers = {pk: _number_of(report) for pk, report in made.items()}
    sample = [numbers[pk] for pk in release.numbers["sample"]]
    reports = {
        number: record.written(queries.open_explanation(made[pk])).decode()
        for pk, number in numbers.items()
        if number in {*read_by, *sample}
    }
    told = {name: value for name, value in release.numbers.items() if name != "sample"}
    return KeptRelease(numbers=told, learned=release.learned, sample=sample, reports=dict(sorted(reports.items())))


def _number_of(report: Report) -> str:
    return queries.open_attempt(report.attempt).number


def _columns(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
