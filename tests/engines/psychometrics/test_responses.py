"""Answers come out as they went in, whatever way they came; what is wrong says where, and then nothing is taken."""

import json
from collections.abc import Callable
from mmap import mmap
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pyarrow import parquet

from munera.engines.psychometrics.errors import BadShard, MalformedResponses
from munera.engines.psychometrics.model import Item, Model
from munera.engines.psychometrics.responses import (
    Columns,
    Responses,
    Writer,
    from_events,
    from_parquet,
    from_table,
    scored,
    without_gaps,
)
from munera.engines.psychometrics.responses.packing import FEW_FORMS

GRADED = Model.GENERALIZED_PARTIAL_CREDIT
ITEMS = [Item("a"), Item("b"), Item("c", GRADED, 5), Item("d", GRADED, 16), Item("e")]


def by_lot(people: int, *, missing: float = 0.3, seed: int = 1) -> NDArray[np.int8]:
    generator = np.random.default_rng(seed)
    table = np.stack([generator.integers(0, item.categories, people) for item in ITEMS], axis=1).astype(np.int8)
    table[generator.random(table.shape) < missing] = -1
    table[(table < 0).all(axis=1), 0] = 0
    return table


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_answers_come_out_as_they_went_in(data: st.DataObject) -> None:
    categories = data.draw(st.lists(st.integers(2, 16), min_size=1, max_size=12))
    items = [Item(str(at), GRADED, count) for at, count in enumerate(categories)]
    rows = st.tuples(*(st.integers(-1, count - 1) for count in categories)).filter(lambda row: max(row) >= 0)
    table = np.array(data.draw(st.lists(rows, min_size=1, max_size=90)), np.int8)
    groups = [str(int(row[0] > 0)) for row in table]
    answers = Responses.of(table, items, groups=groups)
    assert (answers.table() == table).all()
    assert [answers.groups[group] for group in answers.group_of_people] == groups
    totals = np.stack([[(column == points).sum() for points in range(max(categories))] for column in table.T])
    assert (answers.category_totals() == totals).all()


def test_many_patterns_of_few_people_share_one_form() -> None:
    items = [Item(str(number)) for number in range(10)]
    generator = np.random.default_rng(2)
    table = generator.integers(-1, 2, (3_000, 10)).astype(np.int8)
    table[:, 0] = 1
    table[:1_200, 5:] = -1
    table[:1_200, :5] = 0
    answers = Responses.of(table, items)
    # What many share is a form of its own.
    assert [(form.items, form.has_gaps) for form in answers.forms] == [
        ((0, 1, 2, 3, 4), False),
        (tuple(range(10)), True),
    ]
    assert (answers.table() == table).all()
    few = Responses.of(table[:1_220], items)
    assert 2 < len(few.forms) <= FEW_FORMS
    assert not any(form.has_gaps for form in few.forms)


def test_answers_in_parts_are_those_at_once(tmp_path: Path) -> None:
    table, people = by_lot(500), [f"p{number}" for number in range(500)]
    weights = np.linspace(0.5, 2, 500)
    groups = ["x" if number % 3 else "y" for number in range(500)]
    with Writer(tmp_path / "answers", ITEMS) as writer:
        for begin in range(0, 500, 170):
            part = slice(begin, begin + 170)
            writer.add(table[part], people[part], groups[part], weights[part])
    stored = Responses.open(tmp_path / "answers")
    assert (stored.table() == table).all()
    assert list(stored.people) == people
    assert stored.people[3] == "p3"
    assert stored.weights == pytest.approx(weights)
    assert [stored.groups[group] for group in stored.group_of_people] == groups
    assert stored.items == tuple(ITEMS)


def test_what_is_saved_comes_back_and_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    first, second = (Responses.of(by_lot(90, seed=seed), ITEMS, [str(n) for n in range(90)]) for seed in (1, 2))
    first.save(tmp_path)
    back = second.save(tmp_path)
    assert (back.table() == second.table()).all()
    assert list(back.people) == second.people
    listed = {shard["file"] for shard in json.loads((tmp_path / "forms.json").read_text())["shards"]}
    assert {path.name for path in tmp_path.glob("shard-*")} == listed
    assert not list(tmp_path.glob("*.part"))


