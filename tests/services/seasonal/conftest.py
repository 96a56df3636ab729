"""A fixed July day, on which the rules of 2026 hold, and somebody who looks at pages."""

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from munera.kernel.people.models import Person
from tests.services.seasonal.reading import Browse


@pytest.fixture(autouse=True)
def july_morning() -> Iterator[time_machine.Traveller]:
    """A quarter past seven, when crews are registered."""
    with time_machine.travel(datetime(2026, 7, 14, 7, 15, tzinfo=ZoneInfo("Europe/Belgrade")), tick=True) as traveller:
        yield traveller


@pytest.fixture
def browse(client: Client, sign_in: Callable[[Client, Person], None]) -> Browse:
    """``browse(milica)`` is a client in which Milica has signed in."""

    def browse_as(who: Person) -> Client:
        sign_in(client, who)
        return client

    return browse_as
