"""Calibration by nodes: the published law school fit, its proof in plain numpy, and parameters that come back."""

import pickle
from collections.abc import Callable

import numpy as np
import pytest
from scipy import optimize

from munera.engines.psychometrics.errors import NotIdentified
from munera.engines.psychometrics.model import Calibration, Floats, Group, Item, ItemParameters, Model, Normal, Priors
from munera.engines.psychometrics.node_tables import calibrate_by_nodes
from munera.engines.psychometrics.node_tables.curves import Batch, curves, curves_and_slopes
from munera.engines.psychometrics.node_tables.expectation import Turn, expected
from munera.engines.psychometrics.node_tables.kernel import heap_up, plainly_heaped_up
from munera.engines.psychometrics.numerics.nodes import Quadrature
from munera.engines.psychometrics.responses import Responses
from tests.engines.psychometrics.published import law_school
from tests.engines.psychometrics.simulated import answered, table_of

# R. D. Bock and M. Lieberman's section 7 by R's mirt 1.47 at a tolerance of 1e-8.
SLOPES = [0.9875, 1.0808, 1.7075, 0.7650, 0.7357]
INTERCEPTS = [1.8559, 0.8080, 1.8052, 0.4860, 1.8545]
ERRORS_OF_SLOPES = [0.1772, 0.1688, 0.3211, 0.1341, 0.1511]
ERRORS_OF_INTERCEPTS = [0.1314, 0.0912, 0.2048, 0.0749, 0.1144]


def test_the_law_school_fit_is_the_published_one() -> None:
    found = calibrate_by_nodes(law_school(7), tolerance=1e-7)
    assert found.converged
    assert found.log_likelihood == pytest.approx(-2658.805114, abs=1e-4)
    for name, of, values, errors in (
        ("slope", lambda each: each.slope, SLOPES, ERRORS_OF_SLOPES),
        ("intercept_1", lambda each: each.intercepts[0], INTERCEPTS, ERRORS_OF_INTERCEPTS),
    ):
        assert [of(each) for each in found.items] == pytest.approx(values, abs=5e-4)
        assert [each.standard_errors[name] for each in found.items] == pytest.approx(errors, abs=1e-3)


def test_one_slope_for_all_and_a_free_variance_are_the_same_model() -> None:
    answers = law_school(7, Model.ONE_PARAMETER)
    one_slope = calibrate_by_nodes(answers, tolerance=1e-7)
    rasch = calibrate_by_nodes(answers, tolerance=1e-7, free_variance=True)
    assert rasch.log_likelihood == pytest.approx(-2664.900891, abs=1e-4)
    assert one_slope.log_likelihood == pytest.approx(rasch.log_likelihood, abs=1e-6)
    assert rasch.groups[0].standard_deviation ** 2 == pytest.approx(1.023, abs=5e-4)
    assert [each.intercepts[0] for each in rasch.items] == pytest.approx([1.868, 0.791, 1.461, 0.522, 1.993], abs=5e-4)
    assert {each.slope for each in rasch.items} == {1.0}
    assert one_slope.items[0].standard_errors["slope"] == one_slope.items[4].standard_errors["slope"]


def mixed_pool() -> list[ItemParameters]:
    """Two items of each model."""
    slopes = iter([0.8, 1.0, 1.2, 1.5, 0.9, 1.4, 1.1, 1.3, 0.7, 1.6])
    return [
        *(ItemParameters(Item(f"one {d}", Model.ONE_PARAMETER), 1.1, (d,)) for d in (-0.5, 0.8)),
        *(ItemParameters(Item(f"two {d}", Model.TWO_PARAMETER), next(slopes), (d,)) for d in (0.0, 1.0)),
        *(ItemParameters(Item(f"three {d}", Model.THREE_PARAMETER), next(slopes), (d,), 0.2) for d in (0.3, -0.7)),
        *(ItemParameters(Item(f"four {d}", Model.FOUR_PARAMETER), next(slopes), (d,), 0.15, 0.95) for d in (0.5, -0.4)),
        *(
            ItemParameters(Item(f"graded {d}", Model.GRADED_RESPONSE, 4), next(slopes), (1.5 + d, d, d - 1.2))
            for d in (0.1, -0.3)
        ),
        *(
            ItemParameters(Item(f"credit {d}", Model.GENERALIZED_PARTIAL_CREDIT, 3), next(slopes), (0.6 + d, 2 * d))
            for d in (0.2, -0.2)
        ),
        *(ItemParameters(Item(f"part {d}", Model.PARTIAL_CREDIT, 3), 1.1, (0.5 + d, 2 * d)) for d in (0.4, -0.1)),
    ]


