"""The doors on operations of the API: who calls, by which right, and that reading writes nothing."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeAlias, TypeVar, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja.decorators import decorate_view
from ninja.utils import check_csrf

from munera.kernel.access import actions, queries, rules
from munera.kernel.access.choices import Role, Scope
from munera.kernel.access.doors import calls
from munera.kernel.access.doors.guard import showing_only
from munera.kernel.access.doors.pages import Door
from munera.kernel.access.models import ApiKey
from munera.kernel.api import declare
from munera.kernel.organisations.models import Organisation
from munera.kernel.organisations.queries import organisations_acted_for
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")
Run: TypeAlias = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a person who has signed in, or a key, which acts in the name of the person who issued it."""

    person: Person
    key: ApiKey | None = None

    @property
    def reference(self) -> str:
        """The caller in a few letters, for limits and stored answers."""
        return f"key:{self.key.pk}" if self.key else f"person:{self.person.pk}"

    def organisations(self, role: Role) -> QuerySet[Organisation]:
        """Where rows may be touched: where the person holds ``role``, or the key's own if anybody there does."""
        if self.key:
            return queries.organisation_of_key(self.key, role=role)
        return organisations_acted_for(self.person, role=role.code, on=timezone.localdate())

    def organisations_by_number(self, role: Role) -> dict[int, Organisation]:
        """The same, read at once; a key has brought its own along."""
        if self.key:
            own = self.key.organisation
            return {own.pk: own} if role.code in self.key.roles_held else {}
        return {own.pk: own for own in self.organisations(role)}

    def may_use(self, scope: Scope) -> bool:
        return scope.code in self.key.scopes if self.key else rules.holds(self.person, scope.role)


class ApiRequest(HttpRequest):
    """A request that has passed the door of the API: somebody is calling."""

    caller: Caller


def credentials_in(request: HttpRequest) -> tuple[str, str]:
    """The scheme and the secret of the header ``Authorization``; without a scheme there are none."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return scheme, secret


def caller_of(request: HttpRequest) -> Caller | None:
    """The key in ``Authorization: Bearer ...``, else the person of the session, else nobody.

    A key that does not hold is nobody, even beside a session: a program must learn that its key has ended.
    """
    scheme, secret = credentials_in(request)
    if scheme:
        key = queries.key_presented(secret.strip(), on=timezone.localdate()) if scheme.lower() == "bearer" else None
        if key is None:
            return None
        actions.note_key_used(key, on=timezone.localdate())
        return Caller(key.issued_by, key)
    return Caller(request.user) if isinstance(request.user, Person) else None


class TooManyRequests(Refusal):
    """More in this minute than ``settings.MUNERA_CALLS_PER_MINUTE``; ``wait`` is the seconds until the next."""

    status = 429
    title = _("Too many requests")
    sentence = _("You asked too often in a short time. Wait a minute, then go on.")

    def __init__(self, wait: int = 60) -> None:
        super().__init__()
        self.wait = wait


class ScopeMissing(Refusal):
    status = 403
    title = _("The key is not made for this")
    sentence = _("The key holds, but lacks the scope that this operation needs. Issue a key that has it.")


class TokenMissing(Refusal):
    status = 403
    title = _("The token against forged requests is missing")
    sentence = _("With a session, each change needs the token of that session in the header X-CSRFToken.")


def api_door(view: Run) -> Run:
    """Around every address of the API: find out who calls and how often, then hold a GET to reading."""

    @wraps(view)
    def through(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        caller = caller_of(request)
        cast("Any", request).caller = caller
        if caller:
            _count(caller)
            _refuse_forged(request, caller)
        with showing_only(request):
            return view(request, *args, **kwargs)

    through.door = Door("caller")  # type: ignore[attr-defined]  # how a house test sees the door
    return login_not_required(through)


def who_calls(request: HttpRequest) -> Caller | None:
    """Whom the door found; before an operation is reached that may be nobody."""
    found = getattr(request, "caller", None)
    return found if isinstance(found, Caller) else None


def _count(caller: Caller) -> None:
    now = int(time.time())
    if calls.counted(caller.reference, minute=now // 60) > settings.MUNERA_CALLS_PER_MINUTE:
        raise TooManyRequests(wait=60 - now % 60)


def _refuse_forged(request: HttpRequest, caller: Caller) -> None:
    """A browser sends its session along wherever a page tells it to; a key is sent by whoever holds it."""
    if caller.key is None and check_csrf(request):
        raise TokenMissing


def needs_scope(scope: Scope) -> Callable[[Callable[Parameters, Answer]], Callable[Parameters, Answer]]:
    """An operation for keys that hold ``scope`` and for people who hold its role."""

    def close(operation: Callable[Parameters, Answer]) -> Callable[Parameters, Answer]:
        def around(run: Run) -> Run:
            @wraps(run)
            def through(request: HttpRequest, **parts: Any) -> HttpResponseBase:
                caller = who_calls(request)
                # Nobody goes on: the operation's own authentication answers 401.
                if caller is not None and not caller.may_use(scope):
                    raise ScopeMissing if caller.key else PermissionDenied
                if caller is not None and caller.key is None and rules.second_factor_missing(request, scope.role):
                    raise PermissionDenied
                return run(request, **parts)

            return through

        declare(operation, 401, 403, scope=scope.code)
        return decorate_view(around)(operation)

    return close


def open_to_any_caller(operation: Callable[Parameters, Answer]) -> Callable[Parameters, Answer]:
    """An operation for every key and for everyone who has signed in."""
    declare(operation, 401, scope="")
    return operation
