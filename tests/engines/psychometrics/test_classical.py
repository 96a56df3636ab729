"""Shares, correlations and options by hand, and a wrong key that is found."""

import numpy as np
import pytest
from numpy.typing import NDArray

from munera.engines.psychometrics.classical import classical_statistics, option_tables
from munera.engines.psychometrics.errors import MalformedResponses, NotIdentified
from munera.engines.psychometrics.model import Item, ItemParameters, Model
from munera.engines.psychometrics.responses import Responses
from tests.engines.psychometrics.published import law_school
from tests.engines.psychometrics.simulated import table_of


def test_the_law_school_items_are_as_published() -> None:
    """Section 6: the shares that R's ltm prints, and Cronbach's alpha."""
    found = classical_statistics(law_school(6))
    assert [each.p_value for each in found.items] == pytest.approx([0.924, 0.709, 0.553, 0.763, 0.870], abs=5e-4)
    assert found.alpha == pytest.approx(0.295, abs=1e-3)
    # As ltm's descript() prints alpha with each item left out.
    assert [each.alpha_without for each in found.items] == pytest.approx(
        [0.2754, 0.2376, 0.2168, 0.2459, 0.2663], abs=1e-3
    )


def test_each_number_is_the_one_of_its_definition() -> None:
    generator = np.random.default_rng(1)
    table = (generator.random((300, 6)) < generator.random((300, 1))).astype(np.int8)
    table[:, 5] += table[:, 4] * (generator.random(300) < 0.5)
    items = [*(Item(f"item {number}") for number in range(5)), Item("long", Model.GRADED_RESPONSE, 3)]
    found = classical_statistics(Responses.of(table, items))
    total = table.sum(axis=1)
    best, worst = np.argsort(-total, kind="stable"), np.argsort(total, kind="stable")
    for column, each in enumerate(found.items):
        most = items[column].categories - 1
        assert each.p_value == pytest.approx(table[:, column].mean() / most)
        assert each.item_rest == pytest.approx(np.corrcoef(table[:, column], total - table[:, column])[0, 1])
        assert each.answers == 300
        plain = table[best[:81], column].mean() / most - table[worst[:81], column].mean() / most
        assert each.upper_lower == pytest.approx(plain, abs=0.08)
        assert each.upper_lower > 0.2
    spread = np.cov(table.T, ddof=0)
    assert found.alpha == pytest.approx(6 / 5 * (1 - np.trace(spread) / spread.sum()))


def test_a_row_that_stands_for_many_is_as_good_as_many_rows() -> None:
    patterns = np.array([[0, 0, 1], [1, 0, 1], [1, 1, 1], [0, 1, 0]])
    counts = np.array([3, 5, 4, 2])
    items = [Item(name) for name in "abc"]
    short = classical_statistics(Responses.of(patterns, items, weights=counts))
    long = classical_statistics(Responses.of(np.repeat(patterns, counts, axis=0), items))
    assert short.alpha == pytest.approx(long.alpha)
    for one, other in zip(short.items, long.items, strict=True):
        assert (one.p_value, one.item_rest, one.upper_lower) == pytest.approx(
            (other.p_value, other.item_rest, other.upper_lower)
        )


def test_forms_with_common_items_are_seen_together() -> None:
    generator = np.random.default_rng(2)
    truth = [ItemParameters(Item(f"item {number}"), 1.3, (0.1 * number - 0.4,)) for number in range(9)]
    table = table_of(truth, generator.normal(size=3_000), generator)
    whole = classical_statistics(Responses.of(table, [each.item for each in truth]))
    table[:1_000, :2] = -1
    table[1_000:2_000, 7:] = -1
    parts = classical_statistics(Responses.of(table, [each.item for each in truth]))
    assert parts.alpha == pytest.approx(whole.alpha, abs=0.02)
    for one, other in zip(parts.items, whole.items, strict=True):
        assert one.item_rest == pytest.approx(other.item_rest, abs=0.05)
    assert parts.items[0].answers == 2_000


def test_an_item_that_all_answered_alike_has_no_correlation() -> None:
    found = classical_statistics(Responses.of([[1, 1, 0], [1, 0, 0], [1, 1, 1]], [Item(name) for name in "abc"]))
    assert found.items[0].p_value == 1.0
    assert np.isnan(found.items[0].item_rest)
    assert np.isfinite(found.items[1].item_rest)


def test_one_person_is_not_enough() -> None:
    with pytest.raises(NotIdentified, match="at least two are wanted"):
        classical_statistics(Responses.of([[1, 0]], [Item("a"), Item("b")]))


def choices(generator: np.random.Generator) -> NDArray[np.str_]:
    """Who knows chooses A; who does not, any of the four."""
    truth = [ItemParameters(Item(f"item {number}"), 1.5, (0.0,)) for number in range(10)]
    knows = table_of(truth, generator.normal(size=800), generator) == 1
    return np.where(knows, "A", generator.choice(list("ABCD"), size=knows.shape))


def test_a_wrong_key_is_suspected_and_the_right_one_named() -> None:
    told = choices(np.random.default_rng(3))
    keys = ["A"] * 10
    keys[4] = "C"
    told[:20, 2] = ""
    found = option_tables(told, keys, [f"item {number}" for number in range(10)])
    assert [(each.key, each.suspected) for each in found if each.is_key_suspected_wrong] == [("item 4", "A")]
    first = found[0]
    assert first.options[0].name == "A"
    assert {option.name for option in first.options} == set("ABCD")
    assert first.options[0].is_key
    assert first.options[0].correlation > 0.2
    assert max(option.correlation for option in first.options[1:]) < 0.0
    assert first.options[0].upper > first.options[0].lower
    assert sum(option.people for option in first.options) == 800
    assert sum(option.share for option in first.options) == pytest.approx(1.0)
    assert sum(option.people for option in found[2].options) == 780
    right = (told[:, 1:] == np.array(keys[1:])).sum(axis=1) / (told[:, 1:] != "").sum(axis=1)
    assert first.options[0].rest_score == pytest.approx(right[told[:, 0] == "A"].mean())
    assert first.options[0].correlation == pytest.approx(np.corrcoef(told[:, 0] == "A", right)[0, 1])


def test_choices_that_do_not_fit_their_items_are_refused() -> None:
    with pytest.raises(MalformedResponses, match="for each of the 2 items"):
        option_tables([["A", "B", "C"]], ["A", "B"], ["one", "two"])
