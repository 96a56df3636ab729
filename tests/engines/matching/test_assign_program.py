"""Assignment and audit at a command line: from files to pairs and tables, or a sentence of what is wrong."""

import json
from pathlib import Path

import pytest

from munera.engines.command import main
from munera.engines.matching import audit_program

SCORES = "demand,person,score\nroads,Ana,9\nroads,Bia,5\nschools,Ana,8\nschools,Bia,2\n"


def _written(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_pairs_are_printed_with_what_is_proved_of_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scores = _written(tmp_path, "scores.csv", SCORES)
    assert main(["matching", "assign", scores, "--each", "1", "1", "--progress"]) == 0
    told = capsys.readouterr()
    assert told.out == "roads\tBia\t5\nschools\tAna\t8\n"
    assert told.err.splitlines() == [
        "round 1: 4 pairs looked at, 13 of at most 13",
        "2 pairs, 13 in sum (the greatest there is), 5 for the worst off",
    ]


def test_bounds_and_scores_may_come_as_json_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"demand": "roads", "person": name, "score": score} for name, score in (("Ana", 9), ("Bia", 5))]
    scores = _written(tmp_path, "scores.jsonl", "\n".join(map(json.dumps, rows)) + "\n\n")
    demands = _written(tmp_path, "demands.csv", "key,minimum,maximum\nroads,2,2\n")
    bounds = "".join(f'{{"key": "{name}", "minimum": 0, "maximum": 1}}\n' for name in ("Ana", "Bia"))
    people = _written(tmp_path, "people.jsonl", bounds)
    assert main(["matching", "assign", scores, "--demands", demands, "--people", people, "--objective", "floor"]) == 0
    told = capsys.readouterr()
    assert told.out == "roads\tAna\t9\nroads\tBia\t5\n"
    assert "no worst is above 14" in told.err


def test_what_cannot_be_is_told_with_what_would_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scores = _written(tmp_path, "scores.csv", SCORES)
    assert main(["matching", "assign", scores, "--each", "2", "2"]) == 1
    told = capsys.readouterr().err
    assert "2 demands must have 4 places filled, and the 2 eligible people they share can fill 2" in told
    assert told.count("less would do") >= 1


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("scores.csv", "demand,score\n", "scores.csv has no column 'person'"),
        ("scores.csv", "demand,person,score\na,b,\x1b[31m\n", "scores.csv, line 2"),
        ("scores.jsonl", "[]", "scores.jsonl, line 1: there must be demand, person, score"),
        ("scores.jsonl", "{", "munera matching assign: "),
        ("scores.csv", "demand,person,score\na,b,1\na,b,2\n", "A pair is there twice"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, words: str
) -> None:
    assert main(["matching", "assign", _written(tmp_path, name, text)]) == 2
    told = capsys.readouterr().err
    assert words in told
    assert "\x1b" not in told


def test_a_name_without_bounds_or_with_two_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scores = _written(tmp_path, "scores.csv", SCORES)
    few = _written(tmp_path, "few.csv", "key,minimum,maximum\nroads,0,1\n")
    assert main(["matching", "assign", scores, "--demands", few]) == 2
    assert "'schools' has no bounds" in capsys.readouterr().err
    twice = _written(tmp_path, "twice.csv", "key,minimum,maximum\nroads,0,1\nroads,0,1\n")
    assert main(["matching", "assign", scores, "--demands", twice]) == 2
    assert "twice.csv, line 3: 'roads' is there twice among the demands" in capsys.readouterr().err
    assert main(["matching", "assign", str(tmp_path / "none.csv")]) == 2


def test_an_audit_prints_every_group_and_marks_the_adverse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    decisions = "person,chosen\n" + "".join(
        f"{number},{int(number % 2 == 0 or number < 20)}\n" for number in range(400)
    )
    people = "person,sex\n" + "".join(f"{number},{'mf'[number % 2]}\n" for number in range(390))
    asked = _written(tmp_path, "decisions.csv", decisions), _written(tmp_path, "people.csv", people)
    assert main(["matching", "audit", *asked]) == 1
    told = capsys.readouterr()
    assert [line.split() for line in told.out.splitlines()[:4]] == [
        ["sex", "people", "chosen", "rate", "ratio", "chance"],
        ["f", "195", "10", "0.051", "0.051", "0.000", "*"],
        ["m", "195", "195", "1.000", "1.000", "1.000"],
        ["(unknown)", "10", "5"],
    ]
    assert told.err == "400 people, 210 chosen; * below four fifths and hardly by chance: 1\n"


