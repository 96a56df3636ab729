"""Reports read aloud to the second person: the very sentences that candidates will read."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from munera.services.mentor import queries
from munera.services.mentor.queries import OwnReport
from munera.services.mentor.views.candidate import wording
from munera.services.mentor.views.candidate.pages import title_of, topics_table
from munera.ui.tables import Column, Table, build


@dataclass(frozen=True, slots=True)
class Sample:
    """One report; ``number`` is its place on the page and nothing else."""

    number: int
    title: str
    heading: str
    sentences: list[str]
    withheld: list[wording.Told]
    topics: Table


def read_aloud(reports: Sequence[OwnReport]) -> list[Sample]:
    return [_read(number, report) for number, report in enumerate(reports, start=1)]


def _read(number: int, report: OwnReport) -> Sample:
    sentences = [*wording.decision(report), *wording.certainty(report)]
    if not report.passed:
        sentences += [
            wording.lost(report),
            wording.weakest(report),
            wording.first_step(queries.plan_of(report)),
            *wording.chance(report),
        ]
    margin = wording.signed_points(report.explanation.decision.margin)
    return Sample(
        number=number,
        title=title_of(report),
        heading=_("Report %(number)s: %(margin)s points from the mark") % {"number": number, "margin": margin},
        sentences=[sentence for sentence in sentences if sentence],
        withheld=wording.withheld(report),
        topics=topics_table(report),
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
            wording.WITHHELD.get((row[0].statement, row[0].reason)) or wording.BY_REASON.get(row[0].reason, ""),
            row[1],
        ),
        per_page=50,
    )
