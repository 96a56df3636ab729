"""What the inspector's pages draw."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from munera.kernel.people.models import Person
from munera.kernel.people.queries import masked
from munera.services.seasonal import queries
from munera.services.seasonal.choices import EngagementState, Outcome
from munera.services.seasonal.models import Engagement, Receipt
from munera.services.seasonal.views import tables
from munera.ui.tables import Column, Link, Mark, Table, build

MOST_PEOPLE = 50
TONES = {
    EngagementState.REGISTERED: "success",
    EngagementState.CANCELLED: "neutral",
    EngagementState.LATE: "danger",
}
OUTCOME_TONES = {Outcome.OK: "success", Outcome.DUPLICATE: "success"}
# A telephone's clock is seldom right to the second.
WORTH_SAYING = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a worker's day, in words."""

    employer: str
    shift: str
    place: str
    state: str
    received: str
    receipt: str
    address: str


def places_table(query: QueryDict, found: Sequence[queries.AtPlace], *, with_moment: str) -> Table:
    def address(one: queries.AtPlace) -> str:
        way = reverse("seasonal:inspect_employer", args=[one.employer.pk])
        return f"{way}?{with_moment}" if with_moment else way

    return build(
        query,
        found,
        caption=gettext_lazy("Employers and places"),
        columns=(
            Column(gettext_lazy("Employer")),
            Column(gettext_lazy("Registration number")),
            Column(gettext_lazy("Place of work")),
            Column(gettext_lazy("People registered"), numeric=True),
        ),
        cells=lambda one: (
            Link(one.employer.name, address(one)),
            one.employer.registration_number or _("none"),
            one.place or _("none"),
            one.people,
        ),
        per_page=50,
    )


def registered_table(seen: queries.Inspected) -> Table:
    return build(
        QueryDict(),
        seen.registered,
        caption=gettext_lazy("Registered at that moment"),
        columns=(
            Column(gettext_lazy("Worker")),
            Column(gettext_lazy("Number")),
            Column(gettext_lazy("Shift")),
            Column(gettext_lazy("Place of work")),
            Column(gettext_lazy("Job")),
            Column(gettext_lazy("Received")),
            Column(gettext_lazy("Receipt")),
        ),
        cells=lambda known: (
            _worker(known.engagement),
            _number(known.engagement),
            _shift(known.engagement),
            known.engagement.place or _("not given"),
            known.engagement.get_job_display(),
            tables.moment(known.engagement.receipt.received_at),
            _receipt(known.engagement.receipt),
        ),
        per_page=1000,
    )


def others_table(seen: queries.Inspected) -> Table:
    """Those who were not registered at the moment though an entry of them was known."""
    return build(
        QueryDict(),
        seen.others,
        caption=gettext_lazy("Not registered at that moment"),
        columns=(
            Column(gettext_lazy("Worker")),
            Column(gettext_lazy("Number")),
            Column(gettext_lazy("State")),
            Column(gettext_lazy("Pressed, by the device's clock")),
            Column(gettext_lazy("Received")),
            Column(gettext_lazy("Cancelled")),
            Column(gettext_lazy("Receipt")),
        ),
        cells=lambda known: (
            _worker(known.engagement),
            _number(known.engagement),
            _state(known),
            _moment(known.engagement.receipt.pressed_at),
            tables.moment(known.engagement.receipt.received_at),
            _cancelled(known),
            _receipt(known.engagement.receipt),
        ),
        per_page=1000,
    )


def people_table(found: Sequence[Person]) -> Table:
    return build(
        QueryDict(),
        found,
        caption=gettext_lazy("Found by name"),
        columns=(Column(gettext_lazy("Worker")), Column(gettext_lazy("Number"))),
        cells=lambda person: (
            Link(person.shown_name, reverse("seasonal:inspect_person", args=[person.pk])),
            ", ".join(masked(identifier) for identifier in person.identifiers.all()),
        ),
        per_page=MOST_PEOPLE,
    )


def days_table(query: QueryDict, known: Sequence[queries.KnownAt]) -> Table:
    return build(
        query,
        known,
        caption=gettext_lazy("Every entry known at that moment"),
        columns=(
            Column(gettext_lazy("Day")),
            Column(gettext_lazy("Employer")),
            Column(gettext_lazy("State")),
            Column(gettext_lazy("Shift")),
            Column(gettext_lazy("Received")),
            Column(gettext_lazy("Receipt")),
        ),
        cells=lambda one: (
            tables.day(one.engagement.on),
            Link(one.engagement.employer.name, _day_address(one.engagement)),
            _state(one),
            _shift(one.engagement),
            tables.moment(one.engagement.receipt.received_at),
            _receipt(one.engagement.receipt),
        ),
        per_page=50,
    )


