"""Where every mark of a chart stands."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import singledispatch
from itertools import pairwise

from django.utils.formats import number_format
from django.utils.translation import get_language_bidi, gettext

from munera.ui.charts.marks import LETTER, Anchor, Dot, Drawing, Rectangle, Segment, Text
from munera.ui.charts.model import Chart, Kind, Number, PointChart, Words
from munera.ui.charts.scale import Scale

HEIGHT = 240
ROW_HEIGHT = 56
# Room for the highest number above its bar.
TOP = 22
BAR_SHARE = 0.72
# How wide the drawing is at least, on a desk and on a phone.
WIDE, NARROW = 520, 270
MOST_BARS_WITH_NUMBERS = 12


def spoken(value: Number | None) -> str:
    """A number as the reader's language writes it; what nobody knows is a dash."""
    if value is None:
        return "–"
    exact = Decimal(str(value))
    whole = exact == exact.to_integral_value()
    return number_format(exact, decimal_pos=0 if whole else None, use_l10n=True, force_grouping=True)


@singledispatch
def draw(chart: object) -> Drawing:
    """The drawing of a chart, mirrored where the page is read from the right."""
    raise TypeError(f"not a chart: {chart!r}")


@draw.register
def _(chart: Chart) -> Drawing:
    drawing = _draw_rows(chart) if chart.kind is Kind.ROWS else _draw_upright(chart)
    return drawing.mirrored() if get_language_bidi() else drawing


@draw.register
def _(chart: PointChart) -> Drawing:
    across = Scale.over([point.across for point in chart.points], from_zero=False)
    up = Scale.over([point.up for point in chart.points], from_zero=False)
    drawing = Drawing(
        height=HEIGHT,
        axis=_axis(up),
        dots=tuple(
            Dot(0, 100 * across.share(point.across), _y(up, point.up), str(point.label)) for point in chart.points
        ),
        labels=tuple(Text(spoken(tick), 100 * across.share(tick), HEIGHT + 20) for tick in across.ticks),
        headings=("", chart.across, chart.up),
        table=tuple((point.label, spoken(point.across), spoken(point.up)) for point in chart.points),
    )
    return drawing.mirrored() if get_language_bidi() else drawing


def _draw_upright(chart: Chart) -> Drawing:
    scale = Scale.over(_heights(chart))
    is_line = chart.kind is Kind.LINE
    bars = _stacks if chart.kind is Kind.STACKED else _bars
    return Drawing(
        height=HEIGHT,
        axis=_axis(scale),
        rule=_y(scale, 0),
        rectangles=() if is_line else tuple(bars(chart, scale)),
        segments=tuple(_segments(chart, scale)) if is_line else (),
        spreads=tuple(_spreads(chart, scale)),
        dots=tuple(_dots(chart, scale)) if is_line else (),
        labels=tuple(_labels(chart.labels)),
        numbers=tuple(_numbers(chart, scale)),
        headings=("", *_headings(chart)),
        table=_table(chart),
    )


def _draw_rows(chart: Chart) -> Drawing:
    values = chart.series[0].values if chart.series else ()
    scale = Scale.over([value for value in values if value is not None])
    zero = 100 * scale.share(0)
    known = [(row, value, 100 * scale.share(value)) for row, value in enumerate(values) if value is not None]
    return Drawing(
        height=ROW_HEIGHT * len(chart.labels),
        rectangles=tuple(
            Rectangle(0, min(zero, end), row * ROW_HEIGHT + 26, abs(end - zero), 16) for row, _, end in known
        ),
        labels=tuple(Text(label, 0, row * ROW_HEIGHT + 17) for row, label in enumerate(chart.labels)),
        numbers=tuple(Text(spoken(value), 100, row * ROW_HEIGHT + 17) for row, value in enumerate(values)),
        headings=("", *(series.name for series in chart.series)),
        table=_table(chart),
    )


def _heights(chart: Chart) -> list[Number]:
    """Every value the axis must hold; of a stack, its sums above and below zero."""
    if chart.kind is not Kind.STACKED:
        values = [value for series in chart.series for value in series.values if value is not None]
        spreads = (series.spread.ranges for series in chart.series if series.spread)
        return [*values, *(end for ranges in spreads for ends in ranges if ends for end in ends)]
    columns = [[Decimal(str(value or 0)) for value in column] for column in _columns(chart)]
    above = [sum((value for value in column if value > 0), Decimal(0)) for column in columns]
    below = [sum((value for value in column if value < 0), Decimal(0)) for column in columns]
    return [*above, *below]


def _columns(chart: Chart) -> list[tuple[Number | None, ...]]:
    return list(zip(*(series.values for series in chart.series), strict=True))


def _y(scale: Scale, value: Number) -> float:
    return round(TOP + (HEIGHT - TOP) * (1 - scale.share(value)), 2)


def _axis(scale: Scale) -> tuple[Text, ...]:
    return tuple(Text(spoken(tick), 100, _y(scale, tick)) for tick in scale.ticks)


def _middle(column: int, columns: int) -> float:
    return round(100 * (column + 0.5) / columns, 3)


