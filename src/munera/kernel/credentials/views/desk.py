"""The desk of an issuer: what it certified, one credential at a time, and taking one back."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_role
from munera.kernel.credentials import actions, forms, queries, rules
from munera.kernel.credentials.models import Credential, Issuer
from munera.ui.tables import Column, Link, Mark, build

ISSUED = (
    Column(gettext_lazy("Holder"), sort="holder__full_name"),
    Column(gettext_lazy("Achievement")),
    Column(gettext_lazy("Issued"), sort="issued_at"),
    Column(gettext_lazy("Valid until"), sort="valid_until"),
    Column(gettext_lazy("Standing")),
)


def issuer_of(request: SignedInRequest, slug: str) -> Issuer:
    """One in whose name the person may act today; somebody else's is not found."""
    acted_for = queries.issuers_acted_for(request.user, on=timezone.localdate())
    return get_object_or_404(acted_for, slug=slug)


def issuers_of(request: SignedInRequest) -> list[Issuer]:
    return list(queries.issuers_acted_for(request.user, on=timezone.localdate()))


@require_safe
@open_to_role(rules.ISSUER)
def show_desk(request: SignedInRequest) -> HttpResponse:
    """The issuers that the person acts for, and the ways from there."""
    return render(request, "credentials/show_desk.html", {"issuers": issuers_of(request)})


@require_safe
@open_to_role(rules.ISSUER)
def list_issued(request: SignedInRequest, slug: str) -> HttpResponse:
    issuer = issuer_of(request, slug)
    form = forms.FilterForm(request.GET, achievements=queries.achievements_of(issuer))
    found = queries.standing_as(queries.credentials_issued_by([issuer]), form.wanted("standing"))
    if code := form.wanted("achievement"):
        found = found.filter(achievement__code=code)
    table = build(request.GET, found, caption=_("Credentials"), columns=ISSUED, cells=_cells)
    page = {"issuer": issuer, "form": form, "table": table}
    return render(request, "credentials/list_issued.html", page)


def _cells(credential: Credential) -> tuple[object, ...]:
    address = reverse("credentials:show_issued", args=[credential.number])
    return (
        Link(credential.holder.full_name, address),
        credential.achievement.name,
        timezone.localdate(credential.issued_at),
        timezone.localdate(credential.valid_until) if credential.valid_until else "",
        standing_of(credential),
    )


def standing_of(credential: Credential) -> Mark:
    if credential.is_withdrawn:
        return Mark(_("withdrawn"), "danger")
    return Mark(_("expired"), "warning") if credential.has_expired else Mark(_("valid"), "success")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@open_to_role(rules.ISSUER)
def issue_credential(request: SignedInRequest, slug: str) -> HttpResponse:
    """Certify one person."""
    issuer = issuer_of(request, slug)
    offered = queries.offered_achievements(issuer)
    form = forms.AwardForm(request.POST or None, offered=offered)
    if request.method == "POST" and form.is_valid():
        result = form.cleaned_data["result"]
        try:
            holder = actions.find_holder(actions.Named(**form.named), by=request.user)
        except actions.NotFound as not_found:
            form.add_error("number", str(not_found.outcome.label))
        else:
            issued = actions.issue_credential(
                holder,
                achievement=form.cleaned_data["achievement"],
                issuer=issuer,
                valid_until=form.until,
                results=[{"type": ["Result"], "value": result}] if result else (),
                by=request.user,
            )
            messages.success(request, _("The credential is issued. It is in the holder's wallet now."))
            return redirect("credentials:show_issued", issued.number)
    page = {"issuer": issuer, "form": form, "offered": offered}
    return render(request, "credentials/issue_credential.html", page)


@require_safe
@never_cache
@open_to_role(rules.ISSUER)
def show_issued(request: SignedInRequest, number: uuid.UUID) -> HttpResponse:
    credential = _issued(request, number)
    page = {"credential": credential, "may_withdraw": rules.may_withdraw(credential)}
    return render(request, "credentials/show_issued.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_role(rules.ISSUER)
def withdraw_credential(request: SignedInRequest, number: uuid.UUID) -> HttpResponse:
    credential = _issued(request, number)
    form = forms.WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_credential(credential, because=form.cleaned_data["because"], by=request.user)
        messages.success(request, _("The credential is withdrawn. Whoever checks it sees so from now on."))
        return redirect("credentials:show_issued", number)
    page = {"credential": credential, "form": form, "may_withdraw": rules.may_withdraw(credential)}
    return render(request, "credentials/withdraw_credential.html", page)


def _issued(request: SignedInRequest, number: uuid.UUID) -> Credential:
    return get_object_or_404(queries.credentials_issued_by(issuers_of(request)), number=number)
