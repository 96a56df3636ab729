"""What the pages of a closed month draw: its versions, the payment order with its code, what a correction changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from munera.services.seasonal import queries
from munera.services.seasonal.models import Engagement, MonthlyReturn
from munera.services.seasonal.views import tables
from munera.ui.money import money
from munera.ui.tables import Column, Mark, Table, build


@dataclass(frozen=True, slots=True)
class OrderPage:
    """How one version is paid. ``drawings`` are our engine's own: its titles are escaped there."""

    pk: int
    version: int
    lines: tuple[tuple[str, str], ...]
    due_on: str
    drawings: tuple[SafeString, ...]
    refused: str
    source: str
    verified: bool


def order_pages(versions: Sequence[MonthlyReturn]) -> list[OrderPage]:
    """Each version is paid by an order of its own, which asks for what it adds to those before."""
    return [_order_page(version, order) for version in versions if (order := queries.order_of(version))]


def overpaid(newest: MonthlyReturn) -> str:
    """By how much the newest version declares less than the one before."""
    return money(-newest.to_pay, newest.currency) if newest.to_pay < 0 else ""


def _order_page(version: MonthlyReturn, order: queries.Order) -> OrderPage:
    return OrderPage(
        pk=version.pk,
        version=version.version,
        lines=order.lines,
        due_on=date_format(order.order.due_on, "DATE_FORMAT"),
        drawings=tuple(SafeString(drawing) for drawing in order.drawings),
        refused=order.refused,
        source=order.source,
        verified=order.verified,
    )


def versions_table(versions: Sequence[MonthlyReturn]) -> Table:
    """The newest first; the one that holds now is marked."""

    def cells(version: MonthlyReturn) -> tuple[object, ...]:
        return (
            version.version,
            Mark(_("holds now"), "success") if version == versions[0] else Mark(_("replaced"), "neutral"),
            tables.moment(version.closed_at),
            version.closed_by.shown_name if version.closed_by else _("by itself"),
            version.person_days,
            money(version.total, version.currency),
            money(version.to_pay, version.currency),
            version.because or None,
        )

    return build(
        QueryDict(),
        versions,
        caption=gettext_lazy("Versions of the return"),
        columns=(
            Column(gettext_lazy("Version")),
            Column(gettext_lazy("State")),
            Column(gettext_lazy("Made")),
            Column(gettext_lazy("By")),
            Column(gettext_lazy("Days"), numeric=True),
            Column(gettext_lazy("Levy"), numeric=True),
            Column(gettext_lazy("To pay"), numeric=True),
            Column(gettext_lazy("Reason")),
        ),
        cells=cells,
        per_page=100,
    )


@dataclass(frozen=True, slots=True)
class DayToChoose:
    """The rows of one day, to be ticked."""

    day: str
    rows: tuple[Engagement, ...]
    has_ticked: bool


def days_to_choose(rows: Sequence[Engagement], ticked: Sequence[str]) -> tuple[DayToChoose, ...]:
    """By day, in the order of the rows."""
    days = dict.fromkeys(row.on for row in rows)
    by_day = {on: tuple(row for row in rows if row.on == on) for on in days}
    return tuple(
        DayToChoose(tables.day(on), of_day, any(str(row.pk) in ticked for row in of_day))
        for on, of_day in by_day.items()
    )


def difference_table(difference: queries.Difference) -> Table:
    """The newest version beside what it would become."""
    currency = difference.currency
    more = difference.days_after - difference.days_before
    rows = (
        (_("Days of work"), str(difference.days_before), str(difference.days_after), f"{more:+d}"),
        (
            _("Levy"),
            money(difference.total_before, currency),
            money(difference.total_after, currency),
            money(difference.to_pay, currency),
        ),
    )
    return build(
        QueryDict(),
        rows,
        caption=gettext_lazy("What would change"),
        columns=(
            Column(gettext_lazy("Of the month")),
            Column(gettext_lazy("Declared now"), numeric=True),
            Column(gettext_lazy("After the correction"), numeric=True),
            Column(gettext_lazy("Difference"), numeric=True),
        ),
        cells=lambda row: row,
    )


def month_address(version: MonthlyReturn) -> str:
    month = version.month
    return reverse("seasonal:show_month", args=[version.employer_id, month.year, month.month])


def download(content: bytes, name: str, *, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
