"""For everybody: my roles, for whom I act, and who acts for my organisations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from munera.flows.appointments import let_act
from munera.kernel.access import rules
from munera.kernel.access.choices import Role
from munera.kernel.access.doors import SignedInRequest, open_to_signed_in
from munera.kernel.organisations import actions, queries
from munera.kernel.organisations.models import Delegation, Organisation
from munera.kernel.people.models import Person
from munera.kernel.refusal import Sentence
from munera.site.organisations.forms import DelegateForm, EndForm
from munera.site.roles import LENDABLE, name_of_role


@dataclass(frozen=True, slots=True)
class Belonging:
    """An organisation I belong to: my roles there, and what I may do for it."""

    organisation: Organisation
    roles: list[Sentence]
    may_appoint: bool
    may_lend: bool


@dataclass(frozen=True, slots=True)
class Acting:
    """One delegation as a page shows it: both names, the role, the days."""

    delegation: Delegation
    role: Sentence
    may_end: bool


@require_safe
@never_cache
@open_to_signed_in
def list_roles(request: SignedInRequest) -> HttpResponse:
    person, today = request.user, timezone.localdate()
    belongings = _belongings(person, today)
    endable = set(queries.delegations_endable_by(person, on=today).values_list("pk", flat=True))
    page = {
        "belongings": belongings,
        "held": _told(queries.delegations_held_by(person, on=today), endable),
        "given": _told(queries.delegations_given_by((b.organisation for b in belongings), on=today), endable),
    }
    return render(request, "organisations/list_roles.html", page)


def _belongings(person: Person, on: date) -> list[Belonging]:
    codes: dict[Organisation, set[str]] = {}
    for membership in queries.memberships_of(person, on=on):
        codes.setdefault(membership.organisation, set()).add(membership.role)
    return [
        Belonging(
            organisation=organisation,
            roles=[name_of_role(code) for code in sorted(held)],
            may_appoint=rules.ADMINISTRATOR.code in held,
            may_lend=any(role.code in held for role in LENDABLE),
        )
        for organisation, held in codes.items()
    ]


def _told(delegations: Iterable[Delegation], endable: set[int]) -> list[Acting]:
    return [Acting(found, name_of_role(found.role), found.pk in endable) for found in delegations]


def _lendable(person: Person, organisation: Organisation, on: date) -> list[Role]:
    held = queries.roles_in(person, organisation, on=on)
    return [role for role in LENDABLE if role.code in held]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@open_to_signed_in
def delegate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Only what one holds oneself as a member can be lent, so the list of roles is the door."""
    today = timezone.localdate()
    organisation = get_object_or_404(queries.organisations_with_member(request.user, on=today), pk=pk)
    form = DelegateForm(request.POST or None, roles=_lendable(request.user, organisation, today))
    if not form.is_valid():
        return render(request, "organisations/delegate.html", {"organisation": organisation, "form": form})
    let_act(organisation, **form.cleaned_data, by=request.user)
    messages.success(request, _("They may act for you now. A letter tells them."))
    return redirect("organisations:list_roles")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@open_to_signed_in
def end_delegation(request: SignedInRequest, pk: int) -> HttpResponse:
    endable = queries.delegations_endable_by(request.user, on=timezone.localdate())
    delegation = get_object_or_404(endable, pk=pk)
    form = EndForm(request.POST or None)
    if not form.is_valid():
        page = {"delegation": delegation, "role": name_of_role(delegation.role), "form": form}
        return render(request, "organisations/end_delegation.html", page)
    actions.end_delegation(delegation, by=request.user, **form.cleaned_data)
    messages.success(request, _("This ends on the day you chose."))
    return redirect("organisations:list_roles")
