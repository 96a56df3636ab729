"""Many credentials from a spreadsheet: the form with its templates, how far it is, the report by row."""

import csv
from io import StringIO

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.kernel.credentials import actions, forms, queries, rules
from munera.kernel.credentials.models import Upload, UploadRow
from munera.kernel.credentials.views.desk import issuer_of, issuers_of
from munera.ui.cells import as_text
from munera.ui.tables import Column, Link, Mark, build
from munera.ui.workbooks import MEDIA_TYPE, workbook

FILES = (
    Column(gettext_lazy("File")),
    Column(gettext_lazy("Batch")),
    Column(gettext_lazy("Received"), sort="received_at"),
    Column(gettext_lazy("State")),
)
PROBLEMS = (
    Column(gettext_lazy("Row"), numeric=True),
    Column(gettext_lazy("Number or address")),
    Column(gettext_lazy("What became of it")),
)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.ISSUER)
def upload_awards(request: SignedInRequest, slug: str) -> HttpResponse:
    """Choose a file; the files uploaded before."""
    issuer = issuer_of(request, slug)
    offered = queries.offered_achievements(issuer)
    form = forms.UploadForm(request.POST or None, request.FILES or None, offered=offered)
    if request.method == "POST":
        form = forms.UploadForm(request.POST, request.FILES, offered=offered)
        if form.is_valid():
            said = form.cleaned_data
            upload = actions.receive_upload(
                said["achievement"],
                content=said["file"].read(),
                name=said["file"].name,
                kind=said["kind"],
                reference=said["reference"],
                by=request.user,
            )
            return redirect("credentials:show_upload", upload.pk)
    table = build(request.GET, queries.uploads_of([issuer]), caption=_("Files"), columns=FILES, cells=_file)
    page = {"issuer": issuer, "form": form, "offered": offered, "uploads": table, "columns": actions.HEADINGS.values()}
    return render(request, "credentials/upload_awards.html", page)


def _file(upload: Upload) -> tuple[object, ...]:
    tone = {"done": "success", "refused": "danger"}.get(upload.state, "info")
    name = Link(upload.name or _("File"), reverse("credentials:show_upload", args=[upload.pk]))
    received = date_format(timezone.localtime(upload.received_at), "DATETIME_FORMAT")
    return name, upload.batch.reference, received, Mark(upload.get_state_display(), tone)


@require_safe
@open_to_role(rules.ISSUER)
def download_award_template(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    """An empty table with our headings."""
    issuer_of(request, slug)
    headings = [str(heading) for heading in actions.HEADINGS.values()]
    if kind == "xlsx":
        # A number typed into a column of text keeps the zero in front.
        return _attached(workbook(headings, sheet=_("People"), text=(0,)), MEDIA_TYPE, "munera-awards.xlsx")
    if kind == "csv":
        return _attached(_csv([headings]), "text/csv; charset=utf-8", "munera-awards.csv")
    raise Http404


@require_safe
@never_cache
@open_to_role(rules.ISSUER)
def show_upload(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far it is; then what became of the rows, those with a problem one by one."""
    upload = _upload(request, pk)
    page = {
        "upload": upload,
        "fault": actions.sentence_of(upload.fault) if upload.fault else "",
        "outcomes": queries.outcomes_of(upload),
        "problems": build(
            request.GET,
            queries.rows_with_problem(upload),
            caption=_("Rows for which nothing was issued"),
            columns=PROBLEMS,
            cells=_problem,
        ),
    }
    return render(request, "credentials/show_upload.html", page)


def _problem(row: UploadRow) -> tuple[object, ...]:
    return row.number, row.masked, row.get_outcome_display()


@require_safe
@open_to_role(rules.ISSUER)
def download_upload_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every row of the file with its answer, as a table for a spreadsheet."""
    upload = _upload(request, pk)
    rows = [[str(row.number), row.masked, row.get_outcome_display()] for row in queries.report_of(upload)]
    content = _csv([[str(column.title) for column in PROBLEMS], *rows])
    return _attached(content, "text/csv; charset=utf-8", f"munera-awards-{upload.pk}.csv")


def _upload(request: SignedInRequest, pk: int) -> Upload:
    return get_object_or_404(queries.uploads_of(issuers_of(request)), pk=pk)


def _csv(rows: list[list[str]]) -> bytes:
    """With the mark without which Excel takes UTF-8 for the code page of the machine."""
    written = StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows([as_text(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _attached(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)
