"""Tables handed out as files."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from munera.ui.cells import as_text
from munera.ui.workbooks import MEDIA_TYPE, workbook

# Excel takes UTF-8 without this mark for the code page of the machine.
CSV_ENCODING, SEPARATOR = "utf-8-sig", ","


def attached_table(rows: Sequence[Sequence[str]], *, kind: str, name: str) -> HttpResponse:
    """A template: its headings alone, or with rows where it is CSV."""
    if kind == "xlsx":
        # A number typed into a column of text keeps the zero in front.
        content, media_type = workbook(list(rows[0]), sheet=_("Table"), text=(0,)), MEDIA_TYPE
    elif kind == "csv":
        content, media_type = as_csv(rows), "text/csv; charset=utf-8"
    else:
        raise Http404
    return attached(content, media_type, f"{name}.{kind}")


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    written = StringIO()
    writer = csv.writer(written, delimiter=SEPARATOR, lineterminator="\r\n")
    writer.writerows([as_text(cell) for cell in row] for row in rows)
    return written.getvalue().encode(CSV_ENCODING)


def attached(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)
