"""Published vectors and how many of them ran; keys and a badge that tests begin with."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from munera.engines.attestation import MemoryKey, open_badge
from tests.engines.attestation import published, vector_counts
from tests.engines.attestation.vector_counts import tally

__all__ = ["tally"]

MOMENT = datetime(2026, 5, 1, 12, tzinfo=UTC)


def pytest_configure(config: pytest.Config) -> None:
    """Let the counts be printed, also where the folder above has not asked for them."""
    if not config.pluginmanager.has_plugin(vector_counts.__name__):
        config.pluginmanager.register(vector_counts, vector_counts.__name__)


@pytest.fixture
def vectors() -> Callable[[str], Path]:
    """A folder of published vectors: ``vectors("jcs") / "input"``."""
    return published.vectors


@pytest.fixture
def town() -> MemoryKey:
    """The key of an issuer."""
    return MemoryKey.from_seed(bytes(range(32)), "did:web:town.example#key-1")


@pytest.fixture
def badge() -> dict[str, Any]:
    """A badge that keeps every rule, in more than one script."""
    return open_badge(
        id="urn:uuid:5d5fa2bd-5d5f-4b7c-8d6f-6c1f4f9f7e10",
        issuer={"id": "did:web:town.example", "name": "Grad Novi Sad / Город Нови-Сад"},
        name="Tumač za turski jezik",
        achievement={
            "id": "https://town.example/achievements/7",
            "name": "Türkçe tercüman",
            "description": "Sudski tumač za turski jezik",
            "criteria": {"narrative": "Usmeni i pismeni ispit"},
        },
        subject_id="did:example:milica",
        valid_from=MOMENT,
        valid_until=MOMENT.replace(year=2031),
    )
