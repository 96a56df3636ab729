"""What the engine found for the demo's sittings, as it lies ready beside this file."""

import json
from importlib.resources import files
from typing import Any, Final, NotRequired, TypedDict

FILE: Final = "kept.json"


class KeptSitting(TypedDict):
    """Of one sitting: columns of the calibration, of each question by its key, and what was told to candidates."""

    calibration: dict[str, Any]
    questions: dict[str, dict[str, Any]]
    release: NotRequired["KeptRelease"]


class KeptRelease(TypedDict):
    """The numbers of all reports that were made, and by candidate number those that somebody in the town reads."""

    numbers: dict[str, Any]
    learned: dict[str, Any]
    sample: list[str]
    reports: dict[str, str]


def kept_results() -> list[KeptSitting]:
    """In the order of the sittings."""
    found: list[KeptSitting] = json.loads((files("munera.services.mentor.demo") / FILE).read_text(encoding="utf-8"))
    return found
