"""A question as a picture: its curve with a band, and dots for the candidates it was drawn from.

Across and down in hundredths of the plot; what must keep its shape (dots, letters) is placed by percent.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language_bidi

from munera.services.mentor.queries import Curve

LOWEST, HIGHEST = -3.0, 3.0
ABILITIES: Final = (-3, -2, -1, 0, 1, 2, 3)
SHARES: Final = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class DotMark:
    """A group of candidates, with the ends of what chance may have moved."""

    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Tick:
    place: float
    words: str


@dataclass(frozen=True, slots=True)
class CurveDrawing:
    """``line`` and ``band`` are points of a polyline and of a polygon."""

    line: str
    band: str
    dots: tuple[DotMark, ...]
    across: tuple[Tick, ...]
    down: tuple[Tick, ...]


def drawn(curve: Curve) -> CurveDrawing:
    """Mirrored where people read from the right: there abilities grow leftward."""
    mirrored = get_language_bidi()

    def across(ability: float) -> float:
        place = 100 * (min(max(ability, LOWEST), HIGHEST) - LOWEST) / (HIGHEST - LOWEST)
        return round(100 - place if mirrored else place, 2)

    line = " ".join(f"{across(at.ability)},{_down(at.share)}" for at in curve.along)
    above = [f"{across(at.ability)},{_down(at.high)}" for at in curve.along]
    below = [f"{across(at.ability)},{_down(at.low)}" for at in reversed(curve.along)]
    return CurveDrawing(
        line=line,
        band=" ".join(above + below),
        dots=tuple(DotMark(across(at.ability), _down(at.share), _down(at.low), _down(at.high)) for at in curve.seen),
        across=tuple(Tick(across(ability), f"{ability:+d}" if ability else "0") for ability in ABILITIES),
        down=tuple(Tick(_down(share / 100), f"{share} %") for share in SHARES),
    )


def _down(share: float) -> float:
    return round(100 - 100 * share, 2)
