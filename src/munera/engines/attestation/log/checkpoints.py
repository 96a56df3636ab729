"""Checkpoints (c2sp.org/tlog-checkpoint): what a log says it is, signed by it and cosigned by its witnesses.

A cosignature (c2sp.org/tlog-cosignature) states that, at its time, this was the largest tree the witness had seen of
this log, and that it grew out of every tree seen before.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, Self

from munera.engines.attestation.errors import AttestationError, KeyRefused, LogRefused, Unreadable
from munera.engines.attestation.keys import PublicKey, SigningKey
from munera.engines.attestation.log.notes import (
    NoteSignature,
    NoteSigner,
    NoteVerifier,
    Verifier,
    check_name,
    from_base64,
    key_id,
    open_note,
    read_vkey,
    sign_note,
    to_base64,
    vkey_text,
)
from munera.engines.attestation.log.tree import EMPTY_ROOT, HASH_BYTES, MAX_SIZE

# signed-note, "Signature types": a timestamped Ed25519 cosignature.
COSIGNATURE = 0x04
TIMESTAMP_BYTES = 8
MAX_TIMESTAMP = 2**63 - 1

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: its name, how many leaves it has, and the root over them (32 bytes)."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.size <= MAX_SIZE:
            raise Unreadable("not-a-checkpoint", f"No log has the size {self.size}.")
        if len(self.root) != HASH_BYTES:
            raise Unreadable("not-a-checkpoint", "The root of a checkpoint has 32 bytes.")
        lines = (self.origin, *self.extensions)
        if any(not line or "\n" in line for line in lines):
            raise Unreadable("not-a-checkpoint", "The lines of a checkpoint are not empty.")

    @property
    def text(self) -> bytes:
        """The text that is signed, with its last newline."""
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines).encode()

    @classmethod
    def from_text(cls, text: bytes) -> Self:
        """The checkpoint that a note says; ``Unreadable`` ``not-a-checkpoint`` for any other text."""
        try:
            lines = text.decode().split("\n")
        except UnicodeDecodeError as error:
            raise Unreadable("not-a-checkpoint", "A checkpoint is written in UTF-8.") from error
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise Unreadable("not-a-checkpoint", "A checkpoint has at least three lines, none of them empty.")
        origin, size, root, *extensions = lines[:-1]
        return cls(origin, read_decimal(size), read_hash(root), tuple(extensions))


class WitnessVerifier(Verifier, Protocol):
    """A witness, however it signs: its signatures begin with the time at which it had seen the checkpoint."""

    def cosigned_at(self, signature: bytes) -> datetime: ...


@dataclass(frozen=True, slots=True)
class CosignatureVerifier:
    """A witness: an Ed25519 key that signs checkpoints with the time, under a name."""

    name: str
    public: PublicKey

    def __post_init__(self) -> None:
        check_name(self.name)
        if self.public.algorithm != "Ed25519":
            raise KeyRefused("unknown-algorithm", "Only Ed25519 keys make cosignatures of this type.")

    @property
    def key_id(self) -> bytes:
        return key_id(self.name, COSIGNATURE, self.public.raw)

    @property
    def public_bytes(self) -> bytes:
        return self.public.raw

    @property
    def vkey(self) -> str:
        """The one line that others put into their configuration."""
        return vkey_text(self.name, COSIGNATURE, self.public.raw)

    def verify(self, text: bytes, signature: bytes) -> bool:
        """Whether the time and the 64 bytes behind it were made by this witness for this text."""
        try:
            timestamp = cosigned_timestamp(signature)
            Checkpoint.from_text(text)
        except AttestationError:
            return False
        return self.public.verify(signature[TIMESTAMP_BYTES:], _cosigned_text(text, timestamp))

    def cosigned_at(self, signature: bytes) -> datetime:
        """The moment in a cosignature; one beyond the year 9999 is the last moment there is."""
        return cosigned_at(signature)

    @classmethod
    def from_vkey(cls, text: str) -> Self:
        """The witness behind its line; ``KeyRefused`` where line and key do not agree, or it is of another type."""
        name, kind, raw = read_vkey(text)
        if kind != COSIGNATURE:
            raise KeyRefused("unknown-algorithm", f"The verifier key has type {kind}; that of a witness has type 4.")
        return cls(name, PublicKey("Ed25519", raw))


@dataclass(frozen=True, slots=True)
class Cosigner:
    """A witness's own key. What to sign, and that the tree has grown and not changed, is decided elsewhere."""

    name: str
    key: SigningKey

    @property
    def verifier(self) -> CosignatureVerifier:
        return CosignatureVerifier(self.name, self.key.public)

    def cosign(self, checkpoint: Checkpoint, *, now: datetime) -> NoteSignature:
        """The line that says: at ``now``, this was the largest tree of this log that I had seen."""
        timestamp = int(now.timestamp())
        signature = self.key.sign(_cosigned_text(checkpoint.text, timestamp))
        return NoteSignature(self.name, self.verifier.key_id, timestamp.to_bytes(TIMESTAMP_BYTES) + signature)


