"""What the engine found for the demo's sittings, as it lies ready beside this file."""

import json
from importlib.resources import files
from typing import Any, Final, TypedDict

FILE: Final = "kept.json"


class KeptSitting(TypedDict):
    """Of one sitting: columns of the calibration, of each question by its key, and reports by candidate number."""

    calibration: dict[str, Any]
    questions: dict[str, dict[str, Any]]
    numbers: dict[str, Any]
    reports: dict[str, str]


def kept_results() -> list[KeptSitting]:
    """In the order of the sittings."""
    found: list[KeptSitting] = json.loads((files("munera.services.mentor.demo") / FILE).read_text(encoding="utf-8"))
    return found
