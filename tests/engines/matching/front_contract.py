"""What every truth owes to the front before it: one set of cases, run against each of them."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import Final, Protocol

from munera.engines import matching
from munera.engines.matching import Demand, Person, Taxonomy
from munera.engines.matching.front import Front, Kept
from munera.engines.matching.index import Hit, Results
from munera.engines.matching.lots import SALT, lot_of
from munera.engines.matching.shards import merged, shard_of
from munera.engines.matching.truth import Changes, Mark, Truth

POLICY: Final = matching.policy()
MANY: Final = 1_000


class Store(Protocol):
    """A store with people in it, what may happen there, and all of them read by another way than the truth's."""

    taxonomy: Taxonomy
    on: date

    @property
    def truth(self) -> Truth: ...

    @property
    def demands(self) -> Sequence[Demand]: ...

    def everybody(self, on: date) -> list[Person]: ...

    def come(self) -> None:
        """Several people, whose claims end on different days."""

    def learn(self) -> None:
        """Somebody who is there has one claim more."""

    def lose(self) -> None:
        """A claim of somebody is withdrawn."""

    def leave(self) -> None:
        """Somebody is erased."""

    def late(self) -> AbstractContextManager[object]:
        """A claim that is written at the beginning, and seen by others only after the end."""


class Watched:
    """The same truth; notes what it is asked for."""

    def __init__(self, truth: Truth) -> None:
        self.truth, self.listed, self.asked_for = truth, 0, list[str]()

    def mark(self) -> Mark:
        return self.truth.mark()

    def changes(self, since: Mark) -> Changes | None:
        return self.truth.changes(since)

    def everybody(self) -> Iterable[str]:
        self.listed += 1
        return self.truth.everybody()

    def people(self, keys: Sequence[str], *, on: date) -> Iterable[Person]:
        self.asked_for += keys
        return self.truth.people(keys, on=on)


def front_of(
    store: Store, *, of: int = 3, held: Sequence[int] | None = None, folder: Path | None = None
) -> tuple[Front, Watched]:
    watched = Watched(store.truth)
    kept = Kept(folder, "people") if folder else None
    return Front(watched, store.taxonomy, POLICY, of=of, held=held, kept=kept), watched


def scored(people: Sequence[Person], demand: Demand, taxonomy: Taxonomy, *, on: date) -> Results:
    """Everybody by the law itself, one after the other."""
    found, allowed = [], 0
    for person in people:
        one = matching.score(person, demand, taxonomy, POLICY, on=on)
        allowed += not one.failed_filters
        if one.is_ranked:
            found.append(Hit(person.key, one.total, one.verified, one.points, lot_of(person.key, SALT)))
    return Results(tuple(sorted(found, key=lambda hit: hit.rank)), len(people), allowed)


def is_true(front: Front, store: Store, *, on: date | None = None) -> bool:
    day = on or store.on
    front.refresh(on=day, taxonomy=store.taxonomy)
    people, hits = store.everybody(day), 0
    for demand in store.demands:
        wanted = scored(people, demand, store.taxonomy, on=day)
        assert front.search(demand, k=MANY) == wanted
        hits += len(wanted.hits)
    assert hits
    return True


def it_follows_whatever_happens(store: Store, folder: Path) -> None:
    front, watched = front_of(store)
    assert is_true(front, store)
    for happens in (store.come, store.learn, store.lose, store.leave, store.come, store.lose):
        happens()
        assert is_true(front, store)
    assert watched.listed == 1
    # What is told again to be sure is asked for once.
    watched.asked_for.clear()
    assert is_true(front, store)
    assert watched.asked_for == []
    assert not folder.exists()


def parts_on_one_machine_or_on_several_find_the_same(store: Store, folder: Path) -> None:
    whole, parted = front_of(store, of=1)[0], front_of(store, of=5)[0]
    here, there = front_of(store, of=5, held=(0, 2))[0], front_of(store, of=5, held=(1, 3, 4))[0]
    for happens in (store.come, store.leave, store.learn):
        for front in (whole, parted, here, there):
            front.refresh(on=store.on)
        for demand in store.demands:
            wanted = whole.search(demand, k=7)
            assert parted.search(demand, k=7) == wanted
            assert merged([here.search(demand, k=7), there.search(demand, k=7)], 7) == wanted
        happens()
    assert 0 < len(here) < len(whole) == len(parted) == len(here) + len(there)


