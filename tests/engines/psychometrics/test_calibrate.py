"""What others published of the same answers comes out; what is put in by lot comes out; and every way agrees."""

from dataclasses import replace

import numpy as np
import pytest

from munera.engines.psychometrics.ability import score
from munera.engines.psychometrics.calibration import calibrate
from munera.engines.psychometrics.calibration.expectation import ScalarTables, Turn, expected, slope_tables
from munera.engines.psychometrics.calibration.information import unknowable
from munera.engines.psychometrics.calibration.pool import Values
from munera.engines.psychometrics.calibration.sweep import swept, swept_plainly
from munera.engines.psychometrics.errors import NotIdentified, UnknownItem
from munera.engines.psychometrics.model import Calibration, Floats, Item, ItemParameters, Model, Normal, Priors, Step
from munera.engines.psychometrics.numerics.cubics import cubics
from munera.engines.psychometrics.numerics.nodes import USUAL, Quadrature
from munera.engines.psychometrics.responses import Form, Responses
from tests.engines.psychometrics.published import law_school
from tests.engines.psychometrics.real_answers import by_lot, czech_matura, verbal_aggression

TIGHT = 1e-8
# What R's mirt 1.47 and ltm find, by log-likelihood, slopes, intercepts and their errors.
LAW_SCHOOL = {
    6: (
        -2466.653378,
        [0.8257, 0.7227, 0.8909, 0.6884, 0.6569],
        [2.7732, 0.9902, 0.2491, 1.2848, 2.0533],
        [0.258, 0.187, 0.233, 0.185, 0.210],
        [0.206, 0.090, 0.076, 0.099, 0.135],
    ),
    7: (
        -2658.805114,
        [0.9875, 1.0808, 1.7075, 0.7650, 0.7357],
        [1.8559, 0.8080, 1.8052, 0.4860, 1.8545],
        [0.1772, 0.1688, 0.3211, 0.1341, 0.1511],
        [0.1314, 0.0912, 0.2048, 0.0749, 0.1144],
    ),
}


def parameters(calibration: Calibration) -> Floats:
    return np.array([[each.slope, *each.intercepts] for each in calibration.items])


def errors(calibration: Calibration, name: str) -> list[float]:
    return [each.standard_errors[name] for each in calibration.items]


@pytest.mark.parametrize("section", LAW_SCHOOL)
def test_the_law_school_test_comes_out_as_published(section: int) -> None:
    log_likelihood, slopes, intercepts, of_slopes, of_intercepts = LAW_SCHOOL[section]
    found = calibrate(law_school(section), tolerance=TIGHT)
    assert found.converged
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=1e-4)
    assert parameters(found) == pytest.approx(np.column_stack((slopes, intercepts)), abs=5e-4)
    assert errors(found, "slope") == pytest.approx(of_slopes, abs=1e-3)
    assert errors(found, "intercept_1") == pytest.approx(of_intercepts, abs=1e-3)


def test_one_slope_for_all_comes_out_as_published() -> None:
    found = calibrate(law_school(6), model=Model.ONE_PARAMETER, tolerance=TIGHT)
    assert found.log_likelihood == pytest.approx(-2466.93760, abs=1e-4)
    assert parameters(found)[:, 0] == pytest.approx([0.7551] * 5, abs=5e-4)
    # ltm sums over other nodes than we do.
    expected_difficulties = [-3.6153, -1.3224, -0.3176, -1.7301, -2.7802]
    assert [each.difficulty for each in found.items] == pytest.approx(expected_difficulties, abs=3e-3)


def test_rasch_frees_the_variance_instead_of_the_slope() -> None:
    answers = law_school(7)
    found = calibrate(answers, model=Model.ONE_PARAMETER, free_variance=True, tolerance=TIGHT)
    assert found.log_likelihood == pytest.approx(-2664.900891, abs=1e-4)
    assert found.groups[0].standard_deviation ** 2 == pytest.approx(1.023, abs=1e-3)
    assert parameters(found)[:, 1] == pytest.approx([1.868, 0.791, 1.461, 0.522, 1.993], abs=1e-3)
    assert set(parameters(found)[:, 0]) == {1.0}
    plain = calibrate(answers, model=Model.ONE_PARAMETER, tolerance=TIGHT)
    assert found.standard_error("", "standard_deviation:") == pytest.approx(plain.standard_error("", "slope"))


