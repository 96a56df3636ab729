"""Scores: as published, as reckoned the long way, and as the abilities that were put in."""

import numpy as np
import pytest

from munera.engines.psychometrics.ability import plausible_values, score, sum_score_table
from munera.engines.psychometrics.ability.curves import curves
from munera.engines.psychometrics.ability.lookup import looked_up, looked_up_plainly
from munera.engines.psychometrics.ability.one_by_one import estimated
from munera.engines.psychometrics.calibration import calibrate
from munera.engines.psychometrics.errors import Malformed, UnknownItem
from munera.engines.psychometrics.model import Calibration, Group, Item, ItemParameters, Method, Model
from munera.engines.psychometrics.numerics.nodes import USUAL
from munera.engines.psychometrics.responses import Responses
from tests.engines.psychometrics.published import law_school
from tests.engines.psychometrics.real_answers import czech_matura
from tests.engines.psychometrics.simulated import answered, table_of

GRADED = Model.GENERALIZED_PARTIAL_CREDIT
SCALAR = (
    *(ItemParameters(Item(f"b{number}"), 0.8 + 0.2 * number, (number - 1.5,)) for number in range(4)),
    ItemParameters(Item("g", GRADED, 3), 0.7, (0.4, -0.3)),
    ItemParameters(Item("n"), -0.4, (0.2,)),
)
GUESSED = (
    ItemParameters(Item("t", Model.THREE_PARAMETER), 1.4, (0.3,), lower=0.2),
    ItemParameters(Item("f", Model.FOUR_PARAMETER), 1.2, (-0.5,), lower=0.1, upper=0.95),
    ItemParameters(Item("r", Model.GRADED_RESPONSE, 4), 1.1, (1.5, 0.2, -1.0)),
)
GROUPS = (Group("x"), Group("y", 0.6, 1.3))


@pytest.fixture(scope="module")
def law() -> Calibration:
    return calibrate(law_school(7), tolerance=1e-8)


def test_a_real_national_examination_is_scored_as_published() -> None:
    answers, published, errors = czech_matura()
    found = score(calibrate(answers, standard_errors=False), answers)
    assert np.abs(found.theta - published).max() <= 2e-3
    assert np.abs(found.standard_error - errors).max() <= 5e-4


def test_the_law_school_test_is_scored_as_published(law: Calibration) -> None:
    answers = law_school(7)
    expected, warm = score(law, answers), score(law, answers, Method.WLE)
    assert expected.theta[:2] == pytest.approx([-1.8698, -1.5273], abs=1e-3)
    assert expected.standard_error[:2] == pytest.approx([0.6927, 0.6736], abs=1e-3)
    assert warm.theta[:2] == pytest.approx([-4.137, -2.600], abs=1e-3)
    assert expected.digest == law.digest


@pytest.mark.parametrize("method", Method)
def test_what_is_looked_up_is_what_is_reckoned_one_by_one(method: Method) -> None:
    generator = np.random.default_rng(3)
    answers = answered(SCALAR, generator.normal(size=400), generator, groups=["x", "y"] * 200)
    calibration = Calibration(SCALAR, GROUPS)
    found, table = score(calibration, answers, method), answers.table()
    for number, group in enumerate(GROUPS):
        of_group = answers.group_of_people == number
        theta, error = estimated(table[of_group], SCALAR, group, method, USUAL)
        finite = np.isfinite(theta)
        assert (np.isfinite(found.theta[of_group]) == finite).all()
        assert found.theta[of_group][~finite].tolist() == theta[~finite].tolist()
        assert found.theta[of_group][finite] == pytest.approx(theta[finite], abs=1e-5)
        assert found.standard_error[of_group][finite] == pytest.approx(error[finite], abs=1e-5)


def test_the_compiled_lookup_is_the_plain_one() -> None:
    generator = np.random.default_rng(9)
    answers = generator.integers(0, 256, (300, 3)).astype(np.uint8)
    slopes, tables = generator.uniform(0, 1, (3, 256)), generator.normal(size=(2, 40, 4))
    found = np.empty((2, 2, 300))
    for place, way in enumerate((looked_up, looked_up_plainly)):
        way(answers, slopes, -0.5, 8.0, tables[0], tables[1], found[place])
    assert found[0] == pytest.approx(found[1], abs=1e-12)


