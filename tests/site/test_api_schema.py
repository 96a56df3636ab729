"""The API held against its own description: whatever schemathesis thinks of, no answer may be an undeclared one.

Each operation is asked by nobody and with a key that may do everything, with values that fit the description and
values that do not. The seed is fixed, so that a failure is the same on every machine.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from uuid import uuid4

import pytest
import schemathesis
import time_machine
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from pytest_django import Settings
from schemathesis.specs.openapi.checks import negative_data_rejection

from munera.kernel.access.queries import every_scope
from munera.kernel.access.rules import ADMINISTRATOR
from munera.kernel.idempotency.doors import KEY
from munera.kernel.organisations.models import Membership, Organisation
from munera.services.seasonal.models import Engagement
from munera.site.wsgi import application
from tests.factories import seasonal
from tests.factories.access import key_of

EXAMPLES = 5
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
# An ETag thought up at random fits the description and no row: 412 is then the right answer.
schema.config.checks.positive_data_acceptance.expected_statuses += ["412"]
modestly = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)


@pytest.fixture(autouse=True)
def _keep_the_connection() -> Iterator[None]:
    """A test lives in one connection. Django's test client sees to that; here the application itself is asked."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@dataclass(frozen=True)
class Caller:
    """A key that may do everything for an employer, and a row of that employer."""

    headers: dict[str, str]
    employer: Organisation
    engagement: Engagement


@pytest.fixture
def caller(db: None, settings: Settings) -> Iterator[Caller]:
    settings.MUNERA_CALLS_PER_MINUTE = 1_000_000
    with time_machine.travel(datetime.combine(seasonal.TODAY, time(9), tzinfo=UTC)):
        yield employer_with_key()


def employer_with_key() -> Caller:
    employer, by, crew = seasonal.employer_with_crew(2)
    Membership.objects.create(person=by, organisation=employer, role=ADMINISTRATOR.code, starts_on=seasonal.TODAY)
    _, secret = key_of(by, of=employer, scopes=tuple(scope.code for scope in every_scope()))
    engagement = seasonal.engagement(employer, crew[0], on=seasonal.TOMORROW, by=by)
    return Caller({"Authorization": f"Bearer {secret}"}, employer, engagement)


def headers_of(case: schemathesis.Case, caller: Caller) -> dict[str, str]:
    """The caller's; a valid idempotency key is thought up more than once, and would then belong to another request."""
    thought_up = str((case.headers or {}).get("Idempotency-Key", ""))
    fresh = {"Idempotency-Key": uuid4().hex} if KEY.fullmatch(thought_up) else {}
    return caller.headers | fresh


@schema.parametrize()
@modestly
def test_nobody_gets_only_what_is_declared(case: schemathesis.Case, db: None) -> None:
    case.call_and_validate()


@schema.parametrize()
@modestly
def test_a_key_gets_only_what_is_declared(case: schemathesis.Case, caller: Caller) -> None:
    case.call_and_validate(headers=headers_of(case, caller))


@schema.include(path_regex=r"{number}").parametrize()
@modestly
def test_a_key_that_names_its_own_rows_gets_only_what_is_declared(case: schemathesis.Case, caller: Caller) -> None:
    """Numbers thought up at random find nothing; here the row is there, and the operation goes on to its end."""
    own = caller.employer if "/employers/" in case.path else caller.engagement
    case.path_parameters["number"] = own.pk
    # The number and the key were put right, so what was thought up as invalid may no longer be.
    case.call_and_validate(headers=headers_of(case, caller), excluded_checks=[negative_data_rejection])
