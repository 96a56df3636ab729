"""Whether a credential still stands: the list as a document and as a token, and what it says of one credential.

A list that is short, late, of another purpose or of another issuer says nothing: neither that the credential stands
nor that it does not. The bits themselves are in ``status_list``.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from munera.engines.attestation.errors import AttestationError, StatusRefused
from munera.engines.attestation.moments import read_moment, write_moment
from munera.engines.attestation.status_list import (
    INVALID,
    MAX_BYTES,
    MINIMUM_LENGTH,
    SIZES,
    SUSPENDED,
    VALID,
    StatusList,
    read_bitstring,
    read_token,
)

__all__ = [
    "INVALID",
    "MAX_BYTES",
    "MINIMUM_LENGTH",
    "SUSPENDED",
    "TOKEN_TYPE",
    "VALID",
    "Purpose",
    "Status",
    "StatusList",
    "bitstring_entry",
    "read_bitstring",
    "read_index",
    "read_token",
    "status_in_credential",
    "status_in_token",
    "status_list_credential",
    "status_list_token_claims",
]

CONTEXT = "https://www.w3.org/ns/credentials/v2"
TOKEN_TYPE = "statuslist+jwt"

Purpose = Literal["revocation", "suspension"]
# The state in a list of several bits that a list of one bit says by its purpose.
STATES: Mapping[str, int] = {"revocation": INVALID, "suspension": SUSPENDED}


def status_list_credential(
    status_list: StatusList,
    *,
    id: str,  # noqa: A002 -- the word of the data model
    issuer: str,
    purpose: Purpose,
    valid_from: datetime,
    valid_until: datetime,
    ttl: timedelta = timedelta(minutes=5),
) -> dict[str, Any]:
    """A ``BitstringStatusListCredential`` ready to be signed; of a wider list it tells the bits of ``purpose``."""
    bits = status_list if status_list.bits == 1 else status_list.where(STATES[purpose])
    return {
        "@context": [CONTEXT],
        "id": id,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": write_moment(valid_from),
        "validUntil": write_moment(valid_until),
        "credentialSubject": {
            "id": f"{id}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": bits.bitstring(),
            "ttl": ttl // timedelta(milliseconds=1),
        },
    }


def status_list_token_claims(
    status_list: StatusList,
    *,
    uri: str,
    purpose: Purpose,
    issued_at: datetime,
    expires_at: datetime,
    ttl: timedelta = timedelta(minutes=5),
) -> dict[str, Any]:
    """The claims of a ``statuslist+jwt``. One bit can say only INVALID, so a list of suspensions is given two."""
    wide = status_list.widened(SUSPENDED) if status_list.bits == 1 and purpose == "suspension" else status_list
    return {
        "sub": uri,
        "iat": int(issued_at.timestamp()),
        "exp": int(expires_at.timestamp()),
        "ttl": ttl // timedelta(seconds=1),
        "status_list": {"bits": wide.bits, "lst": wide.token()},
    }


def bitstring_entry(*, list_id: str, index: int, purpose: Purpose) -> dict[str, str]:
    """The ``credentialStatus`` of a credential (Bitstring Status List 1.0, 3.1); the index is a text there."""
    return {
        "id": f"{list_id}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": list_id,
    }


@dataclass(frozen=True, slots=True)
class Status:
    """What a list says of one credential: ``state`` is 0 where nothing is held against it."""

    purpose: str
    state: int

    @property
    def is_set(self) -> bool:
        return self.state != VALID


def status_in_credential(
    entry: Mapping[str, Any], document: Mapping[str, Any], *, issuers: Collection[str], now: datetime
) -> Status:
    """What the list ``document`` says of the credential with this ``entry`` (Bitstring Status List 1.0, 3.2).

    The proof of ``document`` was checked by the caller; ``issuers`` are those who may speak about this credential.
    Raises ``StatusRefused``: ``wrong-type``, ``other-list``, ``other-issuer``, ``purpose-not-supported``,
    ``wrong-purpose``, ``not-yet-valid``, ``expired``, ``bad-index``, ``out-of-range`` and the codes of
    ``read_bitstring``.
    """
    purpose = entry.get("statusPurpose")
    if not isinstance(purpose, str) or purpose not in STATES:
        raise StatusRefused("purpose-not-supported", "The status has a purpose other than revocation and suspension.")
    if entry.get("type") != "BitstringStatusListEntry":
        raise StatusRefused("wrong-type", "The status of the credential is no entry of a bitstring status list.")
    subject = _list_of(document)
    if entry.get("statusListCredential") != document.get("id"):
        raise StatusRefused("other-list", "This is not the status list that the credential names.")
    issuer = document.get("issuer")
    if (issuer.get("id") if isinstance(issuer, Mapping) else issuer) not in issuers:
        raise StatusRefused("other-issuer", "The status list comes from somebody who may not speak of this credential.")
    if purpose not in _texts(subject.get("statusPurpose")):
        raise StatusRefused("wrong-purpose", "The status list serves another purpose than the credential says.")
    _check_window(_moment(document.get("validFrom")), _moment(document.get("validUntil")), now=now)
    if entry.get("statusSize", 1) != 1:
        raise StatusRefused("bits", "A status of revocation or suspension has one bit.")
    encoded = subject.get("encodedList")
    if not isinstance(encoded, str):
        raise StatusRefused("not-encoded", "The status list has no encoded list.")
    index = read_index(entry.get("statusListIndex"))
    return Status(purpose=str(purpose), state=read_bitstring(encoded).get(index))


def status_in_token(reference: Mapping[str, Any], claims: Mapping[str, Any], *, now: datetime) -> Status:
    """What the claims of a ``statuslist+jwt`` say of the credential with this ``status_list`` (``uri`` and ``idx``).

    The signature and the type of the token were checked by the caller. Raises ``StatusRefused`` with the codes of
    ``status_in_credential`` (Token Status List, "Validation Rules").
    """
    if claims.get("sub") != reference.get("uri") or not isinstance(claims.get("sub"), str):
        raise StatusRefused("other-list", "This is not the status list that the credential names.")
    issued, expires = claims.get("iat"), claims.get("exp")
    if type(issued) is not int or (expires is not None and type(expires) is not int):
        raise StatusRefused("wrong-type", "The status list does not say in whole seconds when it was issued.")
    _check_window(_at(issued), None if expires is None else _at(expires), now=now)
    published = claims.get("status_list")
    bits, encoded = (published.get("bits"), published.get("lst")) if isinstance(published, Mapping) else (None, None)
    if type(bits) is not int or bits not in SIZES or not isinstance(encoded, str):
        raise StatusRefused("bits", "The status list does not say how many bits an entry has, or has no list.")
    index = reference.get("idx")
    if type(index) is not int or index < 0:
        raise StatusRefused("bad-index", "The place in the status list is not a whole number from 0.")
    state = read_token(encoded, bits=bits).get(index)
    return Status(purpose="suspension" if state == SUSPENDED else "revocation", state=state)


def read_index(value: object) -> int:
    """A ``statusListIndex``: a whole number from 0 in decimal digits, without sign, zeros in front or fraction.

    The standard writes it as a text; a number, as the files of 1EdTech have it, means the same.
    Raises ``StatusRefused`` with ``bad-index``.
    """
    if type(value) is int and value >= 0:
        return value
    if isinstance(value, str) and len(value) <= 10 and value.isascii() and value.isdecimal():
        index = int(value)
        if str(index) == value:
            return index
    raise StatusRefused("bad-index", "The place in the status list is not a whole number from 0 in plain digits.")


def _list_of(document: Mapping[str, Any]) -> Mapping[str, Any]:
    subject = document.get("credentialSubject")
    if "BitstringStatusListCredential" not in _texts(document.get("type")) or not isinstance(subject, Mapping):
        raise StatusRefused("wrong-type", "The document is no credential about a bitstring status list.")
    if subject.get("type") != "BitstringStatusList":
        raise StatusRefused("wrong-type", "The credential is not about a bitstring status list.")
    return subject


def _texts(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _check_window(begins: datetime | None, ends: datetime | None, *, now: datetime) -> None:
    if begins and now < begins:
        raise StatusRefused("not-yet-valid", "The status list is not valid yet.")
    if ends and now >= ends:
        raise StatusRefused("expired", "The status list has expired; a newer one must be asked for.")


def _at(seconds: int) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise StatusRefused("bad-date", "The status list names a moment outside the calendar.") from error


def _moment(text: object) -> datetime | None:
    try:
        return None if text is None else read_moment(text)
    except AttestationError as error:
        raise StatusRefused("bad-date", f"The status list has a date that cannot be read: {error}") from error