def test_verbal_aggression_comes_out_as_published() -> None:
    """By R's mirt, the Rasch model with a free variance.

    It cuts the abilities off at 6 logits, which is little more than four deviations of these people: its log-likelihood
    comes out on its nodes, and is a little less than that of all abilities.
    """
    answers = verbal_aggression()
    found = calibrate(answers, free_variance=True)
    deviation, nodes = found.groups[0].standard_deviation, np.linspace(-6, 6, 61)
    weights = np.exp(-0.5 * (nodes / deviation) ** 2)
    likely = np.ones((answers.count, len(nodes)))
    for each, column in zip(found.items, answers.table().T, strict=True):
        likely *= each.probabilities(nodes).T[column]
    assert np.log(likely @ weights / weights.sum()).sum() == pytest.approx(-4036.9089, abs=1e-3)
    assert -4036.9089 < found.log_likelihood < -4036.9048
    assert deviation**2 == pytest.approx(1.9177, abs=2e-3)
    published = {
        "S1WantCurse": -1.221,
        "S1WantScold": -0.565,
        "S1WantShout": -0.080,
        "S2WantCurse": -1.748,
        "S3DoShout": 2.975,
    }
    assert {key: found[key].difficulty for key in published} == pytest.approx(published, abs=2e-3)


def test_a_real_national_examination_comes_out_at_least_as_likely_as_published() -> None:
    answers, _, _ = czech_matura()
    found = calibrate(answers)
    assert found.converged
    assert found.log_likelihood >= -290529.5975
    assert len(found.trace) <= 20
    assert all(error > 0 for each in found.items for error in each.standard_errors.values())


def test_what_was_put_in_comes_out_within_its_errors() -> None:
    generator = np.random.default_rng(11)
    slopes, intercepts = generator.lognormal(0, 0.3, 30), generator.normal(size=30)
    table = by_lot(generator, generator.normal(size=40_000), slopes, intercepts)
    found = calibrate(Responses.of(table, [Item(str(number)) for number in range(30)]))
    away = parameters(found) - np.column_stack((slopes, intercepts))
    known = np.column_stack((errors(found, "slope"), errors(found, "intercept_1")))
    assert np.sqrt((away**2).mean()) <= 1.05 * np.sqrt((known**2).mean())


def test_an_interval_of_95_percent_holds_the_truth_as_often() -> None:
    generator = np.random.default_rng(2)
    slopes, intercepts = np.array([0.8, 1.0, 1.3, 1.6, 1.1, 0.9]), np.array([-1.0, 0.5, 0.0, 1.0, -0.5, 0.2])
    truth = np.column_stack((slopes, intercepts))
    items = [Item(str(number)) for number in range(6)]
    held = []
    for _ in range(200):
        table = by_lot(generator, generator.normal(size=1_500), slopes, intercepts)
        patterns, counts = np.unique(table, axis=0, return_counts=True)
        answers = Responses.of(patterns, items, weights=counts)
        found = calibrate(answers, tolerance=1e-4, quadrature=Quadrature(31, 5.0))
        known = np.column_stack((errors(found, "slope"), errors(found, "intercept_1")))
        held.append(np.abs(parameters(found) - truth) <= 1.959964 * known)
    assert 0.93 <= np.mean(held) <= 0.97


# --- every way agrees -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mixed() -> Responses:
    """Two groups, two forms, weights, right-or-wrong and graded answers."""
    generator = np.random.default_rng(5)
    theta = np.concatenate((generator.normal(size=900), generator.normal(0.5, 1.3, size=700)))
    table = np.zeros((len(theta), 9), np.int8)
    table[:, :6] = by_lot(generator, theta, np.linspace(0.7, 1.5, 6), np.linspace(-1, 1, 6))
    for column in range(6, 9):
        steps = theta[:, None] * 0.8 + np.array([0.5, -0.5]) + generator.logistic(size=(len(theta), 1))
        table[:, column] = (steps > 0).sum(axis=1)
    table[:800, :2] = -1
    table[800:, 4] = -1
    items = [Item(f"b{number}") for number in range(6)]
    items += [Item(f"g{number}", Model.GENERALIZED_PARTIAL_CREDIT, 3) for number in range(3)]
    groups = ["early"] * 900 + ["late"] * 700
    return Responses.of(table, items, groups=groups, weights=generator.uniform(0.5, 2.0, len(theta)))


