"""The pictures of a report: dots and bands, a field of a hundred people, and the radar as a second view.

Each is drawn as SVG on the server, without script or style, beside the same numbers in words. Across in percent of the
width, so that letters keep their size on a phone; mirrored where people read from the right.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from django.utils.translation import get_language_bidi

from munera.kernel.refusal import Sentence

ROW_HEIGHT: Final = 66
# Where in a row its bar lies: below the name.
MIDDLE: Final = 42
PEOPLE: Final = 100
A_ROW: Final = 10
# The radar's outermost ring, in units of its drawing.
RADIUS: Final = 100.0
FEWEST_AXES: Final = 3


@dataclass(frozen=True, slots=True)
class Band:
    """From where to where something plausibly lies, and where most plausibly."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Compared:
    """One row: the reader, and the middle half of those who passed where there are enough of them."""

    label: Sentence
    own: Band
    passers: Band | None


@dataclass(frozen=True, slots=True)
class BandMark:
    """A band where it stands: its start and width, and its middle."""

    x: float
    width: float
    middle: float

    def mirrored(self) -> Self:
        return replace(self, x=round(100 - self.x - self.width, 2), middle=round(100 - self.middle, 2))

    @property
    def end(self) -> float:
        return round(self.x + self.width, 2)


@dataclass(frozen=True, slots=True)
class RowMark:
    label: Sentence
    label_x: int
    label_y: int
    y: int
    own: BandMark
    passers: BandMark | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A number under the rows; the outermost two stay inside the drawing (``starts`` and ``ends``)."""

    words: str
    x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Bands:
    """Dots and bands of all rows on one scale."""

    rows: tuple[RowMark, ...]
    ticks: tuple[Tick, ...]
    height: int


@dataclass(frozen=True, slots=True)
class Icon:
    """One of a hundred people; ``kind`` is ``sure``, ``maybe`` or ``not``."""

    x: int
    y: int
    kind: str


@dataclass(frozen=True, slots=True)
class Spoke:
    """An axis of the radar and the number that stands at its end."""

    number: int
    x: float
    y: float
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Radar:
    """Polygons as SVG writes them; an area in a radar misleads, so it is never the first view."""

    spokes: tuple[Spoke, ...]
    rings: tuple[float, ...]
    own: str
    own_band: str
    passers_band: str
    labels: tuple[Sentence, ...]


def draw_bands(compared: Sequence[Compared], *, ticks: Sequence[tuple[float, str]]) -> Bands:
    """Rows under one another on a scale from the first tick to the last; what lies beyond ends at its edge."""
    scale = _Scale(ticks[0][0], ticks[-1][0])
    mirrored = get_language_bidi()
    return Bands(
        rows=tuple(_row(number, one, scale, mirrored=mirrored) for number, one in enumerate(compared)),
        ticks=tuple(_tick(scale.share(value), words, mirrored=mirrored) for value, words in ticks),
        height=ROW_HEIGHT * len(compared),
    )


def draw_people(*, low: int, high: int) -> tuple[Icon, ...]:
    """A hundred people: those who pass even if we judge too kindly, those who may, and the others."""
    return tuple(
        Icon(
            x=10 + 20 * (number % A_ROW),
            y=10 + 20 * (number // A_ROW),
            kind="sure" if number < low else "maybe" if number < high else "not",
        )
        for number in range(PEOPLE)
    )


def draw_radar(compared: Sequence[Compared], *, lowest: float, highest: float) -> Radar | None:
    """None for fewer than three topics: two make no area."""
    if len(compared) < FEWEST_AXES:
        return None
    scale = _Scale(lowest, highest)
    directions = [2 * math.pi * number / len(compared) - math.pi / 2 for number in range(len(compared))]
    passers = [one.passers for one in compared if one.passers]
    return Radar(
        spokes=tuple(_spoke(number, direction) for number, direction in enumerate(directions, start=1)),
        rings=tuple(RADIUS * part / 4 for part in range(1, 5)),
        own=_polygon([scale.share(one.own.middle) for one in compared], directions),
        own_band=_ring([one.own for one in compared], directions, scale),
        # Where one topic has no passers to show, a ring through it would invent them.
        passers_band=_ring(passers, directions, scale) if len(passers) == len(compared) else "",
        labels=tuple(one.label for one in compared),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    lowest: float
    highest: float

    def share(self, value: float) -> float:
        """From 0 at the near end to 100 at the far one."""
        return round(min(max(100 * (value - self.lowest) / (self.highest - self.lowest), 0.0), 100.0), 2)

    def mark(self, band: Band) -> BandMark:
        start = self.share(band.low)
        return BandMark(start, round(self.share(band.high) - start, 2), self.share(band.middle))


def _row(number: int, compared: Compared, scale: _Scale, *, mirrored: bool) -> RowMark:
    own = scale.mark(compared.own)
    passers = scale.mark(compared.passers) if compared.passers else None
    return RowMark(
        label=compared.label,
        label_x=100 if mirrored else 0,
        label_y=number * ROW_HEIGHT + 18,
        y=number * ROW_HEIGHT + MIDDLE,
        own=own.mirrored() if mirrored else own,
        passers=passers.mirrored() if passers and mirrored else passers,
    )


def _tick(share: float, words: str, *, mirrored: bool) -> Tick:
    """Text runs from the right where people read so: what starts at the first tick does so there too."""
    anchor = {0.0: "starts", 100.0: "ends"}.get(share, "")
    return Tick(words, 100 - share if mirrored else share, anchor)


def _spoke(number: int, direction: float) -> Spoke:
    x, y = _place(RADIUS, direction)
    label_x, label_y = _place(RADIUS * 1.16, direction)
    return Spoke(number, x, y, label_x, label_y)


def _place(distance: float, direction: float) -> tuple[float, float]:
    return round(distance * math.cos(direction), 2), round(distance * math.sin(direction), 2)


def _polygon(shares: Sequence[float], directions: Sequence[float]) -> str:
    places = (_place(RADIUS * share / 100, direction) for share, direction in zip(shares, directions, strict=True))
    return " ".join(f"{x},{y}" for x, y in places)


def _ring(bands: Sequence[Band], directions: Sequence[float], scale: _Scale) -> str:
    """A path of two outlines, filled between them."""
    outlines = (
        _polygon([scale.share(band.high) for band in bands], directions),
        _polygon([scale.share(band.low) for band in bands], directions),
    )
    return " ".join(f"M {outline.replace(' ', ' L ')} Z" for outline in outlines)