def with_gaps(truth: list[ItemParameters]) -> Responses:
    """Two groups, two forms and some answers left out."""
    generator = np.random.default_rng(5)
    theta = generator.normal(size=900)
    theta[450:] = 0.4 + 1.2 * theta[450:]
    table = table_of(truth, theta, generator)
    table[:300, :4] = -1
    table[600:, 10:] = -1
    table[generator.random(table.shape) < 0.01] = -1
    groups = ["first"] * 450 + ["second"] * 450
    return Responses.of(table, [each.item for each in truth], groups=groups, weights=generator.uniform(0.5, 2, 900))


def test_the_compiled_pass_is_the_plain_one() -> None:
    truth = mixed_pool()
    answers = with_gaps(truth)
    standard = Quadrature(31, 5.0)
    chances = np.ones((2, len(truth), 4, 31))
    for group, (mean, deviation) in enumerate(((0.0, 1.0), (0.4, 1.2))):
        for place, each in enumerate(truth):
            of_item = each.probabilities(mean + deviation * standard.standard)
            chances[group, place, : each.item.categories] = of_item.T
    weights = np.stack((standard.log_weights, standard.log_weights))
    compiled = expected(answers.blocks, Turn(answers.forms, np.log(chances), weights, standard.standard))
    plain = expected(
        answers.blocks, Turn(answers.forms, np.log(chances), weights, standard.standard, plainly_heaped_up)
    )
    for fast, slow in zip(compiled, plain, strict=True):
        np.testing.assert_allclose(fast, slow, rtol=1e-11, atol=1e-11)
    assert len(answers.forms) > 2
    assert compiled[2].sum() == pytest.approx(answers.weight)


