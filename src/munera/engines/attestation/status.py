"""Whether a credential still stands: one list of bits, published in the two forms that verifiers read.

W3C Bitstring Status List 1.0 counts from the most significant bit and packs with gzip; the IETF Token Status List
counts from the least significant one and packs with zlib. A list is kept once and written both ways.

An index says nothing about when a credential was issued or to whom: indices are handed out in an order that follows
from a secret seed, each once (Bitstring Status List 1.0, 5.2).

>>> seed = bytes(32)
>>> withdrawn = StatusList.new(seed=seed)
>>> first, second = withdrawn.allocate(2, used=0)
>>> withdrawn.set(second, INVALID)
>>> published = read_bitstring(withdrawn.bitstring())
>>> published.get(first), published.get(second)
(0, 1)
"""

import gzip
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import shake_256
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt

from munera.engines.attestation.errors import AttestationError, StatusRefused
from munera.engines.attestation.moments import read_moment, write_moment
from munera.engines.attestation.multibase import base64url_decode, base64url_encode, multibase_decode, multibase_encode

# Bitstring Status List 1.0, 5.1: shorter lists would tell too much about the few people in them.
MINIMUM_LENGTH = 131_072
# What a list may unpack to. A list of 2²⁰ entries of 8 bits has 1 MiB; a bomb has a thousand times its own size.
MAX_BYTES = 16 * 2**20

# Token Status List, "Status Types Values".
VALID, INVALID, SUSPENDED = 0, 1, 2

Purpose = Literal["revocation", "suspension"]
# The state in a list of several bits that a list of one bit says by its purpose.
STATES: Mapping[str, int] = {"revocation": INVALID, "suspension": SUSPENDED}
# One, two, four or eight bits for each entry.
SIZES = (1, 2, 4, 8)

CONTEXT = "https://www.w3.org/ns/credentials/v2"
TOKEN_TYPE = "statuslist+jwt"


def _reversed_entries(bits: int) -> bytes:
    """For each byte, the byte with its entries in the other order; the bits of one entry keep theirs."""
    mask = 2**bits - 1
    turned = bytearray(256)
    for byte in range(256):
        for place in range(0, 8, bits):
            turned[byte] |= (byte >> place & mask) << (8 - bits - place)
    return bytes(turned)


_TURNED = {bits: _reversed_entries(bits) for bits in SIZES}


