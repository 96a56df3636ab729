"""The tables on the pages of uploaded files."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from munera.kernel.organisations.models import Organisation
from munera.kernel.refusal import Sentence
from munera.services.seasonal import queries, rules
from munera.services.seasonal.choices import Job, Outcome, UploadState
from munera.services.seasonal.models import Upload, UploadRow
from munera.ui.tables import Column, Link, Mark, Table, build

TONES: Final[Mapping[str, str]] = {
    Outcome.OK: "success",
    Outcome.DUPLICATE: "success",
    Outcome.LATE: "warning",
    Outcome.LIMIT: "danger",
    Outcome.CLOSED: "warning",
    Outcome.INVALID: "danger",
    UploadState.DONE: "success",
    UploadState.RECEIVED: "info",
    UploadState.REFUSED: "danger",
    UploadState.STOPPED: "danger",
}
# What each answer means for the day of a row: only the first two stand on the register.
MEANINGS: Final[Mapping[Outcome, Sentence]] = {
    Outcome.OK: gettext_lazy("Registered now"),
    Outcome.DUPLICATE: gettext_lazy("Was registered already"),
    Outcome.LATE: gettext_lazy("Not registered: received too late"),
    Outcome.LIMIT: gettext_lazy("Not registered: over a limit of the law"),
    Outcome.CLOSED: gettext_lazy("Not registered: the month is closed"),
    Outcome.INVALID: gettext_lazy("Not registered: not possible as it is written"),
}
NEEDED: Final = gettext_lazy("Always")
FOR_NEWCOMERS: Final = gettext_lazy("For workers who are not on your list yet")
IF_WANTED: Final = gettext_lazy("If you like")


def standing(outcomes: Mapping[Outcome, int]) -> int:
    """How many days of the file are on the register."""
    return outcomes.get(Outcome.OK, 0) + outcomes.get(Outcome.DUPLICATE, 0)


def outcomes_table(outcomes: Mapping[Outcome, int]) -> Table:
    return build(
        QueryDict(),
        list(outcomes.items()),
        caption=gettext_lazy("What became of the days in the file"),
        columns=(Column(gettext_lazy("Answer")), Column(gettext_lazy("Days"), numeric=True)),
        cells=lambda entry: (Mark(MEANINGS[entry[0]], TONES[entry[0]]), entry[1]),
    )


def problems_table(query: QueryDict, rows: QuerySet[UploadRow]) -> Table:
    """Each row that needs a look, with what to do."""
    return build(
        query,
        rows,
        caption=gettext_lazy("Rows that need a look"),
        columns=(
            Column(gettext_lazy("Row")),
            Column(gettext_lazy("Day")),
            Column(gettext_lazy("Worker")),
            Column(gettext_lazy("Answer")),
            Column(gettext_lazy("What to do")),
        ),
        cells=lambda row: (
            row.number,
            date_format(row.on, "SHORT_DATE_FORMAT") if row.on else None,
            _who(row),
            Mark(_registered_with_warning(row) or row.get_outcome_display(), _tone(row)),
            queries.sentence_of_row(row),
        ),
        per_page=50,
    )


def uploads_table(query: QueryDict, uploads: QuerySet[Upload]) -> Table:
    return build(
        query,
        uploads,
        caption=gettext_lazy("Files uploaded before"),
        columns=(
            Column(gettext_lazy("File")),
            Column(gettext_lazy("Received")),
            Column(gettext_lazy("From")),
            Column(gettext_lazy("State")),
            Column(gettext_lazy("Registered"), numeric=True),
        ),
        cells=lambda upload: (
            Link(
                upload.name or _("File %(number)s") % {"number": upload.pk},
                reverse("seasonal:show_upload", args=[upload.pk]),
            ),
            date_format(timezone.localtime(upload.received_at), "SHORT_DATETIME_FORMAT"),
            upload.by.shown_name,
            Mark(upload.get_state_display(), TONES[upload.state]),
            upload.counts.get(Outcome.OK.value, 0) + upload.counts.get(Outcome.DUPLICATE.value, 0)
            if upload.state == UploadState.DONE
            else None,
        ),
    )


def columns_table(employer: Organisation) -> Table:
    """Which columns a file may have, and what may stand in them."""
    return build(
        QueryDict(),
        _columns(employer),
        caption=gettext_lazy("Columns of the file"),
        columns=(
            Column(gettext_lazy("Heading")),
            Column(gettext_lazy("Needed")),
            Column(gettext_lazy("What to write")),
        ),
        cells=lambda row: (queries.column_name(row[0]), *row[1:]),
    )


def _columns(employer: Organisation) -> Sequence[tuple[str, Sentence, str]]:
    kinds = ", ".join(kind.value.partition("-")[2].upper() for kind in rules.IDENTIFIER_KINDS[employer.country])
    shifts = ", ".join(name for _id, name in queries.shifts_of(employer, timezone.localdate()))
    jobs = ", ".join(str(job.label) for job in Job)
    day = _("A day of the calendar, or a text such as 2026-07-15 or 15.7.2026")
    amount = _("With a comma or a point, at most two decimals")
    return (
        ("number", NEEDED, _("As on the document. In a spreadsheet, format the column as text.")),
        ("kind", IF_WANTED, _("One of: %(words)s. The first is meant where nothing is written.") % {"words": kinds}),
        ("name", FOR_NEWCOMERS, _("First name and surname; they may also stand in two columns.")),
        ("birthday", IF_WANTED, _("Where the number does not tell it. %(day)s") % {"day": day}),
        ("residence", IF_WANTED, _("Where the worker lives.")),
        ("day", NEEDED, day),
        ("last_day", IF_WANTED, _("For several days one after another; otherwise leave it empty.")),
        ("shift", IF_WANTED, _("One of: %(words)s. The first is meant where nothing is written.") % {"words": shifts}),
        ("job", FOR_NEWCOMERS, _("One of: %(words)s.") % {"words": jobs}),
        ("place", IF_WANTED, _("Your municipality is meant where nothing is written.")),
        ("hours", IF_WANTED, amount),
        ("pay", IF_WANTED, amount),
    )


def _who(row: UploadRow) -> str:
    if row.worker and row.masked:
        return f"{row.worker.shown_name} · {row.masked}"
    return row.worker.shown_name if row.worker else row.masked


def _registered_with_warning(row: UploadRow) -> str:
    return _("Registered, with a warning") if row.outcome == Outcome.OK else ""


def _tone(row: UploadRow) -> str:
    return "warning" if row.outcome == Outcome.OK else TONES[row.outcome]
