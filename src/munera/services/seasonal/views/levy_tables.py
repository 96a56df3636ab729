"""How levies are shown: of one person and day with its reasons, of a day, of a month."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from munera.services.seasonal import queries
from munera.services.seasonal.models import Engagement
from munera.services.seasonal.views import tables
from munera.ui.charts import Chart, Kind, Series
from munera.ui.money import money, plain_money, rate
from munera.ui.tables import Column, Link, Mark, Table, build


@dataclass(frozen=True, slots=True)
class LevyPage:
    """A levy as its template shows it: the lines, and the values of the law they used."""

    levy: queries.Levy
    lines: Table
    values: Table
    total: str
    unit: str


def levy_page(levy: queries.Levy) -> LevyPage:
    total, unit = (money(amount, levy.currency) for amount in (levy.total, levy.rounding_unit))
    return LevyPage(levy, _levy_lines(levy), _levy_values(levy), total, unit)


def days_table(month: queries.Month) -> Table:
    address = reverse("seasonal:show_day", args=[month.employer.pk])
    return build(
        QueryDict(),
        month.days,
        caption=gettext_lazy("By day"),
        columns=(
            Column(gettext_lazy("Day")),
            Column(gettext_lazy("People"), numeric=True),
            Column(gettext_lazy("Levy"), numeric=True),
        ),
        cells=lambda row: (
            Link(tables.day(row.on), f"{address}?on={row.on:%Y-%m-%d}"),
            row.people,
            money(row.total, month.currency),
        ),
        per_page=31,
    )


def workers_table(query: QueryDict, month: queries.Month) -> Table:
    """One row per worker with a column for each component, as the monthly return has it."""
    return build(
        query,
        month.workers,
        caption=gettext_lazy("By worker"),
        columns=(
            Column(gettext_lazy("Worker")),
            Column(gettext_lazy("Days"), numeric=True),
            *(Column(component, numeric=True) for component in month.components),
            Column(gettext_lazy("Levy"), numeric=True),
        ),
        cells=lambda row: (
            row.worker.shown_name,
            row.days,
            *(plain_money(amount) for amount in row.amounts),
            money(row.total, month.currency),
        ),
        per_page=50,
    )


def levy_chart(month: queries.Month) -> Chart:
    """What each day with anybody on it adds to the levy."""
    return Chart(
        name="levy-by-day",
        kind=Kind.BAR,
        title=_("Levy by day"),
        labels=tuple(str(row.on.day) for row in month.days),
        series=(Series(_("Levy"), tuple(row.total for row in month.days)),),
        unit=month.currency,
    )


def total(engagements: Sequence[Engagement]) -> str:
    """The sum for a day; nothing while no levy of it is known."""
    currencies = {engagement.assessment.currency for engagement in engagements if engagement.assessment}
    return money(queries.total_of(engagements), currencies.pop()) if currencies else ""


def month_total(month: queries.Month) -> str:
    return money(month.total, month.currency)


def rounding_difference(month: queries.Month) -> str:
    return money(month.rounding_difference, month.currency) if month.rounding_difference else ""


def _levy_lines(levy: queries.Levy) -> Table:
    return build(
        QueryDict(),
        levy.lines,
        caption=gettext_lazy("How the levy for one person and day comes about"),
        columns=(
            Column(gettext_lazy("Part")),
            Column(gettext_lazy("Base"), numeric=True),
            Column(gettext_lazy("Rate"), numeric=True),
            Column(gettext_lazy("Amount"), numeric=True),
        ),
        cells=lambda line: (
            line.name,
            plain_money(line.base),
            rate(line.rate),
            money(line.amount, levy.currency),
        ),
    )


def _levy_values(levy: queries.Levy) -> Table:
    """Each value of the law with the day from which it holds and where it is written."""
    return build(
        QueryDict(),
        levy.values,
        caption=gettext_lazy("Where the numbers come from"),
        columns=(
            Column(gettext_lazy("Value")),
            Column(gettext_lazy("Amount or rate"), numeric=True),
            Column(gettext_lazy("Valid from")),
            Column(gettext_lazy("Source")),
            Column(gettext_lazy("Checked at the source")),
        ),
        cells=lambda used: (
            used.name,
            rate(used.value) if used.is_rate else money(used.value, levy.currency),
            date_format(used.valid_from, "DATE_FORMAT"),
            used.source,
            Mark(_("Yes"), "success") if used.verified else Mark(_("Not yet"), "warning"),
        ),
    )
