"""The folder of published test vectors."""

from pathlib import Path

from tests.engines.measured import folder_of


def vectors(name: str) -> Path:
    """One of them; the test is skipped without it."""
    return folder_of(f"vectors/{name}")
