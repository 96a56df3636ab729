"""What a store must be able to say so that the engine can stand in front of it."""

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from munera.engines.matching.model import Person

Mark = tuple[int, ...]
"""A moment in the life of a store, in whole numbers that only it can read; of two the greater is the later."""
Told = tuple[str, Hashable]
"""Whose change it was, by their key, and which one: by this it is known when it is told again."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What has happened since a mark, and the mark from which to ask next."""

    mark: Mark
    told: Collection[Told]


class Truth(Protocol):
    """It is asked for keys, claims and the facts of hard rules, and for nothing else."""

    def mark(self) -> Mark:
        """Where it stands now."""
        ...

    def changes(self, since: Mark) -> Changes | None:
        """Everybody who came, changed or went; None where it cannot tell since then, and all must be asked anew.

        It tells some of it again rather than leave out what was written before the mark and came to light after it.
        """
        ...

    def everybody(self) -> Iterable[str]:
        """The keys of those who may be found."""
        ...

    def people(self, keys: Sequence[str], *, on: date) -> Iterable[Person]:
        """Those of these who may be found, as they are now; what no longer stands on that day may be left out."""
        ...
