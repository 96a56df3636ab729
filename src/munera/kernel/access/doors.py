"""The door on a page: who may come in, that showing writes nothing, and that a look at a file is noted.

Every view carries exactly one door; ``tests/house`` walks the URL map and fails on a view without one.
A closed door answers 403 (302 to sign-in for nobody); whose row it is, is the query's question and answers 404.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from munera.kernel.access import rules
from munera.kernel.access.choices import Role
from munera.kernel.people.models import Person

Parameters = ParamSpec("Parameters")

READING = ("select", "savepoint", "release", "rollback", "explain", "pragma", "with", "declare", "fetch", "close")


class SignedInRequest(HttpRequest):
    """A request that has passed a door: its user is a person."""

    user: Person


@dataclass(frozen=True, slots=True)
class Door:
    """What a house test reads off a view."""

    kind: str
    role: Role | None = None


class PageWroteSomething(AssertionError):
    """A GET or HEAD tried to change the database: a fault of the page."""


def _only_reading(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if not sql.lstrip("( \n").lower().startswith(READING):
        raise PageWroteSomething(sql.split(None, 3)[:3])
    return execute(sql, params, many, context)


@contextmanager
def showing_only(request: HttpRequest) -> Iterator[None]:
    """While a page is only shown, the database takes nothing but reading statements."""
    if request.method in ("GET", "HEAD"):
        with connection.execute_wrapper(_only_reading):
            yield
    else:
        yield


def open_to_everyone(view: Callable[Parameters, HttpResponseBase]) -> Callable[Parameters, HttpResponseBase]:
    """A public page."""

    @wraps(view)
    def through(*args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponseBase:
        with showing_only(cast("HttpRequest", args[0])):
            return view(*args, **kwargs)

    through.door = Door("everyone")  # type: ignore[attr-defined]  # how a house test sees the door
    return login_not_required(through)


def open_to_signed_in(
    view: Callable[Concatenate[SignedInRequest, Parameters], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Parameters], HttpResponseBase]:
    """A page for anyone who has signed in; Django's own middleware sends the others to sign in."""
    return _guarded(view, role=None)


def open_to_role(
    role: Role,
) -> Callable[
    [Callable[Concatenate[SignedInRequest, Parameters], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, Parameters], HttpResponseBase],
]:
    """A page for those who hold ``role`` today in some organisation."""

    def close(
        view: Callable[Concatenate[SignedInRequest, Parameters], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, Parameters], HttpResponseBase]:
        return _guarded(view, role=role)

    return close


def _guarded(
    view: Callable[Concatenate[SignedInRequest, Parameters], HttpResponseBase], *, role: Role | None
) -> Callable[Concatenate[HttpRequest, Parameters], HttpResponseBase]:
    @wraps(view)
    def through(request: HttpRequest, *args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponseBase:
        signed_in = cast("SignedInRequest", request)
        if role is not None and not rules.holds(signed_in.user, role):
            raise PermissionDenied
        with showing_only(request):
            return view(signed_in, *args, **kwargs)

    through.door = Door("role" if role else "signed in", role)  # type: ignore[attr-defined]  # see open_to_everyone
    return cast("Callable[Concatenate[HttpRequest, Parameters], HttpResponseBase]", through)
