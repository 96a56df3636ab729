"""One list of bits about many credentials, in the two forms that verifiers read.

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
from functools import lru_cache
from hashlib import shake_256
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from munera.engines.attestation.errors import AttestationError, StatusRefused
from munera.engines.attestation.multibase import base64url_decode, base64url_encode, multibase_decode, multibase_encode

# Bitstring Status List 1.0, 5.1: shorter lists would tell too much about the few people in them.
MINIMUM_LENGTH = 131_072
# What a list may unpack to. A list of 2²⁰ entries of 8 bits has 1 MiB; a bomb has a thousand times its own size.
MAX_BYTES = 4 * 2**20

# Token Status List, "Status Types Values".
VALID, INVALID, SUSPENDED = 0, 1, 2

# One, two, four or eight bits for each entry.
SIZES = (1, 2, 4, 8)


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

    Raises ``StatusRefused``: ``not-encoded``, ``too-large`` past 4 MiB unpacked, ``too-short`` below ``minimum``
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
