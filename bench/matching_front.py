"""A million people in parts before a store: opened from their files, brought up to date, and searched."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bench.esco import ON, Crowd, Graph
from munera.engines.matching import Claim, Evidence, Person, policy
from munera.engines.matching.front import Front
from munera.engines.matching.index import Index
from munera.engines.matching.index.codes import NEVER
from munera.engines.matching.kept import Kept
from munera.engines.matching.lots import lots_of
from munera.engines.matching.shards import SHARDING
from munera.engines.matching.truth import Changes, Mark

PARTS = 4
CHANGED = 1_000
ROUNDS = 3


@dataclass
class Changing:
    """A store in memory: of a crowd that stands still, those who have learnt something since."""

    known: Graph
    crowd: Crowd
    told: list[tuple[str, int]] = field(default_factory=list)
    row_of: dict[str, int] = field(default_factory=dict)

    def learn(self, rows: Iterable[int]) -> None:
        for row in rows:
            key = self.crowd.keys[row]
            self.row_of[key] = row
            self.told.append((key, len(self.told)))

    def mark(self) -> Mark:
        return (len(self.told),)

    def changes(self, since: Mark) -> Changes:
        return Changes(self.mark(), self.told[since[0] :])

    def everybody(self) -> Iterable[str]:
        return self.crowd.keys

    def people(self, keys: Sequence[str], *, on: date) -> Iterable[Person]:  # noqa: ARG002  # nothing ends
        return [self._person(key) for key in keys]

    def _person(self, key: str) -> Person:
        row, crowd = self.row_of[key], self.crowd
        entries = range(int(crowd.starts[row]), int(crowd.starts[row + 1]))
        claims = (
            Claim(
                self.known.skills[crowd.entries[at]], int(crowd.codes[at]) >> 5, Evidence(int(crowd.codes[at]) >> 3 & 3)
            )
            for at in entries
        )
        return Person(key, (*claims, Claim(self.known.skills[row % len(self.known.skills)], 5, Evidence.VERIFIED)))


@dataclass(frozen=True, slots=True)
class Followed:
    """Seconds of CPU."""

    opened: float
    put_in: float


@contextmanager
def kept_in_parts(known: Graph, crowd: Crowd) -> Iterator[tuple[Front, Followed]]:
    """A front opened from its files, and what it took to open it and to put in those who had changed."""
    store = Changing(known, crowd)
    chance = np.random.default_rng(23)
    with TemporaryDirectory() as folder:
        kept = Kept(Path(folder), "bench")
        part_of = np.frombuffer(lots_of(crowd.keys, SHARDING), ">u4") % PARTS
        for number in range(PARTS):
            part = _index_of(known, crowd, np.flatnonzero(part_of == number))
            kept.save(part, store.mark(), number=number, of=PARTS)
        front = Front(store, known.taxonomy, policy(), of=PARTS, kept=kept)
        opened = _refreshed(front)
        put_in = []
        for _ in range(ROUNDS):
            store.learn(chance.choice(len(crowd.keys), CHANGED, replace=False).tolist())
            put_in.append(_refreshed(front))
        yield front, Followed(opened, min(put_in))


def _refreshed(front: Front) -> float:
    begin = time.process_time()
    front.refresh(on=ON)
    return time.process_time() - begin


def _index_of(known: Graph, crowd: Crowd, rows: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Index:
    begins, ends = crowd.starts[:-1].astype(np.int64)[rows], crowd.starts[1:].astype(np.int64)[rows]
    lengths = ends - begins
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    source = np.repeat(begins - starts[:-1], lengths) + np.arange(starts[-1])
    return Index.from_arrays(
        known.taxonomy,
        policy(),
        on=ON,
        skills=known.skills,
        keys=[crowd.keys[row] for row in rows.tolist()],
        starts=starts,
        entries=crowd.entries[source],
        codes=crowd.codes[source],
        due=np.full(len(rows), NEVER),
        facts={},
    )
