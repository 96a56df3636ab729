"""A copy of everything held about me: asked for, packed in the background, fetched."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from munera.flows.personal_data import ask_for_copy
from munera.kernel.access.doors import SignedInRequest, notes_who_looked, open_to_signed_in
from munera.kernel.people import queries
from munera.kernel.people.models import Export


@require_safe
@never_cache
@open_to_signed_in
def list_exports(request: SignedInRequest) -> HttpResponse:
    page = {"exports": queries.exports_of(request.user), "days": queries.EXPORT_LASTS.days}
    return render(request, "people/list_exports.html", page)


@require_POST
@open_to_signed_in
def request_export(request: SignedInRequest) -> HttpResponse:
    return redirect(ask_for_copy(request.user).address)


@require_safe
@never_cache
@notes_who_looked("people.export.downloaded", Export)
@open_to_signed_in
def download_export(request: SignedInRequest, pk: int) -> HttpResponse:
    export = get_object_or_404(queries.ready_exports_of(request.user), pk=pk)
    day = timezone.localdate(export.packed_at).isoformat()
    headers = {"Content-Disposition": f'attachment; filename="my-data-{day}.zip"'}
    return HttpResponse(queries.packed(export), content_type="application/zip", headers=headers)