def test_the_compiled_pass_is_the_plain_one(mixed: Responses) -> None:
    values = Values(np.linspace(-0.2, 1.4, 9), np.zeros((9, 3)), np.zeros(2), np.array([1.0, 1.4]))
    values.intercepts[:6, 2] = -np.inf
    block = mixed.blocks[0]
    form = mixed.forms[block.form]
    tables = ScalarTables.of(form, 0, values, USUAL)
    for weights in (np.zeros(0), block.weights):
        assert weights is not None
        sums = []
        for sweep in (swept, swept_plainly):
            slopes, inverse = slope_tables(form, values.slopes), 1.0 / tables.grid.step
            heaped, moments = np.zeros(slopes.shape), np.zeros((tables.grid.count, 4))
            sweep(block.answers, weights, slopes, tables.grid.start, inverse, cubics(tables.mean), heaped, moments)
            sums.append((heaped, moments))
        assert sums[0][0] == pytest.approx(sums[1][0], abs=1e-9)
        assert sums[0][1] == pytest.approx(sums[1][1], abs=1e-9)
        assert sums[0][1][:, 0].sum() == pytest.approx(weights.sum() if len(weights) else len(block))


def test_one_number_for_each_person_says_what_their_answers_say(mixed: Responses) -> None:
    """The table of s against the plain sum over nodes, for the sums of a turn and for those of the errors."""
    one_by_one = in_one_form_with_gaps(mixed)
    values = Values(np.linspace(0.6, 1.4, 9), np.full((9, 3), -0.3), np.array([0.0, 0.4]), np.array([1.0, 1.4]))
    values.intercepts[:, 0], values.intercepts[:6, 2] = 0.0, -np.inf
    turns = [Turn(answers.forms, values, USUAL) for answers in (mixed, one_by_one)]
    scalar, plain = (expected(answers.blocks, turn) for answers, turn in zip((mixed, one_by_one), turns, strict=True))
    assert scalar[0] == pytest.approx(plain[0], abs=1e-5)
    assert scalar[1] == pytest.approx(plain[1], abs=1e-5)
    assert scalar[2].sum(axis=0) == pytest.approx(plain[2].sum(axis=0), abs=1e-5)
    lost = [unknowable(answers.blocks, turn)[0] for answers, turn in zip((mixed, one_by_one), turns, strict=True)]
    assert lost[0] == pytest.approx(lost[1], abs=2e-3 * np.abs(lost[1]).max())


def in_one_form_with_gaps(answers: Responses) -> Responses:
    """The same, as if each person had a form of their own."""
    items = range(len(answers.items))
    form = Form(tuple(items), tuple(item.categories for item in answers.items), has_gaps=True)
    table = answers.table()
    blocks = (replace(block, form=0, answers=form.packed(table[block.places])) for block in answers.blocks)
    return replace(answers, forms=(form,), blocks=tuple(blocks))


def test_answers_left_out_one_by_one_give_what_forms_give(mixed: Responses) -> None:
    by_form, one_by_one = (calibrate(each, tolerance=TIGHT) for each in (mixed, in_one_form_with_gaps(mixed)))
    assert by_form.converged
    assert one_by_one.log_likelihood == pytest.approx(by_form.log_likelihood, abs=1e-4)
    assert by_form.covariance is not None
    assert one_by_one.covariance == pytest.approx(by_form.covariance, rel=0.02, abs=2e-4)
    for one, other in zip(by_form.items, one_by_one.items, strict=True):
        assert (one.slope, *one.intercepts) == pytest.approx((other.slope, *other.intercepts), abs=1e-5)
    assert by_form.groups[1].mean == pytest.approx(one_by_one.groups[1].mean, abs=1e-5)


