"""The rules of the W3C Verifiable Credentials Data Model 2.0, as far as a document shows whether it keeps them.

The JSON schema beside the recommendation is for version 1.1 and judges wrongly; these rules were written from the text
and tried on the inputs of its test suite.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from munera.engines.attestation.errors import AttestationError
from munera.engines.attestation.moments import read_moment
from munera.engines.attestation.problems import Problem, each, is_url, types_of

BASE_CONTEXT = "https://www.w3.org/ns/credentials/v2"

CONTEXTS = "VC Data Model 2.0, 4.3"
IDENTIFIERS = "VC Data Model 2.0, 4.4"
TYPES = "VC Data Model 2.0, 4.5"
NAMES = "VC Data Model 2.0, 4.6"
ISSUER = "VC Data Model 2.0, 4.7"
SUBJECT = "VC Data Model 2.0, 4.8"
VALIDITY = "VC Data Model 2.0, 4.9"
SECURING = "VC Data Model 2.0, 4.12"
CONTEXT_VALIDATION = "VC Data Integrity 1.0, 4.6"

# What must say its type, whether it needs an id too, and where that is written.
_TYPED: Mapping[str, tuple[bool, str]] = {
    "credentialStatus": (False, "VC Data Model 2.0, 4.10"),
    "credentialSchema": (True, "VC Data Model 2.0, 4.11"),
    "refreshService": (False, "VC Data Model 2.0, 5.4"),
    "termsOfUse": (False, "VC Data Model 2.0, 5.5"),
    "evidence": (False, "VC Data Model 2.0, 5.6"),
}
_LANGUAGE_MEMBERS = {"@value", "@language", "@direction"}


def data_model_problems(document: dict[str, Any], *, path: str = "") -> list[Problem]:
    """Every rule that ``document`` breaks, in the order of the recommendation."""
    return [
        *_contexts(document, path),
        *_identifier(document, path),
        *_types(document, path),
        *_names(document, path),
        *_issuer(document, path),
        *_subjects(document, path),
        *_validity(document, path),
        *_typed_members(document, path),
        *_proofs(document, path),
    ]


def context_problems(document: dict[str, Any], *, pinned: Collection[str]) -> list[Problem]:
    """Contexts that could change what the words of ``document`` mean, and so what was signed.

    The base comes first, each of the others is known by its address in ``pinned``, none stands inline or twice, and no
    JSON-LD keyword lies inside the document, where it could rename a term.
    """
    stated = document.get("@context")
    contexts = stated if isinstance(stated, list) else [stated]
    problems = _contexts(document, "")
    for index, context in enumerate(contexts):
        path = f"/@context/{index}"
        if isinstance(context, dict):
            sentence = "A context stands inside the document, where it can give words another meaning."
            problems.append(Problem("inline-context", path, sentence, CONTEXT_VALIDATION))
        elif isinstance(context, str) and context not in pinned:
            sentence = f"The context {context} is not one of those that are known here."
            problems.append(Problem("unknown-context", path, sentence, CONTEXT_VALIDATION))
        elif context in contexts[:index]:
            problems.append(Problem("repeated-context", path, f"The context {context} stands twice.", CONTEXTS))
    for name, value in document.items():
        if name not in {"@context", "proof"}:
            problems.extend(_keywords(name, value, "", pinned))
    return problems


def date_problems(document: dict[str, Any], now: datetime) -> list[Problem]:
    """Whether ``document`` holds at ``now``: ``not-yet-valid``, ``expired``. Both ends belong to the period."""
    problems = []
    begins, ends = _moment(document, "validFrom"), _moment(document, "validUntil")
    if begins is not None and now < begins:
        sentence = f"The credential is valid from {document['validFrom']} on, which has not come."
        problems.append(Problem("not-yet-valid", "/validFrom", sentence, VALIDITY))
    if ends is not None and ends < now:
        sentence = f"The credential was valid until {document['validUntil']}."
        problems.append(Problem("expired", "/validUntil", sentence, VALIDITY))
    return problems


def _contexts(document: dict[str, Any], path: str) -> list[Problem]:
    contexts = document.get("@context")
    if not isinstance(contexts, list) or contexts[:1] != [BASE_CONTEXT]:
        sentence = f"The contexts must be a list that begins with {BASE_CONTEXT}."
        return [Problem("base-context", f"{path}/@context", sentence, CONTEXTS)]
    return [
        Problem("bad-context", f"{path}/@context/{index}", "A context is an address or an object.", CONTEXTS)
        for index, context in enumerate(contexts)
        if not isinstance(context, dict) and not is_url(context)
    ]


def _identifier(holder: dict[str, Any], path: str) -> list[Problem]:
    if "id" not in holder or is_url(holder["id"]):
        return []
    return [Problem("bad-id", f"{path}/id", "An id is one URL.", IDENTIFIERS)]


def _types(document: dict[str, Any], path: str) -> list[Problem]:
    kinds = types_of(document)
    if "VerifiableCredential" not in kinds:
        return [Problem("not-a-credential", f"{path}/type", "The type must name VerifiableCredential.", TYPES)]
    if len(set(kinds)) < len(kinds):
        return [Problem("repeated-type", f"{path}/type", "A type stands twice.", TYPES)]
    return []


def _names(holder: dict[str, Any], path: str) -> list[Problem]:
    problems = []
    for member in ("name", "description"):
        for place, text in each(holder, member, path):
            if isinstance(text, dict):
                plain = set(text) <= _LANGUAGE_MEMBERS and isinstance(text.get("@value"), str)
            else:
                plain = isinstance(text, str)
            if not plain:
                sentence = "A name or description is a text, or texts with their language and direction."
                problems.append(Problem("bad-text", place, sentence, NAMES))
    return problems


def _issuer(document: dict[str, Any], path: str) -> list[Problem]:
    issuer = document.get("issuer")
    identifier = issuer.get("id") if isinstance(issuer, dict) else issuer
    if not is_url(identifier):
        sentence = "The issuer must be named by a URL, or by an object with one as its id."
        return [Problem("bad-issuer", f"{path}/issuer", sentence, ISSUER)]
    return _names(issuer, f"{path}/issuer") if isinstance(issuer, dict) else []


def _subjects(document: dict[str, Any], path: str) -> list[Problem]:
    subjects = each(document, "credentialSubject", path)
    if not subjects:
        return [Problem("no-subject", f"{path}/credentialSubject", "The credential is about nobody.", SUBJECT)]
    problems = []
    for place, subject in subjects:
        if not isinstance(subject, dict) or not subject:
            problems.append(Problem("no-claims", place, "Nothing is said about the subject.", SUBJECT))
        else:
            problems.extend(_identifier(subject, place))
    return problems


def _validity(document: dict[str, Any], path: str) -> list[Problem]:
    problems = []
    for member in ("validFrom", "validUntil"):
        if member in document:
            try:
                read_moment(document[member])
            except AttestationError as error:
                problems.append(Problem(error.code, f"{path}/{member}", str(error), VALIDITY))
    begins, ends = _moment(document, "validFrom"), _moment(document, "validUntil")
    if begins is not None and ends is not None and ends < begins:
        sentence = "The credential ends before it begins."
        problems.append(Problem("ends-before-it-begins", f"{path}/validUntil", sentence, VALIDITY))
    return problems


def _moment(document: dict[str, Any], member: str) -> datetime | None:
    try:
        return read_moment(document[member]) if member in document else None
    except AttestationError:
        return None


def _typed_members(document: dict[str, Any], path: str) -> list[Problem]:
    problems = []
    for member, (needs_id, clause) in _TYPED.items():
        for place, item in each(document, member, path):
            if not types_of(item):
                problems.append(Problem("no-type", place, f"{member} must say its type.", clause))
            elif needs_id and "id" not in item:
                problems.append(Problem("no-id", place, f"{member} must have an id.", clause))
            else:
                problems.extend(_identifier(item, place))
    return problems


def _proofs(document: dict[str, Any], path: str) -> list[Problem]:
    problems = []
    for place, proof in each(document, "proof", path):
        if not types_of(proof):
            problems.append(Problem("no-type", place, "A proof must say its type.", SECURING))
        elif "verificationMethod" in proof and not is_url(proof["verificationMethod"]):
            sentence = "The verification method of a proof must be a URL."
            problems.append(
                Problem("bad-method", f"{place}/verificationMethod", sentence, "VC Data Integrity 1.0, 2.1")
            )
    return problems


def _keywords(name: str, value: object, path: str, pinned: Collection[str]) -> list[Problem]:
    place = f"{path}/{name}"
    if name == "@context" and _is_pinned(value, pinned):
        return []  # an endorsement inside a badge is a credential of its own and brings its contexts
    if name.startswith("@") and name not in _LANGUAGE_MEMBERS:
        sentence = f"The keyword {name} could change what the words of the document mean."
        return [Problem("keyword", place, sentence, CONTEXT_VALIDATION)]
    parts = value if isinstance(value, list) else [value]
    members = [member for part in parts if isinstance(part, dict) for member in part.items()]
    return [problem for inner, item in members for problem in _keywords(inner, item, place, pinned)]


def _is_pinned(contexts: object, pinned: Collection[str]) -> bool:
    return (
        isinstance(contexts, list)
        and contexts[:1] == [BASE_CONTEXT]
        and all(isinstance(context, str) and context in pinned for context in contexts)
    )
