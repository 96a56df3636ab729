"""The way in, and the frame that every page of an employer shares: who acts for whom, and where one is."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_signed_in
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal import queries
from munera.services.seasonal.views import offices, tables


@require_safe
@open_to_signed_in
def show_start(request: SignedInRequest) -> HttpResponse:
    """The way in: straight to the one employer, how things stand with several, or a worker's own days."""
    employers = list(queries.employers_of(request.user))
    ways = offices.ways_of(request.user)
    if len(employers) == 1 and not ways:
        return redirect("seasonal:show_day", employers[0].pk)
    now = timezone.now()
    overviews = [tables.overview_page(found, now=now) for found in queries.overviews_of(employers, at=now)]
    return render(request, "seasonal/show_start.html", {"overviews": overviews, "ways": ways})


def employer_page(
    request: SignedInRequest, template: str, employer: Organisation, *, section: str, **shown: Any
) -> HttpResponse:
    """A page of this employer; ``section`` is the part of the room it belongs to."""
    frame = {
        "employer": employer,
        "section": section,
        "today": queries.today_of(employer, at=timezone.now()),
        "acts_for_several": queries.employers_of(request.user).count() > 1,
    }
    return render(request, template, frame | shown)