def test_an_audit_of_scores_asks_who_is_above_the_middle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    decisions = _written(tmp_path, "decisions.csv", "person,score\na,1\nb,2\nc,3\nd,4\n")
    people = _written(tmp_path, "people.csv", "person,sex\na,f\nb,m\nc,f\nd,m\n")
    assert main(["matching", "audit", decisions, people]) == 0
    assert "4 people, 2 chosen" in capsys.readouterr().err


def test_an_audit_of_json_lines_is_that_of_a_table_and_says_how_far_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    table = (
        _written(tmp_path, "decisions.csv", "person,score\na,1\nb,2\nc,3\nd,4\n"),
        _written(tmp_path, "people.csv", "person,sex,place\na,f,BR\nb,,BR\nc,f,AM\nd,m,AM\n"),
    )
    lines = (
        _written(
            tmp_path,
            "decisions.jsonl",
            '{"person": "a", "score": 1}\n{"person": "b", "score": 2}\n\n'
            '{"person": "c", "score": 3}\n{"person": "d", "score": 4}\n',
        ),
        _written(
            tmp_path,
            "people.jsonl",
            '{"person": "a", "sex": "f", "place": "BR"}\n{"person": "b", "place": "BR"}\n'
            '{"person": "c", "sex": "f", "place": "AM"}\n{"person": "d", "sex": "m", "place": "AM"}\n',
        ),
    )
    monkeypatch.setattr(audit_program, "TOLD_EVERY", 3)
    code = main(["matching", "audit", *table, "--top", "2"])
    by_table = capsys.readouterr()
    assert main(["matching", "audit", *lines, "--top", "2", "--progress"]) == code
    by_lines = capsys.readouterr()
    assert by_lines.out == by_table.out
    assert by_lines.err == f"decisions.jsonl: 3 lines read\npeople.jsonl: 3 lines read\n{by_table.err}"


def test_an_audit_of_scores_tells_how_the_first_are_made_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    decisions = _written(tmp_path, "decisions.csv", "person,score\na,9\nb,8\nc,7\nd,7\n")
    people = _written(tmp_path, "people.csv", "person,sex\na,m\nb,m\nc,f\nd,f\n")
    assert main(["matching", "audit", decisions, people, "--top", "2", "4"]) == 0
    told = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert told[4:] == [
        ["sex", "among", "the", "first", "first", "people", "skew"],
        ["f", "2", "0", "-inf"],
        ["m", "2", "2", "0.693"],
        ["f", "4", "2", "0.000"],
        ["m", "4", "2", "0.000"],
        ["(ndkl)", "0.452"],
        [],
    ]


@pytest.mark.parametrize(
    ("decisions", "people", "words"),
    [
        ("who,chosen\n", "person,sex\n", "must have the columns 'person'"),
        ("person\n", "person,sex\n", "'chosen' or 'score'"),
        ("person,chosen\na,2\n", "person,sex\n", "line 2: chosen is 1 or 0"),
        ("person,score\na,x\n", "person,sex\n", "line 2: 'x' is no whole number"),
        ("person,chosen\na,1\n", "person\n", "one for each attribute"),
        ("person,chosen\na,1\n", "person,sex\na,f\na,m\n", "there twice among the people of 'sex'"),
        ("person,chosen\na,1\n", "person,sex\na,f\n", "can only be told where the decisions have scores"),
    ],
)
def test_an_audit_that_makes_no_sense_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], decisions: str, people: str, words: str
) -> None:
    asked = _written(tmp_path, "decisions.csv", decisions), _written(tmp_path, "people.csv", people)
    assert main(["matching", "audit", *asked, "--top", "1"]) == 2
    assert words in capsys.readouterr().err


def test_an_audit_of_lines_that_are_no_objects_or_none_at_all_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = _written(tmp_path, "people.csv", "person,sex\na,f\n")
    assert main(["matching", "audit", _written(tmp_path, "decisions.jsonl", "[1]\n"), people]) == 2
    assert "decisions.jsonl, line 1: must be an object" in capsys.readouterr().err
    assert main(["matching", "audit", _written(tmp_path, "none.jsonl", "\n"), people]) == 2
    assert "none.jsonl must have the columns 'person'" in capsys.readouterr().err
