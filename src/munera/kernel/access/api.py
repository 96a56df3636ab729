"""What a caller may ask about itself: who it is, for whom it acts, and what the audit notes about them."""

from datetime import date, datetime
from typing import Any

from ninja import Query, Router, Schema

from munera.kernel.access import queries, rules
from munera.kernel.access.doors import ApiRequest, needs_scope, open_to_any_caller
from munera.kernel.api import Listing, Page, Paging, page_of, with_etag
from munera.kernel.audit.models import Event
from munera.kernel.organisations.models import Organisation

router = Router(tags=["house"])


class KeyOut(Schema):
    """The key that calls."""

    prefix: str
    name: str
    scopes: list[str]
    expires_on: date


class Me(Schema):
    """The person in whose name the caller acts, and the key if it is one."""

    person: int
    full_name: str
    key: KeyOut | None


class OrganisationOut(Schema):
    id: int
    name: str
    kind: str
    country: str
    registration_kind: str
    registration_number: str


class EventOut(Schema):
    """One event. References are ``app.model:number``."""

    id: int
    at: datetime
    verb: str
    actor: str
    on_behalf_of: str
    object: str
    details: dict[str, Any]


@router.get("/me", response=Me, url_name="show_me")
@open_to_any_caller
@with_etag
def show_me(request: ApiRequest) -> dict[str, object]:
    """Who is calling: the person in whose name things are done, and the key."""
    caller = request.caller
    return {"person": caller.person.pk, "full_name": caller.person.full_name, "key": caller.key}


@router.get("/organisations", response=Page[OrganisationOut], url_name="list_organisations")
@open_to_any_caller
@with_etag
def list_organisations(request: ApiRequest, paging: Query[Paging]) -> Listing[Organisation]:
    """The organisations for which the caller may act: a key has one."""
    caller = request.caller
    found = queries.organisation_of_key(caller.key) if caller.key else queries.organisations_of(caller.person)
    return page_of(found.order_by("name", "pk"), paging, request)


@router.get("/audit-events", response=Page[EventOut], url_name="list_audit_events")
@needs_scope(rules.READ_AUDIT)
@with_etag
def list_audit_events(request: ApiRequest, paging: Query[Paging]) -> Listing[Event]:
    """What was done to the caller's organisation or on its behalf, oldest first."""
    events = queries.audit_of(request.caller.organisations(rules.ADMINISTRATOR))
    return page_of(events, paging, request)
