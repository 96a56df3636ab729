"""When somebody has passed: a minimum in total, and where the law asks for it one in each subject."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil, lcm

from munera.engines.psychometrics.errors import Malformed
from munera.engines.psychometrics.model import Item


class Weighting(StrEnum):
    """How subjects add up to the total."""

    POINTS = "points"
    """Every point counts alike."""
    SUBJECTS = "subjects"
    """Every subject counts as its weight says, however many points it has; without weights, alike."""


@dataclass(frozen=True, slots=True)
class PassRule:
    """One dated rule. Minimums are of a hundred."""

    key: str
    version: str
    names: Mapping[str, str]
    """By language; English is always there."""
    sources: Mapping[str, str]
    """Where it was taken from, in the same way."""
    verified: bool
    """Whether somebody compared it with the law."""
    valid_from: date
    minimum: Fraction
    """In total."""
    weighting: Weighting = Weighting.POINTS
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    subject_minimum: Fraction = Fraction(0)
    """In every subject that has none of its own; 0 where there is none."""
    subject_minimums: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        return f"{self.key} {self.version}"

    def on(self, items: Sequence[Item]) -> "Grading":
        """The rule in whole numbers, for an examination with these items."""
        possible: dict[str, int] = {}
        for item in items:
            possible[item.subject] = possible.get(item.subject, 0) + item.categories - 1
        if not possible:
            raise Malformed("An examination without questions cannot be passed.")
        for known in (self.weights, self.subject_minimums):
            for subject in known:
                if subject not in possible:
                    raise Malformed(f"{self.reference} speaks of the subject {subject}, which has no questions.")
        worth = self._worth(possible)
        scale = lcm(*(each.denominator for each in worth.values()))
        steps = {subject: int(each * scale) for subject, each in worth.items()}
        most = sum(steps[subject] * points for subject, points in possible.items())
        return Grading(
            subjects=tuple(possible),
            possible=tuple(possible.values()),
            steps=tuple(steps.values()),
            minimums=tuple(
                ceil(self.subject_minimums.get(subject, self.subject_minimum) * points / 100)
                for subject, points in possible.items()
            ),
            minimum=ceil(self.minimum * most / 100),
            shown_possible=sum(possible.values()) if len(set(steps.values())) == 1 else 100,
        )

    def _worth(self, possible: Mapping[str, int]) -> dict[str, Fraction]:
        """What one point in each subject adds to the total; where all add the same, 1."""
        if self.weighting is Weighting.POINTS:
            return dict.fromkeys(possible, Fraction(1))
        worth = {subject: self.weights.get(subject, Fraction(1)) / points for subject, points in possible.items()}
        first = next(iter(worth.values()))
        return {subject: each / first for subject, each in worth.items()}


@dataclass(frozen=True, slots=True)
class Grading:
    """A rule for one examination, in whole numbers: nothing is rounded when somebody passes or fails."""

    subjects: tuple[str, ...]
    possible: tuple[int, ...]
    """Points in each subject."""
    steps: tuple[int, ...]
    """What a point in each subject adds to the total, in units."""
    minimums: tuple[int, ...]
    """Points that each subject asks for."""
    minimum: int
    """Units that the total asks for."""
    shown_possible: int
    """The greatest total as people are told it: all points, or a hundred where subjects weigh differently."""

    @property
    def most(self) -> int:
        """Units of somebody with every point."""
        return sum(step * points for step, points in zip(self.steps, self.possible, strict=True))

    def total(self, points: Sequence[int]) -> int:
        return sum(step * got for step, got in zip(self.steps, points, strict=True))

    def passes(self, points: Sequence[int]) -> bool:
        """Whether somebody with these points in the subjects has passed."""
        return self.total(points) >= self.minimum and all(
            got >= least for got, least in zip(points, self.minimums, strict=True)
        )

    def shown(self, units: float) -> float:
        """A total as people are told it."""
        return units * self.shown_possible / self.most
