"""The audit: held against tables reckoned by hand, by counting, and by SciPy's own exact test."""

import doctest
import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from scipy.stats import fisher_exact

from munera.engines.matching import audit
from munera.engines.matching.audit import Attribute, above_median, impact, joined, representation
from munera.engines.matching.audit.impact import chance
from munera.engines.matching.errors import Malformed


def test_the_example_of_the_package_runs() -> None:
    assert doctest.testmod(audit) == (0, 7)


def test_every_table_is_what_counting_gives() -> None:
    lot = np.random.default_rng(1)
    people = 4_000
    sex = Attribute("sex", ("f", "m"), lot.integers(-1, 2, people))
    origin = Attribute("origin", ("a", "b", "c", "nobody"), np.minimum(lot.integers(-1, 9, people), 2))
    chosen = lot.random(people) < 0.3
    found = impact(chosen, [sex, origin])
    assert [table.attributes for table in found.tables] == [("sex",), ("origin",), ("sex", "origin")]
    assert (found.people, found.chosen) == (people, chosen.sum())
    for table, attributes in zip(found.tables, ([sex], [origin], [sex, origin]), strict=True):
        counted = {}
        for labels in product(*(attribute.labels for attribute in attributes)):
            within = np.ones(people, np.bool_)
            for attribute, label in zip(attributes, labels, strict=True):
                within &= attribute.codes == attribute.labels.index(label)
            if within.any():
                counted[labels] = (int(within.sum()), int((within & chosen).sum()))
        assert {group.labels: (group.people, group.chosen) for group in table.groups} == counted
        assert table.unknown == people - sum(group.people for group in table.groups)
        assert table.unknown_chosen == found.chosen - sum(group.chosen for group in table.groups)
        highest = max(group.rate for group in table.groups if not group.left_out)
        assert [group.ratio for group in table.groups if not group.left_out] == [
            group.rate / highest for group in table.groups if not group.left_out
        ]


def test_a_small_group_is_left_out_and_stated() -> None:
    # One of sixty is less than 2 %; were it counted, its rate of one would be the measure of all.
    group = Attribute("group", ("few", "many", "more"), np.array([0] + [1] * 29 + [2] * 30))
    chosen = np.array([True] + [True] * 10 + [False] * 19 + [True] * 15 + [False] * 15)
    table = impact(chosen, [group]).tables[0]
    assert [(one.labels, one.ratio) for one in table.groups] == [
        (("few",), None),
        (("many",), Fraction(20, 29)),
        (("more",), Fraction(1)),
    ]
    assert table.left_out == (table.groups[0],)
    counted = impact(chosen, [group], least_share=Fraction(0)).tables[0]
    assert counted.groups[1].ratio == Fraction(10, 29)


def test_four_fifths_of_few_people_may_be_chance_and_of_many_it_is_not() -> None:
    def of(times: int) -> audit.Impact:
        group = Attribute("group", ("a", "b"), np.repeat([0, 1], 10 * times))
        return impact(np.tile([True] * 5 + [False] * 5, 2 * times) & ~_third_of_second(times), [group])

    few, many = of(1), of(100)
    assert few.tables[0].groups[1].below_four_fifths
    assert few.adverse == ()
    assert many.adverse == ((many.tables[0], many.tables[0].groups[1]),)
    assert few.tables[0].groups[1].ratio == many.tables[0].groups[1].ratio == Fraction(3, 5)


def _third_of_second(times: int) -> np.ndarray:
    """Two of the five that are chosen, in each ten of the second group."""
    return np.concatenate([np.zeros(10 * times, np.bool_), np.tile([True] * 2 + [False] * 8, times)])


