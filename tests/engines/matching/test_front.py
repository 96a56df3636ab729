"""The engine in front of a store, held to the contract with one that lives in memory."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from munera.engines.matching import Claim, Evidence, Malformed, Person, Taxonomy
from munera.engines.matching.front import Front, Kept
from munera.engines.matching.scoring import counts
from munera.engines.matching.shards import shard_of
from munera.engines.matching.truth import Changes, Mark
from tests.engines.matching import town
from tests.engines.matching.front_contract import CASES, POLICY, Case, front_of, is_true, named

REMEMBERED = 1_000


class Ledger:
    """A truth that numbers what happens. A number is drawn when something is written, and seen when that has ended."""

    def __init__(self) -> None:
        self.standing: dict[str, Person] = {}
        self.seen: dict[int, str] = {}
        self.drawn = 0
        self.open: set[int] = set()

    def put(self, person: Person) -> None:
        self.drawn += 1
        self.standing[person.key], self.seen[self.drawn] = person, person.key

    def drop(self, key: str) -> None:
        self.drawn += 1
        del self.standing[key]
        self.seen[self.drawn] = key

    @contextmanager
    def put_late(self, person: Person) -> Iterator[None]:
        self.drawn += 1
        mine = self.drawn
        self.open.add(mine)
        yield
        self.open.remove(mine)
        self.standing[person.key], self.seen[mine] = person, person.key

    def mark(self) -> Mark:
        return (min(self.open, default=self.drawn + 1) - 1,)

    def changes(self, since: Mark) -> Changes | None:
        if not self.drawn - REMEMBERED <= since[0] <= self.drawn:
            return None
        return Changes(self.mark(), [(key, number) for number, key in self.seen.items() if number > since[0]])

    def everybody(self) -> Iterable[str]:
        return list(self.standing)

    def people(self, keys: Sequence[str], *, on: date) -> Iterable[Person]:
        found = [self.standing[key] for key in keys if key in self.standing]
        return [replace(each, claims=tuple(one for one in each.claims if counts(one, on=on))) for each in found]


class LedgerStore:
    """A hundred people and more."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.truth, self.taxonomy, self.on = Ledger(), taxonomy, town.ON
        self.chance = Random(12)
        self.demands = [town.demand(self.chance, f"d{number}") for number in range(8)]
        self.count = 0
        for _ in range(4):
            self.come()

    def everybody(self, on: date) -> list[Person]:  # noqa: ARG002  # with claims that have ended, which count for nothing
        return list(self.truth.standing.values())

    def come(self) -> None:
        for _ in range(30):
            self.count += 1
            self.truth.put(town.person(self.chance, f"p{self.count}"))

    def learn(self) -> None:
        person = self._somebody()
        self.truth.put(replace(person, claims=(*person.claims, self._claim())))

    def lose(self) -> None:
        person = self._somebody()
        self.truth.put(replace(person, claims=person.claims[:-1]))

    def leave(self) -> None:
        self.truth.drop(self._somebody().key)

    @contextmanager
    def late(self) -> Iterator[None]:
        with self.truth.put_late(Person("late", (self._claim(),))):
            yield

    def _somebody(self) -> Person:
        return self.chance.choice([person for person in self.truth.standing.values() if person.claims])

    def _claim(self) -> Claim:
        return Claim(self.demands[0].requirements[0].skills[0], 6, Evidence.VERIFIED)


@pytest.fixture
def store(taxonomy: Taxonomy) -> LedgerStore:
    return LedgerStore(taxonomy)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_truth_in_memory_keeps_the_contract(case: Case, store: LedgerStore, tmp_path: Path) -> None:
    case(store, tmp_path / "parts")


def test_a_truth_that_has_forgotten_is_asked_for_everybody(store: LedgerStore, tmp_path: Path) -> None:
    front, watched = front_of(store, folder=tmp_path)
    assert is_true(front, store)
    store.truth.drawn += 2 * REMEMBERED
    store.truth.standing.pop("p1")
    assert is_true(front, store)
    assert watched.listed == 2


def test_a_truth_that_fails_leaves_the_front_as_it_was(store: LedgerStore, monkeypatch: pytest.MonkeyPatch) -> None:
    front, _watched = front_of(store)
    assert is_true(front, store)
    former = [front.search(demand) for demand in store.demands]
    store.come()
    with monkeypatch.context() as broken:
        broken.setattr(store.truth, "standing", None)
        with pytest.raises(TypeError):
            front.refresh(on=store.on + timedelta(days=3))
        assert [front.search(demand) for demand in store.demands] == former
    assert is_true(front, store, on=store.on + timedelta(days=3))


def test_what_is_kept_of_another_truth_or_policy_is_not_read(store: LedgerStore, tmp_path: Path) -> None:
    front_of(store, folder=tmp_path)[0].refresh(on=store.on)
    for kept, policy in ((Kept(tmp_path, "others"), POLICY), (Kept(tmp_path, "people"), replace(POLICY, version="x"))):
        watched = front_of(store)[1]
        Front(watched, store.taxonomy, policy, of=3, kept=kept).refresh(on=store.on)
        assert watched.listed == 1
        assert {path.name.split(".")[0] for path in tmp_path.iterdir()} == {kept.name}


def test_files_of_other_names_are_left_alone(store: LedgerStore, tmp_path: Path) -> None:
    others = ["people.0.3.7.123.part", "people.0.x.7", "people.0.3.seven", "note"]
    for name in others:
        (tmp_path / name).write_bytes(b"")
    front, watched = front_of(store, folder=tmp_path)
    assert is_true(front, store)
    assert {path.name for path in tmp_path.iterdir()} > set(others)
    assert watched.listed == 1


def test_the_part_of_a_key_is_the_same_everywhere() -> None:
    assert [shard_of(f"person:{number}", 8) for number in range(6)] == [7, 1, 4, 6, 3, 3]
    counts = [0] * 8
    for number in range(8_000):
        counts[shard_of(f"person:{number}", 8)] += 1
    assert min(counts) > 900


def test_a_front_that_holds_nothing_finds_nobody(store: LedgerStore) -> None:
    for held in ((), (3,), (-1, 0)):
        with pytest.raises(Malformed, match="cannot be held"):
            Front(store.truth, store.taxonomy, POLICY, of=3, held=held)
    with pytest.raises(Malformed, match="first refresh"):
        Front(store.truth, store.taxonomy, POLICY).search(store.demands[0])