def test_a_second_group_finds_its_own_mean_and_deviation(mixed: Responses) -> None:
    found = calibrate(mixed)
    assert (found.groups[0].mean, found.groups[0].standard_deviation) == (0.0, 1.0)
    for name, truth in (("mean", 0.5), ("standard_deviation", 1.3)):
        value = getattr(found.groups[1], name)
        assert abs(value - truth) < 3 * found.standard_error("", f"{name}:late")
    assert calibrate(mixed, free_groups=False, standard_errors=False).log_likelihood < found.log_likelihood - 10


def test_anchors_keep_their_parameters_and_give_a_new_group_its_scale() -> None:
    generator = np.random.default_rng(8)
    slopes, intercepts = generator.uniform(0.8, 1.6, 12), generator.normal(size=12)
    items = [Item(str(number)) for number in range(12)]
    old = calibrate(Responses.of(by_lot(generator, generator.normal(size=20_000), slopes, intercepts), items))
    table = by_lot(generator, generator.normal(-0.7, 1.2, size=5_000), slopes, intercepts)
    new = [*items[:6], *(Item(f"new {number}") for number in range(6))]
    found = calibrate(Responses.of(table, new), anchors=old)
    assert [found[item.key].slope for item in items[:6]] == [old[item.key].slope for item in items[:6]]
    assert found.groups[0].mean == pytest.approx(-0.7, abs=0.08)
    assert found.groups[0].standard_deviation == pytest.approx(1.2, abs=0.08)
    for place in range(6, 12):
        each = found[f"new {place - 6}"]
        assert abs(each.slope - slopes[place]) < 4 * each.standard_errors["slope"]
    assert ("0", "slope") not in found.free


def test_a_weight_counts_as_so_many_people() -> None:
    answers = law_school(6)
    weights = answers.weights
    assert weights is not None
    one_by_one = Responses.of(np.repeat(answers.table(), weights.astype(int), axis=0), answers.items)
    weighed, counted = calibrate(answers, tolerance=TIGHT), calibrate(one_by_one, tolerance=TIGHT)
    assert parameters(weighed) == pytest.approx(parameters(counted), abs=1e-6)
    assert weighed.covariance == pytest.approx(counted.covariance, rel=1e-3)


def test_whoever_begins_where_the_last_ended_is_there_at_once() -> None:
    answers = law_school(7)
    first = calibrate(answers, tolerance=1e-6)
    told: list[tuple[int, Step]] = []
    again = calibrate(answers, start=first, tolerance=1e-6, progress=lambda turn, step: told.append((turn, step)))
    assert len(again.trace) == 1
    assert told == [(1, again.trace[0])]


def test_turns_that_run_out_say_so_and_no_turn_loses_what_was_found() -> None:
    short = calibrate(law_school(7), most_turns=3)
    assert not short.converged
    assert len(short.trace) == 3
    assert short.log_likelihood == max(step.log_likelihood for step in short.trace)


def test_many_people_are_begun_with_some_of_them_and_end_where_all_lead() -> None:
    generator = np.random.default_rng(3)
    theta = generator.normal(size=1_000)
    table = by_lot(generator, theta, np.linspace(0.8, 1.4, 5), np.linspace(-1, 1, 5))
    items = [Item(str(number)) for number in range(5)]
    all_of_them = Responses.of(np.tile(table, (220, 1)), items)
    found = calibrate(all_of_them, tolerance=1e-7)
    once = calibrate(Responses.of(table, items), tolerance=1e-7)
    assert parameters(found) == pytest.approx(parameters(once), abs=1e-5)
    assert found.log_likelihood == pytest.approx(220 * once.log_likelihood, rel=1e-9)


def test_priors_draw_what_answers_leave_open() -> None:
    generator = np.random.default_rng(4)
    table = by_lot(generator, generator.normal(size=80), np.full(4, 1.0), np.zeros(4))
    answers = Responses.of(table, [Item(str(number)) for number in range(4)])
    free = calibrate(answers, standard_errors=False)
    priors = Priors(log_slope=Normal(0.0, 0.1), intercept=Normal(0.0, 0.1))
    drawn = calibrate(answers, priors=priors)
    assert np.abs(np.log(parameters(drawn)[:, 0])).max() < 0.15
    assert np.abs(parameters(drawn)[:, 1]).max() < np.abs(parameters(free)[:, 1]).max()
    assert drawn.log_likelihood < free.log_likelihood
    assert max(errors(drawn, "slope")) < 0.12


