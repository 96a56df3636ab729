"""The town's examination: there at once, the same each time, and what is kept ready is what the engine finds."""

import pytest
from django.core.management import call_command

from munera.kernel.credentials import demo as credentials
from munera.kernel.organisations.demo import Town, build_town
from munera.kernel.people.queries import person_by_email
from munera.kernel.skills import demo as skills
from munera.services.mentor import demo, queries
from munera.services.mentor.demo.kept import kept_results
from munera.services.mentor.models import Attempt, Calibration, Release
from tests.factories.mentor import calibrate

pytestmark = pytest.mark.django_db


def town() -> Town:
    built = build_town()
    skills.build(built)
    credentials.build(built)
    return built


def test_candidates_of_the_town_find_their_reports() -> None:
    call_command("build_demo", verbosity=0)
    count = Attempt.objects.count()
    call_command("build_demo", verbosity=0)
    assert Attempt.objects.count() == count
    told = {}
    for key in ("jiwoo", "seoyeon"):
        somebody = person_by_email(f"{key}@demo.example")
        assert somebody is not None
        reports = [queries.report_of(attempt) for attempt in queries.attempts_of(somebody)]
        told[key] = [report.passed for report in reports if report is not None]
    assert told == {"jiwoo": [False, False], "seoyeon": [True, False]}
    # July teaches the chance next time from those who came again, and has checked it on others.
    july = Release.objects.order_by("-sitting__held_on")[0]
    learned = july.learned
    assert learned["fault"] == ""
    assert learned["evaluation"]["people"] >= 100
    assert learned["next_on"] == demo.sat.HELD_ON[demo.sat.OCTOBER].isoformat()
    assert len(queries.samples_of(july)) == len(july.numbers["sample"]) == 7


def test_what_is_kept_ready_is_what_the_engine_finds() -> None:
    """After a change of the engine: ``keep_mentor_demo`` reckons it anew."""
    built = town()
    demo.build(built, is_reckoned=False)
    body, by = built.organisations["onmaru"], built.people["hana"]
    examination = queries.examinations_of(body).get(code=demo.names.EXAMINATION.code)
    january = queries.sittings_of(examination).order_by("held_on")[0]
    assert not Calibration.objects.exists()
    found = calibrate(january, by)
    kept = kept_results()[0]
    then = queries.read_parameters(kept["calibration"]["parameters"])
    now = queries.read_parameters(found.parameters)
    assert [each.item for each in now.items] == [each.item for each in then.items]
    assert [each.slope for each in now.items] == pytest.approx([each.slope for each in then.items], abs=1e-4)
    flags = {each.question.key: each.flags for each in queries.statistics_of(found)}
    assert flags == {key: columns["flags"] for key, columns in kept["questions"].items()}
    assert flags[demo.sat.HARDER_IN_BUSAN] == [queries.BIASED]
