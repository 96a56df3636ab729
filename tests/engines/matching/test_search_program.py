"""The search at a command line: from files to a ranking, with reasons and a record, or a sentence of what is wrong."""

import json
from importlib import resources
from pathlib import Path
from random import Random
from typing import Any

import pytest

from munera.engines.command import main
from munera.engines.matching import Malformed, search_program
from munera.engines.matching.reading import demand_words, read_demand, read_person
from tests.engines.matching import town

CSV = """key,skill,level,evidence,valid_until,source,fact:place
ana,evaluation,4,verified,2027-01-31,ENAP,BR-DF|BR-GO
ana,statistics,2,,,,BR-DF|BR-GO
bia,surveys,5,attested,,a school,BR-DF
caio,evaluation,1,declared,,,PT-11
"""
LINES = [
    {
        "key": "ana",
        "claims": [
            {"skill": "evaluation", "level": 4, "evidence": "verified", "valid_until": "2027-01-31", "source": "ENAP"},
            {"skill": "statistics", "level": 2},
        ],
        "facts": {"place": ["BR-DF", "BR-GO"]},
    },
    {
        "key": "bia",
        "claims": [{"skill": "surveys", "level": 5, "evidence": "attested", "source": "a school"}],
        "facts": {"place": ["BR-DF"]},
    },
    {
        "key": "caio",
        "claims": [{"skill": "evaluation", "level": 1, "evidence": "declared"}],
        "facts": {"place": ["PT-11"]},
    },
]
DEMAND = {
    "key": "d1",
    "requirements": [{"skills": ["evaluation"], "weight": 2}, {"skills": ["statistics"]}],
    "filters": [{"fact": "place", "any_of": ["BR-DF"]}],
}
RANKED = "1\tana\t71\t2144\t820\n2\tbia\t16\t480\t0\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text(CSV, encoding="utf-8")
    (tmp_path / "people.jsonl").write_text("\n".join(map(json.dumps, LINES)), encoding="utf-8")
    (tmp_path / "demand.json").write_text(json.dumps(DEMAND), encoding="utf-8")
    table = "wanted,offered,similarity,kinship\nstatistics,surveys,600,related\n"
    (tmp_path / "similar.csv").write_text(table, encoding="utf-8")
    return tmp_path


def searched(files: Path, *words: str) -> int:
    given = [str(files / word) if "." in word else word for word in words]
    return main(["matching", "search", str(files / "demand.json"), *given])


