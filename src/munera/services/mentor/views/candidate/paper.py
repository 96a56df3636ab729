"""A report to take along: on paper, and for programs. It belongs to the candidate, and only they can fetch it."""

from pathlib import Path
from typing import Any, Final

from django.http import HttpResponse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from munera.kernel.access.doors import SignedInRequest, open_to_signed_in
from munera.services.mentor import actions, queries
from munera.services.mentor.queries import OwnReport
from munera.services.mentor.views.candidate import pages, withholding
from munera.services.mentor.views.candidate.attempts import own_report
from munera.services.mentor.views.candidate.wording import numbers, prospects
from munera.ui.pdf import pdf
from munera.ui.tables import Mark, Table

TEMPLATE: Final = Path(__file__).resolve().parents[2] / "templates" / "mentor" / "candidate" / "download_report.typ"


@never_cache
@require_POST
@open_to_signed_in
def download_report(request: SignedInRequest, pk: int) -> HttpResponse:
    report = own_report(request, pk)
    content = pdf(TEMPLATE, _data(report), made_at=report.released_at)
    actions.take_report_along(report.attempt, form="pdf", by=request.user)
    return _file(content, kind="application/pdf", name="munera-report.pdf")


@never_cache
@require_POST
@open_to_signed_in
def export_report(request: SignedInRequest, pk: int) -> HttpResponse:
    report = own_report(request, pk)
    actions.take_report_along(report.attempt, form="json", by=request.user)
    return _file(queries.exported(report), kind="application/json", name="munera-report.json")


def _file(content: bytes, *, kind: str, name: str) -> HttpResponse:
    """The name of the file says nothing of the result: it lies on screens and in mails."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def _data(report: OwnReport) -> dict[str, Any]:
    page, sitting = pages.report_page(report), report.attempt.sitting
    plan = queries.plan_of(report)
    return {
        "language": (translation.get_language() or "en").partition("-")[0],
        "title": page.title,
        "facts": [
            (_("Examination"), sitting.examination.name),
            (_("Examining body"), sitting.examination.body.name),
            (_("Held on"), date_format(sitting.held_on, "DATE_FORMAT")),
            *([(_("Rule of passing"), report.rule.name.words)] if report.rule else []),
            (_("Report of"), date_format(report.released_at, "DATE_FORMAT")),
        ],
        "parts": [
            part
            for part in (
                _part(_("What decided it"), [*page.decision, *page.about_rule, *page.certainty], page.clauses),
                _part(_("Your topics"), [page.weakest] if page.weakest else [], page.topics),
                _lost(page),
                _part(_("Your chance next time"), page.chance.sentences if page.chance else []),
                _part(_("What would have to change"), [*page.needed, *page.about_needed]),
                _plan(report, plan),
                _part(_("What goes well"), [topic.name for topic in page.strengths]),
                _part(_("What is not said here, and why"), [_withheld(told) for told in page.withheld]),
            )
            if part["sentences"] or part["rows"]
        ],
        "footer": _("Made for the candidate alone. Nobody may ask you for it."),
        "page": _("Page"),
    }


def _part(title: str, sentences: list[str], table: Table | None = None) -> dict[str, Any]:
    return {
        "title": title,
        "sentences": sentences,
        "caption": str(table.caption) if table else "",
        "headings": [str(heading.column.title) for heading in table.headings] if table else [],
        "rows": [[_plain(cell.content) for cell in row] for row in table.rows] if table else [],
    }


def _lost(page: pages.ReportPage) -> dict[str, Any]:
    part = _part(_("Where the points went"), [page.lost_words] if page.lost else [])
    if page.lost is None:
        return part
    values = page.lost.series[0].values
    rows = [
        [str(label), numbers.signed_points(float(value or 0))]
        for label, value in zip(page.lost.labels, values, strict=True)
    ]
    return part | {
        "caption": str(page.lost.title),
        "headings": [_("Topic"), _("Points")],
        "rows": rows,
    }


def _plan(report: OwnReport, plan: queries.Plan) -> dict[str, Any]:
    steps = pages.plan_steps(report, plan)
    sentences = [
        *prospects.assumption(plan),
        *pages.plan_page(report, plan).first_step,
        *(
            _("%(place)s. %(topic)s. %(sentence)s")
            % {"place": place, "topic": step.topic.name, "sentence": step.sentence}
            for place, step in enumerate(steps, start=1)
        ),
    ]
    return _part(_("What to study first"), sentences if steps else [])


def _withheld(told: withholding.Told) -> str:
    return _("%(sentence)s %(topics)s") % {"sentence": told.sentence, "topics": "; ".join(told.topics)}


def _plain(content: Any) -> str:
    if content is None:
        return "–"
    return str(content.text if isinstance(content, Mark) else content)
