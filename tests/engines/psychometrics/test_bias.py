"""Items that are harder for one group: the published comparison of GMAT, and bias that was put in and is found."""

from dataclasses import replace

import numpy as np
import pytest

from munera.engines.psychometrics.bias import (
    BiasClass,
    ability_bias,
    logistic_bias,
    mantel_haenszel,
    parameters_differ,
)
from munera.engines.psychometrics.calibration import calibrate
from munera.engines.psychometrics.errors import NotIdentified, UnknownItem
from munera.engines.psychometrics.model import Calibration, Item, ItemParameters, Model
from munera.engines.psychometrics.responses import Responses
from tests.engines.psychometrics.published import admission, law_school
from tests.engines.psychometrics.simulated import table_of


def test_admission_items_compare_as_in_r() -> None:
    """R's mantelhaen.test, matched by the plain total of all twenty items."""
    found = mantel_haenszel(admission(), "1", "0")
    told = [(each.odds_ratio, each.delta, each.chi_squared) for each in found[:3]]
    published = [(0.4374, 1.943, 69.84), (0.6894, 0.874, 14.36), (1.0833, -0.188, 0.522)]
    for mine, theirs in zip(told, published, strict=True):
        assert mine == pytest.approx(theirs, abs=5e-3)
    assert [each.bias for each in found[:3]] == [BiasClass.C, BiasClass.A, BiasClass.A]


def biased_answers(count: int = 6_000) -> Responses:
    """Two forms of fifteen items. For the focal group, item 3 is harder, and item 7 steeper."""
    generator = np.random.default_rng(12)
    theta = generator.normal(size=count)
    is_focal = np.arange(count) % 3 == 0
    theta[is_focal] -= 0.4
    slopes, intercepts = generator.uniform(0.8, 1.6, 20), generator.normal(0, 0.8, 20)
    truth = [ItemParameters(Item(f"item {n}"), slopes[n], (intercepts[n],)) for n in range(20)]
    table = table_of(truth, theta, generator)
    other = list(truth)
    other[3] = replace(truth[3], intercepts=(intercepts[3] - 1.0,))
    other[7] = replace(truth[7], slope=3 * slopes[7])
    table[is_focal] = table_of(other, theta[is_focal], generator)
    table[: count // 2, :3] = -1
    table[count // 2 :, 15:] = -1
    groups = ["focal" if focal else "reference" for focal in is_focal]
    return Responses.of(table, [each.item for each in truth], groups=groups)


@pytest.fixture(scope="module")
def answers() -> Responses:
    return biased_answers()


@pytest.mark.parametrize("purified", [False, True])
def test_an_item_that_is_harder_for_a_group_is_found(answers: Responses, *, purified: bool) -> None:
    found = mantel_haenszel(answers, "reference", "focal", purified=purified)
    assert [each.key for each in found] == [item.key for item in answers.items]
    assert found[3].bias is BiasClass.C
    assert found[3].odds_ratio == pytest.approx(np.exp(1.0), rel=0.3)
    assert found[3].delta == pytest.approx(-2.35 * np.log(found[3].odds_ratio))
    others = [each for each in found if each.key not in {"item 3", "item 7"}]
    assert {each.bias for each in others} == {BiasClass.A}
    assert abs(np.mean([each.delta / each.standard_error for each in others])) < (0.6 if purified else 1.2)
    assert found[0].people[0] + found[0].people[1] <= 3_000


def test_a_curve_that_crosses_is_found_by_regression(answers: Responses) -> None:
    found = logistic_bias(answers, "reference", "focal")
    assert found[3].bias is not BiasClass.A
    assert found[3].shift < -0.7
    assert found[7].non_uniform_p_value < 1e-6
    assert found[3].non_uniform_p_value > 1e-3
    assert [each.key for each in found if each.bias is not BiasClass.A] == ["item 3"]
    assert min(each.effect for each in found) >= 0.0


def test_a_group_lies_beside_the_curve_of_all(answers: Responses) -> None:
    found = ability_bias(calibrate(answers, standard_errors=False), answers)
    assert [(each.key, each.group) for each in found if each.is_flagged] == [("item 3", "focal")]
    (focal,) = [each for each in found if (each.key, each.group) == ("item 3", "focal")]
    assert focal.mean_deviation == pytest.approx(-0.11, abs=0.03)
    assert focal.people == 2_000
    crossing = next(each for each in found if (each.key, each.group) == ("item 7", "focal"))
    assert crossing.rmsd > 1.5 * abs(crossing.mean_deviation)


def test_parameters_of_two_groups_differ_where_an_item_does(answers: Responses) -> None:
    table, groups = answers.table(), answers.group_of_people
    anchors = calibrate(answers, standard_errors=False)
    fixed = tuple(each for each in anchors.items if each.item.key not in {"item 3", "item 5"})
    known = Calibration(fixed, anchors.groups)
    apart = [calibrate(Responses.of(table[groups == group], answers.items), anchors=known) for group in range(2)]
    found = {each.key: each for each in parameters_differ(*apart)}
    assert set(found) == {"item 3", "item 5"}
    assert found["item 3"].p_value < 1e-6
    assert found["item 5"].p_value > 1e-3
    assert found["item 3"].degrees_of_freedom == 2


def test_what_cannot_be_compared_is_refused(answers: Responses) -> None:
    with pytest.raises(
        NotIdentified, match="There is no group 'men' among the answers; there are 'focal', 'reference'"
    ):
        mantel_haenszel(answers, "men", "focal")
    with pytest.raises(NotIdentified, match="'focal' cannot be compared with itself"):
        logistic_bias(answers, "focal", "focal")
    graded = Responses.of([[2], [0]], [Item("long", Model.GRADED_RESPONSE, 3)], groups=["a", "b"])
    with pytest.raises(NotIdentified, match="long has 3 categories; right and wrong are compared here"):
        mantel_haenszel(graded, "a", "b")
    alike = Responses.of([[1, 0], [1, 1]], [Item("one"), Item("two")], groups=["a", "b"])
    with pytest.raises(NotIdentified, match="one cannot be compared: in no total"):
        mantel_haenszel(alike, "a", "b")
    with pytest.raises(NotIdentified, match="one cannot be compared: it wants right and wrong answers"):
        logistic_bias(alike, "a", "b")
    without = calibrate(law_school(7), standard_errors=False)
    with pytest.raises(UnknownItem, match="no item in common"):
        parameters_differ(without, Calibration(()))
    with pytest.raises(NotIdentified, match="calibrate both with standard errors"):
        parameters_differ(without, without)
