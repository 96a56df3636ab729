"""What the entries of our log say: that a credential was signed or withdrawn, or what became of an issuer and its keys.

Both kinds stand in one log, so their order is one order. A credential counts if its key was authorised where the
credential stands: it outlives the key's retirement, and falls with a key that was stolen before.

An entry of 32 bytes is the commitment to a credential. Everything else is an event, canonical JSON (RFC 8785) of more
than 32 bytes, so no entry can be read in two ways. No entry has personal data: a commitment covers a signature that
nobody can guess, and events speak of public bodies.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, ClassVar, get_args

from munera.engines.attestation.canonical import canonical, is_canonical, read_document
from munera.engines.attestation.errors import Unreadable
from munera.engines.attestation.keys import PublicKey

COMMITMENT_BYTES = 32
MAX_EVENT_BYTES = 16_384
JCS_SUITE = "eddsa-jcs-2022"
# To the second, in UTC: one way to write a moment.
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Commitment:
    """That a credential was there: the hash over its canonical bytes, secured by its JCS proof alone, or its token."""

    digest: bytes


@dataclass(frozen=True, slots=True)
class KeyAdded:
    """From here on the issuer signs with ``key``, found at ``method``, as ``did:web:town.example#key-1``."""

    type: ClassVar[str] = "key-added"
    issuer: str
    method: str
    key: PublicKey
    at: datetime


@dataclass(frozen=True, slots=True)
class KeyRotated:
    """From here on the issuer signs with ``key`` and no longer with that at ``replaces``; what that signed stands."""

    type: ClassVar[str] = "key-rotated"
    issuer: str
    method: str
    key: PublicKey
    replaces: str
    at: datetime


@dataclass(frozen=True, slots=True)
class KeyRevoked:
    """From here on nothing new under ``method`` counts. ``since``: from that earlier entry on a thief had the key."""

    type: ClassVar[str] = "key-revoked"
    issuer: str
    method: str
    because: str
    at: datetime
    since: int | None = None


@dataclass(frozen=True, slots=True)
class AccreditationGranted:
    """From here on the issuer may issue within ``scope``, by the vote of the issuers in ``by``."""

    type: ClassVar[str] = "accreditation-granted"
    issuer: str
    scope: str
    by: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class AccreditationWithdrawn:
    """From here on the issuer may no longer issue within ``scope``, by the vote of the issuers in ``by``."""

    type: ClassVar[str] = "accreditation-withdrawn"
    issuer: str
    scope: str
    by: tuple[str, ...]
    because: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CredentialWithdrawn:
    """From here on the credential at entry ``index`` counts no more; why is told to its holder alone."""

    type: ClassVar[str] = "credential-withdrawn"
    issuer: str
    index: int
    at: datetime


IssuerEvent = KeyAdded | KeyRotated | KeyRevoked | AccreditationGranted | AccreditationWithdrawn
Event = IssuerEvent | CredentialWithdrawn
_EVENTS: Mapping[str, type[Event]] = {kind.type: kind for kind in get_args(Event)}


def commitment(secured: bytes) -> bytes:
    """The entry of a credential given as its canonical bytes with the JCS proof and no other: 32 bytes."""
    return sha256(secured).digest()


def commitment_of_token(token: str) -> bytes:
    """The entry of a token: over what its issuer signed, whichever parts its holder shows of it."""
    return commitment(token.partition("~")[0].encode())


def commitment_of(document: Mapping[str, Any]) -> bytes:
    """The entry of a credential that may have further proofs beside its one ``eddsa-jcs-2022`` proof.

    A second proof is added later, in a copy to take along; so that both are one credential in the log, only the JCS
    proof counts, written as a single object. Raises ``Unreadable`` ``no-jcs-proof`` where there is none, or several.
    """
    proofs = document.get("proof")
    listed = proofs if isinstance(proofs, list) else [proofs]
    jcs = [proof for proof in listed if isinstance(proof, Mapping) and proof.get("cryptosuite") == JCS_SUITE]
    if len(jcs) != 1:
        raise Unreadable("no-jcs-proof", f"The credential has {len(jcs)} {JCS_SUITE} proofs; the log counts on one.")
    return commitment(canonical({**document, "proof": dict(jcs[0])}))


def event_entry(event: Event) -> bytes:
    """The entry of an event: canonical JSON with its ``type``; ``Unreadable`` ``bad-event`` where a field is amiss."""
    said: dict[str, Any] = {"type": event.type}
    for each in fields(event):
        value = getattr(event, each.name)
        if value is None:
            continue
        said[each.name] = _written(value)
    entry = canonical(said)
    read_entry(entry)
    return entry


def read_entry(entry: bytes) -> Commitment | Event:
    """What an entry says; ``Unreadable`` or ``KeyRefused`` for one that this engine would not write, to the byte."""
    if len(entry) == COMMITMENT_BYTES:
        return Commitment(entry)
    if not COMMITMENT_BYTES < len(entry) <= MAX_EVENT_BYTES:
        raise Unreadable("bad-event", f"An event has more than 32 bytes and at most {MAX_EVENT_BYTES}.")
    said = read_document(entry)
    if not is_canonical(entry):
        raise Unreadable("bad-event", "The event is not written in its canonical form.")
    word = said.pop("type", None)
    kind = _EVENTS.get(word) if isinstance(word, str) else None
    if kind is None:
        raise Unreadable("bad-event", "The log has an event of a type that is not known.")
    known = {each.name for each in fields(kind)}
    if not said.keys() <= known or not known - {"since"} <= said.keys():
        raise Unreadable("bad-event", f"The fields of the event {kind.type} are not those it has.")
    return kind(**{name: _value(name, value) for name, value in said.items()})


def _written(value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(UTC).strftime(MOMENT)
        case PublicKey():
            return value.multibase
        case tuple():
            return list(value)
        case _:
            return value


def _value(name: str, value: object) -> Any:
    if name in ("since", "index"):
        if type(value) is int and value >= 0:
            return value
    elif name == "by":
        if isinstance(value, list) and value and all(isinstance(did, str) and did for did in value):
            return tuple(value)
    elif isinstance(value, str) and value:
        if name == "at":
            return _moment(value)
        return PublicKey.from_multibase(value) if name == "key" else value
    raise Unreadable("bad-event", f"The field {name} of the event is not what it should be.")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.strptime(text, MOMENT).replace(tzinfo=UTC)
    except ValueError as error:
        raise Unreadable("bad-event", "The moment of the event is not written as 2026-01-31T12:00:00Z.") from error
    if moment.strftime(MOMENT) != text:
        raise Unreadable("bad-event", "The moment of the event is not written as 2026-01-31T12:00:00Z.")
    return moment
