"""Explanations at a command line: the same as the engine's, in words or as JSON, or a sentence of what is wrong."""

import csv
import doctest
import json
from pathlib import Path

import pytest

from munera.engines.command import main
from munera.engines.psychometrics import record, report_program
from munera.engines.psychometrics.calibration_record import calibration_words
from munera.engines.psychometrics.decisions import pass_rule
from munera.engines.psychometrics.explaining import explain_all, grounds_of
from munera.engines.psychometrics.explanation import Explanation, Frequency
from munera.engines.psychometrics.telling import told
from tests.engines.psychometrics.sittings import Simulated, sat

RULE = "kr-engineer-written"


@pytest.fixture(scope="module")
def sitting() -> Simulated:
    return sat((12, 12, 12), correlation=0.7, number=400, seed=51)


@pytest.fixture
def files(sitting: Simulated, tmp_path: Path) -> list[str]:
    """Answers, parameters and skills, as the program is given them; the answers in another order of items."""
    answers, parameters, skills = (tmp_path / name for name in ("answers.csv", "parameters.json", "skills.csv"))
    keys = [each.item.key for each in sitting.calibration.items]
    with answers.open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["candidate", *reversed(keys)])
        writer.writerows([f"c{number}", *reversed(row)] for number, row in enumerate(sitting.table.tolist()))
    parameters.write_text(json.dumps(calibration_words(sitting.calibration)))
    with skills.open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["item", "skill", "subject"])
        writer.writerows([key, skill, skill] for skill, keys in sitting.skills.items() for key in keys)
    return [str(answers), str(parameters), str(skills), "--person", "candidate", "--rule", RULE]


@pytest.fixture(scope="module")
def expected(sitting: Simulated) -> list[Explanation]:
    grounds = grounds_of(sitting.calibration, sitting.table, rule=pass_rule(RULE), skills=sitting.skills)
    return explain_all(grounds, sitting.table)


def test_everybody_is_explained_as_the_engine_explains_them(files, expected, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(report_program, "TOLD_EVERY", 150)
    kept = tmp_path / "explanations.jsonl"
    assert main(["psychometrics", "report", *files, "--json", str(kept)]) == 0
    found = [record.read(line, Explanation) for line in kept.read_bytes().splitlines()]
    assert [each.decision for each in found] == [each.decision for each in expected]
    assert [each.plan for each in found] == [each.plan for each in expected]
    passed = sum(each.decision.passed for each in expected)
    assert capsys.readouterr().err.splitlines() == [
        "400 people, 3 skills",
        "150 of 400 explained",
        "300 of 400 explained",
        "400 of 400 explained",
        f"{passed} of these 400 passed; 400 sat",
    ]


def test_some_are_told_in_words_and_what_is_learned_of_all_stays_the_same(files, expected, capsys):
    failed = next(place for place, each in enumerate(expected) if not each.decision.passed)
    passed = next(place for place, each in enumerate(expected) if each.decision.passed)
    only = ["--only", f"c{failed}", "--only", f"c{passed}"]
    assert main(["psychometrics", "report", *files, *only]) == 0
    heard = capsys.readouterr().out
    for place in (failed, passed):
        assert f"c{place}: {told(expected[place], {})}".rstrip() in heard
    assert heard.count("Nobody has compared the pass rule kr-engineer-written 2026-01 with the law yet.") == 2


def test_words_say_what_the_numbers_say(sitting, expected):
    failed = next(each for each in expected if each.weakest and each.needed and len(each.decision.unmet) > 1)
    words = told(failed, {"skill 0": "Surveying"})
    decision = failed.decision
    assert words.startswith(f"Not passed: {decision.points:g} of {decision.possible:g} points")
    for clause in decision.unmet:
        missing = clause.required - clause.got
        assert ("1 point was missing" if missing == 1 else f"{missing:g} points were missing") in words
    for needed in failed.needed:
        assert f"it takes about {needed.points:.1f} more points on average" in words
    assert "Surveying" in words
    assert "skill 0" not in words
    assert f"1. Study {failed.plan[0].skill.replace('skill 0', 'Surveying')}: " in words
    assert "if 20 hours lift the ability by 0.5 standard deviations" in words
    assert f"Where the missing {failed.lost.to_the_mark / 10:g} points went: " in words
    chance = failed.chance.in_words
    assert f"as hard: about {chance.count} in {chance.of}, from " in words
    assert "is the weakest skill, with" in words
    unlearned = "Not said: how people with such a result did when they came again, since nothing was learned yet"
    assert unlearned in words
    hopeless = next(each for each in expected if each.chance and each.chance.in_words_high == Frequency(1, 20))
    assert "as hard: about 1 in 20.\n" in told(hopeless, {})
    nearly = next(each for each in expected if any(clause.required - clause.got == 1 for clause in each.decision.unmet))
    assert "1 point was missing" in told(nearly, {})
    passed = next(each for each in expected if each.decision.passed and len(each.withheld) > 1)
    assert "Not said" not in told(passed, {})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (["--rule", "us-driver"], "us-driver.toml: no such rule ships"),
        (["--only", "c999"], "Nobody of this name sat: c999."),
        (["--hours", "0"], "hours must be above 0"),
    ],
)
def test_what_cannot_be_told_is_said_in_a_sentence(files, capsys, change, sentence):
    assert main(["psychometrics", "report", *files, *change]) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("question,skill\n", "skills.csv must have the columns 'item' and 'skill'."),
        ("item,skill\n0/0,a\nx,b\n", "skills.csv, line 3: x has no parameters."),
    ],
)
def test_a_file_of_skills_that_cannot_be_used_is_named(files, capsys, text, sentence):
    Path(files[2]).write_text(text)
    assert main(["psychometrics", "report", *files]) == 2
    assert sentence in capsys.readouterr().err


def test_the_page_about_advice_tells_what_the_engine_tells():
    page = Path(__file__).resolve().parents[3] / "docs" / "engines" / "advice.md"
    assert doctest.testfile(str(page), module_relative=False, encoding="utf-8").failed == 0
