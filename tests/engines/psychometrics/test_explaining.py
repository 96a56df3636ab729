from dataclasses import fields, replace

import numpy as np
import pytest

from munera.engines.psychometrics import explaining, record
from munera.engines.psychometrics.advice import Assumptions
from munera.engines.psychometrics.decisions import pass_rule
from munera.engines.psychometrics.errors import Malformed
from munera.engines.psychometrics.explaining import explain, explain_all, grounds_of
from munera.engines.psychometrics.explanation import (
    Basis,
    Explanation,
    Frequency,
    Reason,
    Statement,
    WeakestClaim,
    Withheld,
)
from munera.engines.psychometrics.frequencies import in_words
from munera.engines.psychometrics.grounds import Grounds
from munera.engines.psychometrics.retake import Growth, Recalibration, RetakeModel
from tests.engines.psychometrics.sittings import Simulated, sat

ENGINEERS = pass_rule("kr-engineer-written")
RETAKE = RetakeModel(
    Growth(at_once=0.1, per_year=0.3, deviation=0.3, shortest=0.25, longest=2.0, people=900),
    Recalibration(intercept=0.05, slope=0.97, covariance=((0.004, 0.001), (0.001, 0.002)), people=400),
)


@pytest.fixture(scope="module")
def sitting() -> Simulated:
    """Subjects long enough, and different enough, to be spoken of one by one."""
    return sat((20,) * 5, correlation=0.6, number=1_500, seed=41)


@pytest.fixture(scope="module")
def grounds(sitting: Simulated) -> Grounds:
    return grounds_of(sitting.calibration, sitting.table, rule=ENGINEERS, skills=sitting.skills)


@pytest.fixture(scope="module")
def explanations(sitting: Simulated, grounds: Grounds) -> list[Explanation]:
    return explain_all(grounds, sitting.table)


def test_everybody_is_told_the_decision_that_the_rule_makes(sitting, explanations):
    points = sitting.table.reshape(-1, 5, 20).sum(axis=2)
    passed = (points >= 8).all(axis=1) & (points.sum(axis=1) >= 60)
    assert [each.decision.passed for each in explanations] == passed.tolist()
    assert [each.decision.points for each in explanations] == points.sum(axis=1).tolist()
    for each, row in zip(explanations, points.tolist(), strict=True):
        total, *subjects = each.decision.clauses
        assert (total.got, total.required, total.possible, total.met) == (sum(row), 60, 100, sum(row) >= 60)
        assert [(clause.subject, clause.got, clause.met) for clause in subjects] == [
            (f"skill {k}", got, got >= 8) for k, got in enumerate(row)
        ]
        assert each.decision.margin == sum(row) - 60
        assert bool(each.decision.unmet) is not each.decision.passed


def test_lost_points_add_up_to_the_last_tenth(explanations):
    for each in explanations:
        assert sum(line.to_the_mark for line in each.lost.lines) == each.lost.to_the_mark
        assert each.lost.to_the_mark == -10 * each.decision.margin
        assert sum(line.to_passers for line in each.lost.lines) == each.lost.to_passers
        assert [line.to_the_mark for line in each.lost.lines] == sorted(
            (line.to_the_mark for line in each.lost.lines), reverse=True
        )


def test_lost_points_add_up_where_subjects_weigh_differently():
    sitting = sat((7, 13, 9), correlation=0.7, number=300, seed=42, three=3)
    grounds = grounds_of(sitting.calibration, sitting.table, rule=ENGINEERS, skills=sitting.skills)
    for each in explain_all(grounds, sitting.table):
        assert each.decision.possible == 100
        assert sum(line.to_the_mark for line in each.lost.lines) == each.lost.to_the_mark
        assert each.lost.to_the_mark == round(10 * (each.decision.required - each.decision.points))


def test_guessed_and_graded_questions_are_explained_as_well():
    sitting = sat((15, 15), correlation=0.6, number=400, seed=44, three=2, guessed=0.2)
    grounds = grounds_of(sitting.calibration, sitting.table, rule=ENGINEERS, skills=sitting.skills)
    found = explain_all(grounds, sitting.table)
    told = np.array([[line.ability.mean for line in each.skills] for each in found])
    for k in range(2):
        assert np.corrcoef(told[:, k], sitting.abilities[:, k])[0, 1] > 0.8
    assert explain(grounds, sitting.table[7]) == found[7]


def test_one_alone_is_told_the_same_to_the_last_byte_as_among_all(sitting, grounds, explanations):
    for place in (0, 7, 1_499):
        assert record.written(explain(grounds, sitting.table[place])) == record.written(explanations[place])
    backwards = explain_all(grounds, sitting.table[::-1])
    assert backwards == explanations[::-1]