def test_answers_in_a_folder_are_mapped_and_never_copied(tmp_path: Path) -> None:
    stored = Responses.of(by_lot(90), ITEMS, weights=np.linspace(1, 2, 90)).save(tmp_path)
    for block in stored.blocks:
        for column in (block.answers, block.weights):
            owner: object = column
            while isinstance(owner, np.ndarray):
                owner = owner.base
            assert isinstance(owner, memoryview)
            assert isinstance(owner.obj, mmap)


def test_an_error_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    kept = Responses.of(by_lot(50), ITEMS).save(tmp_path)
    before = sorted(path.name for path in tmp_path.iterdir())
    bad = by_lot(50, seed=3)
    bad[41, 0] = 2
    with pytest.raises(MalformedResponses, match="row 92, item a: 2 is no number of points from 0 to 1"):
        _written(tmp_path, [by_lot(50, seed=2), bad])
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert (Responses.open(tmp_path).table() == kept.table()).all()


def _written(folder: Path, parts: list[NDArray[np.int8]], people: list[list[str]] | None = None) -> None:
    with Writer(folder, ITEMS) as writer:
        for number, part in enumerate(parts):
            writer.add(part, None if people is None else people[number])


def test_a_candidate_who_comes_twice_in_different_parts_is_found(tmp_path: Path) -> None:
    with pytest.raises(MalformedResponses, match="row 4, candidate ana: has answered before"):
        _written(tmp_path, [by_lot(2), by_lot(2)], [["ana", "bia"], ["caio", "ana"]])
    assert list(tmp_path.iterdir()) == []


def _cut(folder: Path) -> None:
    shard = next(folder.glob("shard-*"))
    shard.write_bytes(shard.read_bytes()[:-7])


def _changed(folder: Path) -> None:
    shard = next(folder.glob("shard-*"))
    content = bytearray(shard.read_bytes())
    content[len(content) // 2] ^= 1
    shard.write_bytes(bytes(content))


def _gone(folder: Path) -> None:
    next(folder.glob("shard-*")).unlink()


def _head_changed(folder: Path) -> None:
    head = folder / "forms.json"
    head.write_text(head.read_text().replace('"key": "a"', '"key": "z"'))


def _head_cut(folder: Path) -> None:
    head = folder / "forms.json"
    head.write_text(head.read_text()[:-9])


def _headless(folder: Path) -> None:
    (folder / "forms.json").unlink()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_cut, "only a part of it is there"),
        (_changed, "was changed since it was written"),
        (_gone, "is missing"),
        (_head_changed, "was changed since it was written"),
        (_head_cut, "cannot be read"),
        (_headless, "holds no answers"),
    ],
)
def test_a_folder_that_is_not_whole_is_refused(tmp_path: Path, spoil: Callable[[Path], None], sentence: str) -> None:
    Responses.of(by_lot(50), ITEMS).save(tmp_path)
    spoil(tmp_path)
    with pytest.raises(BadShard, match=sentence):
        Responses.open(tmp_path)


# --- tables -----------------------------------------------------------------------------------------------------------

TABLE = "who,school,a,b,c\nana,x,1,0,3\nbia,y,,1,0\ncaio,x,0,NA,1\n"
WHO = Columns(person="who", group="school")


