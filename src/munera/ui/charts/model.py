"""What a chart says, apart from how it is drawn."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from django.utils.functional import Promise

Words: TypeAlias = str | Promise
Number: TypeAlias = int | float | Decimal

# As many colours as can be told apart, also by those who see fewer.
MOST_SERIES = 5


class Kind(StrEnum):
    """How the numbers are drawn; ``ROWS`` lies down and leaves room for long labels."""

    BAR = "bar"
    STACKED = "stacked"
    LINE = "line"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Spread:
    """How sure numbers are: under a name of its own, from where to where each of them may well lie."""

    name: Words
    ranges: tuple[tuple[Number, Number] | None, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers under a name; ``None`` is a number nobody has, and is drawn as a gap."""

    name: Words
    values: tuple[Number | None, ...]
    spread: Spread | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers by label. ``name`` is unique on the page; ``description`` says what to see, for who cannot."""

    name: str
    kind: Kind
    title: Words
    labels: tuple[Words, ...]
    series: tuple[Series, ...]
    unit: Words = ""
    description: Words = ""

    def __post_init__(self) -> None:
        if len(self.series) > MOST_SERIES:
            raise ValueError(f"{self.name}: a chart shows at most {MOST_SERIES} series")
        if self.kind is Kind.ROWS and len(self.series) > 1:
            raise ValueError(f"{self.name}: rows show one series")
        for series in self.series:
            if len(series.values) != len(self.labels):
                raise ValueError(f"{self.name}: {series.name} needs one value for each label")
            if series.spread and self.kind is not Kind.LINE:
                raise ValueError(f"{self.name}: only lines show how sure they are")
            if series.spread and len(series.spread.ranges) != len(self.labels):
                raise ValueError(f"{self.name}: {series.spread.name} needs one range for each label")

    @property
    def is_empty(self) -> bool:
        return all(value is None for series in self.series for value in series.values)


@dataclass(frozen=True, slots=True)
class Point:
    """One thing measured twice."""

    label: Words
    across: Number
    up: Number


@dataclass(frozen=True, slots=True)
class PointChart:
    """Two measures of the same things, to see whether they go together."""

    name: str
    title: Words
    across: Words
    up: Words
    points: tuple[Point, ...]
    description: Words = ""

    @property
    def is_empty(self) -> bool:
        return not self.points