def test_explanations_and_grounds_are_kept_as_bytes_and_read_back(sitting, grounds, explanations):
    for each in explanations[:50]:
        assert record.read(record.written(each), Explanation) == each
    kept = record.read(record.written(grounds), Grounds)
    assert kept == grounds
    assert kept.digest == grounds.digest
    assert explain_all(kept, sitting.table[:20]) == explanations[:20]
    assert record.read(record.written(RETAKE), RetakeModel) == RETAKE


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'"passed"', b'"past"'), (b'"decision":{', b'"decision":[{'), (b'"hours":20.0', b'"hours":"20"'), (b"too ", b"")],
)
def test_bytes_that_are_no_explanation_are_refused(explanations, old, new):
    failed = next(each for each in explanations if not each.decision.passed and len(each.withheld) > 1)
    content = record.written(failed)
    assert old in content
    with pytest.raises(Malformed, match="This is no Explanation of ours"):
        record.read(content.replace(old, new, 1), Explanation)


def test_another_answer_rule_or_assumption_has_another_digest(sitting, grounds):
    answers = sitting.table[0]
    other = answers.copy()
    other[3] = 1 - other[3]
    digests = {
        each.sources.digest
        for each in (
            explain(grounds, answers),
            explain(grounds, other),
            explain(replace(grounds, rule=replace(ENGINEERS, version="2027")), answers),
            explain(grounds, answers, advice=Assumptions(hours=10.0)),
            explain(grounds, answers, retake=RETAKE, years=0.5),
            explain(grounds, answers, retake=RETAKE, years=1.0),
        )
    }
    assert len(digests) == 6


def test_nothing_about_a_person_comes_in_but_their_answers():
    assert {field.name for field in fields(Grounds)} == {
        *("rule", "skills", "parameters", "skill_of", "mean", "covariance", "worths", "typical", "passers", "people"),
        "calibration",
    }
    wanted = explaining.explain_all.__annotations__
    assert set(wanted) == {"grounds", "table", "advice", "retake", "years", "return"}


def test_a_skill_is_called_weakest_only_when_that_is_likely_and_its_questions_may_be_spoken_of(grounds, explanations):
    worth = {each.skill: each.has_value for each in grounds.worths}
    claims = [each.weakest for each in explanations if each.weakest]
    assert len(claims) > 100
    assert all(claim.probability > 0.6 and worth[claim.skill] for claim in claims)
    for each in explanations:
        told = Withheld(Statement.WEAKEST, Reason.TOO_EVEN) in each.withheld
        assert (each.weakest is None and not told) is each.decision.passed
        assert not (each.weakest and told)


def test_short_skills_that_go_together_are_not_spoken_of_one_by_one():
    sitting = sat((5,) * 4, correlation=0.9, number=500, seed=43)
    grounds = grounds_of(sitting.calibration, sitting.table, rule=ENGINEERS, skills=sitting.skills)
    for each in explain_all(grounds, sitting.table):
        assert each.weakest is None
        assert not any(line.may_be_called_weak for line in each.skills)
        for line in each.skills:
            assert Withheld(Statement.SKILL_IS_WEAK, Reason.TOO_UNSURE, line.skill) in each.withheld
        # The points themselves are facts, and studying is advised by what it brings.
        assert [line.possible for line in each.skills] == [5] * 4
        assert each.decision.passed or len(each.plan) == 4


def test_how_passers_did_is_told_only_of_thirty(sitting):
    """Of thirty it is told, of twenty-nine it is not; who failed is told in both cases what kept them from it."""
    points = sitting.table.reshape(-1, 5, 20).sum(axis=2)
    passed = (points >= 8).all(axis=1) & (points.sum(axis=1) >= 60)
    failed = np.flatnonzero(~passed)[:300]
    for number in (29, 30):
        table = sitting.table[np.concatenate((np.flatnonzero(passed)[:number], failed))]
        grounds = grounds_of(sitting.calibration, table, rule=ENGINEERS, skills=sitting.skills)
        for each in explain_all(grounds, table[-20:]):
            bands = [line.passers for line in each.skills]
            if number == 29:
                assert bands == [None] * 5
                assert all(line.below_passers is None for line in each.skills)
                assert (each.lost.to_passers, {line.to_passers for line in each.lost.lines}) == (None, {None})
                assert Withheld(Statement.PASSERS, Reason.TOO_FEW_PEOPLE) in each.withheld
            else:
                assert all(band and band.people == 30 and band.low <= band.median <= band.high for band in bands)
                assert each.lost.to_passers is not None
                assert Withheld(Statement.PASSERS, Reason.TOO_FEW_PEOPLE) not in each.withheld


