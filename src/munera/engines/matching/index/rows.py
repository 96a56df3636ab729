"""People as columns: what each has, side by side, and nothing that a score does not ask for."""

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.errors import Malformed
from munera.engines.matching.index.codes import packed
from munera.engines.matching.lots import lots_of
from munera.engines.matching.model import Person, Policy

BLOCK: Final = 32
"""So many neighbours share one bound; a word of a bitmap is a block."""
MOST_SKILLS: Final = 65_536
Fact = tuple[str, str]
Skills = TypeVar("Skills", bound=Collection[str])


@dataclass(frozen=True, slots=True)
class Keys:
    """The names of people, end to end; read only for those who are shown."""

    ends: NDArray[np.uint32]
    letters: NDArray[np.uint8]

    @classmethod
    def of(cls, keys: Iterable[str]) -> "Keys":
        written = [key.encode() for key in keys]
        ends = np.cumsum([len(key) for key in written], dtype=np.uint32)
        return cls(ends, np.frombuffer(b"".join(written), np.uint8))

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, row: int) -> str:
        begin = int(self.ends[row - 1]) if row else 0
        return bytes(self.letters[begin : int(self.ends[row])]).decode()

    def all(self) -> list[str]:
        letters = self.letters.tobytes()
        ends = self.ends.tolist()
        return [letters[begin:end].decode() for begin, end in zip([0, *ends], ends, strict=False)]


@dataclass(frozen=True, slots=True)
class Rows:
    """Row by row, the first at 0. ``starts`` has one more, where the last ends."""

    starts: NDArray[np.uint32]
    skills: NDArray[np.uint16]
    codes: NDArray[np.uint8]
    ties: NDArray[np.uint32]
    due: NDArray[np.uint16]
    """After how many days from the day of the rows a claim of theirs changes."""
    keys: Keys
    facts: Mapping[Fact, NDArray[np.uint32]]
    """Which rows have a fact, in order."""

    def __len__(self) -> int:
        return len(self.ties)

    def taken(self, order: NDArray[np.int64]) -> "Rows":
        """These rows in this order; rows that it does not name are left out."""
        begins = self.starts.astype(np.int64)
        lengths = (begins[1:] - begins[:-1])[order]
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
        source = np.repeat(begins[:-1][order] - starts[:-1], lengths) + np.arange(starts[-1])
        place = np.full(len(self), -1, np.int64)
        place[order] = np.arange(len(order))
        keys = self.keys.all()
        return Rows(
            starts.astype(np.uint32),
            self.skills[source],
            self.codes[source],
            self.ties[order],
            self.due[order],
            Keys.of([keys[row] for row in order.tolist()]),
            {fact: moved for fact, rows in self.facts.items() if len(moved := _moved(rows, place))},
        )


def rows_of(people: Iterable[Person], policy: Policy, *, on: date, salt: bytes) -> tuple[Rows, list[str]]:
    """People as they come by, none of whom is kept, and the skills of all in the order of their names."""
    numbers: dict[str, int] = {}
    starts, skills, codes, due, keys = array("I", [0]), array("I"), bytearray(), array("H"), list[str]()
    facts: dict[Fact, array[int]] = {}
    for row, person in enumerate(people):
        claims, days = packed(person.claims, policy, on=on)
        skills.extend([numbers.setdefault(skill, len(numbers)) for skill, _ in claims])
        codes.extend([code for _, code in claims])
        starts.append(len(skills))
        due.append(days)
        keys.append(person.key)
        for fact in facts_of(person):
            facts.setdefault(fact, array("I")).append(row)
    names = sorted(few_enough(numbers))
    place = np.zeros(len(names), np.uint16)
    place[[numbers[name] for name in names]] = np.arange(len(names))
    rows = columns(
        keys=keys,
        starts=np.array(starts, np.uint32),
        skills=place[np.array(skills, np.int64)],
        codes=np.frombuffer(bytes(codes), np.uint8),
        due=np.array(due, np.uint16),
        facts={fact: np.array(rows, np.uint32) for fact, rows in facts.items()},
        salt=salt,
    )
    return rows, names


def few_enough(skills: Skills) -> Skills:
    if len(skills) > MOST_SKILLS:
        raise Malformed(f"An index knows at most {MOST_SKILLS} skills.")
    return skills


def columns(
    *,
    keys: Sequence[str],
    starts: NDArray[Any],
    skills: NDArray[Any],
    codes: NDArray[Any],
    due: NDArray[Any],
    facts: Mapping[Fact, NDArray[Any]],
    salt: bytes,
) -> Rows:
    """Rows from whoever has columns already; refused where they do not fit together."""
    if len(set(keys)) != len(keys):
        raise Malformed("Two people have one key.")
    fits = len(starts) == len(keys) + 1 == len(due) + 1 and len(skills) == len(codes)
    if (
        not fits
        or int(starts[0]) != 0
        or int(starts[-1]) != len(skills)
        or (np.diff(starts.astype(np.int64)) < 0).any()
    ):
        raise Malformed("The columns do not fit together.")
    if any(len(rows) and int(rows.max()) >= len(keys) for rows in facts.values()):
        raise Malformed("A fact names a row that is not there.")
    return Rows(
        starts.astype(np.uint32),
        skills.astype(np.uint16),
        codes.astype(np.uint8),
        np.frombuffer(lots_of(keys, salt), ">u4").astype(np.uint32),
        due.astype(np.uint16),
        Keys.of(keys),
        {fact: np.sort(rows).astype(np.uint32) for fact, rows in facts.items()},
    )


def joined(parts: Sequence[Rows]) -> Rows:
    """Rows one after the other."""
    offsets = np.cumsum([0, *(len(part) for part in parts)])
    entries = np.cumsum([0, *(len(part.skills) for part in parts)])
    facts: dict[Fact, list[NDArray[np.uint32]]] = {}
    for part, offset in zip(parts, offsets.tolist(), strict=False):
        for fact, rows in part.facts.items():
            facts.setdefault(fact, []).append(rows + np.uint32(offset))
    starts = [part.starts[:-1] + np.uint32(entry) for part, entry in zip(parts, entries.tolist(), strict=False)]
    return Rows(
        np.concatenate([*starts, entries[-1:].astype(np.uint32)]),
        np.concatenate([part.skills for part in parts]),
        np.concatenate([part.codes for part in parts]),
        np.concatenate([part.ties for part in parts]),
        np.concatenate([part.due for part in parts]),
        Keys.of([key for part in parts for key in part.keys.all()]),
        {fact: np.concatenate(rows) for fact, rows in facts.items()},
    )


def facts_of(person: Person) -> list[Fact]:
    return [(fact, value) for fact, values in sorted(person.facts.items()) for value in sorted(values)]


def _moved(rows: NDArray[np.uint32], place: NDArray[np.int64]) -> NDArray[np.uint32]:
    there = place[rows]
    return np.sort(there[there >= 0]).astype(np.uint32)
