"""For administrators: the people of an organisation, and their roles."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from munera.flows.appointments import appoint_by_email
from munera.kernel.access import rules
from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.kernel.organisations import actions, queries
from munera.kernel.organisations.models import Membership, Organisation
from munera.site.organisations.forms import AppointForm, EndForm
from munera.site.roles import name_of_role, roles_offered
from munera.ui.tables import Column, Link, build

COLUMNS = (
    Column(gettext_lazy("Name"), sort="person__full_name"),
    Column(gettext_lazy("E-mail address")),
    Column(gettext_lazy("Role"), sort="role"),
    Column(gettext_lazy("First day"), sort="starts_on"),
    Column(gettext_lazy("Last day"), sort="ends_on"),
    Column(gettext_lazy("Change")),
)


def _administered(request: SignedInRequest, pk: int) -> Organisation:
    own = queries.organisations_with_member(request.user, role=rules.ADMINISTRATOR.code, on=timezone.localdate())
    return get_object_or_404(own, pk=pk)


@require_safe
@never_cache
@open_to_role(rules.ADMINISTRATOR)
def list_members(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = _administered(request, pk)
    members = queries.members_of(organisation, on=timezone.localdate())
    table = build(request.GET, members, caption=_("People and their roles"), columns=COLUMNS, cells=_cells)
    return render(request, "organisations/list_members.html", {"organisation": organisation, "table": table})


def _cells(membership: Membership) -> tuple[object, ...]:
    return (
        membership.person.shown_name,
        membership.person.email or "",
        name_of_role(membership.role),
        date_format(membership.starts_on),
        date_format(membership.ends_on) if membership.ends_on else _("open"),
        Link(_("End this role"), reverse("organisations:end_membership", args=[membership.pk])),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@open_to_role(rules.ADMINISTRATOR)
def appoint_member(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = _administered(request, pk)
    form = AppointForm(request.POST or None, roles=roles_offered(organisation))
    if not form.is_valid():
        return render(request, "organisations/appoint_member.html", {"organisation": organisation, "form": form})
    appoint_by_email(organisation, **form.cleaned_data, by=request.user)
    messages.success(request, _("Appointed. A letter tells them."))
    return redirect("organisations:list_members", organisation.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@open_to_role(rules.ADMINISTRATOR)
def end_membership(request: SignedInRequest, pk: int) -> HttpResponse:
    today = timezone.localdate()
    own = queries.memberships_administered_by(request.user, role=rules.ADMINISTRATOR.code, on=today)
    membership = get_object_or_404(own, pk=pk)
    form = EndForm(request.POST or None)
    if not form.is_valid():
        page = {"membership": membership, "role": name_of_role(membership.role), "form": form}
        return render(request, "organisations/end_membership.html", page)
    # An organisation without an administrator could not name another.
    never_the_last = membership.role == rules.ADMINISTRATOR.code
    actions.end_membership(membership, by=request.user, never_the_last=never_the_last, **form.cleaned_data)
    messages.success(request, _("The role ends on the day you chose."))
    return redirect("organisations:list_members", membership.organisation_id)