class StatusList:
    """The states of many credentials, ``bits`` bits each; new lists are all valid.

    ``body`` holds the entries from the least significant bit, as a token does; it is what a store keeps.
    """

    def __init__(self, body: bytes, *, bits: int = 1, seed: bytes = b"") -> None:
        if bits not in SIZES:
            raise StatusRefused("bits", "An entry of a status list has 1, 2, 4 or 8 bits.")
        self.bits = bits
        self._body = bytearray(body)
        self._seed = seed

    @classmethod
    def new(cls, length: int = MINIMUM_LENGTH, bits: int = 1, *, seed: bytes = b"") -> Self:
        """A list of ``length`` valid entries, at least 131,072; ``seed``, 32 secret bytes, orders what it hands out."""
        if length < MINIMUM_LENGTH:
            raise StatusRefused("too-short", f"A status list must have {MINIMUM_LENGTH} entries or more.")
        if bits not in SIZES or length * bits % 8:
            raise StatusRefused("bits", "An entry has 1, 2, 4 or 8 bits, and a list fills whole bytes.")
        return cls(bytes(length * bits // 8), bits=bits, seed=seed)

    def __len__(self) -> int:
        return len(self._body) * 8 // self.bits

    @property
    def body(self) -> bytes:
        return bytes(self._body)

    def allocate(self, count: int, *, used: int) -> list[int]:
        """The next ``count`` indices after the ``used`` ones that were handed out before, in the order of the seed.

        Raises ``StatusRefused``: ``no-seed``, ``full`` when fewer are left.
        """
        if len(self._seed) < 16:
            raise StatusRefused("no-seed", "Indices can be handed out only with a secret seed of 16 bytes or more.")
        if used < 0 or count < 0 or used + count > len(self):
            raise StatusRefused("full", f"The status list has {len(self)} entries and no room for {count} more.")
        drawn: list[int] = _order(self._seed, len(self))[used : used + count].tolist()
        return drawn

    def get(self, index: int) -> int:
        """The state at ``index``; ``StatusRefused`` with ``out-of-range`` where the list has none."""
        byte, place = self._place(index)
        return self._body[byte] >> place & (1 << self.bits) - 1

    def set(self, index: int, state: int) -> None:
        """Write ``state`` at ``index``; raises ``out-of-range``, or ``bits`` where it needs more of them."""
        byte, place = self._place(index)
        mask = 2**self.bits - 1
        if not 0 <= state <= mask:
            raise StatusRefused("bits", f"The state {state} does not fit into {self.bits} bits.")
        self._body[byte] = self._body[byte] & ~(mask << place) | state << place

    def where(self, state: int) -> "StatusList":
        """The list of one bit that says, for each entry, whether it is in ``state``."""
        return StatusList(np.packbits(self._states() == state, bitorder="little").tobytes())

    def widened(self, state: int) -> "StatusList":
        """This list of one bit as one of two bits, in which a set bit has become ``state``."""
        states = self._states() * np.uint8(state)
        pairs = np.stack([states & 1, states >> 1], axis=1)
        return StatusList(np.packbits(pairs, bitorder="little").tobytes(), bits=2)

    def bitstring(self) -> str:
        """``encodedList``: from the most significant bit, gzip, multibase base64url (Bitstring Status List 1.0, 3.3).

        The same list gives the same text, because the time in the gzip header is left empty.
        """
        packed = gzip.compress(bytes(self._body).translate(_TURNED[self.bits]), 9, mtime=0)
        return multibase_encode(packed, "u")

    def token(self) -> str:
        """``lst``: from the least significant bit, zlib, base64url (Token Status List, "Compressed Byte Array")."""
        return base64url_encode(zlib.compress(self._body, 9))

    def _states(self) -> npt.NDArray[np.uint8]:
        """One number for each entry."""
        places = np.unpackbits(np.frombuffer(self._body, np.uint8), bitorder="little").reshape(-1, self.bits)
        return places @ (1 << np.arange(self.bits, dtype=np.uint8))

    def _place(self, index: int) -> tuple[int, int]:
        if type(index) is not int or not 0 <= index < len(self):
            raise StatusRefused("out-of-range", f"The status list has no entry at {index!r}.")
        return divmod(index * self.bits, 8)


# A batch asks for the order of its list many times.
@lru_cache(maxsize=8)
def _order(seed: bytes, length: int) -> npt.NDArray[np.int64]:
    """The numbers below ``length`` in an order that only the seed tells: sorted by a stream that follows from it."""
    stream = shake_256(b"munera status list" + seed).digest(length * 8)
    return np.frombuffer(stream, ">u8").argsort(kind="stable")


def read_bitstring(encoded: str, *, bits: int = 1, minimum: int = MINIMUM_LENGTH) -> StatusList:
    """The list in an ``encodedList``.

    Raises ``StatusRefused``: ``not-encoded``, ``too-large`` past 16 MiB unpacked, ``too-short`` below ``minimum``
    entries (Bitstring Status List 1.0, 3.2: ``STATUS_LIST_LENGTH_ERROR``), ``bits``.
    """
    if not encoded.startswith("u"):
        raise StatusRefused("not-encoded", "The status list must be base64url and begin with u.")
    body = _unpacked(_decoded(encoded, multibase_decode), window=31)
    if bits not in SIZES:
        raise StatusRefused("bits", "An entry of a status list has 1, 2, 4 or 8 bits.")
    return _long_enough(StatusList(body.translate(_TURNED[bits]), bits=bits), minimum)


def read_token(encoded: str, *, bits: int, minimum: int = 0) -> StatusList:
    """The list in an ``lst`` with ``bits`` bits for each entry; raises like ``read_bitstring``.

    The Token Status List names no least length; whoever publishes such lists may ask for one.
    """
    return _long_enough(StatusList(_unpacked(_decoded(encoded, base64url_decode), window=15), bits=bits), minimum)


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
    ``read_bitstring``. A list that was refused says nothing: neither that the credential stands nor that it does not.
    """
    purpose = entry.get("statusPurpose")
    if purpose not in STATES:
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


def _decoded(encoded: str, decode: Any) -> bytes:
    if len(encoded) > MAX_BYTES:
        raise StatusRefused("too-large", f"The status list has more than {MAX_BYTES} characters.")
    try:
        return bytes(decode(encoded))
    except AttestationError as error:
        raise StatusRefused("not-encoded", f"The status list cannot be read: {error}") from error


def _unpacked(packed: bytes, *, window: int) -> bytes:
    """``packed`` inflated, no further than ``MAX_BYTES``; ``window`` 31 is gzip, 15 is zlib."""
    unpacking = zlib.decompressobj(window)
    try:
        body = unpacking.decompress(packed, MAX_BYTES + 1)
    except zlib.error as error:
        raise StatusRefused("not-encoded", "The status list is not packed as its standard says.") from error
    if len(body) > MAX_BYTES:
        raise StatusRefused("too-large", f"The status list unpacks to more than {MAX_BYTES} bytes.")
    if not unpacking.eof or unpacking.unused_data:
        raise StatusRefused("not-encoded", "The packed status list ends too early or goes on after its end.")
    return body


def _long_enough(status_list: StatusList, minimum: int) -> StatusList:
    if len(status_list) < minimum:
        raise StatusRefused(
            "too-short", f"The status list has {len(status_list)} entries; {minimum} are needed to hide people in it."
        )
    return status_list


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
