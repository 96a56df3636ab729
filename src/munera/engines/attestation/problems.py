"""What is said about a credential that breaks a rule, and the small questions that all rules ask."""

import re
from dataclasses import dataclass
from typing import Any

# RFC 3986, 3: a scheme, a colon, and no character that a URL cannot have.
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20\x7f]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule: a word that stays, where (a JSON pointer), one sentence, and where the rule is written."""

    code: str
    path: str
    sentence: str
    clause: str


def is_url(value: object) -> bool:
    return isinstance(value, str) and _URL.fullmatch(value) is not None


def types_of(value: object) -> list[str]:
    """The types that an object states; none where it states none, or in a form that does not count."""
    stated = value.get("type") if isinstance(value, dict) else None
    kinds = [stated] if isinstance(stated, str) else stated
    if isinstance(kinds, list) and kinds and all(isinstance(kind, str) and kind for kind in kinds):
        return kinds
    return []


def each(holder: dict[str, Any], name: str, path: str = "") -> list[tuple[str, Any]]:
    """The values of a member that may be one or several, each with its path."""
    value = holder.get(name)
    if name not in holder:
        return []
    if isinstance(value, list):
        return [(f"{path}/{name}/{index}", item) for index, item in enumerate(value)]
    return [(f"{path}/{name}", value)]
