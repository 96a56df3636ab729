"""What is said of numbers: whole sentences, one hundred people, and nothing closer than is known."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.utils import translation

from munera.engines.psychometrics import explaining
from munera.engines.psychometrics.explanation import Basis, Explanation, Reason, Statement, WeakestClaim, Withheld
from munera.services.mentor import queries
from munera.services.mentor.models import Attempt, Subject, Topic
from munera.services.mentor.queries import OwnReport, advice
from munera.services.mentor.views.candidate import pages, withholding
from munera.services.mentor.views.candidate.wording import numbers, prospects, result
from tests.factories import mentor_candidates as scene


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def report(explanation: Explanation) -> OwnReport:
    """Without a database: names and numbers are all that words need."""
    subjects = {
        code: Subject(code=code, names={"en": scene.NAMES[code]}, place=at) for at, code in enumerate(scene.SUBJECTS)
    }
    topics = [
        Topic(pk=at * 10 + place, subject=subjects[code], code=name, names={"en": scene.NAMES[name]}, place=place)
        for at, code in enumerate(scene.SUBJECTS)
        for place, name in enumerate(scene.TOPICS[code], start=1)
    ]
    return OwnReport(
        Attempt(), explanation, {topic.key: topic for topic in topics}, subjects, datetime(2026, 6, 1, tzinfo=UTC)
    )


FAILED, PASSED = scene.explained(), scene.explained(passed=True)


@pytest.mark.parametrize(("value", "said"), [(4.0, "4"), (-4.0, "4"), (2.66, "2.7"), (0.04, "0"), (-0.04, "0")])
def test_points_have_a_decimal_where_it_is_needed(value: float, said: str) -> None:
    assert numbers.points(value) == said


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (0.0, "fewer than 5"),
        (0.044, "fewer than 5"),
        (0.05, "about 5"),
        (0.123, "about 12"),
        (0.95, "about 95"),
        (0.96, "more than 95"),
        (1.0, "more than 95"),
    ],
)
def test_chances_are_counted_in_a_hundred_people_and_not_told_too_closely(chance: float, said: str) -> None:
    assert numbers.in_people(chance) == said
    assert 5 <= numbers.people(chance) <= 95


def test_both_conditions_that_were_missed_are_told_with_what_was_missing() -> None:
    assert result.decision(report(FAILED)) == [
        "You reached 20 of 40 points. To pass, 24 were needed: 4 were missing.",
        "In Applied surveying you reached 7 of 20 points. At least 8 are asked for there: 1 was missing.",
    ]


def test_who_missed_a_minimum_alone_hears_that_the_total_was_enough() -> None:
    made = FAILED.decision
    total, survey, maps = made.clauses
    enough = replace(made, points=25.0, margin=1.0, clauses=(replace(total, got=25.0, met=True), survey, maps))
    assert result.decision(report(replace(FAILED, decision=enough))) == [
        "You reached 25 of 40 points; the 24 that are needed in all you have.",
        "In Applied surveying you reached 7 of 20 points. At least 8 are asked for there: 1 was missing.",
        "Every subject has a minimum of its own. That is what decided your result, not the total.",
    ]


def test_who_missed_the_total_alone_hears_that_no_subject_was_in_the_way() -> None:
    made = FAILED.decision
    total, survey, maps = made.clauses
    only = replace(made, margin=-1.0, clauses=(total, replace(survey, met=True), maps))
    told = result.decision(report(replace(FAILED, decision=only)))
    assert told == [
        "You reached 20 of 40 points. To pass, 24 were needed: 1 was missing.",
        "You have the minimum in every subject: only the total was not enough.",
    ]


def test_a_pass_is_told_in_one_sentence() -> None:
    assert result.decision(report(PASSED)) == ["You reached 30 of 40 points; 24 were needed. You have passed."]


def test_how_sure_the_decision_is_never_unsays_it() -> None:
    told = result.certainty(report(FAILED))
    assert "within 2.6 points" in told[0]
    assert told[1] == "Of 100 people with answers like yours, about 8 know enough to pass and were unlucky on the day."
    assert told[2].startswith("The decision stands all the same")
    assert len(result.certainty(report(PASSED))) == 2


def test_no_topic_is_called_the_weakest_unless_it_is_known() -> None:
    assert result.weakest(report(FAILED)).startswith(
        "Levelling is most likely your weakest topic: so it is for about 64"
    )
    even = result.weakest(report(replace(FAILED, weakest=None)))
    assert even.startswith("Your result is even across the topics")
    assert not any(name in even for name in scene.NAMES.values())
    unsure = replace(FAILED, weakest=None, withheld=(Withheld(Statement.WEAKEST, Reason.TOO_UNSURE),))
    assert result.weakest(report(unsure)).startswith("No topic can be called your weakest")
    unknown = replace(FAILED, weakest=WeakestClaim("elsewhere/topic", 0.9))
    assert result.weakest(report(unknown)) == even


@pytest.mark.parametrize(
    ("below", "said"),
    [
        (None, "not compared"),
        (0.93, "most likely below their middle"),
        (0.7, "perhaps below their middle"),
        (0.5, "near their middle"),
        (0.3, "perhaps above their middle"),
        (0.1, "most likely above their middle"),
    ],
)
def test_a_topic_stands_beside_the_middle_of_those_who_passed(below: float | None, said: str) -> None:
    assert result.beside_passers(below) == said


def test_the_bars_add_up_to_what_was_missing() -> None:
    page = pages._lost(report(FAILED))
    assert page is not None
    values = [float(value or 0) for value in page.series[0].values]
    assert [str(label) for label in page.labels] == [
        "Levelling",
        "Traverse survey",
        "Drawing of maps",
        "Map projections",
    ]
    assert round(sum(values), 6) == 4.0 == -FAILED.decision.margin
    assert "the numbers add up to 4." in result.lost(report(FAILED))


def test_who_had_enough_in_total_is_compared_with_those_who_passed() -> None:
    enough = replace(FAILED, lost=replace(FAILED.lost, to_the_mark=-10))
    page = pages._lost(report(enough))
    assert page is not None
    assert round(sum(float(value or 0) for value in page.series[0].values), 6) == 9.7
    assert "middle of those who passed" in result.lost(report(enough))
    alone = replace(FAILED, lost=replace(FAILED.lost, to_the_mark=-10, to_passers=None))
    assert result.lost(report(alone)) == ""
    assert pages._lost(report(alone)) is None


def test_a_step_of_the_plan_tells_the_points_and_the_chance_before_and_after() -> None:
    told = report(FAILED)
    steps = [step.sentence for step in pages.plan_steps(told, queries.plan_of(told))]
    assert steps[0] == (
        "A step forward here, in 20 hours, brings about 1.8 points and raises your chance from about 12 to about 21 of "
        "100."
    )
    assert steps[3] == "A step forward here, in 20 hours, brings about 0.1 points."


def test_far_below_the_mark_the_plan_goes_by_points_and_says_so() -> None:
    far = replace(FAILED, plan=tuple(replace(step, gain=0.001, stays_first=False) for step in FAILED.plan))
    plan = queries.plan_of(report(far))
    assert [planned.step.skill for planned in plan.topics] == [step.skill for step in FAILED.plan]
    assert prospects.assumption(plan)[0].startswith("No single topic lifts your chance by itself yet")
    assert prospects.first_step(plan) == ""
    own = queries.plan_of(report(far), hours={1: 90.0})
    assert own.topics[0].topic.name == "Traverse survey"


def test_points_take_over_where_the_engine_says_so() -> None:
    assert advice.WORTH_WHILE == explaining.WORTH_WHILE


def test_own_hours_take_the_place_of_what_was_supposed() -> None:
    told = report(FAILED)
    plan = queries.plan_of(told)
    assert prospects.first_step(plan).startswith("Levelling comes first also if")
    assert "it supposes 20 hours" in prospects.assumption(plan)[1]
    own = queries.plan_of(told, hours={1: 90.0})
    assert own.topics[0].topic.name == "Traverse survey"
    assert prospects.first_step(own) == ""
    assert prospects.assumption(own)[1] == "It is reckoned with the hours you named."


def test_a_weakest_topic_that_comes_later_is_explained() -> None:
    told = report(FAILED)
    assert prospects.weakest_comes_later(told, queries.plan_of(told)) == ""
    later = queries.plan_of(told, hours={1: 90.0})
    assert prospects.weakest_comes_later(told, later) == (
        "Levelling, your weakest topic, comes later: the same effort brings you more in the topics before it."
    )
    unnamed = report(replace(FAILED, weakest=None))
    assert prospects.weakest_comes_later(unnamed, later) == ""


def test_a_chance_without_anybody_who_came_again_supposes_nothing_learned() -> None:
    told = prospects.chance(report(FAILED))
    assert told[0] == (
        "If 100 people with answers like yours sat again and had learned nothing more, about 12 of them would pass."
    )
    assert told[1] == "The number is an estimate: it may be as low as 6 and as high as 21."


def test_a_chance_learned_from_others_is_not_mixed_with_what_was_known_on_the_day() -> None:
    assert FAILED.chance is not None
    chance = replace(FAILED.chance, basis=Basis.RETAKERS, best=0.61, low=0.4, high=0.58, years=0.3)
    checked = {"evaluation": {"people": 122, "on": "2026-07-11"}}
    told = replace(report(replace(FAILED, chance=chance)), learned=checked)
    assert prospects.chance(told) == [
        "Of 100 people with answers like yours, about 61 pass the next time they try.",
        # The best guess is never outside of the band.
        "The number is an estimate: it may be as low as 40 and as high as 61.",
        "It rests on people who failed with answers like yours and came again, with whatever they studied until then.",
        "It was checked on 122 people who sat again on 11 July 2026, from whom nothing was learned.",
    ]
    steps = [step.sentence for step in pages.plan_steps(told, queries.plan_of(told))]
    assert steps[0] == (
        "A step forward here, in 20 hours, brings about 1.8 points; about 9 more of 100 people with answers like yours "
        "pass with it."
    )
    assert steps[3] == "A step forward here, in 20 hours, brings about 0.1 points."
    assert ("Chance next time", "about 61 of 100") in pages._brief(told, queries.plan_of(told))
    assert prospects.about_needed(told)[0].startswith("These numbers start from what you knew on the day.")
    assert prospects.about_needed(report(FAILED)) == []


def test_everything_that_is_withheld_has_a_reason_in_words() -> None:
    everything = tuple(Withheld(statement, reason) for statement in Statement for reason in Reason)
    told = withholding.withheld(report(replace(FAILED, withheld=everything)))
    assert all(one.sentence for one in told)
    assert len(told) == len({one.sentence for one in told})
    assert withholding.withheld(report(PASSED)) == []


def test_whoever_passed_is_not_told_what_is_unknown_about_failing() -> None:
    withheld = (*FAILED.withheld, Withheld(Statement.PASSERS, Reason.TOO_FEW_PEOPLE))
    [told] = withholding.withheld(report(replace(PASSED, withheld=withheld)))
    assert told.sentence.startswith("How those who passed did in the topics.")


@pytest.mark.parametrize(("error", "said"), [(1.0, "1 point of"), (0.98, "1 point of"), (1.2, "1.2 points of")])
def test_one_point_is_one_point(error: float, said: str) -> None:
    measured = replace(FAILED, decision=replace(FAILED.decision, standard_error=error))
    assert f"within {said} what people" in result.certainty(report(measured))[0]


def test_topics_that_share_a_reason_are_listed_under_it() -> None:
    [topics, chance] = withholding.withheld(report(FAILED))
    assert topics.topics == ("Drawing of maps", "Map projections")
    assert chance.topics == ()


@pytest.mark.parametrize("explanation", [FAILED, PASSED], ids=["failed", "passed"])
def test_nothing_said_scolds(explanation: Explanation) -> None:
    told = report(explanation)
    said = " ".join([*result.decision(told), *result.certainty(told), *prospects.chance(told), result.weakest(told)])
    assert not any(word in said.lower() for word in ("bad", "poor", "lazy", "failure", "lowest"))
