"""To be forgotten: what goes, what the law keeps and until when; asked twice, decided by a privacy officer."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.flows import personal_data
from munera.flows.personal_data import Fate
from munera.kernel.access import rules
from munera.kernel.access.doors import SignedInRequest, notes_who_looked, open_to_role, open_to_signed_in
from munera.kernel.people import actions, queries
from munera.kernel.people.models import ErasureRequest, Person
from munera.kernel.people.rules import may_decide
from munera.kernel.refusal import Sentence
from munera.site.people.forms import ForgetForm
from munera.ui.tables import Column, Link, Mark, build


@dataclass(frozen=True, slots=True)
class Held:
    """One kind of record as the explanation shows it."""

    name: Sentence
    count: int
    because: Sentence = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Consequences:
    """What would be deleted and what would stay."""

    deleted: list[Held]
    kept: list[Held]


def _consequences(person: Person) -> Consequences:
    fates = [fate for fate in personal_data.fates(person) if fate.count]
    return Consequences(
        deleted=[Held(fate.records.name, fate.count) for fate in fates if not fate.stays],
        kept=[_kept(fate) for fate in fates if fate.stays],
    )


def _kept(fate: Fate) -> Held:
    return Held(fate.records.name, fate.count, fate.because, personal_data.kept_until(fate.records))


@require_safe
@never_cache
@open_to_signed_in
def show_my_erasure(request: SignedInRequest) -> HttpResponse:
    asked = queries.open_erasure_requests().filter(person=request.user).first()
    page = {
        "asked": asked,
        "answer_by": asked.answer_by if asked else None,
        "consequences": _consequences(request.user),
    }
    return render(request, "people/show_my_erasure.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@open_to_signed_in
def request_erasure(request: SignedInRequest) -> HttpResponse:
    form = ForgetForm(request.POST or None)
    if not form.is_valid():
        return render(request, "people/request_erasure.html", {"form": form})
    actions.request_erasure(request.user, by=request.user)
    messages.success(request, _("Your request is with the privacy officer."))
    return redirect("people:show_my_erasure")


@require_POST
@open_to_signed_in
def take_back_erasure(request: SignedInRequest) -> HttpResponse:
    asked = get_object_or_404(queries.open_erasure_requests(), person=request.user)
    actions.take_back_erasure(asked, by=request.user)
    messages.success(request, _("Your request is taken back. Everything stays as it is."))
    return redirect("people:show_my_erasure")


@require_safe
@never_cache
@open_to_role(rules.PRIVACY_OFFICER)
def list_erasures(request: SignedInRequest) -> HttpResponse:
    """What a privacy officer has to answer, longest waiting first."""
    table = build(
        request.GET,
        queries.open_erasure_requests(),
        caption=_("Requests to be forgotten"),
        columns=(Column(_("Who")), Column(_("Asked on")), Column(_("Answer by")), Column(_("State"))),
        cells=_cells,
    )
    return render(request, "people/list_erasures.html", {"table": table})


def _cells(waiting: ErasureRequest) -> tuple[object, ...]:
    address = reverse("people:show_erasure", args=[waiting.pk])
    state = Mark(_("Being carried out"), "info") if waiting.approved_at else Mark(_("Waiting for you"), "warning")
    asked_on = timezone.localdate(waiting.asked_at)
    return (Link(waiting.person.shown_name, address), date_format(asked_on), date_format(waiting.answer_by), state)


@require_safe
@never_cache
@notes_who_looked("people.erasure.viewed", ErasureRequest)
@open_to_role(rules.PRIVACY_OFFICER)
def show_erasure(request: SignedInRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(queries.open_erasure_requests(), pk=pk)
    page = {
        "asked": asked,
        "may_decide": may_decide(request.user, asked),
        "consequences": _consequences(asked.person),
    }
    return render(request, "people/show_erasure.html", page)


@require_POST
@open_to_role(rules.PRIVACY_OFFICER)
def carry_out_erasure(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve and carry out at once; were this to stop in between, the timetable would end it."""
    asked = get_object_or_404(queries.open_erasure_requests(), pk=pk)
    actions.approve_erasure(asked, by=request.user)
    personal_data.run()
    messages.success(request, _("The person has been forgotten."))
    return redirect("people:list_erasures")
