"""Into a wallet: the page that shows the code to scan, and what the wallet then calls (OpenID4VCI 1.0)."""

import uuid
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access.doors import SignedInRequest, open_to_everyone, open_to_signed_in
from munera.kernel.credentials import actions, queries
from munera.kernel.credentials.views.sharing import for_everybody

MOST_BYTES = 65_536


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@open_to_signed_in
def offer_credential(request: SignedInRequest, number: uuid.UUID) -> HttpResponse:
    """What it is; then, in answer to the form and never again, the code to scan and the six digits."""
    credential = get_object_or_404(queries.credentials_held_by(request.user), number=number)
    page: dict[str, Any] = {"credential": credential}
    if request.method == "POST":
        offered = actions.offer_credential(credential, by=request.user)
        link = queries.link_of(offered.offer)
        page |= {
            "link": link,
            "digits": offered.transaction_code,
            # Drawn by us from an address of ours.
            "drawing": mark_safe(queries.qr_of(link, title=_("Code for your wallet"))),  # noqa: S308  # see above
            "until": offered.offer.expires_at,
        }
    return render(request, "credentials/offer_credential.html", page)


@require_safe
@open_to_everyone
@cache_control(public=True, max_age=300)
def show_credential_issuer(_request: HttpRequest) -> HttpResponse:
    return for_everybody(JsonResponse(queries.issuer_metadata()))


@require_safe
@open_to_everyone
@cache_control(public=True, max_age=300)
def show_authorization_server(_request: HttpRequest) -> HttpResponse:
    return for_everybody(JsonResponse(queries.authorization_server()))


@require_safe
@open_to_everyone
@cache_control(public=True, max_age=300)
def show_type(_request: HttpRequest) -> HttpResponse:
    return for_everybody(JsonResponse(queries.type_metadata()))


@require_safe
@never_cache
@open_to_everyone
def show_offer(_request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    offer = queries.offer_file(number)
    if offer is None:
        raise Http404
    return for_everybody(JsonResponse(offer))


@csrf_exempt  # a wallet sends it, with a code that nobody else has
@require_POST
@never_cache
@open_to_everyone
def exchange_code(request: HttpRequest) -> HttpResponse:
    actions.count_check(str(get_adapter().get_client_ip(request)))
    try:
        token, seconds = actions.take_code({name: str(value) for name, value in request.POST.items()})
    except actions.NotTaken as not_taken:
        return _refused(not_taken)
    return for_everybody(JsonResponse({"access_token": token, "token_type": "Bearer", "expires_in": seconds}))


@csrf_exempt  # a wallet asks, and is given nothing but a number
@require_POST
@never_cache
@open_to_everyone
def ask_nonce(_request: HttpRequest) -> HttpResponse:
    return for_everybody(JsonResponse({"c_nonce": actions.make_nonce()}))


@csrf_exempt  # a wallet sends it, with its token and a proof of its key
@require_POST
@never_cache
@open_to_everyone
def fetch_credential(request: HttpRequest) -> HttpResponse:
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return HttpResponse(status=413)
    actions.count_check(str(get_adapter().get_client_ip(request)))
    scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
    try:
        said = actions.credential_for(token if scheme.lower() == "bearer" else "", request.body)
    except actions.NotTaken as not_taken:
        return _refused(not_taken)
    return for_everybody(HttpResponse(said, content_type="application/json"))


def _refused(not_taken: actions.NotTaken) -> HttpResponse:
    answer = for_everybody(JsonResponse({"error": not_taken.error}, status=not_taken.status))
    if not_taken.status == 401:
        answer["WWW-Authenticate"] = f'Bearer error="{not_taken.error}"'
    return answer
