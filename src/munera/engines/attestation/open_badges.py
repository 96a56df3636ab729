"""Open Badges 3.0: the classes of its data model, the rules they bring, and a badge made by them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from munera.engines.attestation.data_model import BASE_CONTEXT
from munera.engines.attestation.errors import AttestationError
from munera.engines.attestation.moments import read_moment, write_moment
from munera.engines.attestation.problems import Problem, each, is_url, types_of

CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CONTEXT_PREFIX = "https://purl.imsglobal.org/spec/ob/v3p0/context"
CREDENTIAL_TYPES = ("OpenBadgeCredential", "AchievementCredential", "EndorsementCredential")
ENDORSEMENT = "EndorsementCredential"
CLAUSE = "Open Badges 3.0, B.1"
IDENTITY_CLAUSE = "Open Badges 3.0, B.1.14"


@dataclass(frozen=True, slots=True)
class _Class:
    """A class of the data model: members it must have, members that are objects of a class, members that are URLs."""

    needs: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    urls: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()


# Open Badges 3.0, appendix B.1. Classes that state no type (Criteria) are looked into by name only.
_CLASSES: Mapping[str, _Class] = {
    "AchievementCredential": _Class(
        needs=("id", "name", "issuer", "validFrom", "credentialSubject"),
        parts={
            "credentialSubject": "AchievementSubject", "evidence": "Evidence", "image": "Image", "issuer": "Profile",
        },
        moments=("awardedDate",),
    ),
    ENDORSEMENT: _Class(
        needs=("id", "name", "issuer", "validFrom", "credentialSubject"),
        parts={"credentialSubject": "EndorsementSubject", "issuer": "Profile"},
        moments=("awardedDate",),
    ),
    "AchievementSubject": _Class(
        needs=("achievement",),
        parts={
            "achievement": "Achievement", "identifier": "IdentityObject", "image": "Image", "result": "Result",
            "source": "Profile",
        },
        moments=("activityStartDate", "activityEndDate"),
    ),
    "EndorsementSubject": _Class(needs=("id",)),
    "Achievement": _Class(
        needs=("id", "name", "description", "criteria"),
        parts={
            "alignment": "Alignment", "creator": "Profile", "image": "Image", "otherIdentifier": "IdentifierEntry",
            "related": "Related", "resultDescription": "ResultDescription",
        },
        urls=("id",),
    ),
    "Address": _Class(parts={"geo": "GeoCoordinates"}),
    "Alignment": _Class(needs=("targetName", "targetUrl"), urls=("targetUrl",)),
    "Evidence": _Class(urls=("id",)),
    "GeoCoordinates": _Class(needs=("latitude", "longitude")),
    "IdentifierEntry": _Class(needs=("identifier", "identifierType")),
    "IdentityObject": _Class(needs=("hashed", "identityHash", "identityType")),
    "Image": _Class(needs=("id",), urls=("id",)),
    "Profile": _Class(
        needs=("id",),
        parts={"address": "Address", "image": "Image", "otherIdentifier": "IdentifierEntry", "parentOrg": "Profile"},
        urls=("id",),
    ),
    "Related": _Class(needs=("id",), urls=("id",)),
    "Result": _Class(parts={"alignment": "Alignment"}, urls=("resultDescription",)),
    "ResultDescription": _Class(
        needs=("id", "name", "resultType"),
        parts={"alignment": "Alignment", "rubricCriterionLevel": "RubricCriterionLevel"},
        urls=("id",),
    ),
    "RubricCriterionLevel": _Class(needs=("id", "name"), parts={"alignment": "Alignment"}, urls=("id",)),
}  # fmt: skip
# A profile may be given by its address alone.
_MAY_BE_URL = {"issuer", "creator"}


def is_open_badge(document: Mapping[str, Any]) -> bool:
    """Whether ``document`` says that it is of Open Badges 3.0, by a type or by a context."""
    contexts = document.get("@context")
    named = isinstance(contexts, list) and any(
        isinstance(context, str) and context.startswith(CONTEXT_PREFIX) for context in contexts
    )
    return named or any(kind in CREDENTIAL_TYPES for kind in types_of(document))


def open_badge_problems(document: dict[str, Any], *, path: str = "") -> list[Problem]:
    """Every rule of Open Badges 3.0 that ``document`` breaks; endorsements inside are not looked into here."""
    kinds = [kind for kind in types_of(document) if kind in CREDENTIAL_TYPES]
    if not kinds:
        sentence = f"A credential of Open Badges is one of {', '.join(CREDENTIAL_TYPES)}."
        return [Problem("no-badge-type", f"{path}/type", sentence, CLAUSE)]
    name = ENDORSEMENT if ENDORSEMENT in kinds else "AchievementCredential"
    problems = _class_problems(document, _CLASSES[name], path, name)
    for place, subject in each(document, "credentialSubject", path):
        if isinstance(subject, dict) and "id" not in subject and "identifier" not in subject:
            sentence = "The subject must be named, by an id or by a hashed identity."
            problems.append(Problem("nobody", place, sentence, CLAUSE))
    return problems


def endorsements(value: object, path: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Endorsement credentials inside ``value``, each with its path; not those inside an endorsement."""
    if isinstance(value, list):
        return [found for index, item in enumerate(value) for found in endorsements(item, f"{path}/{index}")]
    if not isinstance(value, dict):
        return []
    if path and ENDORSEMENT in types_of(value):
        return [(path, value)]
    return [found for name, item in value.items() for found in endorsements(item, f"{path}/{name}")]


