"""The doors: who may come in, that showing writes nothing, and that a look at a sensitive file is noted.

A page carries exactly one, and ``tests/house`` walks the URL map and fails on a page without one:

    @open_to_everyone
    @open_to_signed_in
    @open_to_role(rules.TEACHER)

Above the door of a sensitive page stands ``@notes_who_looked("people.person.viewed", Person)``.
An operation of the API carries one of its own, under the router's line:

    @router.get("/engagements", response=Page[EngagementOut])
    @needs_scope(rules.READ)                    # a key must hold the scope, a person its role
    def list_engagements(request: ApiRequest, paging: Query[Paging]) -> Listing[Engagement]:
        employers = request.caller.organisations(rules.EMPLOYER)
        return page_of(queries.engagements_of(employers), paging, request)

    @router.post("/engagements", response={201: EngagementOut})
    @needs_scope(rules.WRITE)
    @once_only                                  # kernel.idempotency.doors; every write carries it
    def register_engagement(request: ApiRequest, engagement: EngagementIn) -> Engagement: ...

    READ = Scope("seasonal:read", _("Read own engagements"), role=EMPLOYER)     # in the room's rules.py

A closed door answers 403 (to nobody: the way to sign in, or 401); whose row it is, is the query's question: 404.
"""

from munera.kernel.access.doors.api import (
    ApiRequest,
    Caller,
    TooManyRequests,
    api_door,
    credentials_in,
    needs_scope,
    open_to_any_caller,
    who_calls,
)
from munera.kernel.access.doors.guard import PageWroteSomething, showing_only
from munera.kernel.access.doors.pages import (
    Door,
    SignedInRequest,
    notes_who_looked,
    open_to_everyone,
    open_to_role,
    open_to_signed_in,
)

__all__ = [
    "ApiRequest",
    "Caller",
    "Door",
    "PageWroteSomething",
    "SignedInRequest",
    "TooManyRequests",
    "api_door",
    "credentials_in",
    "needs_scope",
    "notes_who_looked",
    "open_to_any_caller",
    "open_to_everyone",
    "open_to_role",
    "open_to_signed_in",
    "showing_only",
    "who_calls",
]
