"""The doors on pages."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, TypeAlias, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.template.response import SimpleTemplateResponse

from munera.kernel.access import rules
from munera.kernel.access.choices import Role
from munera.kernel.access.doors.guard import showing_only
from munera.kernel.audit.actions import record_audit
from munera.kernel.people.models import Person

Parameters = ParamSpec("Parameters")
View: TypeAlias = Callable[Concatenate[HttpRequest, Parameters], HttpResponseBase]


class SignedInRequest(HttpRequest):
    """A request that has passed a door: its user is a person."""

    user: Person


SignedInView: TypeAlias = Callable[Concatenate[SignedInRequest, Parameters], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Door:
    """What a house test reads off a view."""

    kind: str
    role: Role | None = None


def open_to_everyone(view: Callable[Parameters, HttpResponseBase]) -> Callable[Parameters, HttpResponseBase]:
    """A public page."""

    @wraps(view)
    def through(*args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponseBase:
        with showing_only(cast("HttpRequest", args[0])):
            return _written_out(view(*args, **kwargs))

    through.door = Door("everyone")  # type: ignore[attr-defined]  # how a house test sees the door
    return login_not_required(through)


def open_to_signed_in(view: SignedInView[Parameters]) -> View[Parameters]:
    """A page for anyone who has signed in; Django's own middleware sends the others to sign in."""
    return _guarded(view, role=None)


def open_to_role(role: Role) -> Callable[[SignedInView[Parameters]], View[Parameters]]:
    """A page for those who hold ``role`` today in some organisation."""

    def close(view: SignedInView[Parameters]) -> View[Parameters]:
        return _guarded(view, role=role)

    return close


def _guarded(view: SignedInView[Parameters], *, role: Role | None) -> View[Parameters]:
    @wraps(view)
    def through(request: HttpRequest, *args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponseBase:
        signed_in = cast("SignedInRequest", request)
        if role is not None and not rules.holds(signed_in.user, role):
            raise PermissionDenied
        if role is not None and rules.second_factor_missing(request, role):
            return _to_second_factor(request)
        with showing_only(request):
            return _written_out(view(signed_in, *args, **kwargs))

    through.door = Door("role" if role else "signed in", role)  # type: ignore[attr-defined]  # see open_to_everyone
    return cast("View[Parameters]", through)


def _to_second_factor(request: HttpRequest) -> HttpResponseBase:
    """Explain, and lead on to the page that was asked for once the second factor was shown."""
    back = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    address = resolve_url(settings.MUNERA_SECOND_FACTOR_URL)
    return redirect(f"{address}?{urlencode({'next': back})}" if back else address)


def _written_out(response: HttpResponseBase) -> HttpResponseBase:
    """A template that waits to be rendered would ask its questions after the guard has gone."""
    return response.render() if isinstance(response, SimpleTemplateResponse) else response


def notes_who_looked(
    verb: str, model: type[models.Model], *, part: str = "pk"
) -> Callable[[View[Parameters]], View[Parameters]]:
    """Note in the audit who was shown the row of ``model`` that the address names in ``part``.

    It stands above the door, because the page itself may write nothing. Only what was shown (200) is noted, and
    nothing is shown that could not be noted.
    """

    def above(view: View[Parameters]) -> View[Parameters]:
        @wraps(view)
        def noting(request: HttpRequest, *args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            if response.status_code == 200:
                record_audit(verb, model(pk=kwargs[part]), by=cast("SignedInRequest", request).user)
            return response

        return cast("View[Parameters]", noting)

    return above
