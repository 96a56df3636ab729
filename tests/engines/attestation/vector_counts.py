"""Counting published vectors: how many were accepted and how many refused, said at the end of the run.

A test notes what it tried with ``tally("rfc8785", accepted=6)``. Only tests that passed are counted.
"""

from collections import Counter
from collections.abc import Callable

import pytest

PROPERTY = "published vectors"
Tally = Callable[..., None]


@pytest.fixture
def tally(record_property: Callable[[str, object], None]) -> Tally:
    """Note vectors of one source: ``tally("wycheproof Ed25519", accepted=88, refused=63)``."""

    def note(source: str, *, accepted: int = 0, refused: int = 0) -> None:
        record_property(PROPERTY, [source, accepted, refused])

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    accepted: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed"):
        for name, value in getattr(report, "user_properties", ()):
            if name == PROPERTY:
                source, good, bad = value
                accepted[source] += good
                refused[source] += bad
    if not accepted:
        return
    terminalreporter.section("published vectors")
    for source in sorted(accepted):
        terminalreporter.write_line(f"{source:<45} {accepted[source]:>5} accepted {refused[source]:>5} refused")
    total = f"{'together':<45} {accepted.total():>5} accepted {refused.total():>5} refused"
    terminalreporter.write_line(total, bold=True)
