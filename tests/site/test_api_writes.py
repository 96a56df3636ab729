"""A write through the API, shown on a cancelled day of seasonal work: done once, and only on what was seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from munera.kernel.access.rules import ADMINISTRATOR
from munera.kernel.audit.models import Event
from munera.kernel.audit.rules import reference
from munera.kernel.idempotency.models import StoredAnswer
from munera.kernel.organisations.models import Membership
from munera.services.seasonal.models import Engagement
from munera.services.seasonal.rules import READ, WRITE
from tests.factories import seasonal
from tests.factories.access import key_of

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Program:
    """A program of an employer, its key, and one day it may cancel."""

    client: Client
    secret: str
    engagement: Engagement

    @property
    def address(self) -> str:
        return f"/api/v1/seasonal/engagements/{self.engagement.pk}"

    def read(self) -> HttpResponse:
        return self.client.get(self.address, headers={"Authorization": f"Bearer {self.secret}"})

    def cancel(self, *, once: str = "k", reason: str = "rain", **headers: str) -> HttpResponse:
        said = {"Authorization": f"Bearer {self.secret}"} | ({"Idempotency-Key": once} if once else {}) | headers
        return self.client.post(
            f"{self.address}/cancellation", {"reason": reason}, content_type="application/json", headers=said
        )


@pytest.fixture
def program(client: Client) -> Iterator[Program]:
    with time_machine.travel(datetime.combine(seasonal.TODAY, time(9), tzinfo=UTC)):
        employer, by, crew = seasonal.employer_with_crew(1)
        Membership.objects.create(person=by, organisation=employer, role=ADMINISTRATOR.code, starts_on=seasonal.TODAY)
        _, secret = key_of(by, of=employer, scopes=(READ.code, WRITE.code))
        yield Program(client, secret, seasonal.engagement(employer, crew[0], on=seasonal.TOMORROW, by=by))


def cancelled() -> int:
    return Event.objects.filter(verb="seasonal.engagement.cancelled").count()


def test_the_same_request_is_done_once_and_answered_alike(program: Program) -> None:
    first, second = program.cancel(), program.cancel()
    assert (first.status_code, first.json()["state"]) == (200, "cancelled")
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert ("Idempotency-Replayed" in first, second["Idempotency-Replayed"]) == (False, "true")
    assert cancelled() == 1


def test_a_key_may_be_quoted_as_the_draft_writes_it(program: Program) -> None:
    program.cancel(once='"k"')
    assert program.cancel(once="k")["Idempotency-Replayed"] == "true"


def test_that_a_key_acted_is_noted_beside_what_it_did(program: Program) -> None:
    program.cancel()
    program.cancel()
    acted = Event.objects.get(verb="access.key.acted")
    assert acted.on_behalf_of == reference(program.engagement.employer)
    assert acted.object.startswith("access.apikey:")


def test_the_same_key_with_another_request_is_a_mistake(program: Program) -> None:
    program.cancel()
    response = program.cancel(reason="other")
    assert response.status_code == 422
    assert response.json()["type"].endswith("/problems/key-used-for-another/")


@pytest.mark.parametrize("key", ["", "x" * 256, "a b", "ключ"])
def test_a_write_without_a_usable_key_is_refused(program: Program, key: str) -> None:
    response = program.cancel(once=key)
    assert response.status_code == 400
    assert response.json()["type"].endswith("/problems/idempotency-key-missing/")
    assert cancelled() == 0


def test_a_refused_write_is_not_stored(program: Program) -> None:
    assert program.cancel(once="first").status_code == 200
    assert program.cancel(once="second").status_code == 409
    assert list(StoredAnswer.objects.values_list("key", flat=True)) == ["first"]


def test_a_change_is_refused_once_somebody_was_quicker(program: Program) -> None:
    seen = program.read()["ETag"]
    stale = program.cancel(once="stale", **{"If-Match": '"0123456789abcdef"'})
    assert (stale.status_code, cancelled()) == (412, 0)
    assert stale.json()["type"].endswith("/problems/changed-meanwhile/")
    assert program.cancel(once="fresh", **{"If-Match": seen}).status_code == 200
    assert program.read()["ETag"] != seen
