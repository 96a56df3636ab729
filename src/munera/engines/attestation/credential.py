"""Credentials before they are signed and after they were read: do they keep the rules, and who speaks in them?"""

import unicodedata
from datetime import datetime
from typing import Any

from munera.engines.attestation.data_model import (
    BASE_CONTEXT,
    ISSUER,
    NAMES,
    context_problems,
    data_model_problems,
    date_problems,
)
from munera.engines.attestation.open_badges import (
    CONTEXT,
    endorsements,
    hashed_identity,
    is_open_badge,
    open_badge,
    open_badge_problems,
)
from munera.engines.attestation.problems import Problem

__all__ = [
    "BASE_CONTEXT",
    "CONTEXT",
    "Problem",
    "context_problems",
    "controller_problems",
    "date_problems",
    "hashed_identity",
    "issuer_of",
    "open_badge",
    "problems_of",
    "warnings_of",
]

# Unicode Standard Annex 9: what turns the direction of the text around it, and so can show a name that is another.
_BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def problems_of(document: dict[str, Any], *, now: datetime | None = None) -> list[Problem]:
    """Every rule of the data model, and of Open Badges where it is one, that ``document`` breaks.

    With ``now`` also whether it has begun and not ended. Endorsements inside are credentials and are held to the same
    rules; their proofs are not checked here. An empty list says nothing about who signed.
    """
    problems = _rules(document, "")
    for path, endorsement in endorsements(document):
        problems.extend(_rules(endorsement, path))
    return problems + (date_problems(document, now) if now else [])


def issuer_of(document: dict[str, Any]) -> str:
    """The identifier of the issuer, by itself or in an object; empty where there is none."""
    issuer = document.get("issuer")
    identifier = issuer.get("id") if isinstance(issuer, dict) else issuer
    return identifier if isinstance(identifier, str) else ""


def controller_problems(document: dict[str, Any], *, verification_method: str, controller: str) -> list[Problem]:
    """Whether the issuer speaks for itself: it controls the key, and the key is found under its own name.

    ``controller`` is what the document of the key states. That the key may be used to assert is a further question.
    """
    issuer = issuer_of(document)
    if issuer and issuer == controller == verification_method.partition("#")[0]:
        return []
    sentence = f"The credential is issued by {issuer or 'nobody'}, the key belongs to {controller or 'nobody'}."
    return [Problem("foreign-key", "/issuer", sentence, ISSUER)]


def warnings_of(document: dict[str, Any]) -> list[Problem]:
    """Texts that may show otherwise than they are written: characters that turn the direction of writing.

    They are allowed and sometimes needed, so this is for the eye of the reader, not a reason to refuse.
    """
    return _turning(document, "")


def _rules(document: dict[str, Any], path: str) -> list[Problem]:
    problems = data_model_problems(document, path=path)
    return problems + (open_badge_problems(document, path=path) if is_open_badge(document) else [])


def _turning(value: object, path: str) -> list[Problem]:
    if isinstance(value, dict):
        return [problem for name, item in value.items() for problem in _turning(item, f"{path}/{name}")]
    if isinstance(value, list):
        return [problem for index, item in enumerate(value) for problem in _turning(item, f"{path}/{index}")]
    if (
        isinstance(value, str)
        and not value.isascii()
        and any(unicodedata.bidirectional(char) in _BIDI for char in value)
    ):
        return [Problem("turned-text", path, "The text holds characters that turn the direction of writing.", NAMES)]
    return []
