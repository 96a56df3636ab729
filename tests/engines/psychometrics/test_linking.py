"""Scales brought together: the example of the book, a scale that comes back, and items that have drifted."""

import numpy as np
import pytest

from munera.engines.psychometrics.calibration import calibrate
from munera.engines.psychometrics.errors import Malformed, NotIdentified, UnknownItem
from munera.engines.psychometrics.linking import LinkMethod, Scale, drift, link
from munera.engines.psychometrics.model import Calibration, Group, Item, ItemParameters, Model
from tests.engines.psychometrics.published import law_school

# M. J. Kolen and R. L. Brennan, "Test Equating, Scaling, and Linking", table 6.5: slope, difficulty and lower asymptote
# of the twelve items that forms X and Y have in common; as in the tests of the package eqump (MIT).
NEW_FORM = [
    (0.4551, -0.7101, 0.2087),
    (0.5839, -0.8567, 0.2038),
    (0.7544, 0.0212, 0.16),
    (0.6633, 0.0506, 0.124),
    (1.069, 0.961, 0.2986),
    (0.9672, 0.195, 0.0535),
    (0.3479, 2.2768, 0.1489),
    (1.4579, 1.0241, 0.2453),
    (1.8811, 1.4062, 0.1992),
    (0.702, 2.2401, 0.0853),
    (1.408, 1.5556, 0.0789),
    (1.2993, 2.1589, 0.1075),
]
OLD_FORM = [
    (0.4416, -1.3349, 0.1559),
    (0.573, -1.321, 0.1913),
    (0.5987, -0.7098, 0.1177),
    (0.6041, -0.3539, 0.0818),
    (0.9902, 0.532, 0.3024),
    (0.8081, -0.1156, 0.0648),
    (0.414, 2.5538, 0.241),
    (1.3554, 0.5811, 0.2243),
    (1.0417, 0.9392, 0.1651),
    (0.6336, 1.896, 0.0794),
    (1.1347, 1.079, 0.063),
    (0.9255, 2.1337, 0.1259),
]


def form(rows: list[tuple[float, float, float]]) -> Calibration:
    """The book's slopes are for the normal ogive: 1.7 makes them logistic."""
    return Calibration(
        tuple(
            ItemParameters(Item(f"item {number}", Model.THREE_PARAMETER), 1.7 * slope, (-1.7 * slope * at,), lower)
            for number, (slope, at, lower) in enumerate(rows)
        )
    )


@pytest.mark.parametrize(
    ("method", "factor", "shift"),
    [
        (LinkMethod.MEAN_MEAN, 1.2173, -0.5572),
        (LinkMethod.MEAN_SIGMA, 1.1689, -0.5155),
        (LinkMethod.HAEBARA, 1.0936, -0.4583),
        (LinkMethod.STOCKING_LORD, 1.1020, -0.4770),
    ],
)
def test_the_forms_of_the_book_are_linked_as_there(method: LinkMethod, factor: float, shift: float) -> None:
    found = link(form(NEW_FORM), form(OLD_FORM), method)
    assert (found.scale.factor, found.scale.shift) == pytest.approx((factor, shift), abs=1e-3)
    assert len(found.keys) == 12


def pool(model: Model) -> Calibration:
    generator = np.random.default_rng(2)
    categories = 2 if model.has_one_intercept else 4
    return Calibration(
        tuple(
            ItemParameters(
                Item(f"item {number}", model, categories),
                float(generator.uniform(0.7, 1.8)),
                tuple(sorted(generator.normal(0, 1, categories - 1).tolist(), reverse=True)),
                0.2 if model in {Model.THREE_PARAMETER, Model.FOUR_PARAMETER} else 0.0,
                0.95 if model is Model.FOUR_PARAMETER else 1.0,
            )
            for number in range(8)
        ),
        (Group("", 0.3, 1.1),),
    )


@pytest.mark.parametrize("model", list(Model))
def test_a_scale_comes_back_by_every_method(model: Model) -> None:
    new, scale = pool(model), Scale(1.3, -0.4)
    base = scale.calibration(new)
    for method in LinkMethod:
        for both_ways in (False, True):
            found = link(new, base, method, both_ways=both_ways)
            assert (found.scale.factor, found.scale.shift) == pytest.approx((1.3, -0.4), abs=1e-6)
    theta = np.linspace(-2, 2, 5)
    for one, other in zip(new.items, base.items, strict=True):
        np.testing.assert_allclose(one.probabilities(theta), other.probabilities(scale.ability(theta)), atol=1e-12)
    assert base.groups[0].mean == pytest.approx(1.3 * 0.3 - 0.4)
    assert base.groups[0].standard_deviation == pytest.approx(1.3 * 1.1)


def test_errors_move_with_the_scale() -> None:
    """What the answers say of the chance at one ability is the same, on whatever scale it is told."""
    found = calibrate(law_school(7))
    moved = Scale(2.0, 1.0).calibration(found)
    assert found.covariance is not None
    assert moved.covariance is not None
    for key in ("item 1", "item 4"):
        at = [found.free.index((key, name)) for name in ("slope", "intercept_1")]
        before, after = found.covariance[np.ix_(at, at)], moved.covariance[np.ix_(at, at)]
        old, new = np.array([0.5, 1.0]), np.array([2.0, 1.0])
        assert new @ after @ new == pytest.approx(old @ before @ old)
        assert moved[key].standard_errors["slope"] == pytest.approx(found[key].standard_errors["slope"] / 2)


def test_one_slope_for_all_moves_too() -> None:
    found = calibrate(law_school(7, Model.ONE_PARAMETER))
    moved = Scale(2.0, 1.0).calibration(found)
    assert {each.slope for each in moved.items} == {found.items[0].slope / 2}
    assert moved.items[3].standard_errors["slope"] == pytest.approx(found.items[3].standard_errors["slope"] / 2)


def test_an_item_that_became_known_stands_out() -> None:
    base = pool(Model.TWO_PARAMETER)
    easier = [
        ItemParameters(each.item, each.slope, (each.intercepts[0] + (0.9 if number == 3 else 0.02 * number),))
        for number, each in enumerate(base.items)
    ]
    found = drift(Calibration(tuple(easier)), base, Scale(1.0, 0.0))
    assert [each.key for each in found if each.is_flagged] == ["item 3"]
    assert found[3].difficulty == pytest.approx(-0.9 / base.items[3].slope)
    assert found[3].difficulty_z < -2.7
    assert found[3].rmsd > 0.1
    assert found[0].rmsd == pytest.approx(0.0, abs=1e-12)
    assert [each.slope for each in found] == pytest.approx([0.0] * 8)


def test_what_cannot_link_is_refused() -> None:
    base = pool(Model.TWO_PARAMETER)
    with pytest.raises(NotIdentified, match="no item in common"):
        link(Calibration(()), base)
    with pytest.raises(UnknownItem, match="item 9 is not in both calibrations"):
        link(base, base, keys=["item 9"])
    with pytest.raises(UnknownItem, match="item 0 has another model"):
        link(base, pool(Model.THREE_PARAMETER))
    with pytest.raises(Malformed, match="positive factor"):
        Scale(0.0, 1.0)