def hashed_identity(value: str, *, kind: str, salt: str) -> dict[str, Any]:
    """An ``IdentityObject`` that names a person only to who knows ``value`` already (``kind``: ``emailAddress``, …)."""
    digest = sha256((value + salt).encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${digest}",
        "identityType": kind,
        "salt": salt,
    }


def open_badge(
    *,
    id: str,  # noqa: A002  # the member of the standard, and a name that nobody here calls
    issuer: Mapping[str, Any],
    name: str,
    achievement: Mapping[str, Any],
    valid_from: datetime,
    valid_until: datetime | None = None,
    subject_id: str | None = None,
    subject_hash: Mapping[str, Any] | None = None,
    status: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    evidence: Sequence[Mapping[str, Any]] = (),
    results: Sequence[Mapping[str, Any]] = (),
    awarded_at: datetime | None = None,
    credential_schema: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """An unsigned badge in the words of Open Badges 3.0, with the two pinned contexts; a missing ``type`` is added.

    ``issuer`` has ``id`` and ``name``, ``achievement`` has ``id``, ``name``, ``description`` and ``criteria``; the
    person is named by ``subject_id``, a DID or other URL, or by ``subject_hash``, made by ``hashed_identity``. Whether
    all of it keeps the rules, ``problems_of`` tells.
    """
    subject: dict[str, Any] = {"type": ["AchievementSubject"], "achievement": _typed(achievement, "Achievement")}
    if subject_id is not None:
        subject["id"] = subject_id
    if subject_hash is not None:
        subject["identifier"] = [dict(subject_hash)]
    if results:
        subject["result"] = [_typed(result, "Result") for result in results]
    badge: dict[str, Any] = {
        "@context": [BASE_CONTEXT, CONTEXT],
        "id": id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": _typed(issuer, "Profile"),
        "name": name,
        "validFrom": write_moment(valid_from),
        "credentialSubject": subject,
    }
    optional = {
        "validUntil": write_moment(valid_until) if valid_until else None,
        "awardedDate": write_moment(awarded_at) if awarded_at else None,
        "credentialStatus": _plain(status),
        "evidence": [_typed(item, "Evidence") for item in evidence],
        "credentialSchema": _plain(credential_schema),
    }
    return badge | {member: value for member, value in optional.items() if value}


def _class_problems(holder: dict[str, Any], rules: _Class, path: str, name: str) -> list[Problem]:
    problems = [
        Problem("missing", f"{path}/{member}", f"{name} must have {member}.", CLAUSE)
        for member in rules.needs
        if holder.get(member) in (None, "", [], {})
    ]
    problems += [
        Problem("bad-id", place, f"{member} of {name} must be a URL.", CLAUSE)
        for member in rules.urls
        for place, value in each(holder, member, path)
        if not is_url(value)
    ]
    for member in rules.moments:
        try:
            read_moment(holder.get(member, "2000-01-01T00:00:00Z"))
        except AttestationError as error:
            problems.append(Problem(error.code, f"{path}/{member}", str(error), CLAUSE))
    for member, part in rules.parts.items():
        for place, value in each(holder, member, path):
            problems.extend(_part_problems(value, part, place, member))
    return problems


def _part_problems(value: object, part: str, place: str, member: str) -> list[Problem]:
    if member in _MAY_BE_URL and is_url(value):
        return []
    if not isinstance(value, dict):
        return [Problem("wrong-type", place, f"{member} must be an object of type {part}.", CLAUSE)]
    if part not in types_of(value):
        return [Problem("wrong-type", f"{place}/type", f"The type of {member} must name {part}.", CLAUSE)]
    return _class_problems(value, _CLASSES[part], place, part)


def _typed(value: Mapping[str, Any], kind: str) -> dict[str, Any]:
    return {"type": [kind], **value}


def _plain(value: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None) -> Any:
    if value is None or isinstance(value, Mapping):
        return dict(value) if value else None
    return [dict(item) for item in value]