def test_neither_the_order_of_people_and_items_nor_what_is_called_right_matters() -> None:
    """A scale read from the other side has the same slopes, and difficulties with the other sign."""
    generator = np.random.default_rng(1)
    table = by_lot(generator, generator.normal(size=800), np.linspace(0.8, 1.4, 5), np.linspace(-1, 1, 5))
    items = [Item(key) for key in "abcde"]
    plain = calibrate(Responses.of(table, items), tolerance=TIGHT)
    lot = generator.permutation(800)
    turned = calibrate(Responses.of(table[lot][:, ::-1], items[::-1]), tolerance=TIGHT)
    mirrored = calibrate(Responses.of(1 - table, items), tolerance=TIGHT)
    assert parameters(turned)[::-1] == pytest.approx(parameters(plain), abs=1e-6)
    assert parameters(mirrored) == pytest.approx(parameters(plain) * [1, -1], abs=1e-5)
    assert errors(mirrored, "slope") == pytest.approx(errors(plain, "slope"), rel=1e-4)


def test_a_long_examination_has_nodes_as_close_as_it_needs() -> None:
    generator = np.random.default_rng(1)
    slopes, intercepts = np.full(400, 1.6), generator.normal(size=400)
    theta = generator.normal(size=500)
    answers = Responses.of(by_lot(generator, theta, slopes, intercepts), [Item(str(place)) for place in range(400)])
    known = Calibration(
        tuple(
            ItemParameters(item, 1.6, (intercept,))
            for item, intercept in zip(answers.items, intercepts.tolist(), strict=True)
        )
    )
    found, closest = score(known, answers), score(known, answers, quadrature=Quadrature(1_201))
    assert found.theta == pytest.approx(closest.theta, abs=1e-6)
    assert found.standard_error == pytest.approx(closest.standard_error, abs=1e-6)
    assert np.abs(score(known, answers, quadrature=USUAL).standard_error - closest.standard_error).max() > 1e-3


# --- what cannot be asked ---------------------------------------------------------------------------------------------

TWO = [Item("a"), Item("b")]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (Responses.of([[1, 0], [1, 1]], TWO), "Everybody has the same points in a: leave such items out"),
        (Responses.of([[1, -1], [0, -1]], TWO), "Nobody was asked b: leave out what has no answers"),
        (Responses.of(np.zeros((0, 2)), TWO), "Nobody answered anything"),
        (
            Responses.of([[0, 0], [2, 1], [2, 0]], [Item("a", Model.GENERALIZED_PARTIAL_CREDIT, 3), Item("b")]),
            "Nobody has some of the points that a can give: .* without_gaps",
        ),
        (
            Responses.of([[0, -1], [1, -1], [-1, 0], [-1, 1]], TWO, groups=["x", "x", "y", "y"]),
            "'y' shares no item with the groups whose scale is known",
        ),
    ],
)
def test_what_answers_cannot_tell_is_refused_in_a_sentence(answers: Responses, sentence: str) -> None:
    with pytest.raises(NotIdentified, match=sentence):
        calibrate(answers)


def test_a_free_variance_wants_one_slope() -> None:
    with pytest.raises(NotIdentified, match="one slope"):
        calibrate(law_school(6), free_variance=True)


def test_anchors_must_be_among_the_items() -> None:
    known = calibrate(law_school(6), standard_errors=False)
    with pytest.raises(UnknownItem, match="None of the anchors"):
        calibrate(Responses.of([[0, 1], [1, 0]], TWO), anchors=known)


def test_whoever_has_all_right_or_all_wrong_is_no_difficulty() -> None:
    generator = np.random.default_rng(6)
    table = by_lot(generator, generator.normal(size=300), np.full(4, 1.0), np.zeros(4))
    table[:20], table[20:40] = 1, 0
    assert calibrate(Responses.of(table, [Item(str(number)) for number in range(4)])).converged
