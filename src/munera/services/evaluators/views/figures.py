"""What the pages of offices draw: rounds as a table, the ways of a round and the open numbers as charts."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from munera.kernel.refusal import Sentence
from munera.services.evaluators import queries
from munera.services.evaluators.choices import ANYWHERE, DemandStatus, EvaluationKind, Region, SeatState, Theme
from munera.services.evaluators.models import Demand, Round, Seat
from munera.ui.charts import Chart, Kind, Series
from munera.ui.tables import Column, Link, Mark, Table, build

# A chart with more rows than these cannot be read; the table beside it has them all.
MOST_BARS: Final = 12
WAYS: Final[dict[str, tuple[Sentence, Sentence]]] = {
    "balanced": (
        gettext_lazy("Balanced"),
        gettext_lazy("Good in all, and no panel far behind the others. The usual way."),
    ),
    "welfare": (
        gettext_lazy("Best in all"),
        gettext_lazy("The greatest sum of points, whichever panel it leaves behind."),
    ),
    "floor": (
        gettext_lazy("Best for the weakest"),
        gettext_lazy("The weakest panel as strong as it can be, then the greatest sum."),
    ),
}


def rounds_table(query: QueryDict, rounds: QuerySet[Round]) -> Table:
    def cells(one: Round) -> tuple[object, ...]:
        state = Mark(_("Appointed"), "success") if one.is_appointed else Mark(_("Under way"), "warning")
        count: int = getattr(one, "demand_count", 0)
        return (
            Link(one.name, reverse("evaluators:show_round", args=[one.pk])),
            count,
            date_format(one.opened_at, "DATE_FORMAT"),
            state,
        )

    return build(
        query,
        rounds,
        caption=gettext_lazy("Rounds of panels"),
        columns=(
            Column(gettext_lazy("Round")),
            Column(gettext_lazy("Demands"), numeric=True),
            Column(gettext_lazy("Opened")),
            Column(gettext_lazy("State")),
        ),
        cells=cells,
    )


def demands_table(query: QueryDict, demands: QuerySet[Demand]) -> Table:
    def cells(one: Demand) -> tuple[object, ...]:
        tone = {DemandStatus.OPEN.value: "success", DemandStatus.DRAFT.value: "warning"}.get(one.status, "neutral")
        return (
            Link(one.policy, reverse("evaluators:show_demand", args=[one.pk])),
            Mark(one.get_status_display(), tone),
            getattr(one, "answered_count", 0),
            getattr(one, "match_count", 0),
            date_format(one.deadline, "DATE_FORMAT"),
        )

    return build(
        query,
        demands,
        caption=gettext_lazy("Demands for evaluation"),
        columns=(
            Column(gettext_lazy("Demand")),
            Column(gettext_lazy("State")),
            Column(gettext_lazy("Answered"), numeric=True),
            Column(gettext_lazy("Matches"), numeric=True),
            Column(gettext_lazy("Answers until")),
        ),
        cells=cells,
    )


def ways_chart(proof: queries.Proof) -> Chart:
    """The trade between all and whoever has least."""
    return Chart(
        name="ways",
        kind=Kind.BAR,
        title=_("Three ways to compose this round"),
        labels=tuple(WAYS[way.way][0] for way in proof.ways),
        series=(
            Series(_("Average panel"), tuple(way.average for way in proof.ways)),
            Series(_("Weakest panel"), tuple(way.weakest for way in proof.ways)),
        ),
        unit=_("points of a panel"),
        description=_("A higher average helps all demands together, a higher weakest panel the one that has least."),
    )


def states_of(seats: Iterable[Seat]) -> list[tuple[Sentence, int]]:
    counted = Counter(seat.state for seat in seats)
    return [(state.label, counted[state]) for state in SeatState if counted[state]]


@dataclass(frozen=True, slots=True)
class Part:
    """One breakdown: a chart, and a table of its own where it has more to say than the chart can show."""

    title: str
    chart: Chart
    table: Table | None = None


def parts_of(query: QueryDict, found: queries.Statistics) -> list[Part]:
    """In the order of the page; what may not be shown is not there."""
    parts = [
        _needs(query, "theme", _("Demands by theme"), found.by_theme, _theme),
        _needs(query, "region", _("Demands by region"), found.by_region, _region),
        _outcomes(found),
        _kinds(found),
    ]
    return [part for part in parts if part is not None]


def _needs(
    query: QueryDict,
    name: str,
    title: str,
    rows: Sequence[queries.Need],
    words: Callable[[str | None], Sentence],
) -> Part | None:
    """Researchers are many times as many: in one picture with them, demands could not be seen."""
    if not rows:
        return None
    drawn = rows[:MOST_BARS]
    chart = Chart(
        name=name,
        kind=Kind.ROWS,
        title=title,
        labels=tuple(words(row.key) for row in drawn),
        series=(Series(_("Demands"), tuple(row.demands for row in drawn)),),
        unit=_("demands"),
    )
    table = build(
        query,
        rows,
        caption=_("Demands, and researchers who could evaluate them"),
        columns=(
            Column(_("Theme") if name == "theme" else _("Region")),
            Column(_("Demands"), numeric=True),
            Column(_("Researchers"), numeric=True),
            Column(_("Researchers for each demand"), numeric=True),
        ),
        cells=lambda row: (words(row.key), row.demands, row.evaluators, row.evaluators // row.demands),
        per_page=len(rows),
    )
    return Part(title, chart, table)


def _outcomes(found: queries.Statistics) -> Part | None:
    if not found.by_outcome:
        return None
    title = _("Demands that found somebody, and that found nobody")
    chart = Chart(
        name="outcome",
        kind=Kind.STACKED,
        title=title,
        labels=tuple(_theme(row.key) for row in found.by_outcome),
        series=(
            Series(_("Found somebody"), tuple(row.matched for row in found.by_outcome)),
            Series(_("Found nobody yet"), tuple(row.unmet for row in found.by_outcome)),
        ),
        unit=_("demands"),
    )
    return Part(title, chart)


def _kinds(found: queries.Statistics) -> Part | None:
    if not found.by_kind:
        return None
    title = _("Kinds of evaluation asked for")
    chart = Chart(
        name="kind",
        kind=Kind.ROWS,
        title=title,
        labels=tuple(_kind(row.key) for row in found.by_kind),
        series=(Series(_("Demands"), tuple(row.demands for row in found.by_kind)),),
        unit=_("demands"),
    )
    return Part(title, chart)


def _theme(key: str | None) -> Sentence:
    return Theme(key).label if key else _("Several small themes together")


def _region(key: str | None) -> Sentence:
    if key is None:
        return _("Several regions together")
    return _("The whole country") if key == ANYWHERE else Region(key).label


def _kind(key: str | None) -> Sentence:
    return EvaluationKind(key).label if key else _("Several kinds together")