def entries_of(known: Iterable[queries.KnownAt]) -> list[Entry]:
    return [
        Entry(
            employer=one.engagement.employer.name,
            shift=_shift(one.engagement),
            place=one.engagement.place,
            state=str(one.state.label),
            received=tables.moment(one.engagement.receipt.received_at),
            receipt=one.engagement.receipt.number,
            address=reverse("seasonal:inspect_receipt", args=[one.engagement.receipt_id]),
        )
        for one in known
    ]


def facts_of(receipt: Receipt) -> list[tuple[str, str]]:
    """The three clocks, the device and who sent it."""
    return [
        (_("Number of the receipt"), receipt.number),
        (_("Employer"), receipt.employer.name),
        (_("Asked for"), str(receipt.get_kind_display())),
        (_("Day"), tables.day(receipt.on)),
        (_("Shift"), queries.shift_name(receipt.employer, receipt.on, receipt.shift)),
        (_("Answer"), str(receipt.get_outcome_display())),
        (_("Pressed, by the device's clock"), _moment(receipt.pressed_at)),
        (_("Sent, by the device's clock"), _moment(receipt.sent_at)),
        (_("Received, by our clock"), tables.moment(receipt.received_at)),
        (_("The device's clock"), _skew(receipt)),
        (_("Device"), receipt.device or _("none named")),
        (_("Received from"), receipt.received_from.shown_name),
    ]


def answers_table(receipt: Receipt) -> Table:
    """One row for each worker asked for; reasons where there are any."""
    names = queries.names_of_workers(receipt.asked)
    told = queries.answers_of(receipt)
    has_reasons = any(one.sentence for one in told)

    def cells(one: queries.WorkerTold) -> tuple[object, ...]:
        mark = Mark(one.outcome.label, OUTCOME_TONES.get(one.outcome, "danger"))
        shown = (names.get(one.worker, str(one.worker)), mark)
        return (*shown, one.sentence) if has_reasons else shown

    columns = (Column(gettext_lazy("Worker")), Column(gettext_lazy("Answer")), Column(gettext_lazy("Reason")))
    return build(
        QueryDict(),
        told,
        caption=gettext_lazy("What became of each worker"),
        columns=columns if has_reasons else columns[:-1],
        cells=cells,
        per_page=1000,
    )


def _worker(engagement: Engagement) -> Link:
    return Link(engagement.worker.shown_name, reverse("seasonal:inspect_person", args=[engagement.person_id]))


def _number(engagement: Engagement) -> str:
    numbers = engagement.worker.person.identifiers.all()
    return masked(numbers[0]) if numbers else ""


def _receipt(receipt: Receipt) -> Link:
    return Link(receipt.number, reverse("seasonal:inspect_receipt", args=[receipt.pk]))


def _shift(engagement: Engagement) -> str:
    return queries.shift_name(engagement.employer, engagement.on, engagement.shift)


def _state(known: queries.KnownAt) -> Mark:
    return Mark(known.state.label, TONES[known.state])


def _cancelled(known: queries.KnownAt) -> str:
    engagement = known.engagement
    if known.state is not EngagementState.CANCELLED or engagement.cancelled_at is None:
        return ""
    return f"{tables.moment(engagement.cancelled_at)} · {engagement.get_cancel_reason_display()}"


def _moment(at: datetime | None) -> str:
    return tables.moment(at) if at else _("not told")


def _skew(receipt: Receipt) -> str:
    """By how much the device's clock was off when it sent, as far as that can be told."""
    if receipt.sent_at is None:
        return _("not told")
    off = receipt.sent_at - receipt.received_at
    if abs(off) < WORTH_SAYING:
        return _("agreed with ours")
    minutes = round(abs(off).total_seconds() / 60)
    if off > timedelta(0):
        return ngettext("%(count)s minute ahead of ours", "%(count)s minutes ahead of ours", minutes) % {
            "count": minutes
        }
    return ngettext("%(count)s minute behind ours", "%(count)s minutes behind ours", minutes) % {"count": minutes}


def _day_address(engagement: Engagement) -> str:
    return f"{reverse('seasonal:inspect_employer', args=[engagement.employer_id])}?on={engagement.on:%Y-%m-%d}"
