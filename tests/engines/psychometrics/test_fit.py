"""Whether the model is true: the published values of the law school test, and models that are, and are not."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from munera.engines.psychometrics.ability import score
from munera.engines.psychometrics.calibration import calibrate
from munera.engines.psychometrics.errors import Malformed, NotIdentified
from munera.engines.psychometrics.fit import dependence, item_fit, margin_fit, person_fit, residuals
from munera.engines.psychometrics.fit.items import totals_of
from munera.engines.psychometrics.model import Calibration, Floats, Item, ItemParameters, Method, Model, Scores
from munera.engines.psychometrics.responses import Responses
from tests.engines.psychometrics.published import law_school
from tests.engines.psychometrics.simulated import answered, table_of


@pytest.fixture(scope="module")
def law() -> Calibration:
    return calibrate(law_school(7), tolerance=1e-7)


def test_margins_of_the_law_school_test_fit_as_published(law: Calibration) -> None:
    """R's mirt 1.47: M2()."""
    found = margin_fit(law, law_school(7))
    assert found.m2 == pytest.approx(11.938, abs=0.01)
    assert found.degrees_of_freedom == 5
    assert found.p_value == pytest.approx(0.036, abs=1e-3)
    assert found.rmsea == pytest.approx(0.037, abs=1e-3)
    assert found.rmsea_interval == pytest.approx((0.009, 0.065), abs=1e-3)
    assert found.srmsr == pytest.approx(0.032, abs=1e-3)
    assert found.tli == pytest.approx(0.937, abs=1e-3)
    assert found.cfi == pytest.approx(0.968, abs=1e-3)
    assert found.people == 1000


def test_items_of_the_law_school_test_fit_as_published(law: Calibration) -> None:
    """R's mirt 1.47: itemfit()."""
    found = item_fit(law, law_school(7))
    published = {"item 1": 4.751, "item 2": 14.453, "item 3": 1.273, "item 4": 5.236, "item 5": 0.941}
    assert {each.key: each.chi_squared for each in found} == pytest.approx(published, abs=0.01)
    assert [each.degrees_of_freedom for each in found] == [2] * 5
    assert found[1].p_value == pytest.approx(np.exp(-found[1].chi_squared / 2))
    assert found[1].rmsea > 0.07


def pool() -> tuple[ItemParameters, ...]:
    generator = np.random.default_rng(1)
    graded = [
        ItemParameters(
            Item(f"long {n}", Model.GRADED_RESPONSE, 3), generator.lognormal(0.2, 0.3), (0.9, -0.6 - 0.1 * n)
        )
        for n in range(4)
    ]
    short = [
        ItemParameters(Item(f"short {n}"), generator.lognormal(0.2, 0.3), (generator.normal(),)) for n in range(14)
    ]
    return (*graded, *short)


@pytest.fixture(scope="module")
def truth() -> Calibration:
    return Calibration(pool())


@pytest.fixture(scope="module")
def answers(truth: Calibration) -> Responses:
    generator = np.random.default_rng(4)
    return answered(truth.items, generator.normal(size=3_000), generator)


@pytest.fixture(scope="module")
def scores(truth: Calibration, answers: Responses) -> Scores:
    return score(truth, answers, Method.WLE)


def test_answers_of_a_true_model_fit_it(answers: Responses) -> None:
    found = calibrate(answers, standard_errors=False)
    margins = margin_fit(found, answers)
    assert margins.degrees_of_freedom == 18 * 19 // 2 - (4 * 3 + 14 * 2)
    assert margins.p_value > 0.01
    assert margins.rmsea < 0.015
    assert margins.srmsr < 0.02
    of_items = item_fit(found, answers)
    assert [each.key for each in of_items] == [item.key for item in answers.items]
    assert np.mean([each.p_value < 0.05 for each in of_items]) < 0.25
    assert 0.3 < np.mean([each.p_value for each in of_items]) < 0.7


def test_answers_with_a_second_ability_do_not(answers: Responses) -> None:
    generator = np.random.default_rng(5)
    theta, other = generator.normal(size=(2, 3_000))
    table = answers.table()
    items = [each.item for each in pool()]
    for columns, ability in ((range(9), theta), (range(9, 18), 0.5 * theta + 0.8 * other)):
        chosen = [pool()[column] for column in columns]
        table[:, list(columns)] = table_of(chosen, ability, generator)
    both = Responses.of(table, items)
    found = calibrate(both, standard_errors=False)
    assert margin_fit(found, both).p_value < 1e-6
    assert margin_fit(found, both).rmsea > 0.03


def test_an_item_that_does_not_rise_with_ability_does_not_fit(truth: Calibration, answers: Responses) -> None:
    table = answers.table()
    table[:, 17] = np.random.default_rng(6).random(3_000) < 0.5
    spoiled = Responses.of(table, answers.items)
    found = {each.key: each for each in item_fit(truth, spoiled)}
    assert found["short 13"].p_value < 1e-9
    assert found["short 12"].p_value > 1e-3
    assert residuals(truth, spoiled, score(truth, spoiled, Method.WLE)).item_outfit[17] > 1.15


def test_totals_are_all_ways_to_reach_them() -> None:
    chances = [np.array([[0.3], [0.7]]), np.array([[0.2], [0.5], [0.3]])]
    assert totals_of(chances, 1)[:, 0].tolist() == pytest.approx([0.06, 0.29, 0.44, 0.21])


