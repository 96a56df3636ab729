"""A person's own credentials: what they are, whether they stand, and how to hand them on."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_signed_in
from munera.kernel.credentials import actions, forms, queries
from munera.kernel.credentials.models import Credential, Share
from munera.ui.tables import Act, Column, Link, Mark, Table, build

SHARES = (
    Column(gettext_lazy("Link")),
    Column(gettext_lazy("State")),
    Column(gettext_lazy("Works until"), sort="expires_at"),
    Column(gettext_lazy("Views"), numeric=True),
    Column(gettext_lazy("What you can do")),
)


@require_safe
@open_to_signed_in
def list_credentials(request: SignedInRequest) -> HttpResponse:
    """The wallet."""
    return render(
        request, "credentials/list_credentials.html", {"credentials": queries.credentials_held_by(request.user)}
    )


@require_safe
@never_cache
@open_to_signed_in
def show_credential(request: SignedInRequest, number: uuid.UUID) -> HttpResponse:
    credential = _own(request, number)
    page = {
        "credential": credential,
        "skills": queries.proven_skills(credential.achievement, language=get_language() or ""),
        "checked": queries.check_own(credential),
        "shares": _shares(request, credential),
    }
    return render(request, "credentials/show_credential.html", page)


@require_safe
@open_to_signed_in
def download_credential(request: SignedInRequest, number: uuid.UUID, kind: str) -> HttpResponse:
    """As a file to take along. What counts no more is not put on paper; what it says and when it ended stays a file."""
    credential = _own(request, number)
    if kind not in queries.PAPERS or not (kind == "json" or credential.is_valid):
        raise Http404
    content, media_type = queries.paper(credential, kind)
    name = f"{credential.achievement.code}-{str(credential.number)[:8]}.{kind}"
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_signed_in
def share_credential(request: SignedInRequest, number: uuid.UUID) -> HttpResponse:
    """Choose how long the link shall last."""
    credential = _own(request, number)
    form = forms.ShareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.share_credential(credential, days=form.cleaned_data["days"], by=request.user)
        messages.success(request, _("The link is made. Whoever has it sees this credential until the link ends."))
        return redirect(reverse("credentials:show_credential", args=[number]) + "#links")
    return render(request, "credentials/share_credential.html", {"credential": credential, "form": form})


@require_POST
@open_to_signed_in
def end_share(request: SignedInRequest, pk: int) -> HttpResponse:
    share = get_object_or_404(queries.shares_made_by(request.user), pk=pk)
    actions.end_share(share, by=request.user)
    messages.success(request, _("The link has ended."))
    return redirect(reverse("credentials:show_credential", args=[share.credential.number]) + "#links")


def _own(request: SignedInRequest, number: uuid.UUID) -> Credential:
    return get_object_or_404(queries.credentials_held_by(request.user), number=number)


def _shares(request: SignedInRequest, credential: Credential) -> Table:
    def cells(share: Share) -> tuple[object, ...]:
        made = _("Link of %(day)s") % {"day": date_format(timezone.localtime(share.made_at), "DATETIME_FORMAT")}
        until = date_format(timezone.localtime(share.expires_at), "DATETIME_FORMAT")
        if not share.is_open:
            return made, Mark(_("Ended")), until, share.views, ""
        address = request.build_absolute_uri(reverse("credentials:check_shared", args=[share.token]))
        end = Act(_("End this link"), reverse("credentials:end_share", args=[share.pk]), about=made)
        return Link(address, address), Mark(_("Open"), "success"), until, share.views, end

    return build(
        request.GET, queries.shares_of(credential), caption=_("Links to this credential"), columns=SHARES, cells=cells
    )
