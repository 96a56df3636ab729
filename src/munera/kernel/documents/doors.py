"""The one way in which a document leaves: as a file to keep, never as a page of this site.

A view above stands behind a door of its own, fetches the row by a query of its own, and notes who looked:

    @require_safe
    @never_cache
    @notes_who_looked("documents.document.viewed", Document)
    @open_to_role(rules.COMMISSION)
    def download_proof(request: SignedInRequest, pk: int) -> HttpResponse:
        return as_attachment(get_object_or_404(queries.proofs_seen_by(request.user), pk=pk))
"""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from munera.kernel.documents.choices import Kind
from munera.kernel.documents.models import Document
from munera.kernel.documents.queries import content_of
from munera.kernel.documents.rules import MEDIA_TYPES


def as_attachment(document: Document) -> HttpResponse:
    """With headers that keep a browser from running, guessing or keeping what is inside."""
    headers = {
        "Content-Disposition": content_disposition_header(True, document.name) or "attachment",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content_of(document), content_type=MEDIA_TYPES[Kind(document.kind)], headers=headers)
