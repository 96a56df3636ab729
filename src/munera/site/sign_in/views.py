"""Our own pages around signing in: the password, the second factor that a role asks for, the overview, the demo."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from munera.kernel.access import rules
from munera.kernel.access.doors import SignedInRequest, open_to_everyone, open_to_signed_in
from munera.site.sign_in import demo, queries
from munera.site.sign_in.forms import PasswordForm
from munera.site.sign_in.notes import keep_proven


class PasswordSignIn(LoginView):  # type: ignore[misc]  # allauth is not typed
    """allauth's own page with the password left in."""

    template_name = "account/sign_in_with_password.html"

    def get_form_class(self) -> type[PasswordForm]:
        return PasswordForm


_password_page = PasswordSignIn.as_view()


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_everyone
def sign_in_with_password(request: HttpRequest) -> HttpResponseBase:
    answer: HttpResponseBase = _password_page(request)
    return answer


@require_safe
@open_to_signed_in
def account_security(request: SignedInRequest) -> HttpResponse:
    """Everything that opens one's account, on one page."""
    return render(request, "account/security.html", {"ways": queries.ways_in(request.user)})


@require_safe
@open_to_signed_in
def second_factor(request: SignedInRequest) -> HttpResponse:
    """Where a door sends whoever has a role that asks for more than one proof."""
    onward = _own_address(request, request.GET.get("next", ""))
    if request.session.get(rules.SECOND_FACTOR) == request.user.pk:
        return redirect(onward or settings.LOGIN_REDIRECT_URL)
    kinds = queries.second_factors_of(request.user)
    page = {
        "next": onward,
        "has_code": Authenticator.Type.TOTP in kinds or Authenticator.Type.RECOVERY_CODES in kinds,
        "has_passkey": Authenticator.Type.WEBAUTHN in kinds,
    }
    return render(request, "account/second_factor.html", page)


@require_safe
@open_to_everyone
def demo_people(request: HttpRequest) -> HttpResponse:
    """Choose as whom to look around the demo town."""
    _only_in_demo()
    return render(request, "account/demo_people.html", {"players": demo.players(), "next": _next(request)})


@require_POST
@open_to_everyone
def try_as(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as somebody of the demo town, whose second factor counts as shown."""
    _only_in_demo()
    person = get_object_or_404(demo.people_of_demo_town(), pk=pk)
    adapter = get_adapter(request)
    adapter.login(request, person)
    rules.note_second_factor(request, person)
    keep_proven(person, str(person.email))  # nobody reads mail in the town, so no code could show it
    details: dict[str, Any] = {"email_verification": "none", "signal_kwargs": None, "email": None, "signup": False}
    answer: HttpResponse = adapter.post_login(request, person, redirect_url=_next(request), **details)
    return answer


def _only_in_demo() -> None:
    if not settings.MUNERA_DEMO:
        raise Http404


def _next(request: HttpRequest) -> str:
    return _own_address(request, request.POST.get("next") or request.GET.get("next", ""))


def _own_address(request: HttpRequest, address: str) -> str:
    """The address if it is on this site, else nothing."""
    is_own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_own else ""
