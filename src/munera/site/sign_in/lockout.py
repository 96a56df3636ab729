"""What axes may know of somebody who fails to sign in, and what it tells them."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from munera.kernel.sealing import lookup_digest

TOO_MANY_REQUESTS = 429


def name_digest(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """A keyed digest of the name that was tried, so that the count of failures does not say whose they are."""
    tried = credentials or {}
    name = tried.get("email") or tried.get("login") or tried.get("username") or request.POST.get("login") or ""
    return lookup_digest(str(name).strip().lower(), purpose="sign-in.lockout")


def client_address(request: HttpRequest) -> str | None:
    """The caller's address, behind as many proxies as MUNERA_PROXIES says are ours; none where no browser calls."""
    return str(get_adapter().get_client_ip(request)) if "REMOTE_ADDR" in request.META else None


def client_in_logs(*_: Any) -> str:
    """How axes names a caller in the log: not at all."""
    return "somebody"


def locked_out(
    request: HttpRequest, _response: HttpResponse | None, _credentials: dict[str, Any] | None
) -> HttpResponse:
    """Say how long to wait, and which ways in stay open meanwhile."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "account/locked_out.html", {"minutes": minutes}, status=TOO_MANY_REQUESTS)
