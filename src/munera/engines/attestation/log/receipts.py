"""Receipts (c2sp.org/tlog-proof): one file that shows, without a network, that an entry is in a log.

It has the place of the entry, the path to the root, and the checkpoint with the signatures of the log and of its
witnesses. The entry itself is not in it: whoever checks brings that along.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from munera.engines.attestation.errors import LogRefused, Unreadable
from munera.engines.attestation.log.checkpoints import (
    Checkpoint,
    Cosignature,
    WitnessVerifier,
    open_checkpoint,
    read_decimal,
    read_hash,
    refuse_twins,
)
from munera.engines.attestation.log.notes import MAX_NOTE_BYTES, NoteVerifier, from_base64, to_base64
from munera.engines.attestation.log.tree import verify_inclusion

HEADER = "c2sp.org/tlog-proof@v1"
# A path has a hash for each level at most, and a tree has 63 levels (MAX_SIZE).
MAX_PATH = 63
MAX_EXTRA = 65_536
# Room for the path and the extra data in front of the longest note.
MAX_RECEIPT_BYTES = MAX_NOTE_BYTES + 2 * MAX_EXTRA
# How far the clock of a witness may go ahead of ours.
TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class LogPolicy:
    """Whose word counts: the key of one log, the witnesses one trusts, and how many of them must have cosigned."""

    log: NoteVerifier
    witnesses: tuple[WitnessVerifier, ...] = ()
    quorum: int = 0
    # The name of the log, where it is not the name of its key.
    origin: str | None = None
    tolerance: timedelta = TOLERANCE

    def __post_init__(self) -> None:
        refuse_twins(self.witnesses)
        if not 0 <= self.quorum <= len(self.witnesses):
            raise LogRefused("quorum", f"{self.quorum} of {len(self.witnesses)} witnesses can never have cosigned.")


@dataclass(frozen=True, slots=True)
class LoggedEntry:
    """What a receipt has shown: where the entry is, in which tree, and who saw that tree when."""

    index: int
    checkpoint: Checkpoint
    cosignatures: tuple[Cosignature, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """The proof that the entry at ``index`` (from 0) is under the root of ``checkpoint``, a signed note."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    # Nobody vouches for it (tlog-proof, "Format").
    extra: bytes | None = None

    def dumps(self) -> bytes:
        """The receipt as its file, ``.tlog-proof``."""
        extra = "" if self.extra is None else f"extra {to_base64(self.extra)}\n"
        path = "".join(f"{to_base64(digest)}\n" for digest in self.path)
        return f"{HEADER}\n{extra}index {self.index}\n{path}\n".encode() + self.checkpoint

    @classmethod
    def loads(cls, data: bytes) -> Self:
        """The receipt in a file; ``Unreadable``: ``too-large``, ``not-a-receipt``, or what its lines are not."""
        if len(data) > MAX_RECEIPT_BYTES:
            raise Unreadable("too-large", f"The receipt has {len(data)} bytes; {MAX_RECEIPT_BYTES} are allowed.")
        head, separator, checkpoint = data.partition(b"\n\n")
        try:
            lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError as error:
            raise Unreadable("not-a-receipt", "The lines of a receipt are ASCII.") from error
        if not separator or lines.pop(0) != HEADER:
            raise Unreadable("not-a-receipt", f"A receipt begins with the line {HEADER} and has an empty line.")
        extra = None
        if lines and lines[0].startswith("extra "):
            extra = _read_extra(lines.pop(0).removeprefix("extra "))
        if not lines or not lines[0].startswith("index "):
            raise Unreadable("not-a-receipt", "The receipt does not say which entry it is for.")
        index = read_decimal(lines.pop(0).removeprefix("index "))
        return cls(index, read_path(lines), checkpoint, extra)

    def verify(self, leaf: bytes, policy: LogPolicy, *, now: datetime) -> LoggedEntry:
        """What the receipt shows of the entry with this leaf hash, 32 bytes (tlog-proof, "Verifying a tlog proof").

        Raises ``LogRefused`` of ``open_checkpoint``, ``too-few-witnesses`` and ``future-time``; ``ProofFailed`` where
        the path does not lead from the leaf to the root.
        """
        opened = open_checkpoint(self.checkpoint, policy.log, origin=policy.origin, witnesses=policy.witnesses)
        late = [each for each in opened.cosignatures if each.at > now + policy.tolerance]
        if late:
            raise LogRefused("future-time", f"The cosignature of {late[0].witness.name} is dated in the future.")
        if len(opened.cosignatures) < policy.quorum:
            raise LogRefused(
                "too-few-witnesses",
                f"{len(opened.cosignatures)} witnesses have cosigned the checkpoint; {policy.quorum} are asked for.",
            )
        verify_inclusion(leaf, self.index, opened.checkpoint.size, self.path, opened.checkpoint.root)
        return LoggedEntry(self.index, opened.checkpoint, opened.cosignatures)


def read_path(lines: Sequence[str]) -> tuple[bytes, ...]:
    """Hashes in base64, one a line; ``Unreadable`` for more than 63, or for a line that is none."""
    if len(lines) > MAX_PATH:
        raise Unreadable("too-large", f"The proof has {len(lines)} hashes; no tree needs more than {MAX_PATH}.")
    return tuple(read_hash(line) for line in lines)


def _read_extra(text: str) -> bytes:
    extra = from_base64(text) if text else b""
    if len(extra) > MAX_EXTRA:
        raise Unreadable("too-large", f"The receipt has {len(extra)} bytes beside the proof; {MAX_EXTRA} are allowed.")
    return extra
