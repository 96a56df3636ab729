"""What the pages of this room draw: tables of days, receipts and what was told, cut-offs counted down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from munera.services.seasonal import queries
from munera.services.seasonal.choices import EngagementState, Job, Outcome
from munera.services.seasonal.models import Engagement, Receipt
from munera.ui.money import money
from munera.ui.tables import Column, Link, Mark, Table, build


def engagements_table(query: QueryDict, engagements: Sequence[Engagement]) -> Table:
    """Those registered for a day, each with the way to its reasons and, as long as it is open, to its cancelling."""
    may_change = bool(queries.cancellable(engagements, at=timezone.now()))

    def cells(engagement: Engagement) -> tuple[object, ...]:
        name = engagement.worker.shown_name
        shown = (
            Link(name, reverse("seasonal:show_engagement", args=[engagement.pk])),
            queries.shift_name(engagement.employer, engagement.on, engagement.shift),
            engagement.get_job_display(),
            _levy(engagement),
        )
        cancel = Link(
            _("Cancel the day of %(name)s") % {"name": name},
            reverse("seasonal:cancel_engagement", args=[engagement.pk]),
        )
        return (*shown, cancel) if may_change else shown

    columns = (
        Column(gettext_lazy("Worker")),
        Column(gettext_lazy("Shift")),
        Column(gettext_lazy("Job")),
        Column(gettext_lazy("Levy"), numeric=True),
        Column(gettext_lazy("If plans change")),
    )
    return build(
        query,
        engagements,
        caption=gettext_lazy("Registered for this day"),
        columns=columns if may_change else columns[:-1],
        cells=cells,
        per_page=100,
    )


# --- states, moments, cut-offs ------------------------------------------------------------------------------------

TONES: dict[str, str] = {
    EngagementState.REGISTERED: "success",
    EngagementState.CANCELLED: "neutral",
    EngagementState.LATE: "danger",
}


def state_of(engagement: Engagement) -> Mark:
    """What came too late says in red that it does not stand on the register."""
    if engagement.is_late:
        return Mark(_("Not registered: received too late"), "danger")
    return Mark(EngagementState(engagement.state).label, TONES[engagement.state])


@dataclass(frozen=True, slots=True)
class CutOffPage:
    """A moment until which something can be done, as it is counted down. ``pattern`` is for the script that ticks."""

    until: datetime
    now: datetime
    words: str
    left: str
    source: str
    verified: bool

    @property
    def has_passed(self) -> bool:
        return self.now > self.until

    @property
    def until_plain(self) -> str:
        return self.until.isoformat()

    @property
    def now_plain(self) -> str:
        return self.now.isoformat()

    @property
    def patterns(self) -> tuple[str, str]:
        """With hours and without, the places for the numbers left open."""
        return _hours_left("{hours}", "{minutes}"), _minutes_left("{minutes}")


def register_cut_off(cut_offs: queries.CutOffs | None, *, now: datetime) -> CutOffPage | None:
    return _cut_off(cut_offs, cut_offs.register_until, now=now) if cut_offs else None


def cancel_cut_off(cut_offs: queries.CutOffs | None, *, now: datetime) -> CutOffPage | None:
    return _cut_off(cut_offs, cut_offs.cancel_until, now=now) if cut_offs else None


def _cut_off(cut_offs: queries.CutOffs, until: datetime, *, now: datetime) -> CutOffPage:
    local = timezone.localtime(until)
    today = timezone.localtime(now).date()
    words = date_format(local, "TIME_FORMAT") if local.date() == today else day_and_hour(until)
    return CutOffPage(until, now, words, _left(until, now=now), cut_offs.source, cut_offs.verified)


def day_and_hour(at: datetime) -> str:
    # Translators: the form of a day with its weekday and an hour, in Django's letters for dates.
    return date_format(timezone.localtime(at), _("l, j F, H:i"))


def _left(until: datetime, *, now: datetime) -> str:
    minutes = max(0, int((until - now).total_seconds())) // 60
    hours, days = minutes // 60, minutes // (24 * 60)
    if days > 1:
        return ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}
    return _hours_left(str(hours), str(minutes % 60)) if hours else _minutes_left(str(minutes))


def _hours_left(hours: str, minutes: str) -> str:
    # Translators: how long something is still open, hours and minutes.
    return _("%(hours)s h %(minutes)s min left") % {"hours": hours, "minutes": minutes}


def _minutes_left(minutes: str) -> str:
    # Translators: how long something is still open, minutes alone.
    return _("%(minutes)s min left") % {"minutes": minutes}


def moments_of(cut_offs: queries.CutOffs | None) -> str:
    """Until when the day could be registered."""
    return moment(cut_offs.register_until) if cut_offs else ""


def pay_of(engagement: Engagement) -> str:
    """The pay per hour, where it was said."""
    if engagement.pay_per_hour is None:
        return ""
    currency = engagement.assessment.currency if engagement.assessment else ""
    return money(engagement.pay_per_hour, currency).rstrip()


@dataclass(frozen=True, slots=True)
class ChoicePage:
    """One of several to choose by a link."""

    value: str
    name: str
    is_here: bool


def choices(found: Iterable[tuple[str, str]], *, here: str) -> tuple[ChoicePage, ...]:
    return tuple(ChoicePage(value, name, value == here) for value, name in found)


# --- receipts -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """What a receipt says in its heading and under it. ``left_out`` were not done, ``late`` of them came too late."""

    registers: bool
    shift_name: str
    stands: int
    left_out: int
    is_late: bool
    tone: str
    received: str
    until: str
    pressed: str


def receipt_page(receipt: Receipt, told: Sequence[queries.WorkerNow]) -> ReceiptPage:
    stands = sum(one.answer.stands for one in told)
    registers = queries.registers(receipt)
    cut_offs = queries.cut_offs_of(receipt.employer, receipt.on, receipt.shift)
    until = (cut_offs.register_until if registers else cut_offs.cancel_until) if cut_offs else None
    return ReceiptPage(
        registers=registers,
        shift_name=queries.shift_name(receipt.employer, receipt.on, receipt.shift),
        stands=stands,
        left_out=len(told) - stands,
        is_late=any(one.answer.outcome is Outcome.LATE for one in told),
        tone="success" if stands == len(told) else "warning" if stands else "danger",
        received=moment(receipt.received_at),
        until=moment(until) if until else "",
        pressed=moment(receipt.pressed_at) if receipt.pressed_at else "",
    )


def told_table(query: QueryDict, receipt: Receipt, told: Sequence[queries.WorkerNow]) -> Table:
    """What became of each worker, those who were left out first: nobody should overlook them."""
    registers = queries.registers(receipt)

    def cells(one: queries.WorkerNow) -> tuple[object, ...]:
        name = one.worker.shown_name
        return (
            Link(name, reverse("seasonal:show_engagement", args=[one.engagement.pk])) if one.engagement else name,
            _became(one, registers=registers),
            one.answer.sentence or None,
            _levy(one.engagement) if registers and one.engagement and one.is_registered_now else None,
        )

    return build(
        query,
        sorted(told, key=lambda one: one.answer.stands),
        caption=gettext_lazy("What became of each worker"),
        columns=(
            Column(gettext_lazy("Worker")),
            Column(gettext_lazy("Result")),
            Column(gettext_lazy("Why")),
            Column(gettext_lazy("Levy"), numeric=True),
        ),
        cells=cells,
        per_page=500,
    )


def _became(one: queries.WorkerNow, *, registers: bool) -> Mark:
    outcome, stands = one.answer.outcome, one.answer.stands
    if not stands:
        return Mark(_("Not registered") if registers else _("Not taken off"), "danger")
    if registers and not one.is_registered_now:
        return Mark(_("Registered then, taken off since"), "neutral")
    if registers:
        return Mark(_("Registered") if outcome is Outcome.OK else _("Was registered already"), "success")
    return Mark(_("Taken off") if outcome is Outcome.OK else _("Was taken off already"), "info")


def receipts_table(receipts: Sequence[Receipt]) -> Table:
    """A line for each day of a choice in the calendar."""

    def cells(receipt: Receipt) -> tuple[object, ...]:
        answers = queries.answers_of(receipt)
        stands = sum(one.stands for one in answers)
        said = _("%(done)s of %(asked)s registered") % {"done": stands, "asked": len(answers)}
        return (
            Link(day(receipt.on), reverse("seasonal:show_receipt", args=[receipt.pk])),
            Mark(said, "success" if stands == len(answers) else "warning" if stands else "danger"),
            (queries.sentence_of_receipt(receipt) or None) if stands < len(answers) else None,
            receipt.number,
        )

    return build(
        QueryDict(),
        receipts,
        caption=gettext_lazy("What became of each day"),
        columns=(
            Column(gettext_lazy("Day")),
            Column(gettext_lazy("Result")),
            Column(gettext_lazy("Why")),
            Column(gettext_lazy("Receipt")),
        ),
        cells=cells,
        per_page=100,
    )


def days_of_worker_table(query: QueryDict, engagements: QuerySet[Engagement]) -> Table:
    """The days of one worker with one employer, whatever became of them."""

    def cells(engagement: Engagement) -> tuple[object, ...]:
        return (
            Link(day(engagement.on), reverse("seasonal:show_engagement", args=[engagement.pk])),
            queries.shift_name(engagement.employer, engagement.on, engagement.shift),
            Job(engagement.job).label,
            state_of(engagement),
            _levy(engagement) if engagement.is_registered else None,
        )

    return build(
        query,
        engagements,
        caption=gettext_lazy("Days with you"),
        columns=(
            Column(gettext_lazy("Day"), sort="on"),
            Column(gettext_lazy("Shift")),
            Column(gettext_lazy("Job")),
            Column(gettext_lazy("State"), sort="state"),
            Column(gettext_lazy("Levy"), numeric=True),
        ),
        cells=cells,
        per_page=31,
    )


# --- the overview of who acts for several -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """One employer on the page of who acts for several."""

    overview: queries.Overview
    due: str
    cut_off: str


def overview_page(overview: queries.Overview, *, now: datetime) -> OverviewPage:
    cut_off = overview.next_cut_off
    said = ""
    if cut_off:
        said = _("%(shift)s: %(until)s, %(left)s") % {
            "shift": cut_off.shift,
            "until": day_and_hour(cut_off.until),
            "left": _left(cut_off.until, now=now),
        }
    return OverviewPage(overview, money(overview.due, overview.currency), said)


def day(on: date) -> str:
    """A day with its weekday, as people speak of it."""
    # Translators: the form of a day with its weekday, in Django's letters for dates.
    return date_format(on, _("l, j F Y"))


def moment(at: datetime) -> str:
    """To the second, as a receipt needs it."""
    # Translators: the form of a moment to the second, in Django's letters for dates.
    return date_format(timezone.localtime(at), _("j F Y, H:i:s"))


def _levy(engagement: Engagement) -> str:
    assessment = engagement.assessment
    return money(assessment.total, assessment.currency) if assessment else _("not yet known")
