"""A fixed July day, on which the rules of 2026 hold."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine


@pytest.fixture(autouse=True)
def july_morning() -> Iterator[time_machine.Traveller]:
    """A quarter past seven, when crews are registered."""
    with time_machine.travel(datetime(2026, 7, 14, 7, 15, tzinfo=ZoneInfo("Europe/Belgrade")), tick=True) as traveller:
        yield traveller