def sign_checkpoint(checkpoint: Checkpoint, signer: NoteSigner) -> bytes:
    """The checkpoint as a note of the log. A log never signs one that is inconsistent with another it has signed."""
    return sign_note(checkpoint.text, signer)


@dataclass(frozen=True, slots=True)
class Cosignature:
    """That a witness, known by its key, had seen a checkpoint at a moment."""

    witness: WitnessVerifier
    at: datetime


@dataclass(frozen=True, slots=True)
class OpenedCheckpoint:
    """A checkpoint that its log has signed, and the witnesses that stand behind it, each key once."""

    checkpoint: Checkpoint
    cosignatures: tuple[Cosignature, ...]


def open_checkpoint(
    note: bytes, log: NoteVerifier, *, origin: str | None = None, witnesses: Sequence[WitnessVerifier] = ()
) -> OpenedCheckpoint:
    """The checkpoint in a note, signed by ``log``, with the cosignatures of those ``witnesses`` that have given one.

    ``origin`` is the name of the log where it is not the name of its key. Raises ``Unreadable``; ``LogRefused``:
    ``unsigned`` without the log's own signature, ``bad-signature``, ``wrong-origin``, ``same-name`` and ``same-key``
    where two of the ``witnesses`` are not two.
    """
    refuse_twins(witnesses)
    verifiers: list[Verifier] = [log, *witnesses]
    opened = open_note(note, verifiers)
    signers = {(each.name, each.key_id): each for each in opened.verified}
    if (log.name, log.key_id) not in signers:
        raise LogRefused("unsigned", "The log has not signed the checkpoint.")
    checkpoint = Checkpoint.from_text(opened.text)
    if checkpoint.origin != (log.name if origin is None else origin):
        raise LogRefused("wrong-origin", f"The checkpoint is of the log {checkpoint.origin}, not of the one asked for.")
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        raise LogRefused("wrong-root", "A log without leaves has the root of the empty tree.")
    given = [
        Cosignature(witness, witness.cosigned_at(signers[witness.name, witness.key_id].signature))
        for witness in witnesses
        if (witness.name, witness.key_id) in signers
    ]
    return OpenedCheckpoint(checkpoint, tuple(given))


def refuse_twins(witnesses: Sequence[WitnessVerifier]) -> None:
    """``LogRefused`` where two witnesses share a name or a key: one body must not count as two."""
    if len({witness.name for witness in witnesses}) < len(witnesses):
        raise LogRefused("same-name", "Two witnesses have the same name.")
    # A cosignature does not sign its maker's name, so one key under two names would be one signature counted twice.
    if len({witness.public_bytes for witness in witnesses}) < len(witnesses):
        raise LogRefused("same-key", "Two witnesses have the same key.")


def cosigned_timestamp(signature: bytes) -> int:
    """The POSIX time in a cosignature, without checking it; ``Unreadable`` for what has none."""
    timestamp = int.from_bytes(signature[:TIMESTAMP_BYTES])
    if len(signature) <= TIMESTAMP_BYTES or timestamp > MAX_TIMESTAMP:
        raise Unreadable("not-a-cosignature", "The signature does not begin with a time.")
    return timestamp


def cosigned_at(signature: bytes) -> datetime:
    """The moment in a cosignature; one beyond the year 9999 is the last moment there is."""
    try:
        return datetime.fromtimestamp(cosigned_timestamp(signature), UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=UTC)


def read_decimal(text: str) -> int:
    """A size or an index: decimal, without leading zeros, at most 2⁶³ - 1."""
    if not _DECIMAL.fullmatch(text) or int(text) > MAX_SIZE:
        raise Unreadable("not-a-number", "A size is written in decimal digits without leading zeros.")
    return int(text)


def read_hash(text: str) -> bytes:
    """A hash of the tree in base64; ``Unreadable`` unless it has 32 bytes."""
    digest = from_base64(text)
    if len(digest) != HASH_BYTES:
        raise Unreadable("wrong-length", "A hash of the tree has 32 bytes.")
    return digest


def _cosigned_text(text: bytes, timestamp: int) -> bytes:
    # tlog-cosignature, "Ed25519 signed message".
    return b"cosignature/v1\ntime %d\n" % timestamp + text
