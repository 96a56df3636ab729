"""The tables on the pages of the office."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from munera.kernel.refusal import Sentence
from munera.services.mentor import actions, queries
from munera.services.mentor.choices import FileState, OfferState, ReleaseState, RowOutcome, RunState
from munera.services.mentor.models import (
    Blueprint,
    Calibration,
    CompetenceUnit,
    Examination,
    Offer,
    Release,
    ResultFile,
    ResultRow,
    Sitting,
)
from munera.ui.tables import Column, Link, Mark, Table, build

TONES: Final[Mapping[str, str]] = {
    RowOutcome.OK: "success",
    RowOutcome.SAME: "success",
    RowOutcome.REFUSED: "danger",
    FileState.RECEIVED: "info",
    FileState.DONE: "success",
    FileState.REFUSED: "danger",
    FileState.STOPPED: "danger",
    RunState.WAITING: "info",
    RunState.RUNNING: "info",
    RunState.DONE: "success",
    RunState.FAILED: "danger",
    ReleaseState.MAKING: "info",
    ReleaseState.ASKED: "warning",
    ReleaseState.RELEASED: "success",
    ReleaseState.SENT_BACK: "danger",
}
OFFER_TONES: Final[Mapping[OfferState, str]] = {
    OfferState.SHOWN: "success",
    OfferState.PAST: "neutral",
    OfferState.WITHDRAWN: "warning",
}
COLUMN_WORDS: Final[Mapping[str, Sentence]] = {
    "number": gettext_lazy("Always. As it is printed on the candidate’s card."),
    "birth": gettext_lazy(
        "As 1999-12-31. Candidates are asked for it when they claim their result; only a keyed fingerprint is kept."
    ),
    "national": gettext_lazy(
        "Instead of the date of birth, or beside it: by it we know who sits again, and learn their chances. Kept in "
        "the same way."
    ),
    "status": gettext_lazy("Empty for everybody who sat; else “absent” or “annulled”."),
    "gender": gettext_lazy("Only for the audit of fairness, if you have it. It never enters a mark or a report."),
    "age": gettext_lazy("As for gender. In years, or left empty where the date of birth is there."),
    "region": gettext_lazy("As for gender."),
}


def examinations_table(query: QueryDict, examinations: QuerySet[Examination]) -> Table:
    return build(
        query,
        examinations,
        caption=gettext_lazy("Examinations"),
        columns=(
            Column(gettext_lazy("Examination")),
            Column(gettext_lazy("Level")),
            Column(gettext_lazy("Short name"), sort="code"),
            Column(gettext_lazy("Sittings"), numeric=True),
        ),
        cells=lambda one: (
            Link(one.name, reverse("mentor:show_examination", args=[one.pk])),
            one.level or None,
            one.code,
            one.sitting_count,
        ),
    )


def editions_table(query: QueryDict, editions: QuerySet[Blueprint]) -> Table:
    def cells(one: Blueprint) -> tuple[object, ...]:
        state = Mark(_("Published"), "success") if one.is_published else Mark(_("Draft"), "warning")
        label = _("Edition %(number)s") % {"number": one.version}
        questions: int = getattr(one, "question_count", 0)
        return Link(label, reverse("mentor:show_blueprint", args=[one.pk])), questions, state

    return build(
        query,
        editions,
        caption=gettext_lazy("Blueprint"),
        columns=(
            Column(gettext_lazy("Edition")),
            Column(gettext_lazy("Questions"), numeric=True),
            Column(gettext_lazy("State")),
        ),
        cells=cells,
    )


def round_name(sitting: Sitting) -> str:
    """As offices call it: year and round."""
    return _("%(year)s, round %(round)s") % {"year": sitting.year, "round": sitting.round}


def sittings_table(query: QueryDict, sittings: QuerySet[Sitting]) -> Table:
    return build(
        query,
        sittings,
        caption=gettext_lazy("Sittings"),
        columns=(
            Column(gettext_lazy("Round")),
            Column(gettext_lazy("Held on"), sort="held_on"),
            Column(gettext_lazy("Candidates"), numeric=True),
        ),
        cells=lambda one: (
            Link(round_name(one), reverse("mentor:show_sitting", args=[one.pk])),
            date_format(one.held_on, "DATE_FORMAT"),
            one.attempt_count,
        ),
    )


def units_table(query: QueryDict, units: QuerySet[CompetenceUnit]) -> Table:
    return build(
        query,
        units,
        caption=gettext_lazy("Units of competence"),
        columns=(
            Column(gettext_lazy("Code"), sort="code"),
            Column(gettext_lazy("Name")),
            Column(gettext_lazy("Questions"), numeric=True),
            Column(gettext_lazy("Skill of the classification")),
        ),
        cells=lambda one: (
            str(one),
            one.name,
            one.question_count,
            Mark(_("Tied"), "success") if one.skill_id else None,
        ),
        per_page=50,
    )


def offers_table(query: QueryDict, offers: QuerySet[Offer], *, on: date) -> Table:
    def cells(one: Offer) -> tuple[object, ...]:
        state = _state_of(one, on=on)
        return (
            Link(one.name, reverse("mentor:offer_again" if one.withdrawn_at else "mentor:change_offer", args=[one.pk])),
            one.get_kind_display(),
            one.place or None,
            one.starts_on and date_format(one.starts_on, "DATE_FORMAT"),
            one.apply_until and date_format(one.apply_until, "DATE_FORMAT"),
            Mark(state.label, OFFER_TONES[state]),
        )

    return build(
        query,
        offers,
        caption=gettext_lazy("Courses and jobs"),
        columns=(
            Column(gettext_lazy("Name")),
            Column(gettext_lazy("Kind"), sort="kind"),
            Column(gettext_lazy("Place"), sort="place"),
            Column(gettext_lazy("Begins on"), sort="starts_on"),
            Column(gettext_lazy("Apply until"), sort="apply_until"),
            Column(gettext_lazy("State")),
        ),
        cells=cells,
    )


def _state_of(offer: Offer, *, on: date) -> OfferState:
    if offer.withdrawn_at:
        return OfferState.WITHDRAWN
    return OfferState.SHOWN if offer.is_open(on=on) else OfferState.PAST


def files_table(query: QueryDict, files: QuerySet[ResultFile]) -> Table:
    return build(
        query,
        files,
        caption=gettext_lazy("Files of results"),
        columns=(
            Column(gettext_lazy("File")),
            Column(gettext_lazy("Form")),
            Column(gettext_lazy("Received")),
            Column(gettext_lazy("State")),
            Column(gettext_lazy("Taken in"), numeric=True),
        ),
        cells=lambda one: (
            Link(one.name or _("File %(number)s") % {"number": one.pk}, reverse("mentor:show_results", args=[one.pk])),
            one.form.code,
            date_format(timezone.localtime(one.received_at), "SHORT_DATETIME_FORMAT"),
            Mark(one.get_state_display(), TONES[one.state]),
            one.counts.get(RowOutcome.OK.value, 0),
        ),
    )


def outcomes_table(outcomes: Mapping[RowOutcome, int]) -> Table:
    return build(
        QueryDict(),
        list(outcomes.items()),
        caption=gettext_lazy("What became of the rows"),
        columns=(Column(gettext_lazy("Answer")), Column(gettext_lazy("Rows"), numeric=True)),
        cells=lambda entry: (Mark(entry[0].label, TONES[entry[0]]), entry[1]),
    )


def problems_table(query: QueryDict, rows: QuerySet[ResultRow]) -> Table:
    return build(
        query,
        rows,
        caption=gettext_lazy("Rows that need a look"),
        columns=(
            Column(gettext_lazy("Row")),
            Column(gettext_lazy("Candidate number")),
            Column(gettext_lazy("Answer")),
            Column(gettext_lazy("What to do")),
        ),
        cells=lambda row: (
            row.number,
            row.masked or None,
            Mark(row.get_outcome_display(), TONES[row.outcome]),
            queries.sentence_of_row(row.fault, row.said),
        ),
        per_page=50,
    )


def columns_table() -> Table:
    """Which columns a file of results may have, and what may stand in them."""
    return build(
        QueryDict(),
        [(actions.RESULT_HEADINGS[name], words) for name, words in COLUMN_WORDS.items()],
        caption=gettext_lazy("Columns of the file"),
        columns=(Column(gettext_lazy("Heading")), Column(gettext_lazy("What to write"))),
        cells=lambda row: row,
    )


def calibrations_table(query: QueryDict, calibrations: QuerySet[Calibration]) -> Table:
    return build(
        query,
        calibrations,
        caption=gettext_lazy("Calibrations"),
        columns=(
            Column(gettext_lazy("Started")),
            Column(gettext_lazy("By")),
            Column(gettext_lazy("Candidates"), numeric=True),
            Column(gettext_lazy("State")),
        ),
        cells=lambda one: (
            Link(
                date_format(timezone.localtime(one.started_at), "SHORT_DATETIME_FORMAT"),
                reverse("mentor:show_calibration", args=[one.pk]),
            ),
            one.started_by.shown_name,
            one.people or None,
            Mark(one.get_state_display(), TONES[one.state]),
        ),
    )


def releases_table(query: QueryDict, releases: Sequence[Release]) -> Table:
    """As the clerk sees them: what became of each, and by whom it was looked at."""
    return build(
        query,
        list(releases),
        caption=gettext_lazy("Reports made so far"),
        columns=(
            Column(gettext_lazy("Made")),
            Column(gettext_lazy("Asked for by")),
            Column(gettext_lazy("Reports"), numeric=True),
            Column(gettext_lazy("State")),
            Column(gettext_lazy("Looked at by")),
            Column(gettext_lazy("Reason")),
        ),
        cells=lambda one: (
            date_format(timezone.localtime(one.asked_at), "SHORT_DATETIME_FORMAT"),
            one.asked_by.shown_name,
            one.numbers.get("reports"),
            release_mark(one),
            one.seen_by.shown_name if one.seen_by else None,
            one.because or None,
        ),
    )


def release_mark(release: Release) -> Mark:
    if release.replaced_at:
        return Mark(_("Replaced by later ones"), "neutral")
    return Mark(release.get_state_display(), TONES[release.state])


def waiting_table(query: QueryDict, releases: QuerySet[Release]) -> Table:
    """As the head sees them."""
    return build(
        query,
        releases,
        caption=gettext_lazy("Reports of sittings"),
        columns=(
            Column(gettext_lazy("Examination")),
            Column(gettext_lazy("Round")),
            Column(gettext_lazy("Asked for by")),
            Column(gettext_lazy("Reports"), numeric=True),
            Column(gettext_lazy("State")),
        ),
        cells=lambda one: (
            Link(one.sitting.examination.name, reverse("mentor:show_release", args=[one.pk])),
            round_name(one.sitting),
            one.asked_by.shown_name,
            one.numbers.get("reports"),
            release_mark(one),
        ),
    )
