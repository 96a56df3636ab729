"""What a search gives back."""

from dataclasses import dataclass

from munera.engines.matching.model import WHOLE, Evidence


@dataclass(frozen=True, slots=True)
class Hit:
    """One person who was found, in the order of the ranking."""

    key: str
    total: int
    verified: int
    points: int
    lot: int
    """What decides among equals: the lower comes first, then the key."""

    @property
    def verified_share(self) -> int:
        return WHOLE * self.verified // self.total

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """Sorts the best first, whichever index somebody was found in."""
        return -self.total, -self.verified, self.lot, self.key


@dataclass(frozen=True, slots=True)
class Results:
    """The best for one demand, and among how many they were sought."""

    hits: tuple[Hit, ...]
    people: int
    allowed: int
    """How many of the people keep every hard rule on facts."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one requirement found in a row, as the row has it: without who said so."""

    requirement: int
    skill: str
    level: int
    evidence: Evidence
    value: int
    total: int