def test_a_table_says_what_its_items_are(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(TABLE)
    answers = from_table(path, columns=WHO)
    assert answers.table().tolist() == [[1, 0, 3], [-1, 1, 0], [0, -1, 1]]
    assert list(answers.people) == ["ana", "bia", "caio"]
    assert answers.groups == ("x", "y")
    assert answers.items == (Item("a"), Item("b"), Item("c", GRADED, 4))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (TABLE.replace("bia,y,,1", "bia,y,q,1"), "answers.csv, line 3, column a: 'q' is no number of points"),
        (TABLE.replace("bia,y,,1", "bia,y,1.5,1"), "line 3, column a: '1.5' is no number of points"),
        (TABLE.replace("caio,x,0,NA,1", "caio,x,0"), "line 4: it has 3 columns instead of 5"),
        (TABLE.replace("a,b,c", "a,b,a"), "two columns are named 'a'"),
        (TABLE.replace("bia,y", "ana,y"), "row 2, candidate ana: has answered before"),
        (TABLE.replace("who,school", "who,place"), "there is no column 'school'"),
        (TABLE.replace("0,3", "0,77"), "column c: somebody has 77 points"),
        (TABLE.replace("bia,y,,1,0", "bia,y,,,"), "row 2, candidate bia.*answered nothing; leave this row out"),
    ],
)
def test_a_slip_in_a_table_is_named_with_its_place(tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(content)
    with pytest.raises(MalformedResponses, match=sentence):
        from_table(path, columns=WHO)


def test_columns_that_are_no_items_and_items_without_a_column_are_named(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("a,z\n1,0\n")
    with pytest.raises(MalformedResponses, match="no column for b and a column z that is no item"):
        from_table(path, [Item("a"), Item("b")])


def test_parquet_is_a_table_too(tmp_path: Path) -> None:
    path = tmp_path / "answers.parquet"
    columns: dict[str, Any] = {"who": ["ana", "bia"], "a": [1, None], "b": [True, False], "w": [1.0, 2.5]}
    parquet.write_table(pa.table(columns), path)
    (tmp_path / "answers.csv").write_text("who,a,b,w\nana,1,1,1.0\nbia,,0,2.5\n")
    by_line = from_table(tmp_path / "answers.csv", [Item("a"), Item("b")], columns=Columns("who", None, "w"))
    assert by_line.table().tolist() == [[1, 1], [-1, 0]]
    for items in (None, [Item("a"), Item("b")]):
        answers = from_parquet(path, items, columns=Columns(person="who", weight="w"))
        assert answers.table().tolist() == [[1, 1], [-1, 0]]
        assert answers.weight == 3.5
    parquet.write_table(pa.table({"a": ["x"]}), path)
    with pytest.raises(MalformedResponses, match="column a: points are whole numbers, and this column holds string"):
        from_parquet(path)
    path.write_bytes(b"PAR1 nothing")
    with pytest.raises(MalformedResponses, match="cannot be read as Parquet"):
        from_parquet(path)


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (b"1,x", r"answers\.csv, line 10000000, column b: 'x' is no number of points"),
        (b"1,9", "row 9999999, item b: 9 is no number of points from 0 to 1"),
    ],
)
def test_one_bad_row_in_ten_million_is_found_and_nothing_is_kept(tmp_path: Path, bad: bytes, sentence: str) -> None:
    path, thousand = tmp_path / "answers.csv", b"1,0\n0,1\n" * 500
    with path.open("wb") as file:
        file.write(b"a,b\n")
        for _ in range(9_999):
            file.write(thousand)
        file.write(thousand[:-8] + bad + b"\n" + b"0,1\n")
    with pytest.raises(MalformedResponses, match=sentence):
        from_table(path, [Item("a"), Item("b")])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (([[1, 0]], [Item("a")]), "a column for each of the 1 items, not 1 by 2"),
        (([[0.5, 1]], [Item("a"), Item("b")]), "row 1, column 1: 0.5 is no whole number"),
        (([["A", "B"]], [Item("a"), Item("b")]), "score letters with"),
        (([[1, 0]], [Item("a"), Item("a")]), "item a: it stands there twice"),
        ((np.zeros((1, 0)), []), "there is no item"),
        (([[1], [0]], [Item("a")], ["ana"]), "1 keys of people stand beside 2 rows"),
        (([[1], [0]], [Item("a")], ["ana", "ana"]), "row 2, candidate ana: has answered before"),
        (([[1], [0]], [Item("a")], None, ["x"]), "1 groups stand beside 2 rows"),
        (([[1], [0]], [Item("a")], ["ana", "bia"], None, [1.0, -2.0]), "row 2, candidate bia: -2.0 is no weight"),
        (([[1], [0]], [Item("a")], None, None, [1.0]), "1 weights stand beside 2 rows"),
        (([[-3]], [Item("a")]), "row 1, item a: -3 is no number of points"),
    ],
)
def test_answers_that_do_not_go_together_are_refused(arguments: Any, sentence: str) -> None:
    with pytest.raises(MalformedResponses, match=sentence):
        Responses.of(*arguments)


# --- events -----------------------------------------------------------------------------------------------------------

FORMS = {"1": ["a", "b"], "2": ["b", "c"]}
THREE = [Item("a"), Item("b"), Item("c", GRADED, 3)]
EVENTS: dict[str, list[Any]] = {
    "candidate": ["ana", "bia", "ana", "bia", "caio"],
    "form": ["1", "2", "1", "2", "1"],
    "item": ["b", "c", "a", "b", "a"],
    "answer": [1, 2, 0, None, 1],
}


