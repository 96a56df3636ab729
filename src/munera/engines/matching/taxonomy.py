"""Which skills stand in for which, and for how much: a table that is published, versioned and may be edited."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from math import isqrt
from typing import Final, Self

from munera.engines.matching.errors import Malformed
from munera.engines.matching.model import WHOLE


class Kinship(StrEnum):
    """What the skill that somebody has is to the skill that is asked for."""

    SAME = "same"
    NARROWER = "narrower"
    BROADER = "broader"
    RELATED = "related"
    SIBLING = "sibling"
    """Under the same broader one, and asked for by the same occupations."""


NARROWER_PARTS: Final = 900
BROADER_PARTS: Final = 500
ESSENTIAL_PARTS: Final = 600
OPTIONAL_PARTS: Final = 400
SIBLING_PARTS: Final = range(200, 701)
"""Siblings less alike than the least do not stand in for one another; more than the most is for real kin."""
MOST_SIBLINGS: Final = 8


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A skill that answers for another one."""

    skill: str
    similarity: int
    """Parts of a thousand."""
    kinship: Kinship

    def __post_init__(self) -> None:
        if not 0 < self.similarity < WHOLE:
            raise Malformed(f"A similarity lies between 0 and {WHOLE}; {self.skill} has {self.similarity}.")
        if self.kinship is Kinship.SAME:
            raise Malformed(f"{self.skill} is said to be the same as another skill.")


@dataclass(frozen=True)
class Taxonomy:
    """For a skill that is asked for, those that answer it in part."""

    version: str
    neighbours: Mapping[str, tuple[Neighbour, ...]]
    occupations: tuple[tuple[str, ...], ...] = ()
    """Skills that go together. Only the order of rows in an index hangs on them, never a score."""

    @classmethod
    def from_relations(
        cls,
        version: str,
        *,
        broader: Iterable[tuple[str, str]] = (),
        essential: Iterable[tuple[str, str]] = (),
        optional: Iterable[tuple[str, str]] = (),
        occupations: Iterable[Iterable[str]] = (),
    ) -> Self:
        """Similarities from what a classification such as ESCO publishes.

        ``broader`` has pairs of a concept and its broader one; ``essential`` and ``optional`` have pairs of a skill
        and one that it asks for; ``occupations`` has the skills of each occupation.
        """
        table: dict[str, dict[str, Neighbour]] = defaultdict(dict)

        def note(wanted: str, offered: str, similarity: int, kinship: Kinship) -> None:
            known = table[wanted].get(offered)
            if wanted != offered and (known is None or known.similarity < similarity):
                table[wanted][offered] = Neighbour(offered, similarity, kinship)

        children: dict[str, list[str]] = defaultdict(list)
        for narrow, broad in broader:
            note(broad, narrow, NARROWER_PARTS, Kinship.NARROWER)
            note(narrow, broad, BROADER_PARTS, Kinship.BROADER)
            children[broad].append(narrow)
        for pairs, parts in ((essential, ESSENTIAL_PARTS), (optional, OPTIONAL_PARTS)):
            for skill, other in pairs:
                note(skill, other, parts, Kinship.RELATED)
                note(other, skill, parts, Kinship.RELATED)
        families = tuple(tuple(sorted(set(skills))) for skills in occupations)
        for wanted, siblings in _siblings(children.values(), families).items():
            for offered, similarity in siblings:
                note(wanted, offered, similarity, Kinship.SIBLING)
        return cls(version, {wanted: _best_first(row.values()) for wanted, row in sorted(table.items())}, families)

    def overlaid(
        self, version: str, changes: Iterable[tuple[str, Neighbour]], *, without: Iterable[tuple[str, str]] = ()
    ) -> Self:
        """The same under another version, with these rows put in or replaced, and those pairs taken out."""
        table = {wanted: {each.skill: each for each in row} for wanted, row in self.neighbours.items()}
        for wanted, offered in without:
            if table.get(wanted, {}).pop(offered, None) is None:
                raise Malformed(f"{offered} does not stand in for {wanted}, and so cannot be taken out.")
        for wanted, neighbour in changes:
            if wanted == neighbour.skill:
                raise Malformed(f"{wanted} cannot be its own neighbour.")
            table.setdefault(wanted, {})[neighbour.skill] = neighbour
        kept = {wanted: _best_first(row.values()) for wanted, row in sorted(table.items()) if row}
        return replace(self, version=version, neighbours=kept)

    def answers(self, skills: Iterable[str]) -> dict[str, Neighbour | None]:
        """What answers any of these skills, and how near; None for the skills themselves."""
        wanted = tuple(skills)
        found: dict[str, Neighbour | None] = {}
        for skill in wanted:
            for neighbour in self.neighbours.get(skill, ()):
                known = found.get(neighbour.skill)
                found[neighbour.skill] = neighbour if known is None else _nearer(known, neighbour)
        return found | dict.fromkeys(wanted)

    @cached_property
    def answered_by(self) -> Mapping[str, tuple[tuple[str, int], ...]]:
        """The table read from the other side: for a skill that somebody has, those that it answers, and how near."""
        found: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for wanted, row in self.neighbours.items():
            for each in row:
                found[each.skill].append((wanted, each.similarity))
        return {skill: tuple(rows) for skill, rows in found.items()}

    @cached_property
    def digest(self) -> str:
        """What stands in for what, as one number; the same for the same content, whatever its order."""
        content = {
            wanted: [[each.skill, each.similarity, each.kinship] for each in _best_first(row)]
            for wanted, row in self.neighbours.items()
            if row
        }
        written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()


def _nearer(one: Neighbour, other: Neighbour) -> Neighbour:
    """Of two ways in which a skill answers the nearer counts; narrower than any of those asked for is narrower."""
    nearer = max(one, other, key=lambda each: (each.similarity, each.kinship is Kinship.NARROWER))
    is_narrower = Kinship.NARROWER in (one.kinship, other.kinship)
    return replace(nearer, kinship=Kinship.NARROWER) if is_narrower else nearer


def _best_first(row: Iterable[Neighbour]) -> tuple[Neighbour, ...]:
    return tuple(sorted(row, key=lambda each: (-each.similarity, each.skill)))


def _siblings(
    broods: Iterable[list[str]], families: tuple[tuple[str, ...], ...]
) -> Mapping[str, list[tuple[str, int]]]:
    """Skills under one roof by the cosine of the occupations that ask for them, in whole parts of a thousand."""
    asked_by: dict[str, set[int]] = defaultdict(set)
    for number, skills in enumerate(families):
        for skill in skills:
            asked_by[skill].add(number)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for brood in broods:
        asked = [(skill, asked_by[skill]) for skill in brood if skill in asked_by]
        for place, (one, of_one) in enumerate(asked):
            for other, of_other in asked[place + 1 :]:
                both = len(of_one & of_other)
                cosine = isqrt(WHOLE * WHOLE * both * both // (len(of_one) * len(of_other)))
                if cosine >= SIBLING_PARTS[0] and one != other:
                    found[one][other] = found[other][one] = min(cosine, SIBLING_PARTS[-1])
    return {
        skill: sorted(row.items(), key=lambda each: (-each[1], each[0]))[:MOST_SIBLINGS] for skill, row in found.items()
    }
