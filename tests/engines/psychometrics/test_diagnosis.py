"""Skills that are there or not: the published fits of fractions, chances that come back, and what cannot be told."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from munera.engines.psychometrics.diagnosis import (
    Diagnosis,
    DiagnosticItem,
    Link,
    Rule,
    calibrate_skills,
    doubts_about,
    mastery,
)
from munera.engines.psychometrics.diagnosis.model import profiles_of
from munera.engines.psychometrics.errors import NotIdentified, UnknownItem
from munera.engines.psychometrics.model import Item, Model
from munera.engines.psychometrics.responses import Responses
from tests.engines.psychometrics.published import fractions

# CDM 8.4-2 and GDINA 2.11.0 in R agree on these, for K. K. Tatsuoka's 536 pupils.
GUESSES = [
    0.0298, 0.0164, 0.0, 0.2236, 0.3005, 0.0994, 0.0251, 0.4445, 0.2973, 0.0290,
    0.0656, 0.1281, 0.0130, 0.0624, 0.0314, 0.1092, 0.0383, 0.1193, 0.0224, 0.0125,
]  # fmt: skip
SLIPS = [
    0.0892, 0.0415, 0.1338, 0.1099, 0.1720, 0.0436, 0.1964, 0.1813, 0.2474, 0.2136,
    0.0820, 0.0406, 0.3348, 0.0603, 0.1051, 0.1105, 0.1379, 0.1379, 0.2404, 0.1570,
]  # fmt: skip


def test_fractions_are_diagnosed_as_published() -> None:
    found = calibrate_skills(fractions().answers, np.random.default_rng(1), starts=3, despite_doubts=True)
    assert found.converged
    assert found.log_likelihood >= -4402.29
    assert found.log_likelihood == pytest.approx(-4402.28767, abs=5e-4)
    assert [each.guess for each in found.items] == pytest.approx(GUESSES, abs=2e-3)
    assert [each.slip for each in found.items] == pytest.approx(SLIPS, abs=2e-3)
    assert len(found.starts) == 3
    assert "No item needs alpha4 alone, so some profiles with and without it look the same." in found.doubts


# J. de la Torre, "DINA model and parameter estimation: a didactic" (2009): fifteen of the items, and five skills.
FIFTEEN = [2, 4, 6, 7, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 20]
FIVE_SKILLS = [
    "1", "1234", "1", "12345", "3", "1234", "1234", "12", "13", "1345", "13", "134", "1234", "12345", "1234",
]  # fmt: skip


def test_fifteen_of_the_fractions_are_diagnosed_as_published() -> None:
    table = fractions().answers.table()[:, [number - 1 for number in FIFTEEN]]
    items = [Item(f"item {number}", skills=tuple(skills)) for number, skills in zip(FIFTEEN, FIVE_SKILLS, strict=True)]
    found = calibrate_skills(
        Responses.of(table, items), np.random.default_rng(1), starts=2, despite_doubts=True, standard_errors=False
    )
    assert found.log_likelihood == pytest.approx(-3455.7615, abs=1e-3)
    assert [each.guess for each in found.items[:5]] == pytest.approx([0.0, 0.211, 0.135, 0.125, 0.309], abs=2e-3)
    assert [each.slip for each in found.items[:5]] == pytest.approx([0.278, 0.118, 0.038, 0.131, 0.247], abs=2e-3)


SKILLS = ("add", "divide", "measure")
NEEDS = ("a", "d", "m", "a", "d", "m", "ad", "am", "dm", "ad", "dm", "adm")
ITEMS = [
    Item(f"item {number}", skills=tuple(skill for skill in SKILLS if skill[0] in needs))
    for number, needs in enumerate(NEEDS)
]


def people_with_skills(generator: np.random.Generator, count: int) -> NDArray[np.bool_]:
    drive = generator.normal(size=(count, 1))
    return (0.7 * drive + 0.7 * generator.normal(size=(count, 3))) > np.array([-0.3, 0.0, 0.3])


def has_all(has: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.column_stack([has[:, [SKILLS.index(skill) for skill in item.skills]].all(axis=1) for item in ITEMS])


def answers_of(has: NDArray[np.bool_], generator: np.random.Generator) -> NDArray[np.int8]:
    return (generator.random((len(has), len(ITEMS))) < np.where(has_all(has), 0.88, 0.15)).astype(np.int8)


def test_chances_and_shares_come_back_over_two_groups_and_forms() -> None:
    generator = np.random.default_rng(4)
    has = people_with_skills(generator, 8_000)
    table = answers_of(has, generator)
    table[:2_000, :2] = -1
    table[6_000:, 10:] = -1
    answers = Responses.of(table, ITEMS, groups=["here"] * 4_000 + ["there"] * 4_000)
    found = calibrate_skills(answers, generator, starts=3)
    assert found.converged
    assert found.doubts == ()
    missed = np.array([(each.guess - 0.15, 0.12 - each.slip) for each in found.items])
    errors = np.array([each.standard_errors for each in found.items])
    assert np.abs(missed / errors).max() < 4.0
    assert 0.7 < np.sqrt(np.mean((missed / errors) ** 2)) < 1.3
    for group, part in enumerate((has[:4_000], has[4_000:])):
        for number, skill in enumerate(SKILLS):
            assert found.share_of(skill, group=group) == pytest.approx(part[:, number].mean(), abs=0.03)
    told = mastery(found, answers)
    assert ((told.chances > 0.5) == has).mean() > 0.9
    sure = told.likelihood > 0.9
    is_right = (found.profiles[told.likeliest] == has).all(axis=1)
    assert is_right[sure].mean() == pytest.approx(told.likelihood[sure].mean(), abs=0.01)
    surely = told.chances > 0.9
    assert has[surely].mean() == pytest.approx(told.chances[surely].mean(), abs=0.01)


def test_each_combination_has_a_chance_of_its_own() -> None:
    """Saturated: effects that add up without interaction come back as such, on the scale on which they add up."""
    generator = np.random.default_rng(6)
    has = people_with_skills(generator, 20_000)
    table = np.empty((len(has), len(ITEMS)), np.int8)
    for column, item in enumerate(ITEMS):
        known = has[:, [SKILLS.index(skill) for skill in item.skills]].mean(axis=1)
        table[:, column] = generator.random(len(has)) < 0.15 + 0.7 * known
    found = calibrate_skills(Responses.of(table, ITEMS), generator, rule=Rule.EACH, starts=2)
    effects = found["item 6"].effects()
    assert set(effects) == {frozenset(), frozenset({"add"}), frozenset({"divide"}), frozenset({"add", "divide"})}
    assert list(effects.values()) == pytest.approx([0.15, 0.35, 0.35, 0.0], abs=0.06)
    on_logits = found["item 6"].effects(Link.LOGIT)
    assert sum(on_logits.values()) == pytest.approx(np.log(0.85 / 0.15), abs=0.2)
    assert len(found["item 11"].chances) == 8
    errors = np.concatenate([each.standard_errors for each in found.items])
    truth = np.concatenate(
        [[0.15 + 0.7 * len(one) / len(x.item.skills) for one in x.combinations] for x in found.items]
    )
    chances = np.concatenate([each.chances for each in found.items])
    assert np.sqrt(np.nanmean(((chances - truth) / errors) ** 2)) < 1.3


def test_one_skill_may_be_enough() -> None:
    generator = np.random.default_rng(7)
    has = people_with_skills(generator, 4_000)
    enough = np.column_stack([has[:, [SKILLS.index(s) for s in item.skills]].any(axis=1) for item in ITEMS])
    table = (generator.random(enough.shape) < np.where(enough, 0.9, 0.2)).astype(np.int8)
    any_one = calibrate_skills(Responses.of(table, ITEMS), generator, rule=Rule.ANY, starts=2, standard_errors=False)
    all_of_them = calibrate_skills(Responses.of(table, ITEMS), generator, starts=2, standard_errors=False)
    assert any_one.log_likelihood > all_of_them.log_likelihood + 100
    assert [each.guess for each in any_one.items] == pytest.approx([0.2] * 12, abs=0.06)


def test_a_chance_is_the_posterior_by_hand() -> None:
    items = (
        DiagnosticItem(Item("one", skills=("a",)), (frozenset(), frozenset("a")), (0.2, 0.9)),
        DiagnosticItem(Item("two", skills=("a",)), (frozenset(), frozenset("a")), (0.1, 0.7)),
    )
    known = Diagnosis(Rule.ALL, ("a",), items, ("",), np.array([[0.5, 0.5]]), -1.0, (), True, ())
    answers = Responses.of([[1, 0], [1, -1]], [each.item for each in items])
    told = mastery(known, answers)
    with_it, without = 0.9 * 0.3, 0.2 * 0.9
    assert told.chances[:, 0] == pytest.approx([with_it / (with_it + without), 0.9 / (0.9 + 0.2)])
    assert told.likeliest.tolist() == [1, 1]
    assert told.likelihood.tolist() == pytest.approx(told.chances[:, 0].tolist())
    with pytest.raises(UnknownItem, match="three has no chances"):
        mastery(known, Responses.of([[1]], [Item("three", skills=("a",))]))


def test_profiles_are_all_combinations() -> None:
    assert profiles_of(2).tolist() == [[False, False], [True, False], [False, True], [True, True]]


def items_needing(*needs: str) -> Sequence[Item]:
    return [Item(f"item {number}", skills=tuple(each)) for number, each in enumerate(needs)]


@pytest.mark.parametrize(
    ("items", "said"),
    [
        (items_needing("a", ""), "item 1 needs no skill; name those it needs, or leave it out."),
        (items_needing("ab", "ab", "abc"), "a and b are needed by the same items, so no answer tells them apart"),
        (items_needing(*"abcdefghijk"), "There are 11 skills; at most 10 are told apart at once."),
        (
            [Item("graded", Model.GRADED_RESPONSE, 3, skills=("a",))],
            "graded has 3 categories; skills are told by right and wrong answers alone.",
        ),
        (
            items_needing("a", "ab", "ab", "a"),
            "No item needs b alone, so some profiles with and without it look the same.",
        ),
        (
            items_needing("a", "ab", "ab", "a"),
            "For b, only 2 items need it; 3 are wanted to tell guessing from knowing.",
        ),
        (
            items_needing("a", "b", "ab", "ab"),
            "But for one item of their own, a and b are needed by the same items; add an item",
        ),
    ],
)
def test_needs_that_cannot_be_told_apart_are_refused(items: Sequence[Item], said: str) -> None:
    answers = Responses.of(np.zeros((3, len(items)), np.int8), items)
    with pytest.raises(NotIdentified) as refused:
        calibrate_skills(answers, np.random.default_rng(0))
    assert said in str(refused.value)


def test_needs_that_tell_all_apart_raise_no_doubt() -> None:
    assert doubts_about(ITEMS) == ()


def test_nobody_cannot_be_diagnosed() -> None:
    with pytest.raises(NotIdentified, match="Nobody answered anything"):
        calibrate_skills(Responses.of(np.zeros((0, 12), np.int8), ITEMS), np.random.default_rng(0))
