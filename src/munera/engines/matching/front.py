"""The engine in front of a store that holds the truth: built from it, kept up with it, and lost without any loss.

    front = Front(truth, taxonomy, policy(), of=4, kept=Kept(folder, "people"))
    front.refresh(on=today)                 # before a search: what has changed since the last one is put in
    front.search(demand, k=10).hits

People are spread over ``of`` indexes by a digest of their keys. A machine may hold only some of them; what several
machines find is ``merged`` as exactly.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from threading import RLock
from typing import Any, Final

from munera.engines.matching.errors import Malformed
from munera.engines.matching.index import Index
from munera.engines.matching.index.results import Results
from munera.engines.matching.kept import Kept
from munera.engines.matching.lots import SALT
from munera.engines.matching.model import Demand, Person, Policy
from munera.engines.matching.scoring import Asked, asked
from munera.engines.matching.shards import Mapped, Shards, shard_of
from munera.engines.matching.taxonomy import Taxonomy
from munera.engines.matching.truth import Changes, Mark, Told, Truth

__all__ = ["Front", "Kept"]

AT_ONCE: Final = 500
"""So many people are asked of the truth at a time."""
BACK: Final = timedelta(days=1)
"""Around midnight one asks for the day before another: both are told of the later one."""


@dataclass(frozen=True, slots=True)
class _State:
    """The parts that are held here by their numbers, and since when they do not know what has changed."""

    parts: Mapping[int, Index]
    mark: Mark
    told: frozenset[Told] = frozenset()


class Front:
    """Threads may share it: one at a time brings it up to date, and searches beside that see each before or after."""

    def __init__(
        self,
        truth: Truth,
        taxonomy: Taxonomy,
        policy: Policy,
        *,
        of: int = 1,
        held: Collection[int] | None = None,
        salt: bytes = SALT,
        kept: Kept | None = None,
        mapped: Mapped | Any = map,
    ) -> None:
        """``held`` are the numbers of the parts that are held here: all, where not said. Nothing is read yet."""
        self.truth, self.taxonomy, self.policy, self.salt = truth, taxonomy, policy, salt
        self.of, self.held = of, tuple(sorted(range(of) if held is None else held))
        if not self.held or not 0 <= self.held[0] <= self.held[-1] < of:
            raise Malformed(f"Of {of} parts these cannot be held: {self.held}.")
        self.kept, self._mapped = kept, mapped
        self._state = _State({}, ())
        self._looked_at: Mark = ()
        self._changing = RLock()

    # --- searching --------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return sum(map(len, self._state.parts.values()))

    def search(self, demand: Demand | Asked, k: int = 10) -> Results:
        """The best of the parts that are held here, as of the last ``refresh``."""
        parts = tuple(self._state.parts.values())
        if not parts:
            raise Malformed("Nothing can be found before the first refresh.")
        wanted = demand if isinstance(demand, Asked) else asked(demand, self.taxonomy)
        return Shards(parts, self._mapped).search(wanted, k)

    # --- keeping up -------------------------------------------------------------------------------------------------

    def refresh(self, *, on: date, taxonomy: Taxonomy | None = None) -> None:
        """Let the next search see everybody as they are now, on this day and by this taxonomy.

        The first time it maps what was kept, or builds and keeps it. Later it maps what another process has kept since.
        A taxonomy is no part of the rows, and holds at once.
        """
        with self._changing:
            self.taxonomy = taxonomy or self.taxonomy
            state = self._newly_kept(on) or self._state
            changes = self.truth.changes(state.mark) if state.parts else None
            if changes is None or any(part.on - on > BACK for part in state.parts.values()):
                self.build(on=on)
                self.save()
                state = self._state
                changes = self.truth.changes(state.mark) or Changes(state.mark, ())
            for part in state.parts.values():
                part.taxonomy = self.taxonomy
                self._advance(part, on)
            # What was told the last time, and is told again to be sure, is in already.
            self._put({key for key, which in changes.told if (key, which) not in state.told}, state.parts, on)
            parts = {number: part.merged() if part.is_due_for_merging else part for number, part in state.parts.items()}
            self._state = _State(parts, changes.mark, frozenset(changes.told))

    def build(self, *, on: date) -> None:
        """From the truth alone, part by part; nobody is held in memory beside the rows."""
        with self._changing:
            # Before anybody is asked for: what changes meanwhile is put in at the next look.
            mark = self.truth.mark()
            keys = dict[int, list[str]]((number, []) for number in self.held)
            for key in self.truth.everybody():
                if (number := shard_of(key, self.of)) in keys:
                    keys[number].append(key)
            parts = {
                number: Index.build(self._people(own, on), self.taxonomy, self.policy, on=on, salt=self.salt)
                for number, own in keys.items()
            }
            self._state = _State(parts, mark)

    def save(self) -> None:
        """Write what is held to where it is kept, so that another process begins with it."""
        with self._changing:
            if self.kept is None or not self._state.parts:
                return
            mark, kept = self._state.mark, self.kept
            parts = {
                number: kept.save(part, mark, number=number, of=self.of) for number, part in self._state.parts.items()
            }
            self._state, self._looked_at = replace(self._state, parts=parts), mark

    def _newly_kept(self, on: date) -> _State | None:
        """What was kept since this front last looked, where it can be used; its memory is shared with others."""
        if self.kept is None or (found := self.kept.newest(self.held, self.of)) is None:
            return None
        mark = min(each for _path, each in found.values())
        if mark <= self._looked_at:
            return None
        self._looked_at = mark
        parts = self.kept.opened(found, self.taxonomy)
        if parts is None or any(
            part.policy != self.policy or part.salt != self.salt or part.on > on for part in parts.values()
        ):
            return None
        return _State(parts, mark)

    def _advance(self, part: Index, on: date) -> None:
        # Asked for before the day is changed, so that a truth that fails meanwhile leaves it as it was.
        if part.on < on:
            people = list(self._people(part.stale(on), on))
            part.advance(on, lambda _keys: people)

    def _put(self, keys: Collection[str], parts: Mapping[int, Index], on: date) -> None:
        own = sorted(key for key in keys if shard_of(key, self.of) in parts)
        for some in _few(own):
            found = {person.key: person for person in self.truth.people(some, on=on)}
            for key in some:
                part = parts[shard_of(key, self.of)]
                if key in found:
                    part.upsert(found[key])
                else:
                    part.remove(key)

    def _people(self, keys: Sequence[str], on: date) -> Iterator[Person]:
        for some in _few(keys):
            yield from self.truth.people(some, on=on)


def _few(keys: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(keys)
    while some := list(islice(waiting, AT_ONCE)):
        yield some
