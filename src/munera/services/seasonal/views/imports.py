"""Uploading a file of crews: the form with its templates, how far it is, the report by row."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.services.seasonal import actions, forms, queries, rules
from munera.services.seasonal.models import Upload
from munera.services.seasonal.views import tables, upload_tables
from munera.ui.cells import as_text
from munera.ui.workbooks import MEDIA_TYPE, workbook

# Excel takes UTF-8 without this mark for the code page of the machine, and in Serbian parts cells at the semicolon.
CSV_ENCODING, SEPARATOR = "utf-8-sig", ";"


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.EMPLOYER)
def upload_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose a file; which columns it may have; the files uploaded before."""
    employer = get_object_or_404(queries.employers_of(request.user), pk=pk)
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = forms.UploadForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            upload = actions.receive_upload(employer, content=file.read(), name=file.name, by=request.user)
            return redirect("seasonal:show_upload", upload.pk)
    uploads = queries.uploads_of(queries.employers_of(request.user)).filter(employer=employer)
    return render(
        request,
        "seasonal/upload_file.html",
        {
            "employer": employer,
            "acts_for_several": queries.employers_of(request.user).count() > 1,
            "form": form,
            "columns": upload_tables.columns_table(employer),
            "uploads": upload_tables.uploads_table(request.GET, uploads),
        },
    )


@require_safe
@open_to_role(rules.EMPLOYER)
def download_template(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """An empty table with our headings, in the language of the reader; whatever the language, it is understood."""
    get_object_or_404(queries.employers_of(request.user), pk=pk)
    headings = [queries.column_name(column) for column in queries.COLUMN_NAMES]
    if kind == "xlsx":
        # A number typed into a column of text keeps the zero in front.
        content, media_type = workbook(headings, sheet=_("Crew"), text=(0,)), MEDIA_TYPE
    elif kind == "csv":
        content, media_type = _csv([headings]), "text/csv; charset=utf-8"
    else:
        raise Http404
    return _attached(content, media_type, f"munera-crew.{kind}")


@require_safe
@never_cache
@open_to_role(rules.EMPLOYER)
def show_upload(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far it is; then what became of the rows, those with a problem one by one."""
    upload = _upload(request, pk)
    outcomes = queries.outcomes_of(upload)
    return render(
        request,
        "seasonal/show_upload.html",
        {
            "upload": upload,
            "employer": upload.employer,
            "received": tables.moment(upload.received_at),
            "fault": queries.sentence_of_fault(upload),
            "earlier": queries.earlier_upload(upload),
            "outcomes": upload_tables.outcomes_table(outcomes),
            "count": sum(outcomes.values()),
            "standing": upload_tables.standing(outcomes),
            "problems": upload_tables.problems_table(request.GET, queries.problems_of(upload)),
        },
    )


@require_safe
@open_to_role(rules.EMPLOYER)
def download_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every row of the file with its answer, as a table for a spreadsheet."""
    upload = _upload(request, pk)
    return _attached(_csv(_report(upload)), "text/csv; charset=utf-8", f"munera-upload-{upload.pk}.csv")


def _upload(request: SignedInRequest, pk: int) -> Upload:
    return get_object_or_404(queries.uploads_of(queries.employers_of(request.user)), pk=pk)


def _report(upload: Upload) -> Iterator[list[str]]:
    yield [_("Row"), _("Day"), _("Worker"), _("National number"), _("Answer"), _("Reason"), _("Receipt")]
    for row, sentence in queries.report_of(upload):
        yield [
            str(row.number),
            row.on.isoformat() if row.on else "",
            row.worker.shown_name if row.worker else "",
            row.masked,
            row.get_outcome_display(),
            sentence,
            row.receipt.number if row.receipt else "",
        ]


def _csv(rows: "Iterator[list[str]] | list[list[str]]") -> bytes:
    written = StringIO()
    writer = csv.writer(written, delimiter=SEPARATOR, lineterminator="\r\n")
    writer.writerows([as_text(cell) for cell in row] for row in rows)
    return written.getvalue().encode(CSV_ENCODING)


def _attached(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)
