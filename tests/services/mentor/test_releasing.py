"""Reports are made for all, looked at by a second person, and only then somebody's to read."""

import pytest

from munera.kernel.audit.models import Event
from munera.kernel.jobs.actions.running import run_attempt
from munera.kernel.jobs.models import Job
from munera.kernel.messages.models import Letter
from munera.kernel.people.models import Person
from munera.services.mentor import actions, queries
from munera.services.mentor.actions.refusals import NoRuleHolds, NotCalibrated, NotWaiting, OwnRelease, ReleaseRuns
from munera.services.mentor.choices import ReleaseState
from munera.services.mentor.models import Attempt, Claim, Release, Report, Sitting
from tests.factories.mentor import blueprint, calibrate, clerk, form_of, head, simulated, sitting, take_in
from tests.factories.people import person

pytestmark = pytest.mark.django_db
PEOPLE = 300


def made(sat: Sitting, by: Person) -> Release:
    asked = actions.ask_for_reports(sat, by=by)
    assert asked.work is not None
    run_attempt(asked.work.pk, worker="test", enqueue=lambda _job: None)
    return Release.objects.get(pk=asked.pk)


@pytest.fixture
def by() -> Person:
    return clerk()


@pytest.fixture
def second(by: Person) -> Person:
    return head(queries.offices_of(by).get())


@pytest.fixture
def sat(by: Person) -> Sitting:
    """Calibrated, with a question that everybody has right: that one must not stop the reports."""
    entered = sitting(by, of=blueprint(by, each=5))
    take_in(form_of(entered), simulated(form_of(entered), people=PEOPLE), by)
    easy = queries.questions_of(form_of(entered))[0]
    actions.correct_key(easy, right="1", given_to_all=True, because="misprinted", by=by)
    calibrate(entered, by)
    return entered


def test_reports_are_made_looked_at_released_and_replaced(sat: Sitting, by: Person, second: Person) -> None:
    release = made(sat, by)
    assert (release.state, release.fault) == (ReleaseState.ASKED, "")
    reports = Report.objects.filter(release=release)
    assert reports.count() == PEOPLE == release.numbers["reports"]
    told = {report.attempt_id: queries.open_explanation(report).decision for report in reports}
    marked = {each.pk: (each.passed, each.total) for each in Attempt.objects.filter(sitting=sat)}
    assert {pk: (decision.passed, decision.points) for pk, decision in told.items()} == marked
    samples = queries.samples_of(release)
    assert {sample.passed for sample in samples} == {True, False}
    with pytest.raises(ReleaseRuns):
        actions.ask_for_reports(sat, by=by)
    with pytest.raises(OwnRelease):
        actions.release_reports(release, by=by)
    attempt = Attempt.objects.filter(sitting=sat)[0]
    assert queries.report_of(attempt) is None
    actions.release_reports(release, by=second)
    assert queries.report_of(attempt) is not None
    with pytest.raises(NotWaiting):
        actions.send_back_reports(release, because="too late", by=second)
    again = made(sat, by)
    actions.release_reports(again, by=second)
    assert [letter.person for letter in Letter.objects.filter(kind="mentor.reports")] == [second, second]
    candidate = person()
    Claim.objects.create(attempt=attempt, person=candidate)
    telling = Job.objects.filter(kind="mentor.tell-candidates").latest("pk")
    run_attempt(telling.pk, worker="test", enqueue=lambda _job: None)
    assert Letter.objects.filter(person=candidate).count() == 1
    standing = Release.objects.get(state=ReleaseState.RELEASED, replaced_at=None)
    assert standing == again
    assert Event.objects.filter(verb="mentor.reports.released").count() == 2


def test_what_was_sent_back_is_shown_to_nobody(sat: Sitting, by: Person, second: Person) -> None:
    release = made(sat, by)
    actions.send_back_reports(release, because="The rule is not verified yet.", by=second)
    attempt = Attempt.objects.filter(sitting=sat)[0]
    assert queries.report_of(attempt) is None
    release.refresh_from_db()
    assert (release.state, release.seen_by, release.because) == (
        ReleaseState.SENT_BACK,
        second,
        "The rule is not verified yet.",
    )
    assert list(queries.releases_to_look_at(second)) == [release]
    assert list(queries.releases_to_look_at(head())) == []


def test_reports_need_a_calibration_and_a_rule(by: Person) -> None:
    bare = sitting(by)
    with pytest.raises(NotCalibrated):
        actions.ask_for_reports(bare, by=by)
    ruleless = sitting(by, of=blueprint(by, rule=""))
    take_in(form_of(ruleless), simulated(form_of(ruleless), people=PEOPLE), by)
    calibrate(ruleless, by)
    with pytest.raises(NoRuleHolds):
        actions.ask_for_reports(ruleless, by=by)
