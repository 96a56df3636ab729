"""Who the people are, in so far as an audit asks: a code for each, and what the codes mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.errors import Malformed

UNKNOWN: Final = -1


@dataclass(frozen=True, slots=True, eq=False)
class Attribute:
    """One thing about all people of a run, in the order of the run."""

    name: str
    labels: tuple[str, ...]
    codes: NDArray[np.int64]
    """The place of each person's label; `UNKNOWN` where nobody was told."""

    def __post_init__(self) -> None:
        if len(self.codes) and not UNKNOWN <= self.codes.min() <= self.codes.max() < len(self.labels):
            raise Malformed(f"A code of {self.name!r} has no label.")

    @classmethod
    def of(cls, name: str, values: Sequence[str | None]) -> Self:
        """From the labels themselves; None where nobody was told."""
        labels = tuple(sorted({value for value in values if value is not None}))
        place: dict[str | None, int] = {label: code for code, label in enumerate(labels)}
        return cls(name, labels, np.array([place.get(value, UNKNOWN) for value in values], np.int64))


def joined(run: NDArray[Any], people: NDArray[Any], attribute: Attribute) -> Attribute:
    """What is known of the people of a run; ``people`` has the keys to which the attribute's codes belong.

    Whoever is in the run and not in the store of attributes is unknown, and counted as such.
    """
    order = np.argsort(people, kind="stable")
    kept = people[order]
    if (kept[1:] == kept[:-1]).any():
        raise Malformed(f"Somebody is there twice among the people of {attribute.name!r}.")
    if not len(kept):
        return Attribute(attribute.name, attribute.labels, np.full(len(run), UNKNOWN, np.int64))
    at = np.searchsorted(kept, run).clip(max=len(kept) - 1)
    return Attribute(attribute.name, attribute.labels, np.where(kept[at] == run, attribute.codes[order][at], UNKNOWN))