@pytest.mark.parametrize("people", ["people.csv", "people.jsonl"])
def test_the_best_are_printed_first(files: Path, people: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert searched(files, people, "--taxonomy", "similar.csv", "--on", "2026-06-01") == 0
    told = capsys.readouterr()
    assert told.out == RANKED
    assert told.err == "2 of 2 whom the rules allow, of 3 people\n"


def test_files_as_a_spreadsheet_saves_them_are_read_and_it_says_how_far_it_is(
    files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("people.csv", "similar.csv", "demand.json"):
        text = (files / name).read_text(encoding="utf-8")
        (files / name).write_text(text, encoding="utf-8-sig")
    monkeypatch.setattr(search_program, "TOLD_EVERY", 2)
    assert searched(files, "people.csv", "--taxonomy", "similar.csv", "--on", "2026-06-01") == 0
    told = capsys.readouterr()
    assert told.out == RANKED
    assert told.err == "2 people read\n2 of 2 whom the rules allow, of 3 people\n"


def test_with_reasons(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert searched(files, "people.csv", "--taxonomy", "similar.csv", "--on", "2026-06-01", "--explain") == 0
    told = capsys.readouterr().out
    assert "58.6 of 66.6  evaluation: met, level 4, verified by ENAP" in told
    assert "16.0 of 33.3  statistics: surveys is related, 60 %, level 5, attested by a school" in told
    assert "rule   place: one of BR-DF: kept" in told


def test_an_index_is_kept_and_a_record_repeats_itself(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taxonomy = ("--taxonomy", "similar.csv")
    assert searched(files, "people.csv", *taxonomy, "--on", "2026-06-01", "--index", "people.index") == 0
    assert searched(files, *taxonomy, "--index", "people.index", "--record", "search.json", "--operator", "me") == 0
    assert json.loads((files / "search.json").read_bytes())["operator"] == "me"
    assert searched(files, *taxonomy, "--index", "people.index", "--replay", "search.json") == 0
    assert capsys.readouterr().out == RANKED * 2 + "identical\n"
    assert searched(files, "--index", "people.index", "--replay", "search.json") == 1
    assert "taxonomy.version: recorded similar, now none" in capsys.readouterr().out


def test_by_a_policy_of_ones_own(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours = (resources.files("munera.engines.matching") / "policies" / "2026-01.toml").read_text(encoding="utf-8")
    (files / "stern.toml").write_text(ours.replace("declared = 600", "declared = 0"), encoding="utf-8")
    (files / "broken.toml").write_text(ours.replace("declared = 600", "declared = 60O"), encoding="utf-8")
    asked = "people.csv", "--taxonomy", "similar.csv", "--on", "2026-06-01", "--policy"
    assert searched(files, *asked, "stern.toml") == 0
    assert capsys.readouterr().out == "1\tana\t58\t1760\t1000\n2\tbia\t16\t480\t0\n"
    assert searched(files, *asked, "broken.toml") == 2
    assert "broken.toml: this is not TOML" in capsys.readouterr().err


def test_nobody_found_is_told_by_the_exit_code(files: Path) -> None:
    (files / "demand.json").write_text(json.dumps(DEMAND | {"requirements": [{"skills": ["law"]}]}), encoding="utf-8")
    assert searched(files, "people.csv") == 1


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("key,skill", "name,skill", "there must be a column key"),
        ("valid_until,", "until,", "there must be no column until"),
        ("ana,evaluation,4", "ana,evaluation,four", "line 2: invalid literal"),
        ("ana,evaluation,4", "ana,evaluation,9", "line 2: A level lies from 0 to 6"),
        ("verified,2027-01-31", "verified,31.1.2027", "line 2: valid_until: must be a day"),
        ("verified", "certain", "line 2: evidence: must be one of declared, attested, verified"),
        ("caio,evaluation,1,declared,,,PT-11", "caio,evaluation", "line 5: has another number of columns"),
        ("caio,", "ana,", "Two people have one key"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    files: Path, was: str, becomes: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "people.csv").write_text(CSV.replace(was, becomes, 1), encoding="utf-8")
    assert searched(files, "people.csv") == 2
    assert said in capsys.readouterr().err


def test_a_file_that_is_no_index_a_missing_one_and_an_unknown_program(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert searched(files, "--index", "people.csv") == 2
    assert searched(files, "--index", "absent.index") == 2
    assert searched(files) == 2
    assert main(["matching", "guess"]) == 2
    assert main(["matching"]) == 2
    assert "usage: munera matching {" in capsys.readouterr().err


def test_a_demand_is_written_as_it_is_read() -> None:
    chance = Random(31)
    for number in range(100):
        demand = town.demand(chance, f"d{number}")
        assert read_demand(json.loads(json.dumps(demand_words(demand)))) == demand


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ([], "person: must be an object"),
        ({}, "person.key: must be given"),
        ({"key": ""}, "key: must be a text"),
        ({"key": "p", "age": 30}, "person.age: expected one of key, claims, facts"),
        ({"key": "p", "claims": {}}, "claims: must be a list"),
        ({"key": "p", "claims": [{"level": 3}]}, r"claims\[0\].skill: must be given"),
        ({"key": "p", "claims": [{"skill": "s", "level": True}]}, "level: must be a whole number"),
        ({"key": "p", "facts": {"place": "BR"}}, "place: must be a list of texts"),
    ],
)
def test_a_person_who_is_told_wrongly_is_refused(person: Any, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        read_person(person)