def _bars(chart: Chart, scale: Scale) -> Iterator[Rectangle]:
    """Bars of one label stand side by side around its middle."""
    slot = 100 / len(chart.labels)
    width = slot * BAR_SHARE / len(chart.series)
    for number, series in enumerate(chart.series):
        for column, value in enumerate(series.values):
            if value is not None:
                x = slot * column + slot * (1 - BAR_SHARE) / 2 + width * number
                yield _upright(number, x, width, _y(scale, 0), _y(scale, value))


def _stacks(chart: Chart, scale: Scale) -> Iterator[Rectangle]:
    """What is above zero grows upward from it, what is below grows downward."""
    slot = 100 / len(chart.labels)
    for column, values in enumerate(_columns(chart)):
        up = down = Decimal(0)
        for number, value in enumerate(values):
            exact = Decimal(str(value or 0))
            start = up if exact >= 0 else down
            if exact >= 0:
                up += exact
            else:
                down += exact
            if value is not None:
                x = slot * column + slot * (1 - BAR_SHARE) / 2
                yield _upright(number, x, slot * BAR_SHARE, _y(scale, start), _y(scale, start + exact))


def _upright(series: int, x: float, width: float, from_y: float, to_y: float) -> Rectangle:
    return Rectangle(series, round(x, 3), min(from_y, to_y), round(width, 3), round(abs(from_y - to_y), 2))


def _dots(chart: Chart, scale: Scale) -> Iterator[Dot]:
    for number, series in enumerate(chart.series):
        for column, value in enumerate(series.values):
            if value is not None:
                yield Dot(number, _middle(column, len(chart.labels)), _y(scale, value))


def _segments(chart: Chart, scale: Scale) -> Iterator[Segment]:
    """Lines between neighbours; where a number is absent the line is broken, not guessed."""
    count = len(chart.labels)
    for number, series in enumerate(chart.series):
        for column, (here, there) in enumerate(zip(series.values, series.values[1:], strict=False)):
            if here is not None and there is not None:
                start, end = _middle(column, count), _middle(column + 1, count)
                yield Segment(number, start, _y(scale, here), end, _y(scale, there))


def _spreads(chart: Chart, scale: Scale) -> Iterator[Segment]:
    """Upright through each number, from where to where it may well lie."""
    for number, series in enumerate(chart.series):
        for column, ends in enumerate(series.spread.ranges if series.spread else ()):
            if ends is not None:
                x, (low, high) = _middle(column, len(chart.labels)), ends
                yield Segment(number, x, _y(scale, low), x, _y(scale, high))


def _labels(labels: Sequence[Words]) -> Iterator[Text]:
    """As many labels as fit: every second or third where they would run into one another."""
    stand = [_kept_inside(label, _middle(column, len(labels))) for column, label in enumerate(labels)]
    every_wide, every_narrow = (
        _every([_reach(label, *at, width) for label, at in zip(labels, stand, strict=True)]) for width in (WIDE, NARROW)
    )
    for column, (label, (x, anchor)) in enumerate(zip(labels, stand, strict=True)):
        if column % every_wide == 0:
            yield Text(label, x, HEIGHT + 20, only_wide=column % every_narrow != 0, anchor=anchor)


def _every(reaches: Sequence[tuple[float, float]]) -> int:
    """Of so many columns one bears its label: the fewest with which each ends before the next begins."""
    for every in range(1, len(reaches)):
        if all(end + LETTER <= start for (_, end), (start, _) in pairwise(reaches[::every])):
            return every
    return max(1, len(reaches))


def _reach(label: Words, x: float, anchor: Anchor, width: int) -> tuple[float, float]:
    """From where to where a label goes on a drawing of this width, in pixels."""
    long, at = len(str(label)) * LETTER, x * width / 100
    start = at - {"": long / 2, "starts": 0, "ends": long}[anchor]
    return start, start + long


def _kept_inside(label: Words, x: float) -> tuple[float, Anchor]:
    """Where a label stands: a long one near an edge would lose its letters there on a phone."""
    half = 100 * len(str(label)) * LETTER / 2 / NARROW
    if x - half < 0:
        return 0, "starts"
    return (100, "ends") if x + half > 100 else (x, "")


def _numbers(chart: Chart, scale: Scale) -> Iterator[Text]:
    """A few bars bear their number, so that nobody has to measure them against the axis."""
    if chart.kind is not Kind.BAR or len(chart.series) > 1 or len(chart.labels) > MOST_BARS_WITH_NUMBERS:
        return
    for column, value in enumerate(chart.series[0].values if chart.series else ()):
        if value is not None:
            y = _y(scale, value)
            yield Text(
                spoken(value), _middle(column, len(chart.labels)), y - 7 if value >= 0 else y + 17, only_wide=True
            )


def _headings(chart: Chart) -> Iterator[Words]:
    for series in chart.series:
        yield series.name
        if series.spread:
            yield series.spread.name


def _table(chart: Chart) -> tuple[tuple[Words, ...], ...]:
    """How sure a number is stands behind it."""
    told: list[list[str]] = []
    for series in chart.series:
        told.append([spoken(value) for value in series.values])
        if series.spread:
            told.append([_between(ends) for ends in series.spread.ranges])
    return tuple((label, *row) for label, row in zip(chart.labels, zip(*told, strict=True), strict=True))


def _between(ends: tuple[Number, Number] | None) -> str:
    if ends is None:
        return spoken(None)
    return gettext("%(low)s to %(high)s") % {"low": spoken(ends[0]), "high": spoken(ends[1])}
