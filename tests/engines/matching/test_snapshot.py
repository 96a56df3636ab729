"""An index survives its process, whole or not at all; and parts of one are searched as one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from munera.engines import matching
from munera.engines.matching import Demand, Person, Taxonomy
from munera.engines.matching.errors import BadSnapshot
from munera.engines.matching.index import Index, open_index, save
from munera.engines.matching.shards import Shards
from tests.engines.matching import town

DEMANDS = [town.demand(Random(number), f"d{number}") for number in range(60)]


@pytest.fixture(scope="module")
def saved(index: Index, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("index") / "town.index"
    assert save(index, path) is index
    assert [each.name for each in path.parent.iterdir()] == ["town.index"]
    return path


def test_an_opened_index_answers_as_the_one_that_was_saved(saved: Path, index: Index, taxonomy: Taxonomy) -> None:
    opened = open_index(saved, taxonomy)
    assert (opened.digest, opened.on, opened.salt, opened.policy) == (index.digest, index.on, index.salt, index.policy)
    assert [opened.search(demand) for demand in DEMANDS] == [index.search(demand) for demand in DEMANDS]


def test_an_opened_index_can_be_changed_and_saved_merged(
    saved: Path, people: list[Person], taxonomy: Taxonomy, tmp_path: Path
) -> None:
    opened = open_index(saved, taxonomy)
    assert opened.remove(people[0].key)
    opened.upsert(town.person(Random(3), "somebody new"))
    opened.advance(town.ON + timedelta(days=1), lambda keys: [each for each in people if each.key in keys])
    again = save(opened, tmp_path / "later.index")
    assert not again.is_changed
    reopened = open_index(tmp_path / "later.index", taxonomy)
    assert reopened.on == town.ON + timedelta(days=1)
    assert [reopened.search(demand) for demand in DEMANDS] == [opened.search(demand) for demand in DEMANDS]
    assert open_index(saved, taxonomy).search(DEMANDS[0]).people == len(people)


def test_an_index_of_people_of_whom_no_facts_are_kept_is_saved_as_any_other(taxonomy: Taxonomy, tmp_path: Path) -> None:
    bare = [Person(f"p{number}", town.person(Random(number), "x").claims) for number in range(40)]
    index = Index.build(bare, taxonomy, matching.policy(), on=town.ON)
    save(index, tmp_path / "bare.index")
    plain = [Demand(each.key, each.requirements) for each in DEMANDS]
    opened = open_index(tmp_path / "bare.index", taxonomy)
    assert [opened.search(demand) for demand in plain] == [index.search(demand) for demand in plain]


@pytest.mark.parametrize("part", [0, 10, 40, 500, 20_000, -1])
def test_a_part_of_a_file_is_refused(saved: Path, taxonomy: Taxonomy, tmp_path: Path, part: int) -> None:
    cut = tmp_path / "cut.index"
    cut.write_bytes(saved.read_bytes()[:part])
    with pytest.raises(BadSnapshot):
        open_index(cut, taxonomy)


@pytest.mark.parametrize("place", [0, 30, 3_000, -3_000, -1])
def test_a_changed_bit_is_refused(saved: Path, taxonomy: Taxonomy, tmp_path: Path, place: int) -> None:
    content = bytearray(saved.read_bytes())
    content[place] ^= 4
    changed = tmp_path / "changed.index"
    changed.write_bytes(content)
    with pytest.raises(BadSnapshot):
        open_index(changed, taxonomy)


def test_who_is_interrupted_while_saving_leaves_the_former_file(
    saved: Path, taxonomy: Taxonomy, tmp_path: Path
) -> None:
    path = tmp_path / "kept.index"
    path.write_bytes(saved.read_bytes())
    broken = open_index(path, taxonomy)
    broken.skills = [object()]  # type: ignore[list-item]  # something that cannot be written
    with pytest.raises(TypeError):
        save(broken, path)
    assert [each.name for each in tmp_path.iterdir()] == ["kept.index"]
    assert open_index(path, taxonomy).search(DEMANDS[0]) == open_index(saved, taxonomy).search(DEMANDS[0])


def test_parts_searched_at_once_are_as_one(index: Index, people: list[Person], taxonomy: Taxonomy) -> None:
    parts = [
        Index.build(people[begin::3], taxonomy, matching.policy(), on=town.ON, salt=town.SALT) for begin in range(3)
    ]
    with ThreadPoolExecutor(2) as pool:
        for shards in (Shards(parts), Shards(parts, pool.map)):
            assert [shards.search(demand) for demand in DEMANDS] == [index.search(demand) for demand in DEMANDS]
