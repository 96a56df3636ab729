"""The worker's cards that an employer hands out: each code opens the days with this employer alone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.services.seasonal import actions, queries, rules
from munera.services.seasonal.models import SelfCheckCode, Worker
from munera.services.seasonal.views import self_check, tables
from munera.services.seasonal.views.employers import employer_page
from munera.ui.tables import Act, Column, Link, build


@require_safe
@open_to_role(rules.EMPLOYER)
def list_codes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who has a card of this employer, since when, and the way to a new one."""
    employer = get_object_or_404(queries.employers_of(request.user), pk=pk)
    codes = queries.codes_by_person(employer)

    def cells(worker: Worker) -> tuple[object, ...]:
        code: SelfCheckCode | None = codes.get(worker.person_id)
        name = worker.shown_name
        return (
            name,
            tables.day(code.issued_at.date()) if code else _("none"),
            Link(
                _("New card for %(name)s") % {"name": name},
                reverse("seasonal:issue_worker_code", args=[employer.pk, worker.pk]),
            ),
            Act(_("Withdraw"), reverse("seasonal:withdraw_worker_code", args=[code.pk]), about=name) if code else None,
        )

    table = build(
        request.GET,
        queries.crew_of(employer),
        caption=gettext_lazy("Worker's cards"),
        columns=(
            Column(gettext_lazy("Worker")),
            Column(gettext_lazy("Has a code since")),
            Column(gettext_lazy("Hand out")),
            Column(gettext_lazy("Lost or not wanted")),
        ),
        cells=cells,
        per_page=50,
    )
    return employer_page(request, "seasonal/list_codes.html", employer, section="workers", table=table)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.EMPLOYER)
def issue_worker_code(request: SignedInRequest, pk: int, worker: int) -> HttpResponse:
    """Asked once, since a card handed out before opens nothing afterwards; the code is shown in the answer alone."""
    employer = get_object_or_404(queries.employers_of(request.user), pk=pk)
    of_crew = get_object_or_404(queries.crew_of(employer), pk=worker)
    if request.method != "POST":
        return employer_page(request, "seasonal/issue_worker_code.html", employer, section="workers", worker=of_crew)
    code = actions.issue_code(of_crew.person, employer=employer, by=request.user)
    back = reverse("seasonal:list_codes", args=[employer.pk])
    return self_check.show_card(request, code, name=of_crew.shown_name, employer=employer.name, back=back)


@require_POST
@open_to_role(rules.EMPLOYER)
def withdraw_worker_code(request: SignedInRequest, pk: int) -> HttpResponse:
    code = get_object_or_404(queries.codes_given_by(queries.employers_of(request.user)), pk=pk)
    actions.withdraw_code(code, by=request.user)
    messages.success(request, _("The card opens nothing any more."))
    return redirect("seasonal:list_codes", code.employer_id)
