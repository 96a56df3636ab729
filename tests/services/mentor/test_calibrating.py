"""From answers to what is known of each question: in the background, once, and told where there is too little."""

import pytest

from munera.engines.psychometrics.model import Calibration as Parameters
from munera.kernel.audit.models import Event
from munera.kernel.jobs.choices import JobState
from munera.kernel.jobs.models import Job
from munera.kernel.people.models import Person
from munera.services.mentor import actions, queries
from munera.services.mentor.actions.refusals import CalibrationRuns, NobodyAnswered
from munera.services.mentor.choices import CurveModel, RunState
from munera.services.mentor.models import Calibration, Sitting
from tests.factories.mentor import blueprint, calibrate, clerk, form_of, simulated, sitting, table, take_in

pytestmark = pytest.mark.django_db
PEOPLE = 400


@pytest.fixture
def by() -> Person:
    return clerk()


@pytest.fixture
def sat(by: Person) -> Sitting:
    return sitting(by)


def test_a_sitting_is_calibrated_and_each_question_described(sat: Sitting, by: Person) -> None:
    take_in(form_of(sat), simulated(form_of(sat), people=PEOPLE, wrongly_keyed=3), by)
    done = calibrate(sat, by)
    assert (done.state, done.fault, done.people, done.converged) == (RunState.DONE, "", PEOPLE, True)
    kept: Parameters = queries.read_parameters(done.parameters)
    assert kept.digest == done.digest
    statistics = {each.question.key: each for each in queries.statistics_of(done)}
    assert len(statistics) == 8
    difficulties = [statistics[f"N{at:03d}"].difficulty or 0.0 for at in (1, 3, 5, 7)]
    assert difficulties == sorted(difficulties)
    suspected = statistics["N004"]
    assert [key for key, each in statistics.items() if queries.SUSPECTED in each.flags] == ["N004"]
    assert (suspected.discrimination or 0.0) < 0
    drawn = statistics["N001"].observed
    assert sum(people for _ability, people, _share in drawn) == PEOPLE
    assert drawn[0][2] < drawn[-1][2]
    assert sum(each["count"] for each in statistics["N001"].chosen) == PEOPLE
    assert 0.3 < done.summary["reliability"] < 0.9
    assert Event.objects.filter(verb="mentor.calibration.done").count() == 1
    assert Job.objects.get(kind="mentor.calibrate").done == 100


def test_too_few_candidates_are_told_as_such(sat: Sitting, by: Person) -> None:
    take_in(form_of(sat), simulated(form_of(sat), people=20), by)
    done = calibrate(sat, by)
    assert (done.state, done.fault, done.said) == (RunState.FAILED, "too-few", {"least": 200, "people": 20})
    assert queries.sentence_of_calibration(done).startswith("20 candidates")
    assert Job.objects.get(kind="mentor.calibrate").state == JobState.DONE
    assert queries.standing_calibration(sat) is None


def test_what_nobody_answered_cannot_be_calibrated(sat: Sitting, by: Person) -> None:
    with pytest.raises(NobodyAnswered):
        actions.ask_to_calibrate(sat, model=CurveModel.TWO_PARAMETER, by=by)


def test_one_calibration_at_a_time(sat: Sitting, by: Person) -> None:
    take_in(form_of(sat), table(form_of(sat), ("K-1", [1] * 8)), by)
    first = actions.ask_to_calibrate(sat, model=CurveModel.TWO_PARAMETER, by=by)
    with pytest.raises(CalibrationRuns):
        actions.ask_to_calibrate(sat, model=CurveModel.TWO_PARAMETER, by=by)
    Job.objects.filter(pk=first.work_id).update(state=JobState.FAILED, ended_at=first.started_at)
    actions.ask_to_calibrate(sat, model=CurveModel.TWO_PARAMETER, by=by)
    assert [each.state for each in Calibration.objects.order_by("pk")] == [RunState.FAILED, RunState.WAITING]


def test_the_next_sitting_is_put_on_the_scale_of_the_last(by: Person) -> None:
    edition = blueprint(by)
    first = sitting(by, of=edition)
    take_in(form_of(first), simulated(form_of(first), people=PEOPLE), by)
    then = calibrate(first, by)
    later = sitting(by, of=edition, in_round=2, held_on=first.held_on.replace(month=7))
    take_in(form_of(later), simulated(form_of(later), people=PEOPLE, seed=8), by)
    now = calibrate(later, by)
    assert now.anchored_on == then
    statistic = queries.statistics_of(now)[0]
    assert [each.calibration for each in queries.history_of(statistic)] == [then]
