"""Cosignatures that a quantum computer does not forge: ML-DSA-44 (FIPS 204; c2sp.org/tlog-cosignature).

2,420 bytes each. Unlike the Ed25519 ones they also sign the name of the witness. A policy takes both kinds side by
side; this module alone needs a ``cryptography`` that has ML-DSA.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from munera.engines.attestation.errors import AttestationError, KeyRefused, NotSupported
from munera.engines.attestation.log.checkpoints import (
    TIMESTAMP_BYTES,
    Checkpoint,
    cosigned_at,
    cosigned_timestamp,
)
from munera.engines.attestation.log.notes import NoteSignature, check_name, key_id, read_vkey, vkey_text

# signed-note, "Signature types": a timestamped ML-DSA-44 cosignature.
ML_DSA_44 = 0x06
PUBLIC_BYTES = 1_312
LABEL = b"subtree/v1\n\x00"
MAX_NAME_BYTES = 255


@dataclass(frozen=True, slots=True)
class MlDsaVerifier:
    """A witness with an ML-DSA-44 key of 1,312 bytes."""

    name: str
    public_bytes: bytes

    def __post_init__(self) -> None:
        check_name(self.name)
        if len(self.public_bytes) != PUBLIC_BYTES:
            raise KeyRefused("wrong-length", f"An ML-DSA-44 key has {PUBLIC_BYTES} bytes.")

    @property
    def key_id(self) -> bytes:
        return key_id(self.name, ML_DSA_44, self.public_bytes)

    @property
    def vkey(self) -> str:
        """The one line that others put into their configuration."""
        return vkey_text(self.name, ML_DSA_44, self.public_bytes)

    def verify(self, text: bytes, signature: bytes) -> bool:
        """Whether the time and what follows were made by this witness for this checkpoint."""
        try:
            timestamp = cosigned_timestamp(signature)
            message = _message(self.name, timestamp, Checkpoint.from_text(text))
            MLDSA44PublicKey.from_public_bytes(self.public_bytes).verify(signature[TIMESTAMP_BYTES:], message)
        except (AttestationError, InvalidSignature):
            return False
        return True

    def cosigned_at(self, signature: bytes) -> datetime:
        return cosigned_at(signature)

    @classmethod
    def from_vkey(cls, text: str) -> Self:
        """The witness behind its line; ``KeyRefused`` where line and key do not agree, or it is of another type."""
        name, kind, raw = read_vkey(text)
        if kind != ML_DSA_44:
            raise KeyRefused("unknown-algorithm", f"The verifier key has type {kind}; one of ML-DSA-44 has type 6.")
        return cls(name, raw)


@dataclass(frozen=True, slots=True)
class MlDsaCosigner:
    """A witness's own ML-DSA-44 key."""

    name: str
    key: MLDSA44PrivateKey

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> Self:
        """The key of 32 secret bytes (FIPS 204, 6.1)."""
        return cls(name, MLDSA44PrivateKey.from_seed_bytes(seed))

    @property
    def verifier(self) -> MlDsaVerifier:
        return MlDsaVerifier(self.name, self.key.public_key().public_bytes_raw())

    def cosign(self, checkpoint: Checkpoint, *, now: datetime) -> NoteSignature:
        """The line that says: at ``now``, this was the largest tree of this log that I had seen.

        ``NotSupported`` ``extensions`` for a checkpoint with further lines: this kind does not sign them.
        """
        if checkpoint.extensions:
            raise NotSupported("extensions", "An ML-DSA cosignature does not cover the further lines of a checkpoint.")
        timestamp = int(now.timestamp())
        signature = self.key.sign(_message(self.name, timestamp, checkpoint))
        return NoteSignature(self.name, self.verifier.key_id, timestamp.to_bytes(TIMESTAMP_BYTES) + signature)


def _message(name: str, timestamp: int, checkpoint: Checkpoint) -> bytes:
    """tlog-cosignature, "ML-DSA-44 signed message": the tree from its first leaf to its last."""
    start, end = (0).to_bytes(8), checkpoint.size.to_bytes(8)
    return b"".join(
        (LABEL, _counted(name), timestamp.to_bytes(8), _counted(checkpoint.origin), start, end, checkpoint.root)
    )


def _counted(text: str) -> bytes:
    data = text.encode()
    if len(data) > MAX_NAME_BYTES:
        raise NotSupported("too-large", f"An ML-DSA cosignature takes names of up to {MAX_NAME_BYTES} bytes.")
    return bytes([len(data)]) + data
