"""The marks a drawing is made of. Across in percent from the left edge, down in pixels, ready for the template."""

from dataclasses import dataclass, replace
from typing import Literal, Self

from munera.ui.charts.model import Words

Anchor = Literal["", "starts", "ends"]
# A letter of a label, in pixels.
LETTER = 8


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A bar; ``series`` chooses its colour."""

    series: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a line from one point to the next."""

    series: int
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A point; ``label`` is told when the reader rests on it."""

    series: int
    x: float
    y: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A label or number; ``only_wide`` ones give way on a phone.

    It stands around its place, or ``starts`` or ``ends`` there, where the edge of the drawing would cut it off.
    """

    words: Words
    x: float
    y: float
    only_wide: bool = False
    anchor: Anchor = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart in marks. ``rule`` is the height of the zero line, ``axis`` the ticks beside the plot."""

    height: float
    axis: tuple[Text, ...] = ()
    rule: float | None = None
    rectangles: tuple[Rectangle, ...] = ()
    segments: tuple[Segment, ...] = ()
    spreads: tuple[Segment, ...] = ()
    dots: tuple[Dot, ...] = ()
    labels: tuple[Text, ...] = ()
    numbers: tuple[Text, ...] = ()
    headings: tuple[Words, ...] = ()
    table: tuple[tuple[Words, ...], ...] = ()

    @property
    def axis_width(self) -> int:
        """Room for the longest tick, in pixels."""
        return 10 + LETTER * max((len(str(text.words)) for text in self.axis), default=0)

    def mirrored(self) -> Self:
        """The same drawing read from the right: time runs leftward there."""
        return replace(
            self,
            axis=tuple(replace(text, x=100 - text.x) for text in self.axis),
            rectangles=tuple(replace(bar, x=round(100 - bar.x - bar.width, 3)) for bar in self.rectangles),
            segments=tuple(replace(line, x1=100 - line.x1, x2=100 - line.x2) for line in self.segments),
            spreads=tuple(replace(line, x1=100 - line.x1, x2=100 - line.x2) for line in self.spreads),
            dots=tuple(replace(dot, x=100 - dot.x) for dot in self.dots),
            labels=tuple(replace(text, x=100 - text.x) for text in self.labels),
            numbers=tuple(replace(text, x=100 - text.x) for text in self.numbers),
        )
