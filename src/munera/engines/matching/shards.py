"""Several indexes searched as one: what a person is worth does not hang on who else is in their part."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from munera.engines.matching.index.index import Index
from munera.engines.matching.index.results import Results
from munera.engines.matching.lots import lot_of
from munera.engines.matching.model import Demand
from munera.engines.matching.scoring import Asked, asked

SHARDING: Final = b"shard"
Mapped = Callable[[Callable[[Index], Results], Sequence[Index]], Iterable[Results]]


def shard_of(key: str, count: int) -> int:
    """In which of so many parts somebody is: the same on every machine, whatever the salt of the ranking."""
    return lot_of(key, SHARDING) % count


def merged(parts: Iterable[Results], k: int) -> Results:
    """The best of all from the best of each: exact, since everybody among the best of all is so in their part."""
    found = list(parts)
    hits = sorted((hit for part in found for hit in part.hits), key=lambda hit: hit.rank)
    return Results(tuple(hits[:k]), sum(part.people for part in found), sum(part.allowed for part in found))


@dataclass(frozen=True, slots=True)
class Shards:
    """Parts of one policy, salt and day; nobody is in two of them.

    ``mapped`` is how they are asked: one after the other, or at once with the ``map`` of a pool of threads, for the
    compiled loops let other threads run.
    """

    indexes: Sequence[Index]
    mapped: Mapped | Any = map

    def search(self, demand: Demand | Asked, k: int = 10) -> Results:
        wanted = demand if isinstance(demand, Asked) else asked(demand, self.indexes[0].taxonomy)
        return merged(self.mapped(partial(Index.search, demand=wanted, k=k), self.indexes), k)
