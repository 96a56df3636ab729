"""Reports read aloud to the second person: the very sentences that candidates will read."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext_lazy, ngettext

from munera.services.mentor import queries
from munera.services.mentor.queries import OwnReport
from munera.services.mentor.views.candidate.pages import ReportPage, report_page
from munera.services.mentor.views.candidate.withholding import sentence_of
from munera.services.mentor.views.candidate.wording import numbers
from munera.ui.tables import Column, Table, build


@dataclass(frozen=True, slots=True)
class Sample:
    """One report; ``number`` is its place on the page and nothing else."""

    number: int
    heading: str
    sentences: list[str]
    page: ReportPage


def read_aloud(reports: Sequence[OwnReport]) -> list[Sample]:
    return [_read(number, report) for number, report in enumerate(reports, start=1)]


def _read(number: int, report: OwnReport) -> Sample:
    page = report_page(report)
    margin = report.explanation.decision.margin
    told = [*page.decision, *page.certainty]
    if not report.passed:
        told += [page.lost_words, page.weakest, *page.first_step]
    return Sample(
        number=number,
        heading=ngettext(
            "Report %(number)s: %(margin)s point from the mark",
            "Report %(number)s: %(margin)s points from the mark",
            numbers.plural_of(margin),
        )
        % {"number": number, "margin": numbers.signed_points(margin)},
        sentences=[sentence for sentence in told if sentence],
        page=page,
    )


def withheld_table(counted: Sequence[tuple[queries.Withheld, int]]) -> Table | None:
    if not counted:
        return None
    return build(
        QueryDict(),
        list(counted),
        caption=gettext_lazy("What is not said, and in how many reports"),
        columns=(
            Column(gettext_lazy("What candidates read instead")),
            Column(gettext_lazy("Reports"), numeric=True),
        ),
        cells=lambda row: (
            sentence_of(row[0].statement, row[0].reason),
            row[1],
        ),
        per_page=50,
    )