@pytest.mark.parametrize("method", [Method.EAP, Method.MAP, Method.ML, Method.WLE])
def test_every_method_finds_the_abilities_that_were_put_in(method: Method) -> None:
    """With guessing, graded answers and answers left out."""
    generator = np.random.default_rng(4)
    pool = tuple(
        ItemParameters(
            Item(f"{each.item.key}{copy}", each.item.model, each.item.categories),
            each.slope,
            tuple(intercept + shift for intercept in each.intercepts),
            each.lower,
            each.upper,
        )
        for copy, shift in enumerate(np.linspace(-1.5, 1.5, 6))
        for each in (*SCALAR[:5], *GUESSED)
    )
    theta = generator.normal(size=200)
    table = table_of(pool, theta, generator)
    table[generator.random(table.shape) < 0.1] = -1
    found = score(Calibration(pool), Responses.of(table, [each.item for each in pool]), method)
    away = (found.theta - theta) / found.standard_error
    assert np.corrcoef(found.theta, theta)[0, 1] > 0.9
    assert 0.8 < np.sqrt(np.mean(away**2)) < 1.2


def test_the_likeliest_ability_of_all_right_is_without_end() -> None:
    answers = Responses.of([[1, 1, 1, 1, 2, 0], [0, 0, 0, 0, 0, 1]], [each.item for each in SCALAR])
    found = score(Calibration(SCALAR), answers, Method.ML)
    assert found.theta.tolist() == [np.inf, -np.inf]
    assert found.standard_error.tolist() == [np.inf, np.inf]


@pytest.mark.parametrize("parameters", [*SCALAR, *GUESSED], ids=lambda each: each.item.key)
def test_curves_rise_as_fast_as_they_say(parameters: ItemParameters) -> None:
    theta, step = np.linspace(-3, 3, 13), 1e-5
    found, above, below = (curves(parameters, at) for at in (theta, theta + step, theta - step))
    assert found.slopes == pytest.approx((above.chances - below.chances) / (2 * step), abs=1e-8)
    assert found.bends == pytest.approx((above.slopes - below.slopes) / (2 * step), abs=1e-8)


def test_a_sum_of_points_says_what_everybody_with_it_says_on_average(law: Calibration) -> None:
    answers = law_school(7)
    table, found = sum_score_table(law), score(law, answers)
    points, weights = answers.table().sum(axis=1), answers.weights
    assert weights is not None
    assert table.share.sum() == pytest.approx(1.0)
    assert table.theta[0] == pytest.approx(found.theta[0])
    # Every pattern is there: weighed by how likely it is, its score is that of its sum.
    chances = np.ones((len(points), USUAL.nodes))
    for each, column in zip(law.items, answers.table().T, strict=True):
        chances *= each.probabilities(USUAL.standard).T[column]
    likely = chances @ np.exp(USUAL.log_weights)
    for total in range(6):
        alike = points == total
        assert table.share[total] == pytest.approx(likely[alike].sum())
        assert table.theta[total] == pytest.approx(np.average(found.theta[alike], weights=likely[alike]))


def test_plausible_values_are_as_unlike_as_people_are() -> None:
    generator = np.random.default_rng(5)
    theta = generator.normal(size=20_000)
    answers = answered(SCALAR, theta, generator)
    calibration = Calibration(SCALAR)
    drawn, found = plausible_values(calibration, answers, generator, 4), score(calibration, answers)
    assert drawn.shape == (4, 20_000)
    assert drawn.std() == pytest.approx(1.0, abs=0.02)
    assert found.theta.std() < 0.85
    assert np.abs(drawn.mean(axis=0) - found.theta).mean() < 0.4
    again = plausible_values(calibration, answers, np.random.default_rng(6), 1)
    assert (again == plausible_values(calibration, answers, np.random.default_rng(6), 1)).all()
    with pytest.raises(Malformed, match="At least one"):
        plausible_values(calibration, answers, generator, 0)


def test_what_was_not_calibrated_is_refused(law: Calibration) -> None:
    with pytest.raises(UnknownItem, match="z has no parameters"):
        score(law, Responses.of([[1]], [Item("z")]))
    with pytest.raises(UnknownItem, match="item 1 was calibrated with 2 categories and has 3 here"):
        score(law, Responses.of([[1]], [Item("item 1", GRADED, 3)]))
    with pytest.raises(UnknownItem, match="The group 'z' was not calibrated; there are 'x', 'y'"):
        score(Calibration(SCALAR, GROUPS), Responses.of([[1]], [Item("b1")], groups=["z"]))
    with pytest.raises(UnknownItem, match="without an item"):
        sum_score_table(law, [])
