"""The same room for programs: done once per key, explained, and blind to everybody else's rows."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.seasonal import rules
from munera.services.seasonal.choices import CancelReason
from munera.services.seasonal.models import Engagement, Worker
from tests.factories.access import key_of, member
from tests.factories.seasonal import TODAY, TOMORROW, employer_with_crew, engagement

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/seasonal"


@pytest.fixture
def call(client: Client, sign_in: Callable[[Client, Person], None]) -> Callable[..., Any]:
    """``call(milica, "GET", "/workers")`` in a session; a write gets a key of its own."""

    def ask(who: Person, method: str, address: str, body: object = None, **headers: str) -> Any:
        sign_in(client, who)
        sent = headers if method == "GET" else {"Idempotency-Key": str(uuid4())} | headers
        return client.generic(method, ROOT + address, as_json(client, body), "application/json", headers=sent)

    return ask


def as_json(client: Client, body: object) -> str:
    return "" if body is None else str(client._encode_json(body, "application/json"))


def crew_for_tomorrow(workers: list[Worker]) -> dict[str, object]:
    return {"on": TOMORROW.isoformat(), "workers": [one.pk for one in workers], "op_id": str(uuid4())}


def register(call: Callable[..., Any], who: Person, of: Organisation, body: object, **headers: str) -> Any:
    return call(who, "POST", f"/employers/{of.pk}/receipts", body, **headers)


def test_a_crew_is_registered_and_the_receipt_names_each_levy(call: Callable[..., Any]) -> None:
    of, milica, workers = employer_with_crew(2)

    answer = register(call, milica, of, crew_for_tomorrow(workers))

    assert answer.status_code == 201, answer.content
    receipt = answer.json()
    assert receipt["on"] == "2026-07-15"
    assert [one["levy"] for one in receipt["engagements"]] == ["615.57", "615.57"]
    assert {one["receipt"] for one in receipt["engagements"]} == {receipt["number"]}


def test_the_same_key_gets_the_same_answer_and_registers_once(call: Callable[..., Any]) -> None:
    of, milica, workers = employer_with_crew(2)
    body = crew_for_tomorrow(workers)

    first, second = (register(call, milica, of, body, **{"Idempotency-Key": "once"}) for _ in range(2))

    assert first.content == second.content
    assert second.headers["Idempotency-Replayed"] == "true"
    assert Engagement.objects.count() == 2


def test_another_key_with_the_same_operation_gets_the_same_receipt(call: Callable[..., Any]) -> None:
    of, milica, workers = employer_with_crew(2)
    body = crew_for_tomorrow(workers)

    first, second = (register(call, milica, of, body).json() for _ in range(2))

    assert first["number"] == second["number"]
    assert Engagement.objects.count() == 2


def test_a_stranger_in_the_crew_is_a_problem_and_nobody_is_registered(call: Callable[..., Any]) -> None:
    of, milica, workers = employer_with_crew(1)
    _next_door, _dragan, strangers = employer_with_crew(1)

    answer = register(call, milica, of, crew_for_tomorrow([*workers, *strangers]))

    assert answer.status_code == 409
    assert answer.json()["type"].endswith("not-of-this-crew/")
    assert not Engagement.objects.exists()


def test_an_empty_crew_and_a_day_that_is_none_are_faults(call: Callable[..., Any]) -> None:
    of, milica, _workers = employer_with_crew(1)

    answer = register(call, milica, of, {"on": "soon", "workers": [], "op_id": "?"})

    assert answer.status_code == 422
    assert {fault["at"].rpartition("/")[2] for fault in answer.json()["faults"]} == {"on", "workers", "op_id"}


def test_a_levy_is_explained_with_its_lines_and_sources(call: Callable[..., Any]) -> None:
    of, milica, [ana] = employer_with_crew(1)
    there = engagement(of, ana, on=TODAY, by=milica)

    levy = call(milica, "GET", f"/engagements/{there.pk}/levy").json()

    assert levy["total"] == "615.57"
    assert [(line["rate"], line["base"], line["amount"]) for line in levy["lines"]] == [
        ("10", "1709.90", "170.99"),
        ("24", "1709.90", "410.38"),
        ("2", "1709.90", "34.20"),
    ]
    assert all(used["source"] for line in levy["lines"] for used in line["used"])
    assert levy["rounding_verified"] is False


def test_a_list_can_be_narrowed_to_days_and_holds_nobody_else_s(call: Callable[..., Any]) -> None:
    of, milica, [ana, bojan] = employer_with_crew(2)
    next_door, dragan, [stefan] = employer_with_crew(1)
    engagement(of, ana, on=TODAY, by=milica)
    wanted = engagement(of, bojan, on=TOMORROW, by=milica)
    engagement(next_door, stefan, on=TOMORROW, by=dragan)

    found = call(milica, "GET", f"/engagements?since={TOMORROW}&until={TOMORROW}").json()
    theirs = call(milica, "GET", f"/engagements?employer={next_door.pk}").json()

    assert [one["id"] for one in found["items"]] == [wanted.pk]
    assert theirs["items"] == []


def test_an_engagement_is_cancelled_only_if_it_is_still_what_was_read(call: Callable[..., Any]) -> None:
    of, milica, [ana] = employer_with_crew(1)
    there = engagement(of, ana, on=TOMORROW, by=milica)
    etag = call(milica, "GET", f"/engagements/{there.pk}").headers["ETag"]
    address, body = f"/engagements/{there.pk}/cancellation", {"reason": CancelReason.RAIN}

    cancelled = call(milica, "POST", address, body, **{"If-Match": etag})
    again = call(milica, "POST", address, body, **{"If-Match": etag})
    without = call(milica, "POST", address, body)

    assert cancelled.json()["state"] == "cancelled"
    assert again.status_code == 412
    assert without.status_code == 409


def test_a_key_of_the_employer_registers_with_the_scope_and_only_with_it(client: Client) -> None:
    of, _milica, workers = employer_with_crew(1)
    joana = member(of)

    def ask(*scopes: str) -> int:
        _key, secret = key_of(joana, of=of, scopes=scopes)
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": str(uuid4())}
        body = as_json(client, crew_for_tomorrow(workers))
        address = f"{ROOT}/employers/{of.pk}/receipts"
        return client.generic("POST", address, body, "application/json", headers=headers).status_code

    assert ask(rules.READ.code) == 403
    assert ask(rules.READ.code, rules.WRITE.code) == 201


def test_a_day_whose_rates_are_unknown_has_no_levy_to_explain(call: Callable[..., Any], july_morning: Any) -> None:
    of, milica, [ana] = employer_with_crew(1)
    july_morning.move_to("2026-12-15T09:00:00+01:00")
    there = engagement(of, ana, on=date(2027, 1, 15), by=milica)

    shown = call(milica, "GET", f"/engagements/{there.pk}").json()
    answer = call(milica, "GET", f"/engagements/{there.pk}/levy")

    assert shown["levy"] is None
    assert answer.status_code == 409
