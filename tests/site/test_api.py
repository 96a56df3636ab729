"""The API as a program meets it: keys and sessions, problems, pages, ETags, and writes done once."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from munera.kernel.access.actions import revoke_api_key
from munera.kernel.access.models import ApiKey
from munera.kernel.access.rules import SECOND_FACTOR
from munera.kernel.api import declared_by
from munera.kernel.audit.actions import record_audit
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.site.api import api
from tests.factories.access import key_of, member, organisation, person

pytestmark = pytest.mark.django_db
SignIn = Callable[[Client, Person], None]

ME = "/api/v1/me"
EVENTS = "/api/v1/audit-events"


@pytest.fixture(autouse=True)
def _no_calls_counted_yet() -> None:
    cache.clear()


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def kind_of(response: HttpResponse) -> tuple[int, str]:
    """Status and kind of a problem, which must be problem details whole."""
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem.keys() >= {"type", "title", "status", "detail", "instance"}
    assert problem["status"] == response.status_code
    return response.status_code, problem["type"].rstrip("/").rpartition("/")[2]


# --- who calls ----------------------------------------------------------------------------------------------------


def test_nobody_is_told_how_to_say_who_they_are(client: Client) -> None:
    response = client.get(ME)
    assert kind_of(response) == (401, "sign-in-needed")
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_key_says_for_whom_it_acts(client: Client) -> None:
    ours = organisation()
    owner = member(ours)
    key, secret = key_of(owner, of=ours)
    assert client.get(ME, headers=bearer(secret)).json() == {
        "person": owner.pk,
        "full_name": owner.full_name,
        "key": {
            "prefix": key.prefix,
            "name": key.name,
            "scopes": ["audit:read"],
            "expires_on": key.expires_on.isoformat(),
        },
    }
    assert ApiKey.objects.get(pk=key.pk).last_used_on == timezone.localdate()


def test_a_key_that_does_not_hold_is_nobody_even_beside_a_session(client: Client, sign_in: SignIn) -> None:
    ours = organisation()
    owner = member(ours)
    key, secret = key_of(owner, of=ours)
    revoke_api_key(key, by=owner)
    sign_in(client, owner)
    assert kind_of(client.get(ME, headers=bearer(secret))) == (401, "sign-in-needed")
    assert kind_of(client.get(ME, headers={"Authorization": "Basic eDp5"})) == (401, "sign-in-needed")
    assert client.get(ME).json()["key"] is None


def test_a_key_without_the_scope_is_turned_away(client: Client) -> None:
    ours = organisation()
    key, secret = key_of(member(ours), of=ours)
    ApiKey.objects.filter(pk=key.pk).update(scopes=["another:scope"])
    assert kind_of(client.get(EVENTS, headers=bearer(secret))) == (403, "scope-missing")


def test_a_role_that_asks_for_two_factors_asks_for_them_here_too(client: Client, sign_in: SignIn) -> None:
    sign_in(client, member(organisation()))
    assert client.get(EVENTS).status_code == 200
    session = client.session
    del session[SECOND_FACTOR]
    session.save()
    assert kind_of(client.get(EVENTS)) == (403, "not-your-door")


def test_too_many_calls_in_a_minute_are_told_when_to_come_back(client: Client, settings: Settings) -> None:
    settings.MUNERA_CALLS_PER_MINUTE = 2
    ours = organisation()
    owner = member(ours)
    (_, busy), (_, quiet) = key_of(owner, of=ours), key_of(owner, of=ours)
    # Within one minute, which might else end between two calls.
    with time_machine.travel(timezone.now().replace(second=20), tick=False):
        assert [client.get(ME, headers=bearer(busy)).status_code for _ in range(3)] == [200, 200, 429]
        refused = client.get(ME, headers=bearer(busy))
        assert kind_of(refused) == (429, "too-many-requests")
        assert refused["Retry-After"] == "40"
        assert client.get(ME, headers=bearer(quiet)).status_code == 200


# --- what is shown ------------------------------------------------------------------------------------------------


def test_a_key_sees_its_own_organisation_and_the_events_about_it(client: Client) -> None:
    ours, theirs = organisation(), organisation()
    owner = member(ours)
    _, secret = key_of(owner, of=ours)
    record_audit("test.thing.done", theirs, by=owner)
    record_audit("test.thing.done", person(), by=person(), on_behalf_of=ours)
    organisations = client.get("/api/v1/organisations", headers=bearer(secret)).json()
    assert [found["id"] for found in organisations["items"]] == [ours.pk]
    verbs = [event["verb"] for event in client.get(EVENTS, headers=bearer(secret)).json()["items"]]
    assert verbs == ["access.key.issued", "test.thing.done"]


def test_pages_of_rows_lead_on_to_the_next_until_the_end(client: Client) -> None:
    ours = organisation()
    owner = member(ours)
    _, secret = key_of(owner, of=ours)
    for _ in range(4):
        record_audit("test.thing.done", ours, by=owner)
    address, seen = f"{EVENTS}?limit=2", []
    while address:
        page = client.get(address, headers=bearer(secret)).json()
        assert page["count"] == 5
        seen += [event["id"] for event in page["items"]]
        address = page["next"]
    assert seen == sorted(seen)
    assert len(seen) == 5


def test_a_list_asks_as_often_for_three_rows_as_for_one(client: Client) -> None:
    ours = organisation()
    owner = member(ours)
    _, secret = key_of(owner, of=ours)
    client.get(EVENTS, headers=bearer(secret))
    counts = []
    for more in (0, 2):
        for _ in range(more):
            record_audit("test.thing.done", ours, by=owner)
        with CaptureQueriesContext(connection) as asked:
            client.get(EVENTS, headers=bearer(secret))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_what_has_not_changed_is_not_sent_again(client: Client) -> None:
    ours = organisation()
    owner = member(ours)
    _, secret = key_of(owner, of=ours)
    first = client.get(EVENTS, headers=bearer(secret))
    again = client.get(EVENTS, headers=bearer(secret) | {"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    record_audit("test.thing.done", ours, by=owner)
    changed = client.get(EVENTS, headers=bearer(secret) | {"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]
    assert first["Cache-Control"] == "private, no-cache"


def test_a_value_that_is_not_understood_is_named_but_not_repeated(client: Client) -> None:
    ours = organisation()
    _, secret = key_of(member(ours), of=ours)
    response = client.get(f"{EVENTS}?limit=milica", headers=bearer(secret))
    assert kind_of(response) == (422, "values-not-valid")
    assert [(fault["at"], fault["code"]) for fault in response.json()["faults"]] == [("query/limit", "int_parsing")]
    assert "milica" not in response.content.decode()


@pytest.mark.parametrize(
    ("method", "address", "expected"),
    [("GET", "/api/v1/no-such-thing", (404, "nothing-here")), ("POST", ME, (405, "not-that-way"))],
)
def test_what_is_not_there_is_a_problem_too(
    client: Client, method: str, address: str, expected: tuple[int, str]
) -> None:
    assert kind_of(client.generic(method, address)) == expected


def test_the_type_of_a_problem_leads_to_a_page_that_explains_it(client: Client) -> None:
    problem = client.get(ME).json()
    page = client.get(problem["type"])
    assert page.status_code == 200
    assert problem["title"] in page.content.decode()


def test_a_problem_speaks_the_callers_language(client: Client) -> None:
    response = client.get(ME, headers={"Accept-Language": "pt"})
    assert response["Content-Language"] == "pt"


# --- how it is described ------------------------------------------------------------------------------------------


def test_every_operation_has_a_door_and_every_write_is_done_once() -> None:
    operations = [
        operation
        for router in api._get_bound_routers()
        for address in router.path_operations.values()
        for operation in address.operations
    ]
    doorless = [found.view_func.__name__ for found in operations if declared_by(found.view_func).scope is None]
    repeatable = [
        found.view_func.__name__
        for found in operations
        if found.methods != ["GET"] and not declared_by(found.view_func).once_only
    ]
    assert operations
    assert (doorless, repeatable) == ([], [])


def test_the_description_declares_each_error_as_a_problem(client: Client) -> None:
    description = client.get(reverse("api_description")).json()
    assert description["openapi"].startswith("3.1")
    events = description["paths"][EVENTS]["get"]["responses"]
    assert events.keys() == {"200", "304", "401", "403", "422", "429"}
    assert events["403"]["content"] == {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
    }


def test_the_description_for_people_lists_every_operation(client: Client) -> None:
    description = client.get(reverse("api_description")).json()
    page = client.get(reverse("api_docs")).content.decode()
    assert [address for address in description["paths"] if address not in page] == []
    assert '<script src="https' not in page


def test_a_session_needs_the_token_against_forged_requests(sign_in: SignIn) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, person())
    paths = api.get_openapi_schema()["paths"]
    some_write = next(re.sub(r"{[^}]*}", "1", address) for address, methods in paths.items() if "post" in methods)
    response = client.post(some_write, {}, content_type="application/json", headers={"Idempotency-Key": "x"})
    assert kind_of(response) == (403, "token-missing")


def test_an_organisation_without_a_member_who_administers_it_has_no_keys() -> None:
    ours = organisation()
    _, secret = key_of(member(ours), of=ours)
    Organisation.objects.get(pk=ours.pk).memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert kind_of(Client().get(ME, headers=bearer(secret))) == (401, "sign-in-needed")


# --- the short way of keys ----------------------------------------------------------------------------------------


def _secret() -> str:
    ours = organisation()
    return key_of(member(ours), of=ours)[1]


def test_a_call_with_a_key_is_answered_with_the_headers_of_any_answer_and_no_cookie(
    client: Client, sign_in: SignIn
) -> None:
    by_key = client.get(ME, headers=bearer(_secret()))
    sign_in(client, person())
    by_session = client.get(ME)
    assert by_key.status_code == by_session.status_code == 200
    theirs = {name for name in by_session.headers if name not in ("Cache-Control", "Vary")}
    assert theirs <= set(by_key.headers)
    assert by_key["X-Content-Type-Options"] == "nosniff"
    assert by_key["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert not by_key.cookies


def test_an_address_that_is_not_there_is_a_problem_for_a_key_too(client: Client) -> None:
    secret = _secret()
    assert kind_of(client.get("/api/v1/nothing", headers=bearer(secret))) == (404, "nothing-here")
    assert kind_of(client.delete(ME, headers=bearer(secret))) == (405, "not-that-way")


def test_our_own_fault_is_told_to_a_key_as_a_problem(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("something broke")

    secret = _secret()
    monkeypatch.setattr("munera.kernel.access.doors.api.caller_of", fail)
    client.raise_request_exception = False
    assert kind_of(client.get(ME, headers=bearer(secret))) == (500, "our-fault")


@pytest.mark.parametrize("header", ["", " ", " munera_x"])
def test_a_header_without_a_scheme_is_nobody_and_no_fault(client: Client, header: str) -> None:
    assert kind_of(client.get(ME, headers={"Authorization": header})) == (401, "sign-in-needed")
