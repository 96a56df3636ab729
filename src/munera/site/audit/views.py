"""The auditor's page: what happened, who did it, on whose behalf."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from munera.kernel.access import rules
from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.kernel.audit import queries
from munera.site.audit.forms import EventFilter
from munera.site.audit.telling import Telling, Told
from munera.ui.tables import Column, build

COLUMNS = (
    Column(_("Number"), numeric=True),
    Column(_("When")),
    Column(_("What")),
    Column(_("Who")),
    Column(_("On behalf of")),
    Column(_("To")),
    Column(_("Details")),
)


@require_safe
@never_cache
@open_to_role(rules.AUDITOR)
def list_events(request: SignedInRequest) -> HttpResponse:
    form = EventFilter(request.GET or None)
    said = form.cleaned_data if form.is_valid() else {}
    room = said.pop("room", "")
    events = queries.events_filtered(verb=f"{room}." if room else "", **said)
    table = build(request.GET, Telling(events), caption=_("Events"), columns=COLUMNS, cells=_cells, per_page=50)
    return render(request, "audit/list_events.html", {"form": form, "table": table, "end": queries.checkpoint()})


def _cells(event: Told) -> tuple[object, ...]:
    details = ", ".join(f"{name}: {value}" for name, value in event.details.items())
    return (event.number, event.at, event.what, event.who, event.on_behalf_of, event.to, details)
