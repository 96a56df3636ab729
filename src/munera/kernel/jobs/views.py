"""The page on which a person sees how far their long work is."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_signed_in
from munera.kernel.jobs import queries


@require_safe
@never_cache
@open_to_signed_in
def show_job(request: SignedInRequest, pk: int) -> HttpResponse:
    """With script, the progress on the page asks for this page again and takes itself out of it."""
    job = get_object_or_404(queries.jobs_started_by(request.user), pk=pk)
    return render(request, "jobs/show_job.html", {"job": job})
