"""Reckon anew what the demo town keeps ready: with the real engine, as its workers do. It is the slow half."""

from collections.abc import Sequence
from typing import Any, Final

from munera.engines.psychometrics import record
from munera.kernel.jobs.actions.running import run_attempt
from munera.kernel.people.models import Person
from munera.services.mentor import actions, demo, queries
from munera.services.mentor.choices import CurveModel
from munera.services.mentor.demo import sat
from munera.services.mentor.demo.kept import KeptSitting
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
    """March and July, in a town that was built without results."""
    simulated = sat.sittings(sat.pool())
    numbers = demo.numbers_of_town(list(zip(sittings, simulated, strict=True)))
    found = []
    for at, sitting in enumerate(sittings[:2]):
        asked = actions.ask_to_calibrate(sitting, model=CurveModel.TWO_PARAMETER, by=by)
        _work(asked.work_id)
        release = actions.ask_for_reports(sitting, by=by)
        _work(release.work_id)
        calibration, made = Calibration.objects.get(pk=asked.pk), Release.objects.get(pk=release.pk)
        found.append(_kept(calibration, made, read_by=[pair[at] for pair in numbers.values()]))
    return found


def _work(job: int | None) -> None:
    if job is not None:
        run_attempt(job, worker="keeping", enqueue=lambda _job: None)


def _kept(calibration: Calibration, release: Release, *, read_by: Sequence[str]) -> KeptSitting:
    questions = {each.question.key: _columns(each, OF_QUESTION) for each in queries.statistics_of(calibration)}
    reports = {}
    for report in Report.objects.filter(release=release).select_related("attempt"):
        number = _number_of(report)
        if number in read_by:
            reports[number] = record.written(queries.open_explanation(report)).decode()
    return KeptSitting(
        calibration=_columns(calibration, OF_CALIBRATION),
        questions=questions,
        numbers=release.numbers,
        reports=dict(sorted(reports.items())),
    )


def _number_of(report: Report) -> str:
    return queries.open_attempt(report.attempt).number


def _columns(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
