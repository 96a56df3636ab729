"""An Open Badge as the flat claims of an SD-JWT VC: the same record for wallets that read no JSON-LD.

>>> badge = {
...     "id": "urn:uuid:1", "name": "First aid", "validFrom": "2026-05-01T00:00:00Z",
...     "issuer": {"id": "did:web:town.example", "name": "Town"},
...     "credentialSubject": {"achievement": {"id": "urn:uuid:2", "name": "First aid", "description": "16 hours"}},
... }
>>> claims = claims_of_badge(badge, vct="https://town.example/types/badge")
>>> claims["iss"], claims["nbf"], claims["achievement"]["name"]
('did:web:town.example', 1777593600, 'First aid')
>>> hidable(claims)
['achievement', 'issuer_name', 'jti', 'name']
"""

from collections.abc import Iterator, Mapping
from typing import Any

from munera.engines.attestation.errors import NotSupported, Unreadable
from munera.engines.attestation.moments import read_moment
from munera.engines.attestation.sd_jwt import ALWAYS_OPEN

# What of an achievement, a result and an alignment goes along, and under which name.
ACHIEVEMENT = {"id": "id", "name": "name", "description": "description", "achievementType": "type"}
RESULT = {"value": "value", "status": "status", "achievedLevel": "level", "resultDescription": "description"}
ALIGNMENT = {"targetUrl": "id", "targetName": "name"}


def claims_of_badge(document: Mapping[str, Any], *, vct: str) -> dict[str, Any]:
    """The claims of ``document``, a badge of one person and one achievement, as the type ``vct``.

    ``iss``, ``nbf`` and ``exp`` say what the badge says, ``jti`` is its id, ``sub`` the id of its subject. A hashed
    identity, pictures and endorsements stay behind: the key of the holder takes their place (``cnf``).

    Raises ``Unreadable`` ``missing`` and the codes of ``read_moment``; ``NotSupported`` ``several-subjects``.
    """
    subject, issuer = document.get("credentialSubject"), document.get("issuer")
    if isinstance(subject, list):
        raise NotSupported("several-subjects", "A wallet holds the credential of one person, and this is of several.")
    achievement = subject.get("achievement") if isinstance(subject, Mapping) else None
    if not isinstance(subject, Mapping) or not isinstance(achievement, Mapping) or not isinstance(issuer, Mapping):
        raise Unreadable("missing", "The badge has no subject, achievement or issuer, or only its address.")
    claims = {
        "vct": vct,
        "iss": issuer.get("id"),
        "nbf": int(read_moment(document.get("validFrom")).timestamp()),
        "exp": int(read_moment(document["validUntil"]).timestamp()) if "validUntil" in document else None,
        "jti": document.get("id"),
        "sub": subject.get("id"),
        "name": document.get("name"),
        "issuer_name": issuer.get("name"),
        "achievement": _renamed(achievement, ACHIEVEMENT),
        "skills": [_renamed(item, ALIGNMENT) for item in _objects(achievement.get("alignment"))],
        "results": [_renamed(item, RESULT) for item in _objects(subject.get("result"))],
        "language": achievement.get("inLanguage"),
    }
    return {name: value for name, value in claims.items() if value not in (None, [], {})}


def hidable(claims: Mapping[str, Any]) -> list[str]:
    """The claims that the holder may be left to show or not: all but those that every verifier must see."""
    return sorted(name for name in claims if name not in ALWAYS_OPEN)


def _renamed(holder: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {new: holder[old] for old, new in names.items() if isinstance(holder.get(old), str)}


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    yield from (item for item in (value if isinstance(value, list) else [value]) if isinstance(item, Mapping))