def test_answers_that_hardly_go_together_are_not_lost_in_small_numbers() -> None:
    """Some people have hard items right and easy ones wrong, on steep items of a long form, which chances show as 0."""
    generator = np.random.default_rng(6)
    items, nodes = 120, 21
    theta = np.linspace(-6.0, 6.0, nodes)
    chances = 1.0 / (1.0 + np.exp(-8.0 * (theta - np.linspace(-3.0, 3.0, items)[:, None])))
    chances = np.clip(chances, 1e-12, 1.0 - 1e-12)
    able = generator.random((items, 40)) < chances[:, generator.integers(0, nodes, 40)]
    table = np.concatenate((able, ~able[:, :20], generator.random((items, 20)) < 0.5), axis=1).T.astype(np.int8)
    answers = Responses.of(table, [Item(str(number)) for number in range(items)])
    tables = answers.forms[0].byte_tables(np.log(np.stack((1.0 - chances, chances), axis=1)))
    weights = np.log(np.full(nodes, 1.0 / nodes))
    fast, slow = np.zeros_like(tables), np.zeros_like(tables)
    found = heap_up(answers.blocks, tables, weights, fast)
    proved = plainly_heaped_up(answers.blocks, tables, weights, slow)
    assert proved < -15_000.0
    assert found == pytest.approx(proved, rel=1e-12)
    np.testing.assert_allclose(fast, slow, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("model", list(Model))
def test_derivatives_of_curves_are_those_of_small_steps(model: Model) -> None:
    categories = 2 if model.has_one_intercept else 4
    batch = Batch(model, categories, np.array([0, 1]))
    rows = np.array([[1.2, 1.0, 0.2, -0.9], [0.7, 0.4, -0.3, -1.4]])[:, : len(batch.names)]
    if "lower" in batch.names:
        rows[:, 2] = -1.1
    if "upper" in batch.names:
        rows = np.column_stack((rows[:, :3], [3.0, 2.5]))
    theta = np.linspace(-3, 3, 7)
    chances, slopes = curves_and_slopes(batch, rows, theta)
    assert chances.sum(axis=1) == pytest.approx(np.ones((2, 7)))
    for column in range(rows.shape[1]):
        step = np.zeros(rows.shape[1])
        step[column] = 1e-6
        small = (curves(batch, rows + step, theta) - curves(batch, rows - step, theta)) / 2e-6
        np.testing.assert_allclose(slopes[:, column], small, atol=1e-8)


def likeliest(log_likelihood: Callable[[Floats], float], start: Floats) -> tuple[Floats, float]:
    """The best of a function by a climber that knows nothing of nodes, turns or people."""
    found = optimize.minimize(lambda x: -log_likelihood(x), start, method="BFGS", options={"gtol": 1e-6})
    return found.x, -float(found.fun)


def test_graded_items_are_those_of_the_likelihood_itself() -> None:
    """Every person's likelihood summed over abilities, and climbed by a climber from a book."""
    generator = np.random.default_rng(11)
    truth = [
        ItemParameters(Item(f"item {number}", Model.GRADED_RESPONSE, 3), slope, (d + 0.7, d - 0.7))
        for number, (slope, d) in enumerate([(1.4, 0.3), (0.9, -0.2), (1.9, 0.0)])
    ]
    table = table_of(truth, generator.normal(size=400), generator)
    items = [each.item for each in truth]
    nodes = np.linspace(-6, 6, 61)
    weights = np.exp(-0.5 * nodes**2)
    weights /= weights.sum()

    def log_likelihood(x: Floats) -> float:
        product = np.ones((len(table), 61))
        for column, (slope, first, second) in enumerate(x.reshape(3, 3)):
            if second >= first:
                return -1e9
            chances = ItemParameters(items[column], slope, (first, second)).probabilities(nodes)
            product *= np.maximum(chances.T[table[:, column]], 1e-12)
        return float(np.log(product @ weights).sum())

    vector, best = likeliest(log_likelihood, np.tile([1.0, 0.5, -0.5], 3))
    found = calibrate_by_nodes(Responses.of(table, items), tolerance=1e-7)
    assert found.log_likelihood == pytest.approx(best, abs=1e-5)
    fitted = np.array([[each.slope, *each.intercepts] for each in found.items])
    np.testing.assert_allclose(fitted, vector.reshape(3, 3), atol=2e-3)
    assert found.covariance is not None
    np.testing.assert_allclose(found.covariance, inverse_of_bend(log_likelihood, fitted.ravel()), rtol=0.01, atol=1e-5)


def inverse_of_bend(log_likelihood: Callable[[Floats], float], at: Floats, step: float = 1e-3) -> Floats:
    """Minus the inverse of second derivatives, by differences of the function itself."""
    steps = np.eye(at.size) * step
    bend = np.array(
        [
            [
                sum(
                    sign * other * log_likelihood(at + sign * one + other * two)
                    for sign in (-1, 1)
                    for other in (-1, 1)
                )
                / (4 * step**2)
                for two in steps
            ]
            for one in steps
        ]
    )
    return np.asarray(np.linalg.inv(-bend))


def test_items_that_are_guessed_come_back() -> None:
    """3PL of 20,000 people: each parameter within what its error allows, and errors as large as what is missed."""
    generator = np.random.default_rng(3)
    truth = [
        ItemParameters(Item(f"item {number}", Model.THREE_PARAMETER), float(slope), (float(d),), float(lower))
        for number, (slope, d, lower) in enumerate(
            zip(
                generator.lognormal(0.1, 0.3, 24),
                generator.normal(-0.3, 0.9, 24),
                generator.uniform(0.15, 0.3, 24),
                strict=True,
            )
        )
    ]
    found = calibrate_by_nodes(answered(truth, generator.normal(size=20_000), generator))
    assert found.converged
    for name, of in (
        ("slope", lambda each: each.slope),
        ("intercept_1", lambda each: each.intercepts[0]),
        ("lower", lambda each: each.lower),
    ):
        missed = np.array([of(each) - of(true) for each, true in zip(found.items, truth, strict=True)])
        errors = np.array([each.standard_errors[name] for each in found.items])
        assert np.abs(missed / errors).max() < 4.0
        assert np.sqrt(np.mean((missed / errors) ** 2)) < 1.3
    assert found.free[:3] == (("item 0", "slope"), ("item 0", "intercept_1"), ("item 0", "lower"))


def test_a_pool_of_all_models_comes_back_over_two_groups_and_forms() -> None:
    truth = mixed_pool()
    generator = np.random.default_rng(8)
    theta = generator.normal(size=16_000)
    theta[8_000:] = 0.5 + 1.3 * theta[8_000:]
    table = table_of(truth, theta, generator)
    table[4_000:8_000, :4] = -1
    table[8_000:12_000, 10:] = -1
    answers = Responses.of(table, [each.item for each in truth], groups=["a"] * 8_000 + ["b"] * 8_000)
    found = calibrate_by_nodes(answers, tolerance=1e-4)
    assert found.converged
    assert found.covariance is not None
    assert found.covariance.shape == (len(found.free),) * 2
    told = dict(zip(found.free, np.sqrt(np.diag(found.covariance)), strict=True))
    group = found.groups[1]
    assert abs(group.mean - 0.5) < 4 * told["", "mean:b"]
    assert abs(np.log(group.standard_deviation / 1.3)) < 4 * told["", "standard_deviation:b"] / 1.3
    for each, true in zip(found.items, truth, strict=True):
        assert abs(each.slope - true.slope) < 4.5 * each.standard_errors["slope"]
        for number, (intercept, true_one) in enumerate(zip(each.intercepts, true.intercepts, strict=True), 1):
            assert abs(intercept - true_one) < 4.5 * each.standard_errors[f"intercept_{number}"]
    shared = {each.slope for each in found.items if each.item.model in {Model.ONE_PARAMETER, Model.PARTIAL_CREDIT}}
    assert len(shared) == 1


def test_anchors_stay_and_the_group_moves() -> None:
    truth = mixed_pool()
    generator = np.random.default_rng(9)
    known = Calibration(tuple(truth[2:]), (Group(),))
    answers = answered(truth, 0.7 + 0.8 * generator.normal(size=4_000), generator)
    found = calibrate_by_nodes(answers, anchors=known)
    assert [found[each.item.key].intercepts for each in truth[2:]] == [each.intercepts for each in truth[2:]]
    assert found[truth[4].item.key].lower == pytest.approx(0.2)
    assert found.groups[0].mean == pytest.approx(0.7, abs=0.08)
    assert found.groups[0].standard_deviation == pytest.approx(0.8, abs=0.08)
    assert set(found.free) == {
        ("", "slope"),
        ("one -0.5", "intercept_1"),
        ("one 0.8", "intercept_1"),
        ("", "mean:"),
        ("", "standard_deviation:"),
    }


def test_what_is_held_beforehand_pulls() -> None:
    answers = law_school(7, Model.THREE_PARAMETER)
    free = calibrate_by_nodes(answers, standard_errors=False)
    held = calibrate_by_nodes(
        answers,
        priors=Priors(log_slope=Normal(0.0, 0.05), intercept=Normal(1.0, 0.02), logit_lower=Normal(-2.0, 0.05)),
        standard_errors=False,
    )
    assert held.log_likelihood < free.log_likelihood
    assert [each.slope for each in held.items] == pytest.approx([1.0] * 5, abs=0.1)
    assert [each.intercepts[0] for each in held.items] == pytest.approx([1.0] * 5, abs=0.1)
    assert [each.lower for each in held.items] == pytest.approx([0.1192] * 5, abs=0.01)


def test_it_begins_where_an_earlier_one_ended() -> None:
    answers = law_school(7, Model.THREE_PARAMETER)
    told: list[int] = []
    first = calibrate_by_nodes(answers, progress=lambda turn, _: told.append(turn))
    again = calibrate_by_nodes(answers, start=first)
    assert told == list(range(1, len(first.trace) + 1))
    assert len(again.trace) <= 3
    assert again.log_likelihood == pytest.approx(first.log_likelihood, abs=1e-5)


def test_a_wrong_key_ends_somewhere_and_leaves_the_other_items_their_errors() -> None:
    """With the wrong key the better are the worse: what is likeliest is a flat curve, with any slope."""
    truth = [ItemParameters(Item(f"item {n}", Model.THREE_PARAMETER), 1.2, (0.2 * n - 1,), 0.2) for n in range(11)]
    generator = np.random.default_rng(0)
    table = table_of(truth, generator.normal(size=1_500), generator)
    table[:, 10] = 1 - table[:, 10]
    found = calibrate_by_nodes(Responses.of(table, [each.item for each in truth]))
    assert found.converged
    assert found.items[10].slope <= 30.0
    assert found.covariance is None
    assert found.items[10].standard_errors == {}
    assert all(0.0 < each.standard_errors["slope"] < 1.0 for each in found.items[:10])


def test_a_turn_travels_to_another_process() -> None:
    answers = law_school(7)
    chances = np.full((1, 5, 2, 3), 0.5)
    turn = Turn(answers.forms, np.log(chances), np.log(np.full((1, 3), 1 / 3)), np.array([-1.0, 0.0, 1.0]))
    here, there = (expected(answers.blocks, each) for each in (turn, pickle.loads(pickle.dumps(turn))))
    for one, other in zip(here, there, strict=True):
        np.testing.assert_array_equal(one, other)
    assert here[0][0] == pytest.approx(1_000 * 5 * np.log(0.5))


def test_points_that_nobody_has_are_refused() -> None:
    table = np.array([[0, 0], [2, 1], [2, 0], [0, 1]])
    items = [Item("gap", Model.GRADED_RESPONSE, 3), Item("whole")]
    with pytest.raises(NotIdentified, match="Nobody has 1 points in gap: leave the item out, or give it fewer"):
        calibrate_by_nodes(Responses.of(table, items))


def test_a_free_variance_wants_a_slope_that_is_fixed() -> None:
    with pytest.raises(NotIdentified, match="A free variance wants items of 1PL or PCM"):
        calibrate_by_nodes(law_school(7), free_variance=True)