def another_process_begins_with_what_was_kept(store: Store, folder: Path) -> None:
    front, _watched = front_of(store, folder=folder)
    assert is_true(front, store)
    store.learn()
    store.leave()
    assert is_true(front, store)
    front.save()
    store.lose()
    store.come()
    again, watched = front_of(store, folder=folder)
    assert is_true(again, store)
    assert watched.listed == 0
    assert len(list(folder.iterdir())) == 3
    assert all(path.stat().st_mode & 0o077 == 0 for path in [folder, *folder.iterdir()])


def who_stops_between_two_parts_loses_nothing(store: Store, folder: Path) -> None:
    front, watched = front_of(store, folder=folder)
    assert is_true(front, store)
    for happens in (store.come, store.learn, store.lose, store.leave):
        happens()
    already = len(watched.asked_for)
    front.refresh(on=store.on)
    # A part in which something happened, whatever keys the people have.
    part = shard_of(watched.asked_for[already], 3)
    state = front._state
    assert front.kept is not None
    front.kept.save(state.parts[part], state.mark, number=part, of=3)
    again, watched = front_of(store, folder=folder)
    assert is_true(again, store)
    assert watched.listed == 0
    assert any(shard_of(key, 3) == part for key in watched.asked_for)


def a_spoilt_file_is_made_anew(store: Store, folder: Path) -> None:
    front, _watched = front_of(store, folder=folder)
    assert is_true(front, store)
    victim = min(folder.iterdir())
    victim.write_bytes(victim.read_bytes()[:-1])
    again, watched = front_of(store, folder=folder)
    assert is_true(again, store)
    assert watched.listed == 1
    # And it is kept: the next one need not make it again.
    third, watched = front_of(store, folder=folder)
    assert is_true(third, store)
    assert watched.listed == 0


def what_another_process_keeps_at_night_is_mapped_in_the_morning(store: Store, folder: Path) -> None:
    front, watched = front_of(store, folder=folder)
    store.come()
    assert is_true(front, store)
    store.learn()
    assert is_true(front, store)
    at_night = front_of(store, folder=folder)[0]
    at_night.build(on=store.on)
    at_night.save()
    store.lose()
    assert is_true(front, store)
    assert watched.listed == 1
    # Who had come since is among those who were built at once.
    assert sum(len(part.base.rows) for part in front._state.parts.values()) == len(at_night)


def what_came_to_light_late_is_found(store: Store, folder: Path) -> None:
    front, _watched = front_of(store, folder=folder)
    assert is_true(front, store)
    with store.late():
        store.learn()
        store.come()
        assert is_true(front, store)
        # A front that is made while it is written finds it as well.
        other = front_of(store, of=2)[0]
        assert is_true(other, store)
    assert is_true(front, store)
    assert is_true(other, store)


def claims_end_with_their_day(store: Store, folder: Path) -> None:
    store.come()
    front, watched = front_of(store)
    assert is_true(front, store)
    before = store.everybody(store.on)
    later = store.on + timedelta(days=3)
    assert _standing(store.everybody(later), later) < _standing(before, store.on)
    assert is_true(front, store, on=later)
    # Around midnight somebody asks for the day before still; who goes further back is told of that day.
    front.refresh(on=later - timedelta(days=1))
    assert watched.listed == 1
    assert is_true(front, store)
    assert watched.listed == 2
    assert is_true(front, store, on=store.on + timedelta(days=4_000))


def _standing(people: Sequence[Person], on: date) -> int:
    return sum(claim.valid_until is None or claim.valid_until >= on for person in people for claim in person.claims)


def another_taxonomy_holds_at_once(store: Store, folder: Path) -> None:
    front, watched = front_of(store, folder=folder)
    assert is_true(front, store)
    former = [front.search(demand) for demand in store.demands]
    pairs = [(wanted, near.skill) for wanted, row in store.taxonomy.neighbours.items() for near in row]
    store.taxonomy = store.taxonomy.overlaid("without", (), without=pairs)
    assert is_true(front, store)
    assert [front.search(demand) for demand in store.demands] != former
    again, watched = front_of(store, folder=folder)
    assert is_true(again, store)
    assert watched.listed == 0


Case = Callable[[Store, Path], None]
CASES: Final[tuple[Case, ...]] = (
    it_follows_whatever_happens,
    parts_on_one_machine_or_on_several_find_the_same,
    another_process_begins_with_what_was_kept,
    who_stops_between_two_parts_loses_nothing,
    a_spoilt_file_is_made_anew,
    what_another_process_keeps_at_night_is_mapped_in_the_morning,
    what_came_to_light_late_is_found,
    claims_end_with_their_day,
    another_taxonomy_holds_at_once,
)


def named(case: Case) -> str:
    return case.__name__
