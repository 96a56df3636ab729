"""The door on every write of the API: the same request sent again gets the same answer and is done once.

    @router.post("/engagements", response={201: EngagementOut})
    @needs_scope(rules.WRITE)
    @once_only
    def register_engagement(request: ApiRequest, engagement: EngagementIn) -> Engagement: ...

After draft-ietf-httpapi-idempotency-key-header: the caller sends ``Idempotency-Key`` with each write. Without it 400;
409 while the first is still under way; 422 where the key came with another request; else the stored answer, marked
``Idempotency-Replayed: true``. Keys are the caller's own: two callers may use the same one.
"""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, ParamSpec, TypeAlias, TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from ninja.decorators import decorate_view

from munera.kernel.access.doors import Caller, who_calls
from munera.kernel.api import declare
from munera.kernel.audit.actions import record_audit
from munera.kernel.idempotency.actions import Answer, answer_once
from munera.kernel.refusal import Refusal

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Run: TypeAlias = Callable[..., HttpResponseBase]

# The draft writes the key as a quoted text; most programs send it bare. Both are understood, and mean the same.
KEY: Final = re.compile(r'"?([!#-\[\]-~]{1,255})"?')
# Those of the answer that the caller needs again.
KEPT_HEADERS: Final = ("Content-Type", "Content-Language", "Location", "ETag")
HEADER: Final[dict[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A text you choose anew for each request, and send again when you repeat that request",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[!#-\[\]-~]{1,255}$"},
    "example": "2f6c1f3e-0b3c-4c58-9d0e-5a7f0c6f3a11",
}


class IdempotencyKeyMissing(Refusal):
    status = 400
    title = _("The request needs an idempotency key")
    sentence = _("Send a header Idempotency-Key: 1 to 255 characters that you choose anew for each request.")


def once_only(operation: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """A write that is done once per caller and key."""

    def around(run: Run) -> Run:
        @wraps(run)
        def once(request: HttpRequest, **parts: Any) -> HttpResponseBase:
            caller = who_calls(request)
            if caller is None:
                return run(request, **parts)  # the operation's own authentication answers 401
            answer = answer_once(
                caller=caller.reference,
                key=_key_of(request),
                fingerprint=_fingerprint_of(request),
                work=lambda: _answer_of(run(request, **parts), caller),
            )
            return _response_of(answer)

        return once

    declare(operation, 400, 409, 422, header=HEADER, once_only=True)
    return decorate_view(around)(operation)


def once_by_its_own_number(operation: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """A write each part of which carries a number, under which its room keeps the answer for good: no header needed."""
    declare(operation, 400, 422, once_only=True)
    return operation


def _key_of(request: HttpRequest) -> str:
    found = KEY.fullmatch(request.headers.get("Idempotency-Key", "").strip())
    if found is None:
        raise IdempotencyKeyMissing
    return found.group(1)


def _fingerprint_of(request: HttpRequest) -> str:
    said = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return hashlib.sha256(said).hexdigest()


def _answer_of(response: HttpResponseBase, caller: Caller) -> Answer:
    if not isinstance(response, HttpResponse):
        raise TypeError("an answer that is sent in pieces cannot be stored")
    if response.status_code < 400:
        _note_key_acted(caller, response.status_code)
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    return Answer(response.status_code, response.content.decode(), headers)


def _note_key_acted(caller: Caller, status: int) -> None:
    """The action has noted the person; that a key stood for that person is noted beside it."""
    if caller.key:
        record_audit(
            "access.key.acted",
            caller.key,
            by=caller.person,
            on_behalf_of=caller.key.organisation,
            details={"status": status},
        )


def _response_of(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.content, status=answer.status, headers=answer.headers)
    if answer.is_replayed:
        response["Idempotency-Replayed"] = "true"
    return response
