"""Open numbers: demand by theme and region, what found nobody, how long it takes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from munera.kernel.access.doors import open_to_everyone
from munera.services.evaluators import queries
from munera.services.evaluators.views import figures


@require_safe
@open_to_everyone
def show_statistics(request: HttpRequest) -> HttpResponse:
    found = queries.statistics(today=timezone.localdate())
    page = {"statistics": found, "parts": figures.parts_of(request.GET, found), "fewest": queries.FEWEST}
    return render(request, "evaluators/show_statistics.html", page)
