"""A skill is known by the evidence that stands on the day, and by nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from munera.kernel.audit.models import Event
from munera.kernel.skills import actions, queries
from munera.kernel.skills.actions.evidence import AlreadyTakenBack, LevelOffTheScale, MayNotCheck, UnknownSkill
from munera.kernel.skills.choices import LanguageLevel, Level, Standing
from munera.kernel.skills.models import Evidence
from tests.factories.organisations import member, organisation
from tests.factories.people import person
from tests.factories.skills import ENGLISH, HARVEST, PRUNING, assessor, classification, declared, verified

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def starter() -> None:
    classification()


def test_a_declared_skill_is_known_as_declared() -> None:
    somebody = person()
    word = declared(somebody, level=Level.INDEPENDENT)
    known = queries.skills_of(somebody)
    assert [(one.skill.uri, one.standing, one.level, one.evidence) for one in known] == [
        (PRUNING, Standing.DECLARED, Level.INDEPENDENT, (word,))
    ]
    assert queries.skills_of(person()) == []


def test_saying_the_same_again_says_nothing_new() -> None:
    somebody = person()
    assert declared(somebody, level=3) == declared(somebody, level=3)
    assert Evidence.objects.count() == 1


def test_another_level_takes_the_place_of_the_first() -> None:
    somebody = person()
    declared(somebody, level=3), declared(somebody, level=4)
    assert [one.level for one in queries.declarations_of(somebody)] == [4]
    assert [one.level for one in queries.skills_of(somebody)] == [4]


def test_what_is_taken_back_is_gone_and_is_taken_back_once() -> None:
    somebody = person()
    word = declared(somebody)
    actions.withdraw_skill(word, by=somebody)
    assert queries.skills_of(somebody) == []
    with pytest.raises(AlreadyTakenBack):
        actions.withdraw_skill(word, by=somebody)
    assert declared(somebody) != word


def test_a_skill_that_the_classification_lacks_is_refused() -> None:
    with pytest.raises(UnknownSkill):
        declared(person(), uri="http://data.europa.eu/esco/skill/none")


def test_a_level_is_on_the_scale_of_the_skill() -> None:
    somebody = person()
    declared(somebody, uri=ENGLISH, level=LanguageLevel.C2)
    with pytest.raises(LevelOffTheScale):
        declared(somebody, uri=PRUNING, level=LanguageLevel.C2)
    with pytest.raises(LevelOffTheScale):
        declared(somebody, uri=ENGLISH, level=0)


def test_the_weightiest_evidence_says_how_a_skill_is_known_and_how_well() -> None:
    somebody, ours = person(), organisation()
    declared(somebody, level=Level.EXPERT)
    actions.check_skill(somebody, PRUNING, level=Level.BASIC, organisation=ours, by=assessor(ours))
    [known] = queries.skills_of(somebody)
    assert (known.standing, known.level, known.is_verified) == (Standing.CHECKED, Level.BASIC, False)
    verified(somebody, level=None)
    [known] = queries.skills_of(somebody)
    assert (known.standing, known.level, known.is_verified) == (Standing.ISSUER_VERIFIED, Level.BASIC, True)
    verified(somebody, level=Level.ADVANCED, standing=Standing.REGISTRY_VERIFIED)
    [known] = queries.skills_of(somebody)
    assert (known.standing, known.level, len(known.evidence)) == (Standing.REGISTRY_VERIFIED, Level.ADVANCED, 4)


def test_evidence_counts_to_its_last_day_and_no_longer() -> None:
    somebody, today = person(), timezone.localdate()
    declared(somebody, level=2)
    verified(somebody, valid_until=today)
    assert [one.standing for one in queries.skills_of(somebody, on=today)] == [Standing.ISSUER_VERIFIED]
    assert [one.standing for one in queries.skills_of(somebody, on=today + DAY)] == [Standing.DECLARED]
    assert queries.has_verified(somebody, PRUNING, today)
    assert not queries.has_verified(somebody, PRUNING, today + DAY)


def test_a_skill_holds_as_long_as_its_longest_evidence_of_that_weight() -> None:
    somebody, today = person(), timezone.localdate()
    verified(somebody, valid_until=today + DAY)
    assert queries.skills_of(somebody)[0].valid_until == today + DAY
    verified(somebody, valid_until=today + 2 * DAY)
    assert queries.skills_of(somebody)[0].valid_until == today + 2 * DAY
    verified(somebody)
    assert queries.skills_of(somebody)[0].valid_until is None


def test_a_withdrawal_takes_effect_everywhere_at_once() -> None:
    somebody, other, today = person(), person(), timezone.localdate()
    declared(somebody)
    for uri in (PRUNING, HARVEST):
        verified(somebody, uri=uri, reference="credential:7")
    verified(other, reference="credential:8")
    assert set(queries.people_with([PRUNING], at_least=Standing.ISSUER_VERIFIED)) == {somebody, other}
    assert actions.void_evidence("credential:7", "issued by mistake", by=None) == 2
    assert [(one.skill.uri, one.standing) for one in queries.skills_of(somebody)] == [(PRUNING, Standing.DECLARED)]
    assert not queries.has_verified(somebody, PRUNING, today)
    assert list(queries.people_with([PRUNING], at_least=Standing.ISSUER_VERIFIED)) == [other]
    assert [one.evidence.void_because for one in queries.ended_in_words(somebody, language="en")] == [
        "issued by mistake",
        "issued by mistake",
    ]
    assert actions.void_evidence("credential:7", "again", by=None) == 0


def test_nothing_is_voided_without_a_reference() -> None:
    with pytest.raises(ValueError, match="without a reference"):
        actions.void_evidence("", "all of it", by=None)


def test_the_same_credential_recorded_twice_is_there_once() -> None:
    somebody = person()
    assert verified(somebody, reference="credential:7") == verified(somebody, reference="credential:7")
    assert Evidence.objects.count() == 1


def test_a_credential_issued_anew_counts_again() -> None:
    somebody = person()
    verified(somebody, reference="credential:7")
    actions.void_evidence("credential:7", "a slip", by=None)
    verified(somebody, reference="credential:7")
    assert queries.has_verified(somebody, PRUNING, timezone.localdate())


def test_verified_means_an_issuer_or_a_register_at_that_level() -> None:
    somebody, ours, today = person(), organisation(), timezone.localdate()
    actions.check_skill(somebody, PRUNING, level=5, organisation=ours, by=assessor(ours))
    assert not queries.has_verified(somebody, PRUNING, today)
    verified(somebody, level=3)
    assert queries.has_verified(somebody, PRUNING, today, level=3)
    assert not queries.has_verified(somebody, PRUNING, today, level=4)
    assert not queries.has_verified(somebody, HARVEST, today)


def test_people_with_skills_have_all_of_them() -> None:
    both, one, away = person(), person(), person()
    for uri in (PRUNING, HARVEST):
        declared(both, uri=uri), declared(away, uri=uri)
    declared(one)
    away.is_active = False
    away.save()
    assert list(queries.people_with([PRUNING, HARVEST])) == [both]
    assert list(queries.people_with([PRUNING])) == [both, one]


def test_an_assessor_checks_for_their_own_organisation_and_never_themselves() -> None:
    ours, theirs, somebody = organisation(), organisation(), person()
    by = assessor(ours)
    for person_checked, at, checker in ((by, ours, by), (somebody, theirs, by), (somebody, ours, member(ours))):
        with pytest.raises(MayNotCheck):
            actions.check_skill(person_checked, PRUNING, level=3, organisation=at, by=checker)
    checked = actions.check_skill(somebody, PRUNING, level=3, organisation=ours, by=by)
    assert (checked.source, checked.recorded_by) == (ours.name, by)
    event = Event.objects.get(verb="skills.evidence.recorded", actor=f"people.person:{by.pk}")
    assert event.on_behalf_of == f"organisations.organisation:{ours.pk}"
    assert "pruning" not in str(event.details)


def test_skills_of_many_people_are_one_question(django_assert_num_queries: object) -> None:
    people = [person() for _ in range(3)]
    for somebody in people:
        declared(somebody), verified(somebody, uri=HARVEST)
    with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture of pytest-django
        known = queries.skills_of_people(people)
    assert [[one.standing for one in known[somebody.pk]] for somebody in people] == [
        [Standing.ISSUER_VERIFIED, Standing.DECLARED]
    ] * 3
