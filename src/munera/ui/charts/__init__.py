"""Charts drawn on the server as SVG, each with the same numbers in a table beside it: what ``<c-chart>`` shows.

    chart = Chart(
        name="levies",
        kind=Kind.STACKED,
        title=_("Levies by month"),
        labels=(_("May"), _("June")),
        series=(Series(_("Pension"), (Decimal("310.50"), Decimal(280))), Series(_("Health"), (120, None))),
        unit=_("dinars"),
    )

No script, no style attribute, no library: it prints, follows the theme, and mirrors where people read from the right.
Letters keep their size on a phone because places across are percentages and only heights are pixels.
"""

from munera.ui.charts.drawing import draw
from munera.ui.charts.marks import Drawing
from munera.ui.charts.model import Chart, Kind, Point, PointChart, Series, Spread

__all__ = ["Chart", "Drawing", "Kind", "Point", "PointChart", "Series", "Spread", "draw"]
