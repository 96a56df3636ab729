"""What a candidate may read, what it rests on, and where it leads."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from munera.kernel.people.models import Person
from munera.kernel.skills.choices import Standing
from munera.kernel.skills.queries import has_verified, people_with, skills_of
from munera.services.mentor import actions, queries
from munera.services.mentor.actions.passing import CertifiedToAnother, NothingToCertify
from munera.services.mentor.choices import OfferKind, ReleaseState
from munera.services.mentor.models import Attempt, Claim, Release
from tests.factories import credentials, people
from tests.factories import mentor_candidates as scene

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def test_a_report_opens_as_it_was_sealed_with_the_names_of_its_topics() -> None:
    told = scene.told_candidate()
    report = queries.report_of(told)
    assert report is not None
    assert report.explanation == scene.explained()
    assert [topic.name for topic in report.topics.values()] == [
        "Levelling",
        "Traverse survey",
        "Drawing of maps",
        "Map projections",
    ]
    assert {subject.name for subject in report.subjects.values()} == {"Applied surveying", "Cartography"}


def test_what_is_not_released_or_was_replaced_is_not_told() -> None:
    at, min_park = scene.sat(), scene.candidate()
    told = scene.attempt(at)
    scene.reported(told, at=at, released=False)
    scene.claimed(told, min_park)
    assert queries.report_of(told) is None
    assert [one.is_released for one in queries.told_of(min_park)] == [False]
    now = timezone.now()
    release = Release.objects.filter(sitting=at.sitting)
    release.update(state=ReleaseState.RELEASED, seen_by=at.head, seen_at=now, released_at=now)
    assert queries.report_of(told) is not None
    assert [one.is_released for one in queries.told_of(min_park)] == [True]
    release.update(replaced_at=now)
    assert queries.report_of(told) is None


def test_nobody_finds_another_s_attempt() -> None:
    at = scene.sat()
    mine, theirs = scene.told_candidate(at=at), scene.told_candidate(at=at)
    assert list(queries.attempts_of(mine.claim.person)) == [mine]
    assert theirs not in queries.attempts_of(mine.claim.person)


def test_the_history_is_that_of_one_examination_and_one_person() -> None:
    at = scene.sat()
    earlier = scene.sat(of=at, held_on=date(2025, 5, 17))
    first = scene.told_candidate(at=earlier)
    min_park = first.claim.person
    second = scene.attempt(at)
    scene.reported(second, at=at)
    scene.claimed(second, min_park)
    elsewhere = scene.attempt(other := scene.sat())
    scene.reported(elsewhere, at=other)
    scene.claimed(elsewhere, min_park)
    scene.told_candidate(at=at)
    told = queries.earlier_attempts(second, min_park)
    assert [one.held_on for one in told] == [earlier.sitting.held_on, at.sitting.held_on]
    assert [(one.reached, one.within_error, one.needed) for one in told] == [(50, (43, 56), 60)] * 2
    assert queries.earlier_attempts(first, min_park) == told[:1]


def test_the_file_to_take_along_holds_the_whole_explanation_and_no_number() -> None:
    at = scene.sat()
    told = scene.attempt(at, number="2026-777777")
    scene.reported(told, at=at)
    told = scene.claimed(told, scene.candidate())
    report = queries.report_of(told)
    assert report is not None
    content = queries.exported(report)
    assert b"777777" not in content
    taken = json.loads(content)
    assert taken["topics"]["survey/levelling"] == {"en": "Levelling"}
    assert taken["explanation"]["decision"]["points"] == 20.0
    assert taken["explanation"]["sources"]["pass_rule"] == "kr-engineer-written 2026-01"
    assert content == queries.exported(report)


# --- the plan -----------------------------------------------------------------------------------------------------


def test_the_plan_goes_by_gain_for_each_hour() -> None:
    report = queries.report_of(scene.told_candidate())
    assert report is not None
    plan = queries.plan_of(report)
    assert [planned.step.skill for planned in plan.topics] == [step.skill for step in report.explanation.plan]
    levelling, traverse, *_rest = (planned.topic for planned in plan.topics)
    own = queries.plan_of(report, hours={levelling.pk: 60.0, traverse.pk: 5.0})
    assert [planned.topic.code for planned in own.topics] == ["traverse", "drawing", "levelling", "projection"]
    assert [planned.is_own for planned in own.topics] == [True, False, True, False]
    assert own.has_own_hours
    assert not plan.has_own_hours
    assert plan.is_alike


def test_courses_come_by_what_they_add_and_those_that_are_over_do_not_come() -> None:
    at = scene.sat()
    levelling, traverse, drawing, projection = at.units
    report = queries.report_of(scene.told_candidate(at=at))
    assert report is not None
    later = TODAY + timedelta(days=40)
    little = scene.offer(at, units=[projection])
    middle = scene.offer(at, units=[drawing], starts_on=later)
    both = scene.offer(at, kind=OfferKind.TRAINING, units=[levelling, traverse], starts_on=later)
    one = scene.offer(at, units=[levelling], starts_on=TODAY)
    scene.offer(at, units=[levelling], apply_until=TODAY - timedelta(days=1), starts_on=later)
    scene.offer(at, units=[levelling], withdrawn_at=timezone.now())
    scene.offer(at, kind=OfferKind.JOB, units=[levelling])
    unrelated = scene.sat()
    scene.offer(unrelated, units=unrelated.units)
    courses = queries.courses_for(queries.plan_of(report), on=TODAY)
    assert [course.offer for course in courses] == [both, one, middle, little]
    assert [round(course.gain, 3) for course in courses] == [0.16, 0.09, 0.04, 0.004]


def test_a_short_course_brings_a_part_of_the_step() -> None:
    at = scene.sat()
    levelling, traverse, *_others = at.units
    report = queries.report_of(scene.told_candidate(at=at))
    assert report is not None
    scene.offer(at, units=[levelling, traverse], hours=10)
    scene.offer(at, units=[levelling], hours=60)
    found = queries.courses_for(queries.plan_of(report), on=TODAY)
    assert [round(course.gain, 3) for course in found] == [0.09, 0.04]


def test_jobs_go_by_what_is_held_and_never_by_what_was_failed() -> None:
    at = scene.sat()
    failed = scene.told_candidate(at=at)
    levelling, traverse, drawing, _projection = at.units
    wide = scene.offer(at, kind=OfferKind.JOB, units=[levelling, traverse, drawing])
    near = scene.offer(at, kind=OfferKind.JOB, units=[levelling])
    bound = scene.offer(at, kind=OfferKind.JOB, units=[levelling], examination=at.examination)
    min_park = failed.claim.person
    assert queries.openings_for(min_park, on=TODAY) == []

    holder = people.person()
    verify(holder, uri=levelling.skill.uri)
    found = queries.openings_for(holder, on=TODAY)
    assert [opening.offer for opening in found] == [near, wide, bound]
    assert [(len(opening.held), opening.asked) for opening in found] == [(1, 1), (1, 3), (1, 1)]

    passed = scene.told_candidate(at=at, passed=True)
    found = queries.openings_for(passed.claim.person, on=TODAY)
    assert [opening.offer for opening in found] == [wide, near, bound]
    assert {opening.share for opening in found} == {1.0}
    assert [opening.is_qualified for opening in found] == [None, None, True]


def verify(holder: Person, *, uri: str) -> None:
    """An issuer has verified one skill of somebody who sat nothing."""
    certified = credentials.achievement(skills=0)
    certified.skills.create(uri=uri, label="levelling", level=3)
    credentials.credential(holder, of=certified)


def test_after_a_pass_come_courses_with_something_new() -> None:
    at = scene.sat()
    passed = scene.told_candidate(at=at, passed=True)
    beyond = scene.sat()
    scene.offer(at, units=at.units[:2])
    leads_on = scene.offer(at, units=[at.units[0], beyond.units[1]])
    elsewhere = scene.offer(at, units=[beyond.units[0]], starts_on=TODAY)
    found = queries.courses_beyond(passed.claim.person, at.examination, on=TODAY)
    assert [(course.offer, course.units) for course in found] == [
        (elsewhere, (beyond.units[0],)),
        (leads_on, (beyond.units[1],)),
    ]


# --- a pass is certified ------------------------------------------------------------------------------------------


def certifying() -> scene.Sat:
    certified = credentials.achievement(skills=2)
    return scene.sat(body=certified.issuer.organisation, achievement=certified)


def test_a_pass_becomes_one_credential_and_its_skills_are_verified() -> None:
    at = certifying()
    passed = scene.told_candidate(at=at, passed=True)
    min_park = passed.claim.person
    assert queries.credential_of(passed, min_park) is None

    credential = actions.take_credential(passed, by=min_park)

    assert actions.take_credential(passed, by=min_park) == credential == queries.credential_of(passed, min_park)
    assert credential.issuer.organisation == at.examination.body
    assert {known.standing for known in skills_of(min_park)} == {Standing.ISSUER_VERIFIED}
    uris = [skill.uri for skill in credential.achievement.skills.all()]
    assert all(has_verified(min_park, uri, TODAY) for uri in uris)
    assert list(people_with(uris, at_least=Standing.ISSUER_VERIFIED)) == [min_park]


def test_the_credential_says_nothing_of_points() -> None:
    at = certifying()
    passed = scene.told_candidate(at=at, passed=True)
    credential = actions.take_credential(passed, by=passed.claim.person)
    said = json.loads(credential.body)
    assert "result" not in said["credentialSubject"]
    assert queries.open_attempt(passed).number not in credential.body.decode()


def test_what_was_not_passed_is_not_certified() -> None:
    at = certifying()
    failed = scene.told_candidate(at=at)
    without = scene.told_candidate(passed=True)
    unreleased = scene.attempt(other := scene.sat(of=at), passed=True)
    scene.reported(unreleased, at=other, released=False)
    unreleased = scene.claimed(unreleased, scene.candidate())
    for attempt in (failed, without, unreleased):
        with pytest.raises(NothingToCertify):
            actions.take_credential(attempt, by=attempt.claim.person)
    assert not any(skills_of(attempt.claim.person) for attempt in (failed, without, unreleased))


def test_one_pass_is_certified_to_one_person() -> None:
    passed = scene.told_candidate(at=certifying(), passed=True)
    actions.take_credential(passed, by=passed.claim.person)
    Claim.objects.filter(attempt=passed).delete()
    again = scene.claimed(Attempt.objects.get(pk=passed.pk), scene.candidate("So Lee"))
    with pytest.raises(CertifiedToAnother):
        actions.take_credential(again, by=again.claim.person)


def test_a_report_that_disagrees_with_the_list_of_marks_certifies_nobody() -> None:
    """Marks were corrected after the reports were made; a new release comes first."""
    explanation = scene.explained(passed=True)
    disagreeing = replace(explanation, decision=replace(explanation.decision, passed=False))
    passed = scene.told_candidate(at=certifying(), passed=True, explanation=disagreeing)
    with pytest.raises(NothingToCertify):
        actions.take_credential(passed, by=passed.claim.person)