def test_events_go_to_the_cell_of_their_candidate_and_item(tmp_path: Path) -> None:
    answers = from_events(EVENTS, THREE)
    assert list(answers.people) == ["ana", "bia", "caio"]
    assert answers.table().tolist() == [[0, 1, -1], [-1, -1, 2], [1, -1, -1]]
    path = tmp_path / "events.parquet"
    parquet.write_table(pa.table(EVENTS), path)
    assert (from_events(path, THREE, FORMS).table() == answers.table()).all()
    path = tmp_path / "events.csv"
    path.write_text("candidate,form,item,answer\n07,1,a,1\n07,1,b,0\n")
    assert list(from_events(path, THREE, FORMS).people) == ["07"]


def test_what_a_form_asks_for_and_somebody_left_out_may_count_as_wrong() -> None:
    answers = from_events(EVENTS, THREE, FORMS, omitted="wrong")
    assert answers.table().tolist() == [[0, 1, -1], [-1, 0, 2], [1, 0, -1]]


@pytest.mark.parametrize(
    ("change", "forms", "sentence"),
    [
        ({"item": ["b", "c", "q", "b", "a"]}, None, "row 3: there is no item 'q'"),
        ({"item": ["b", "c", "b", "b", "a"]}, None, "row 3, candidate ana, item b: was answered in row 1 already"),
        ({"answer": [1, 3, 0, 0, 1]}, None, "row 2, candidate bia, item c: 3 is no number of points from 0 to 2"),
        ({"answer": [1, "x", 0, 0, 1]}, None, "column answer: its values are not of one kind"),
        ({"candidate": ["ana", None, "ana", "bia", "caio"]}, None, "row 2: it names no candidate"),
        ({"form": ["1", "2", "2", "2", "1"]}, FORMS, "row 1, candidate ana: has answers to two forms"),
        ({"form": ["1", "9", "1", "9", "1"]}, FORMS, "row 2: there is no form '9'"),
        ({"item": ["c", "c", "a", "b", "a"]}, FORMS, "row 1, candidate ana: has an answer to an item that form '1'"),
        ({}, {"1": ["a", "b"], "2": []}, "form 2: it asks for nothing"),
        ({}, {"1": ["a", "b"], "2": ["b", "x"]}, "form 2: there is no item 'x'"),
        ({"form": ["1"]}, FORMS, "not of one length"),
    ],
)
def test_events_that_do_not_go_together_are_refused(change: Any, forms: Any, sentence: str) -> None:
    with pytest.raises(MalformedResponses, match=sentence):
        from_events({**EVENTS, **change}, THREE, forms)


def test_events_without_a_column_are_refused() -> None:
    with pytest.raises(MalformedResponses, match="a column 'answer'"):
        from_events({"candidate": ["ana"], "item": ["a"]}, THREE)


# --- points -----------------------------------------------------------------------------------------------------------


def test_letters_become_points_by_the_key() -> None:
    answers = [["A", "B", "C"], ["B", None, "D"], ["A", "C", "C"]]
    assert scored(answers, ["A", "B", {"C", "D"}]).tolist() == [[1, 1, 1], [0, -1, 1], [1, 0, 1]]
    assert scored(answers, ["A", "B", "C"], omitted="wrong").tolist() == [[1, 1, 1], [0, 0, 0], [1, 0, 1]]


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        (["A", "B"], "it is for 2 items, and the answers are 1 by 3"),
        (["A", "B", "E"], "key, item 3: nobody answered E, there are only C; look whether the key"),
        (["A", "B", []], "key, item 3: it names no answer"),
    ],
)
def test_a_wrong_key_is_refused(key: Any, sentence: str) -> None:
    with pytest.raises(MalformedResponses, match=sentence):
        scored([["A", "B", "C"]], key)


def test_points_that_nobody_has_are_taken_out() -> None:
    table, items = without_gaps([[0, 3], [1, 0], [-1, 3]], [Item("a"), Item("b", GRADED, 4)])
    assert table.tolist() == [[0, 1], [1, 0], [-1, 1]]
    assert items == (Item("a"), Item("b", GRADED, 2))
    with pytest.raises(MalformedResponses, match="item a: everybody has the same points"):
        without_gaps([[1], [-1]], [Item("a")])