def test_the_plan_begins_with_what_an_hour_brings_most(explanations):
    for each in explanations:
        if each.decision.passed:
            assert each.plan == ()
            continue
        assert sum(step.best for step in each.plan) == pytest.approx(1, abs=1e-3)
        if each.plan[0].gain >= 0.01:
            gains = [step.gain_per_hour for step in each.plan]
            assert gains == sorted(gains, reverse=True)
        assert not any(step.stays_first for step in each.plan[1:])
    firsts = [each.plan[0] for each in explanations if each.plan and each.plan[0].gain > 0.05]
    assert any(step.stays_first for step in firsts)


def test_who_is_far_from_passing_is_told_where_points_are_to_be_had(sitting, grounds):
    lost = explain(grounds, np.zeros(100, np.int8))
    assert max(step.gain for step in lost.plan) < 0.005
    points = [step.points / step.hours for step in lost.plan]
    assert points == sorted(points, reverse=True)
    assert points[-1] > 0
    assert lost.needed == ()
    assert Withheld(Statement.NEEDED, Reason.OUT_OF_REACH) in lost.withheld


def test_what_is_needed_grows_with_what_is_missing(explanations):
    failed = sorted((each for each in explanations if len(each.needed) == 2), key=lambda each: each.decision.margin)
    near = np.mean([each.needed[0].points for each in failed[-100:]])
    far = np.mean([each.needed[0].points for each in failed[:100]])
    assert far > near + 5
    for each in failed:
        half, more = each.needed
        assert (half.chance, more.chance) == (0.5, 0.8)
        assert 0 < half.ability_gain < more.ability_gain
        assert 0 < half.points < more.points


def test_the_chance_is_what_retakers_taught_where_there_were_any(sitting, grounds):
    failed = next(row for row in sitting.table if 50 <= row.sum() < 60)
    today, soon, later = (
        explain(grounds, failed),
        explain(grounds, failed, retake=RETAKE, years=0.25),
        explain(grounds, failed, retake=RETAKE, years=2.0),
    )
    assert today.chance.basis is Basis.SAME_ABILITY
    assert Withheld(Statement.CHANCE, Reason.NO_RETAKERS) in today.withheld
    assert soon.chance.basis is Basis.RETAKERS
    assert Withheld(Statement.CHANCE, Reason.NO_RETAKERS) not in soon.withheld
    assert today.chance.best < soon.chance.best < later.chance.best
    assert later.chance.low < later.chance.best < later.chance.high
    assert (today.chance.years, later.chance.years) == (None, 2.0)
    # What else is told does not change with it.
    assert (today.plan, today.needed, today.skills) == (soon.plan, soon.needed, soon.skills)


def test_who_passed_is_told_of_strengths_and_of_what_comes_next(explanations):
    passed = [each for each in explanations if each.decision.passed]
    assert all(each.achieved and each.chance is None and each.weakest is None for each in passed)
    assert any(each.achieved.strengths for each in passed)
    for each in passed:
        assert len(each.achieved.next) == 3
        below = {line.skill: line.below_passers for line in each.skills}
        assert all(below[skill] < 0.4 for skill in each.achieved.strengths)


def test_a_better_answer_never_makes_a_skill_worse(sitting, grounds):
    wrong = np.argwhere(sitting.table[5] == 0)[:, 0]
    before = explain(grounds, sitting.table[5])
    for question in wrong[:10]:
        better = sitting.table[5].copy()
        better[question] = 1
        after = explain(grounds, better)
        k = question // 20
        assert after.skills[k].ability.mean > before.skills[k].ability.mean
        assert after.decision.points == before.decision.points + 1


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.0, (1, 20)),
        (0.049, (1, 20)),
        (0.1, (1, 10)),
        (0.14, (1, 7)),
        (0.21, (1, 5)),
        (0.34, (1, 3)),
        (0.5, (1, 2)),
        (0.76, (3, 4)),
        (0.999, (19, 20)),
    ],
)
def test_chances_are_said_as_people_say_them(chance, words):
    assert in_words(chance) == Frequency(*words)


def test_a_weakest_skill_is_named_to_somebody_who_shows_one(sitting, grounds):
    answers = np.ones(100, np.int8)
    answers[40:60] = 0
    told = explain(grounds, answers)
    assert told.decision.points == 80
    assert not told.decision.passed
    assert [clause.subject for clause in told.decision.unmet] == ["skill 2"]
    assert told.weakest == WeakestClaim("skill 2", told.weakest.probability)
    assert told.weakest.probability > 0.95
    assert told.plan[0].skill == "skill 2"
    assert told.lost.lines[0].skill == "skill 2"


def test_grounds_are_not_learned_from_a_few():
    sitting = sat((5, 5), correlation=0.5, number=20, seed=1)
    with pytest.raises(Malformed, match="takes 30 people to tell; there are 20"):
        grounds_of(sitting.calibration, sitting.table, rule=ENGINEERS, skills=sitting.skills)
