import numpy as np
import pytest

from munera.engines.psychometrics.decisions import pass_rule
from munera.engines.psychometrics.errors import NotIdentified
from munera.engines.psychometrics.grounds import grounds_of, passed
from munera.engines.psychometrics.retake import (
    Retakers,
    evaluate,
    evaluate_groups,
    growth_of,
    learn_retake,
    outcomes,
    told_chances,
)
from munera.engines.psychometrics.retake.model import Growth, RetakeModel, logistic
from munera.engines.psychometrics.retake.predicting import reckoned_chances
from tests.engines.psychometrics.sittings import answered, people, questions

SIZES = (15,) * 4
ENGINEERS = pass_rule("kr-engineer-written")
TRUE_GROWTH = (0.10, 0.35, 0.30)


@pytest.fixture(scope="module")
def retakers() -> list[Retakers]:
    """Three sittings one after the other; who failed comes again, the likelier the nearer they were."""
    chance = np.random.default_rng(31)
    calibration, skills = questions(SIZES, chance)
    again_calibration, again_skills = questions(SIZES, chance)
    everybody = people(6_000, skills=4, correlation=0.8, chance=chance)
    first, again = (
        grounds_of(items, answered(items, SIZES, everybody, chance), rule=ENGINEERS, skills=names)
        for items, names in ((calibration, skills), (again_calibration, again_skills))
    )
    found = []
    for number in (9_000, 12_000, 60_000):
        abilities = people(number, skills=4, correlation=0.8, chance=chance)
        table = answered(calibration, SIZES, abilities, chance)
        comes = ~passed(first.structure, first.grading, table.astype(np.int64))
        comes &= chance.random(number) < logistic((table.sum(axis=1) - 26) / 5)
        years = chance.uniform(0.25, 2.0, comes.sum())
        gain = TRUE_GROWTH[0] + TRUE_GROWTH[1] * years + TRUE_GROWTH[2] * chance.standard_normal(comes.sum())
        later = answered(again_calibration, SIZES, abilities[comes] + gain[:, None], chance)
        found.append(Retakers(first, table[comes], again, later, years))
    return found


@pytest.fixture(scope="module")
def model(retakers: list[Retakers]) -> RetakeModel:
    return learn_retake(retakers[:1], retakers[1:2])


def test_growth_is_found_though_nobody_sees_it_and_only_who_failed_came_again(retakers):
    growth = growth_of(retakers[:2])
    assert growth.at_once == pytest.approx(TRUE_GROWTH[0], abs=0.05)
    assert growth.per_year == pytest.approx(TRUE_GROWTH[1], abs=0.05)
    assert growth.deviation == pytest.approx(TRUE_GROWTH[2], abs=0.05)
    assert growth.people == sum(len(each.years) for each in retakers[:2])


def test_chances_come_true_in_a_later_sitting(retakers, model):
    latest = retakers[2]
    chances = told_chances(model, latest.first, latest.answers, latest.years)
    found = evaluate(chances, outcomes(latest), seed=1)
    assert found.people > 2_000
    assert found.calibration_error <= 0.02
    # With so many, what chance alone makes is of the same size: nothing is left to find fault with.
    assert found.calibration_error <= 1.5 * found.error_by_chance
    assert 0.9 <= found.slope <= 1.1
    assert found.auc_low < found.auc < found.auc_high
    assert found.auc_high - found.auc_low < 0.05
    assert found.skill > 0.1
    assert found.brier == pytest.approx(np.mean((chances - outcomes(latest)) ** 2))
    assert sum(each.people for each in found.bins) == found.people


def test_without_growth_the_same_chances_do_not_come_true(retakers):
    latest = retakers[2]
    still = Growth(at_once=0.0, per_year=0.0, deviation=0.0, shortest=0.0, longest=2.0, people=0)
    chances = reckoned_chances(latest.first, latest.answers, still, latest.years)
    assert evaluate(chances, outcomes(latest), seed=1).calibration_error > 0.05


def test_groups_are_judged_apart_and_small_ones_not_at_all(retakers, model):
    latest = retakers[2]
    chances = told_chances(model, latest.first, latest.answers, latest.years)
    labels = ["few" if place < 15 else "many" if place % 2 else "others" for place in range(len(chances))]
    found = evaluate_groups(chances, outcomes(latest), labels, seed=1)
    assert found["few"] is None
    for label in ("many", "others"):
        assert found[label].people > 500
        assert found[label].calibration_error <= 0.05
        assert abs(found[label].came_true - np.mean([each.told for each in found[label].bins])) < 0.03


def test_the_band_of_a_chance_is_narrow_where_many_were_seen(retakers, model):
    best, low, high = model.told(np.array([0.02, 0.2, 0.5, 0.9]))
    assert (low < best).all()
    assert (best < high).all()
    assert (high - low < 0.08).all()
    fewer = learn_retake(retakers[:1], [first_of(retakers[1], 200)])
    _, low_of_few, high_of_few = fewer.told(np.array([0.2]))
    assert high_of_few[0] - low_of_few[0] > 2 * (high[1] - low[1])


def first_of(each: Retakers, number: int) -> Retakers:
    return Retakers(each.first, each.answers[:number], each.again, each.answers_again[:number], each.years[:number])


def test_a_few_retakers_teach_nothing(retakers):
    with pytest.raises(NotIdentified, match="Growth takes 200 who came again to tell; there are 150"):
        growth_of([first_of(retakers[0], 150)])
    with pytest.raises(NotIdentified, match="takes 100 who came again later"):
        learn_retake(retakers[:1], [first_of(retakers[1], 50)])
    with pytest.raises(NotIdentified, match="answers of both times and the years"):
        Retakers(retakers[0].first, retakers[0].answers, retakers[0].again, retakers[0].answers_again[:-1], np.zeros(3))


def test_chances_that_are_right_have_the_slope_of_one_and_bold_ones_less():
    chance = np.random.default_rng(5)
    logits = chance.normal(-1, 1.2, 20_000)
    came_true = chance.random(20_000) < logistic(logits)
    right, bold = evaluate(logistic(logits), came_true, seed=1), evaluate(logistic(2 * logits), came_true, seed=1)
    assert (right.slope, right.intercept) == (pytest.approx(1, abs=0.05), pytest.approx(0, abs=0.05))
    assert bold.slope == pytest.approx(0.5, abs=0.03)
    assert bold.auc == pytest.approx(right.auc)
    assert bold.calibration_error > 5 * right.calibration_error
    with pytest.raises(NotIdentified, match="some who passed and some who did not"):
        evaluate(logistic(logits), np.ones(20_000, bool), seed=1)