def test_chance_is_that_of_fisher() -> None:
    lot = np.random.default_rng(2)
    for _ in range(60):
        people = lot.integers(1, 80, 2).tolist()
        chosen = [int(lot.integers(0, count + 1)) for count in people]
        exact = fisher_exact([[chosen[0], people[0] - chosen[0]], [chosen[1], people[1] - chosen[1]]]).pvalue
        assert chance((people[0], chosen[0]), (people[1], chosen[1])) == pytest.approx(exact, rel=1e-6)
    # Where there are many, the curve says nearly the same as counting would.
    exact = fisher_exact([[3_000, 9_000], [2_600, 9_400]]).pvalue
    assert chance((12_000, 3_000), (12_000, 2_600)) == pytest.approx(exact, rel=0.2)
    assert chance((20_000, 0), (20_000, 0)) == 1.0


def test_a_score_counts_where_it_is_above_the_middle() -> None:
    assert above_median(np.array([1, 2, 3, 4])).tolist() == [False, False, True, True]
    assert above_median(np.array([3, 1, 2])).tolist() == [True, False, False]
    assert above_median(np.array([5, 5, 5, 9])).tolist() == [False, False, False, True]
    assert above_median(np.zeros(0, np.int64)).tolist() == []


def test_nobody_chosen_has_no_ratio() -> None:
    table = impact(np.zeros(4, np.bool_), [Attribute.of("sex", ["f", "f", "m", "m"])]).tables[0]
    assert [group.ratio for group in table.groups] == [None, None]
    assert impact(np.zeros(0, np.bool_), [Attribute.of("sex", [])]).tables[0].groups == ()


def test_attributes_are_joined_by_key_and_who_is_missing_is_unknown() -> None:
    kept = Attribute.of("sex", ["f", "m", None])
    run = np.array(["c", "a", "z", "b", "a"])
    assert joined(run, np.array(["b", "a", "c"]), kept).codes.tolist() == [-1, 1, -1, 0, 1]
    assert joined(run, np.array([], "U1"), Attribute.of("sex", [])).codes.tolist() == [-1] * 5
    with pytest.raises(Malformed, match="twice among the people of 'sex'"):
        joined(run, np.array(["b", "b", "c"]), kept)


def test_a_ranking_made_up_as_its_pool_has_no_divergence() -> None:
    pool = Attribute("sex", ("f", "m", "x"), np.array([0, 1] * 50 + [-1]))
    even = representation(np.arange(100), pool, tops=(2, 10, 500))
    assert [(skew.label, skew.top, skew.people, skew.skew) for skew in even.skews] == [
        ("f", 2, 1, 0.0),
        ("m", 2, 1, 0.0),
        ("f", 10, 5, 0.0),
        ("m", 10, 5, 0.0),
    ]
    assert even.unknown == 1
    uneven = representation(np.concatenate([np.arange(0, 100, 2), np.arange(1, 100, 2)]), pool, tops=(10,))
    assert [skew.skew for skew in uneven.skews] == [pytest.approx(math.log(2)), -math.inf]
    assert 0 < even.ndkl < 0.2 < uneven.ndkl


def test_the_divergence_is_that_of_its_definition() -> None:
    pool = Attribute("group", ("a", "b", "c"), np.array([0, 0, 1, 1, 1, 2]))
    ranking = [2, 0, 5, 3]
    shares, total, weights = [2 / 6, 3 / 6, 1 / 6], 0.0, 0.0
    for place in range(1, 5):
        top = [sum(pool.codes[one] == group for one in ranking[:place]) / place for group in range(3)]
        divergence = sum(part * math.log(part / share) for part, share in zip(top, shares, strict=True) if part)
        total += divergence / math.log2(place + 1)
        weights += 1 / math.log2(place + 1)
    assert representation(np.array(ranking), pool, tops=()).ndkl == pytest.approx(total / weights)
    assert representation(np.zeros(0, np.int64), pool, tops=()).ndkl == 0


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(Malformed, match="has no label"):
        Attribute("sex", ("f",), np.array([1]))
    with pytest.raises(Malformed, match="not of the people of this run"):
        impact(np.zeros(3, np.bool_), [Attribute.of("sex", ["f"])])
    with pytest.raises(Malformed, match="not in the pool"):
        representation(np.array([1]), Attribute.of("sex", ["f"]), tops=())
