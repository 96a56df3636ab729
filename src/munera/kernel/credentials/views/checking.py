"""Check a credential: for everybody, without an account, ours and those of others. Nothing handed in is kept."""

import uuid
from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from munera.kernel.access.doors import open_to_everyone
from munera.kernel.credentials import actions, forms, queries

Page = Callable[..., HttpResponseBase]
# This page may ask for the camera, and no other page of the site.
CAMERA = "camera=(self)"
MOST_SHOWN = 200


def counts_view(page: Page) -> Page:
    """Count that a shared credential was shown. It stands above the door, because the page itself writes nothing."""

    @wraps(page)
    def counting(request: HttpRequest, token: str) -> HttpResponseBase:
        answer = page(request, token=token)
        if answer.status_code == 200 and request.method == "GET":
            share = queries.open_share(token, at=timezone.now())
            if share:
                actions.count_view(share)
        return answer

    return counting


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@open_to_everyone
def check_credential(request: HttpRequest) -> HttpResponse:
    """Drop a file, paste a text, or scan a code; below it the verdict and each check."""
    form = forms.CheckForm(request.POST or None, request.FILES or None)
    checked = None
    if request.method == "POST":
        actions.count_check(_address_of(request))
        form = forms.CheckForm(request.POST, request.FILES)
        if form.is_valid():
            handed_in = form.handed_in
            code = queries.code_on(handed_in) if queries.is_photo(handed_in) else None
            if code and (page := queries.page_here(code)):
                return redirect(page)
            # A file without a code is told what it lacks to be a credential; a photo, that nothing is seen on it.
            if (code and queries.is_address(code)) or (code == "" and form.is_photo):
                form.add_error(None, _no_credential(code or ""))
            else:
                checked = queries.check(code.encode() if code else handed_in)
                form = forms.CheckForm()
    answer = render(request, "credentials/check_credential.html", {"form": form, "checked": checked})
    answer["Permissions-Policy"] = CAMERA
    return answer


@counts_view
@require_safe
@never_cache
@open_to_everyone
def check_shared(request: HttpRequest, token: str) -> HttpResponse:
    """What its holder shows to whoever has the link."""
    actions.count_check(_address_of(request))
    share = queries.open_share(token, at=timezone.now())
    if share is None:
        return _quietly(render(request, "credentials/share_ended.html", status=404))
    page = {"checked": queries.check_own(share.credential), "until": share.expires_at}
    return _quietly(render(request, "credentials/check_shared.html", page))


@require_safe
@never_cache
@open_to_everyone
def check_paper(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Where the code on our papers leads: whoever holds the paper knows its 128 bits."""
    actions.count_check(_address_of(request))
    credential = queries.credential_by_number(number)
    if credential is None:
        raise Http404
    return _quietly(
        render(request, "credentials/check_shared.html", {"checked": queries.check_own(credential), "until": None})
    )


def _no_credential(code: str) -> str:
    if not code:
        return _("There is no code in this picture that can be read. Take it again, nearer and with more light.")
    said = _("The code leads to another site: %(address)s. Look well whether you know it before you go there.")
    return said % {"address": code[:MOST_SHOWN]}


def _quietly(answer: HttpResponse) -> HttpResponse:
    """No search engine keeps it, and no site that is visited next learns its address."""
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _address_of(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))
