"""What goes into the engine: people with claims, demands with requirements, and the policy that weighs them.

Everything that counts is a whole number, so that the same question has the same answer on every machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from itertools import pairwise
from typing import Final

from munera.engines.matching.errors import Malformed

LEVELS: Final = range(7)
"""0 where no level was stated; the scales of skills (1 to 5) and of languages (1 to 6) both fit."""

WHOLE: Final = 1000
"""Similarities and factors are parts of a thousand."""

MOST_WEIGHT: Final = 1000
MOST_REQUIREMENTS: Final = 64
MOST_STEPS: Final = 8
"""A table of freshness has at most so many steps, so that a claim fits into one byte."""


class Evidence(IntEnum):
    """How a claim is known; a higher one never counts for less."""

    DECLARED = 1
    """The person says so."""
    ATTESTED = 2
    """Somebody who has looked says so."""
    VERIFIED = 3
    """A credential or a register says so."""


class Satisfaction(IntEnum):
    """How a claim answers a requirement, best first when sorted downwards."""

    MISSING = 0
    ADJACENT = 1
    NARROWER = 2
    MET = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """One skill of one person, as one piece of evidence has it."""

    skill: str
    """The skill's address in the taxonomy."""
    level: int = 0
    evidence: Evidence = Evidence.DECLARED
    valid_until: date | None = None
    """The last day on which it counts; None where it does not run out."""
    since: date | None = None
    """When it was last shown; None where that is not known, which counts as fresh."""
    source: str = ""
    """Who says so, for a person to read."""
    reference: str = ""
    """By what the evidence is found again: the identifier of a credential."""

    def __post_init__(self) -> None:
        if not self.skill:
            raise Malformed("A claim names no skill.")
        if self.level not in LEVELS:
            raise Malformed(f"A level lies from {LEVELS[0]} to {LEVELS[-1]}; {self.skill} has {self.level}.")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be right for a demand. There is no place here for what must never count."""

    key: str
    claims: tuple[Claim, ...] = ()
    facts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """What hard rules ask for, by name: ``{"place": {"BR-DF"}, "language": {"pt", "en"}}``."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing a demand asks for: a skill, or any one of several."""

    skills: tuple[str, ...]
    weight: int = 1
    must: bool = False
    """Who has neither the skill nor a narrower one, as the minimums ask, is not ranked at all."""
    minimum_level: int = 0
    minimum_evidence: Evidence = Evidence.DECLARED

    def __post_init__(self) -> None:
        if not self.skills or not all(self.skills):
            raise Malformed("A requirement names no skill.")
        if not 1 <= self.weight <= MOST_WEIGHT:
            raise Malformed(f"A weight lies from 1 to {MOST_WEIGHT}; {self.skills[0]} has {self.weight}.")
        if self.minimum_level not in LEVELS:
            raise Malformed(f"A level lies from {LEVELS[0]} to {LEVELS[-1]}, not at {self.minimum_level}.")


@dataclass(frozen=True, slots=True)
class Filter:
    """A hard rule: one of the person's facts of this name is among these."""

    fact: str
    any_of: frozenset[str]


@dataclass(frozen=True, slots=True)
class Demand:
    """What somebody is sought for."""

    key: str
    requirements: tuple[Requirement, ...]
    filters: tuple[Filter, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.requirements) <= MOST_REQUIREMENTS:
            count = len(self.requirements)
            raise Malformed(f"A demand has from 1 to {MOST_REQUIREMENTS} requirements; {self.key} has {count}.")

    @property
    def possible(self) -> int:
        """What nobody can exceed: every requirement met in full."""
        return WHOLE * sum(requirement.weight for requirement in self.requirements)


@dataclass(frozen=True, slots=True)
class Policy:
    """How evidence is weighed; published, dated by its version, and the same for everybody."""

    version: str
    evidence: Mapping[Evidence, int]
    """Parts of a thousand for each kind of evidence; never falling."""
    level: tuple[int, ...]
    """Parts of a thousand for the levels 0 to 6; never falling from 1 on."""
    freshness: tuple[tuple[int, int], ...] = ((0, WHOLE),)
    """``(years, parts)``: a claim shown at least so many years ago counts for so much; never rising, from 0 on."""

    def __post_init__(self) -> None:
        weights = [self.evidence.get(kind, -1) for kind in Evidence]
        steps = [parts for _, parts in self.freshness]
        for name, parts in (("evidence", weights), ("level", self.level), ("freshness", steps)):
            if not all(0 <= part <= WHOLE for part in parts):
                raise Malformed(f"{name}: each must be given, from 0 to {WHOLE}.")
        if len(self.level) != len(LEVELS):
            raise Malformed(f"level: there must be {len(LEVELS)}.")
        if any(more < less for less, more in (*pairwise(weights), *pairwise(self.level[1:]))):
            raise Malformed("evidence, level: what is more must not count for less.")
        if not 1 <= len(steps) <= MOST_STEPS or self.freshness[0][0] != 0:
            raise Malformed(f"freshness: there must be from 1 to {MOST_STEPS} steps, the first at 0 years.")
        if any(later[0] <= earlier[0] or later[1] > earlier[1] for earlier, later in pairwise(self.freshness)):
            raise Malformed("freshness: years must rise and parts must not.")
