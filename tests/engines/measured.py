"""The folder of published data, for tests that run without Django too."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def folder_of(name: str) -> Path:
    """A folder of ``MUNERA_DATA``, or of ``../shared/data`` beside the repository; the test is skipped without it."""
    folder = Path(os.environ.get("MUNERA_DATA") or ROOT.parent / "shared" / "data") / name
    if not folder.is_dir():
        pytest.skip(f"NO DATA: {folder} is missing; name the folder of published data sets in MUNERA_DATA.")
    return folder


def published_answers(name: str) -> Path:
    """A file of answers that others published; the test is skipped without it."""
    path = folder_of("psychometrics") / name
    if not path.exists():
        pytest.skip(f"NO DATA: {path} is missing; docs/engines/published-answers.md says how to bring it.")
    return path
