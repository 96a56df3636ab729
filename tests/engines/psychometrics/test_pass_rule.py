from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from munera.engines.psychometrics.decisions import PassRule, Weighting, pass_rule, read_rule, shipped_rules
from munera.engines.psychometrics.errors import Malformed, MalformedRule
from munera.engines.psychometrics.model import Item, Model

BROKEN = Path(__file__).parent / "broken_rules"
FIVE_OF_20 = tuple(Item(f"{subject}{number}", subject=subject) for subject in "ABCDE" for number in range(20))


def test_rules_that_ship_say_that_nobody_compared_them_with_the_law():
    assert shipped_rules() == ("kr-craftsman-written", "kr-engineer-written")
    rules = [pass_rule(key) for key in shipped_rules()]
    assert [rule.verified for rule in rules] == [False, False]
    assert all(set(rule.names) == set(rule.sources) == {"en", "ko"} for rule in rules)


def test_engineers_need_forty_in_each_subject_and_sixty_on_average():
    grading = pass_rule("kr-engineer-written").on(FIVE_OF_20)
    assert (grading.minimums, grading.minimum, grading.most, grading.shown_possible) == ((8,) * 5, 60, 100, 100)
    assert grading.passes((12, 12, 12, 12, 12))
    assert grading.passes((8, 13, 13, 13, 13))
    assert not grading.passes((7, 20, 20, 20, 20))
    assert not grading.passes((12, 12, 12, 12, 11))


def test_craftsmen_need_sixty_in_total_wherever_they_come_from():
    grading = pass_rule("kr-craftsman-written").on(FIVE_OF_20)
    assert grading.passes((0, 0, 20, 20, 20))
    assert not grading.passes((19, 0, 0, 20, 20))


def test_subjects_count_alike_however_many_questions_they_have():
    items = [Item(f"A{number}", subject="A") for number in range(30)] + [
        Item(f"B{number}", Model.PARTIAL_CREDIT, 3, subject="B") for number in range(5)
    ]
    grading = pass_rule("kr-engineer-written").on(items)
    assert (grading.possible, grading.steps, grading.minimums) == ((30, 10), (1, 3), (12, 4))
    assert grading.most == 60
    assert grading.shown(grading.total((12, 8))) == 60
    assert grading.passes((12, 8))
    assert not grading.passes((14, 7))


def test_thirds_are_not_rounded_when_somebody_passes():
    rule = read_rule(
        """
        key = "thirds"
        version = "1"
        name = "Two thirds"
        source = "A test"
        verified = true
        valid_from = 2026-01-01
        total = { minimum = 66.7, weighting = "subjects", weights = { A = 1, B = 2.5 } }
        subjects = { minimums = { B = 33.3 } }
        """,
        file="thirds.toml",
    )
    assert rule == PassRule(
        key="thirds",
        version="1",
        names={"en": "Two thirds"},
        sources={"en": "A test"},
        verified=True,
        valid_from=date(2026, 1, 1),
        minimum=Fraction(667, 10),
        weighting=Weighting.SUBJECTS,
        weights={"A": Fraction(1), "B": Fraction(5, 2)},
        subject_minimums={"B": Fraction(333, 10)},
    )
    grading = rule.on([Item("a", subject="A"), *(Item(f"b{number}", subject="B") for number in range(3))])
    # A right answer in A is worth 1, one in B 2.5 / 3: in units, 6 and 5.
    assert (grading.steps, grading.most, grading.minimum, grading.minimums) == ((6, 5), 21, 15, (0, 1))


def test_a_rule_about_a_subject_without_questions_is_refused():
    rule = read_rule(
        (BROKEN / "whole.toml").read_text(encoding="utf-8").replace("minimum = 40", "minimums = { Z = 40 }"),
        file="whole.toml",
    )
    with pytest.raises(Malformed, match="speaks of the subject Z, which has no questions"):
        rule.on(FIVE_OF_20)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('key = "x"', "", "x.toml: key: must be given"),
        ('key = "x"', 'key = "x"\npass = 3', "x.toml: pass: expected one of key, version, name, source"),
        ('name = "X"', 'name = " "', "x.toml: name: must be a text that says something"),
        ('name = "X"', 'name = { ko = "X" }', "x.toml: name.en: must be given"),
        ('name = "X"', 'name = { en = "X", ko = "" }', "x.toml: name.ko: must be a text that says something"),
        ('name = "X"', 'name = { en = "X", Korean = "X" }', "x.toml: name.Korean: expected one of en"),
        ("valid_from = 2026-01-01", 'valid_from = "soon"', "x.toml: valid_from: must be a day"),
        ("valid_from = 2026-01-01", "valid_from = 2026-01-01T10:00:00", "x.toml: valid_from: must be a day"),
        ("verified = false", "verified = 0", "x.toml: verified: must be true or false"),
        ("minimum = 60", "minimum = 101", "x.toml: total.minimum: must be a number from 0 to 100, not 101"),
        ("minimum = 60", "minimum = nan", "x.toml: total.minimum: must be a number from 0 to 100, not nan"),
        ("minimum = 60", "minimum = true", "x.toml: total.minimum: must be a number, not True"),
        ('"subjects"', '"mean"', "x.toml: total.weighting: must be one of points, subjects, not 'mean'"),
        ('"subjects"', '"points"\nweights = { A = 1 }', "x.toml: total.weights: has no meaning"),
        ('"subjects"', '"subjects"\nweights = { A = 0 }', "x.toml: total.weights.A: must be a number from 0.001"),
        ("minimum = 40", "minimun = 40", "x.toml: subjects.minimun: expected one of minimum, minimums"),
        ("minimum = 40", "minimums = 40", "x.toml: subjects.minimums: must be a table"),
        ("[total]", "[total", "x.toml: this is not TOML"),
    ],
)
def test_a_broken_rule_is_refused_by_file_key_and_reason(old: str, new: str, told: str):
    text = (BROKEN / "whole.toml").read_text(encoding="utf-8")
    read_rule(text, file="x.toml")
    with pytest.raises(MalformedRule) as refused:
        read_rule(text.replace(old, new), file="x.toml")
    assert str(refused.value).startswith(told)


def test_a_rule_that_does_not_ship_is_named_beside_those_that_do():
    with pytest.raises(MalformedRule, match=r"no such rule ships; there are kr-craftsman-written, kr-engineer"):
        pass_rule("../secrets")