def test_residuals_are_near_one_where_the_model_is_true(truth: Calibration, answers: Responses, scores: Scores) -> None:
    abilities = np.random.default_rng(4).normal(size=3_000)
    of_truth = residuals(truth, answers, replace(scores, theta=abilities))
    assert of_truth.item_infit == pytest.approx(np.ones(18), abs=0.08)
    assert of_truth.item_outfit == pytest.approx(np.ones(18), abs=0.2)
    found = residuals(truth, answers, scores)
    table, theta = answers.table()[7], scores.theta[7]
    expected, variance = moments(truth, theta)
    assert found.person_infit[7] == pytest.approx(((table - expected) ** 2).sum() / variance.sum())
    assert found.person_outfit[7] == pytest.approx(((table - expected) ** 2 / variance).mean())


def moments(truth: Calibration, theta: float) -> tuple[Floats, Floats]:
    first, second = np.zeros(len(truth.items)), np.zeros(len(truth.items))
    for place, each in enumerate(truth.items):
        chances, points = each.probabilities(np.array([theta]))[0], np.arange(each.item.categories)
        first[place], second[place] = chances @ points, chances @ points**2
    return first, second - first**2


def test_items_that_lean_on_each_other_are_found(truth: Calibration, answers: Responses, scores: Scores) -> None:
    usual = dependence(truth, answers, scores)
    assert usual.pairs == ()
    assert -0.12 < usual.mean < 0.0
    table = answers.table()
    table[:2_000, 11] = table[:2_000, 10]
    copied = Responses.of(table, answers.items)
    found = dependence(truth, copied, score(truth, copied, Method.WLE))
    assert [pair[:2] for pair in found.pairs] == [("short 6", "short 7")]
    assert found.pairs[0][2] == found.correlation[10, 11] > 0.2


@pytest.mark.parametrize("method", [Method.MAP, Method.WLE, Method.ML])
def test_person_fit_is_as_it_says_where_the_model_is_true(
    truth: Calibration, answers: Responses, method: Method
) -> None:
    found = person_fit(truth, answers, score(truth, answers, method))
    finite = found.lz[np.isfinite(found.lz)]
    assert finite.size > 2_900
    assert finite.mean() == pytest.approx(0.0, abs=0.06)
    assert finite.std() == pytest.approx(1.0, abs=0.06)
    assert stats.skew(finite) == pytest.approx(np.nanmean(found.skewness), abs=0.15)
    assert np.nanmean(found.skewness) < -0.2
    assert (found.p_value[np.isfinite(found.lz)] < 0.05).mean() == pytest.approx(0.05, abs=0.012)
    assert (found.p_value[np.isfinite(found.lz)] < 0.01).mean() == pytest.approx(0.01, abs=0.0055)


def test_somebody_who_answers_by_lot_is_unusual(truth: Calibration, answers: Responses) -> None:
    table = answers.table()
    hard = np.argsort([-each.probabilities(np.zeros(1))[0, -1] for each in truth.items])
    table[0, hard[:9]], table[0, hard[9:]] = 0, 1
    turned = Responses.of(table, answers.items)
    found = person_fit(truth, turned, score(truth, turned, Method.WLE))
    assert found.p_value[0] < 2e-3
    assert found.is_unusual[0]
    assert found.is_unusual.mean() < 0.016


def test_what_cannot_be_told_is_refused(
    truth: Calibration, law: Calibration, answers: Responses, scores: Scores
) -> None:
    with pytest.raises(Malformed, match="Person fit wants scores by ML, WLE or MAP"):
        person_fit(truth, answers, score(truth, answers, Method.EAP))
    few = Responses.of(answers.table()[:5], answers.items)
    for of in (person_fit, residuals):
        with pytest.raises(Malformed, match="3000 scores stand beside 5 people"):
            of(truth, few, scores)
    two = Responses.of(answers.table()[:, :2], answers.items[:2])
    with pytest.raises(NotIdentified, match="2 items have 3 means and products, no more than the 6 parameters"):
        margin_fit(truth, two)
    gaps = answers.table()
    gaps[0, 0] = -1
    with pytest.raises(NotIdentified, match="people who answered all of one form"):
        margin_fit(truth, Responses.of(gaps, answers.items))
    groups = Responses.of(answers.table(), answers.items, groups=["a", "b"] * 1_500)
    with pytest.raises(NotIdentified, match="within one group"):
        margin_fit(truth, groups)
    short = Responses.of(law_school(7).table()[:, :2], law_school(7).items[:2])
    assert [each.degrees_of_freedom for each in item_fit(law, short)] == [0, 0]
    assert np.isnan(item_fit(law, short)[0].p_value)


def test_one_slope_counts_once(answers: Responses) -> None:
    items = [replace(item, model=Model.ONE_PARAMETER) for item in answers.items[4:]]
    short = Responses.of(answers.table()[:, 4:], items)
    own, shared = calibrate(short), calibrate(short, free_variance=True)
    assert margin_fit(own, short).degrees_of_freedom == 14 * 15 // 2 - 15
    assert margin_fit(shared, short).m2 == pytest.approx(margin_fit(own, short).m2, rel=1e-3)
    assert margin_fit(shared, short).degrees_of_freedom == 14 * 15 // 2 - 15
