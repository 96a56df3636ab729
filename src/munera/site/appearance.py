"""The reader's choice of colours: kept in the browser alone, for a year."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from munera.kernel.access.doors import open_to_everyone
from munera.ui.shell import COLOUR_SCHEME_COOKIE, COLOUR_SCHEMES

A_YEAR = timedelta(days=365)


@require_POST
@open_to_everyone
def choose_colour_scheme(request: HttpRequest) -> HttpResponse:
    """Back to the same page in the chosen colours."""
    address = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        address = "/"
    response = redirect(address)
    scheme = request.POST.get("scheme")
    if scheme in COLOUR_SCHEMES:
        response.set_cookie(
            COLOUR_SCHEME_COOKIE,
            scheme,
            max_age=A_YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
