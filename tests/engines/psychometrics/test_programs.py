"""Fit and score at a command line: from files to parameters and abilities, or a sentence of what is wrong."""

import csv
import json
import sys
from pathlib import Path

import numpy as np
import pytest

from munera.engines.command import main
from munera.engines.psychometrics.ability import score
from munera.engines.psychometrics.calibration import calibrate
from munera.engines.psychometrics.calibration_record import calibration_words, read_calibration
from munera.engines.psychometrics.errors import Malformed
from munera.engines.psychometrics.model import Calibration, Item, ItemParameters, Model
from munera.engines.psychometrics.responses import Responses
from tests.engines.psychometrics.published import law_school


@pytest.fixture(scope="module")
def law() -> Calibration:
    return calibrate(law_school(7))


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """The thousand candidates of section 7, one by one, under the items' own keys."""
    known = law_school(7)
    weights = known.weights
    assert weights is not None
    table = np.repeat(known.table(), weights.astype(int), axis=0)
    path = tmp_path / "answers.csv"
    with path.open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["candidate", *(item.key for item in known.items)])
        writer.writerows([f"c{number}", *row] for number, row in enumerate(table.tolist()))
    return path


def test_answers_become_parameters_and_parameters_abilities(
    answers: Path, law: Calibration, capsys: pytest.CaptureFixture[str]
) -> None:
    parameters, scores = answers.with_name("parameters.json"), answers.with_name("scores.csv")
    assert main(["psychometrics", "fit", str(answers), str(parameters), "--person", "candidate"]) == 0
    told = capsys.readouterr()
    assert "1,000 people, 5 items, 1 forms" in told.err
    assert "turn   1: log-likelihood" in told.err
    assert "settled" in told.err
    assert told.out.splitlines()[1].split() == ["item", "1", "2pl", "1000", "0.988", "-1.879", "0.177"]
    found = read_calibration(json.loads(parameters.read_text()))
    assert found.log_likelihood == pytest.approx(law.log_likelihood)
    assert main(["psychometrics", "score", str(parameters), str(answers), str(scores), "--person", "candidate"]) == 0
    rows = list(csv.DictReader(scores.read_text().splitlines()))
    assert len(rows) == 1_000
    assert rows[0]["person"] == "c0"
    assert float(rows[0]["ability"]) == pytest.approx(-1.8698, abs=1e-3)
    assert not list(answers.parent.glob("*.part"))


def test_a_folder_a_start_and_too_few_turns(answers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parameters, folder = answers.with_name("parameters.json"), answers.with_name("shards")
    fit = ["psychometrics", "fit", str(answers), str(parameters), "--person", "candidate", "--no-errors"]
    assert main([*fit, "--most-turns", "2", "--keep", str(folder)]) == 1
    assert "NOT settled" in capsys.readouterr().err
    again = ["psychometrics", "fit", str(folder), str(parameters), "--start", str(parameters), "--model", "1pl"]
    assert main([*again, "--free-variance"]) == 0
    found = read_calibration(json.loads(parameters.read_text()))
    assert found.groups[0].standard_deviation == pytest.approx(1.0113, abs=1e-3)
    assert Responses.open(folder).count == 1_000


def test_few_who_lack_the_highest_points_are_scored_all_the_same(tmp_path: Path) -> None:
    item = Item("g", Model.GENERALIZED_PARTIAL_CREDIT, 3)
    known = Calibration((ItemParameters(item, 1.0, (0.5, -0.5)), ItemParameters(Item("b"), 1.0, (0.0,))))
    parameters, answers, scores = (tmp_path / name for name in ("p.json", "a.csv", "s.csv"))
    parameters.write_text(json.dumps(calibration_words(known)))
    answers.write_text("g,b\n1,0\n0,1\n")
    assert main(["psychometrics", "score", str(parameters), str(answers), str(scores)]) == 0
    rows = list(csv.DictReader(scores.read_text().splitlines()))
    assert [row["person"] for row in rows] == ["0", "1"]
    expected = score(known, Responses.of([[1, 0], [0, 1]], [item, Item("b")]))
    assert [float(row["ability"]) for row in rows] == pytest.approx(expected.theta, abs=1e-6)


def test_a_cluster_without_dask_is_said_in_a_sentence(
    answers: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    fit = ["psychometrics", "fit", str(answers), str(answers.with_name("p.json")), "--person", "candidate"]
    assert main([*fit, "--cluster", "tcp://127.0.0.1:1"]) == 2
    assert "A cluster needs Dask: install munera[cluster]." in capsys.readouterr().err


def test_letters_are_scored_by_a_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers, key, parameters = tmp_path / "a.csv", tmp_path / "key.csv", tmp_path / "p.json"
    rows = ["who,x,y,z"] + [f"{n},{'AB'[n % 2]},{'CD'[n % 3 == 0]},{'EF'[n % 5 < 2]}" for n in range(300)]
    answers.write_text("\n".join(rows) + "\n")
    key.write_text("item,answer\nx,A\ny,C\nz,E\n")
    fit = ["psychometrics", "fit", str(answers), str(parameters), "--person", "who", "--key", str(key), "--no-errors"]
    assert main([*fit, "--model", "1pl"]) in {0, 1}
    assert [each["item"]["key"] for each in json.loads(parameters.read_text())["items"]] == ["x", "y", "z"]
    key.write_text("item,answer\nx,A\ny,C\nq,E\n")
    assert main(fit) == 2
    assert "key.csv: q, z: is only in one of the two files" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("a,b\n1,x\n", "answers.csv, line 2, column b: 'x' is no number of points"),
        ("a,b\n1,0\n1,1\n", "Everybody has the same points in a"),
        ("a,b\n", "Nobody answered anything"),
    ],
)
def test_what_cannot_be_fitted_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, sentence: str
) -> None:
    (tmp_path / "answers.csv").write_text(content)
    parameters = tmp_path / "parameters.json"
    assert main(["psychometrics", "fit", str(tmp_path / "answers.csv"), str(parameters)]) == 2
    assert f"munera psychometrics fit: {sentence}" in capsys.readouterr().err
    assert not parameters.exists()


def test_an_unknown_program_and_parameters_that_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["psychometrics", "guess"]) == 2
    assert "usage: munera psychometrics {fit" in capsys.readouterr().err
    for number, content in enumerate(('{"format": "x"}', "nothing")):
        (tmp_path / "p.json").write_text(content)
        (tmp_path / "a.csv").write_text("a\n1\n")
        assert main(["psychometrics", "score", *(str(tmp_path / name) for name in ("p.json", "a.csv", "s.csv"))]) == 2
        assert ("no calibration of this version", "no JSON")[number] in capsys.readouterr().err


def test_a_calibration_comes_back_to_the_last_bit(law: Calibration) -> None:
    words = json.loads(json.dumps(calibration_words(law), allow_nan=False))
    back = read_calibration(words)
    assert back.digest == law.digest
    assert back.items == law.items
    assert back.trace == law.trace
    assert back.free == law.free
    assert back.covariance is not None
    assert back.covariance == pytest.approx(law.covariance, rel=0, abs=0)
    assert (score(back, law_school(7)).theta == score(law, law_school(7)).theta).all()
    words["items"][0]["slope"] += 1e-9
    with pytest.raises(Malformed, match="were changed since they were written"):
        read_calibration(words)
    del words["groups"]
    with pytest.raises(Malformed, match="cannot be read as a calibration"):
        read_calibration(words, file="p.json")
