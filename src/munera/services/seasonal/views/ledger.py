"""A worker's days as their page shows them: yes or no for today and tomorrow, sums, counts, every entry."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from munera.services.seasonal import queries
from munera.services.seasonal.models import Engagement
from munera.services.seasonal.views import tables
from munera.ui.tables import Column, Mark, Table, build

# A year has no more days, and few people work two shifts.
MOST_ROWS = 800
TONES = {"registered": "success", "late": "danger"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry for a day, in words."""

    employer: str
    shift: str
    place: str
    received: str
    receipt: str
    state: str
    cancelled: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class DayPage:
    """The answer for a day."""

    day: str
    is_registered: bool
    standing: tuple[Entry, ...]
    others: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """A ledger with everything its template draws."""

    ledger: queries.Ledger
    name: str
    today: DayPage
    tomorrow: DayPage
    entries: Table
    counts: Table


def page_of(ledger: queries.Ledger) -> LedgerPage:
    return LedgerPage(
        ledger=ledger,
        name=ledger.person.shown_name,
        today=_day(ledger.today),
        tomorrow=_day(ledger.tomorrow),
        entries=_entries(ledger.engagements),
        counts=_counts(ledger.counts),
    )


def number(text: str | None) -> int:
    """A number out of a hidden field; nothing that exists where it is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _day(told: queries.DayTold) -> DayPage:
    return DayPage(
        day=tables.day(told.on),
        is_registered=told.is_registered,
        standing=tuple(_entry(one) for one in told.standing),
        others=tuple(_entry(one) for one in told.others),
    )


def _entry(engagement: Engagement) -> Entry:
    return Entry(
        employer=engagement.employer.name,
        shift=queries.shift_name(engagement.employer, engagement.on, engagement.shift),
        place=engagement.place,
        received=tables.moment(engagement.receipt.received_at),
        receipt=engagement.receipt.number,
        state=engagement.get_state_display(),
        cancelled=tables.moment(engagement.cancelled_at) if engagement.cancelled_at else "",
        is_late=engagement.is_late,
    )


def _entries(engagements: Sequence[Engagement]) -> Table:
    return build(
        QueryDict(),
        engagements,
        caption=gettext_lazy("Every entry of the year"),
        columns=(
            Column(gettext_lazy("Day")),
            Column(gettext_lazy("Employer")),
            Column(gettext_lazy("Shift")),
            Column(gettext_lazy("Job")),
            Column(gettext_lazy("State")),
            Column(gettext_lazy("Received")),
            Column(gettext_lazy("Receipt")),
        ),
        cells=lambda one: (
            tables.day(one.on),
            one.employer.name,
            queries.shift_name(one.employer, one.on, one.shift),
            one.get_job_display(),
            Mark(one.get_state_display(), TONES.get(one.state, "neutral")),
            tables.moment(one.receipt.received_at),
            one.receipt.number,
        ),
        per_page=MOST_ROWS,
    )


def _counts(counts: Sequence[queries.Count]) -> Table:
    return build(
        QueryDict(),
        counts,
        caption=gettext_lazy("Days used of what the law allows"),
        columns=(
            Column(gettext_lazy("Limit")),
            Column(gettext_lazy("Used"), numeric=True),
            Column(gettext_lazy("At most"), numeric=True),
            Column(gettext_lazy("Left"), numeric=True),
            Column(gettext_lazy("Checked at the source")),
        ),
        cells=lambda count: (
            _("%(limit)s: %(employer)s") % {"limit": count.name, "employer": count.employer}
            if count.employer
            else count.name,
            count.used,
            count.at_most,
            count.left,
            Mark(_("Yes"), "success") if count.verified else Mark(_("Not yet"), "warning"),
        ),
    )
