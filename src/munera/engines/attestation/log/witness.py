"""What a witness does (c2sp.org/tlog-witness), as a function from a request and what it remembers to an answer.

A witness keeps, for each log it knows, the largest tree it has cosigned, and cosigns only what has grown out of that.
So a log that shows two faces finds no witness for the second. Keeping the memory is the business of the program around
it, which must have written the new state before it hands out the answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from munera.engines.attestation.errors import LogRefused, ProofFailed, Unreadable
from munera.engines.attestation.log.checkpoints import Checkpoint, Cosigner, read_decimal
from munera.engines.attestation.log.notes import (
    NoteSignature,
    NoteVerifier,
    open_note,
    read_note,
    read_signature_lines,
    to_base64,
    with_signatures,
)
from munera.engines.attestation.log.receipts import read_path
from munera.engines.attestation.log.tree import EMPTY_ROOT, verify_consistency

PLAIN = "text/plain; charset=utf-8"
# tlog-witness, "add-checkpoint": what the body of a 409 is called.
SIZE = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Seen:
    """The latest checkpoint of one log that the witness has cosigned, as the note it would show to a monitor."""

    size: int
    root: bytes
    note: bytes


State = Mapping[str, Seen]


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, and what the witness remembers from now on: the same object where nothing has changed."""

    status: int
    body: bytes
    state: State
    content_type: str = PLAIN


@dataclass(frozen=True, slots=True)
class Request:
    """What a log asks: the size it believes we have seen, the proof from there, and its new checkpoint as a note."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes

    def to_bytes(self) -> bytes:
        proof = "".join(f"{to_base64(digest)}\n" for digest in self.proof)
        return f"old {self.old}\n{proof}\n".encode() + self.note

    @classmethod
    def from_bytes(cls, body: bytes) -> "Request":
        """The request in a body; ``Unreadable`` for anything else."""
        head, separator, note = body.partition(b"\n\n")
        try:
            first, *proof = head.decode("ascii").split("\n")
        except UnicodeDecodeError as error:
            raise Unreadable("not-a-request", "The lines before the checkpoint are ASCII.") from error
        if not separator or not first.startswith("old "):
            raise Unreadable("not-a-request", "The request is an old size, a proof, an empty line and a checkpoint.")
        return cls(read_decimal(first.removeprefix("old ")), read_path(proof), note)


class _Refused(Exception):
    """The checkpoint is not cosigned; the status tells the log why."""

    def __init__(self, status: int, reason: str, content_type: str = PLAIN) -> None:
        self.status, self.reason, self.content_type = status, reason, content_type
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Witness:
    """One witness: its key, and the keys of the logs it knows, by the origin in their checkpoints."""

    cosigner: Cosigner
    logs: Mapping[str, tuple[NoteVerifier, ...]] = field(default_factory=dict)

    def add_checkpoint(self, body: bytes, state: State, *, now: datetime) -> Answer:
        """``POST /add-checkpoint``: 200 with the cosignature, or the refusal that the protocol names.

        400 for what is no request, 404 for a log nobody told us of, 403 for one it has not signed, 409 with our size
        where the log believes another, 422 where the new tree has not grown out of the one we have seen.
        """
        try:
            request = Request.from_bytes(body)
            checkpoint = Checkpoint.from_text(read_note(request.note).text)
            signatures = self._log_signatures(checkpoint, request.note)
            _refuse_inconsistent(request, checkpoint, state.get(checkpoint.origin))
        except _Refused as refusal:
            return Answer(refusal.status, f"{refusal.reason}\n".encode(), state, refusal.content_type)
        except Unreadable as error:
            return Answer(400, f"{error}\n".encode(), state)
        signature = self.cosigner.cosign(checkpoint, now=now)
        # Lines of keys we do not know may be anything; a monitor gets those we have checked, and ours.
        note = b"".join(each.line().encode() for each in (*signatures, signature))
        seen = Seen(checkpoint.size, checkpoint.root, checkpoint.text + b"\n" + note)
        return Answer(200, signature.line().encode(), {**state, checkpoint.origin: seen})

    def _log_signatures(self, checkpoint: Checkpoint, note: bytes) -> tuple[NoteSignature, ...]:
        keys = self.logs.get(checkpoint.origin)
        if not keys:
            raise _Refused(404, "This witness does not know the log.")
        try:
            return open_note(note, keys).verified
        except LogRefused as error:
            raise _Refused(403, str(error)) from error


def latest_checkpoint(origin_hash: str, state: State) -> bytes | None:
    """The note that ``GET /<origin hash>/checkpoint`` shows; None for a log that this witness has never cosigned."""
    for origin, seen in state.items():
        if sha256(origin.encode()).hexdigest() == origin_hash:
            return seen.note
    return None


def cosigned(note: bytes, answer: bytes) -> bytes:
    """A log's own note with the lines that a witness has answered, nothing of them checked.

    Opened with the key of the witness, it shows the line that counts; lines of other keys are not worth keeping.
    """
    return with_signatures(note, read_signature_lines(answer))


def _refuse_inconsistent(request: Request, checkpoint: Checkpoint, seen: Seen | None) -> None:
    """The checks of tlog-witness in their order."""
    if request.old > checkpoint.size:
        raise _Refused(400, "The old size is larger than that of the checkpoint.")
    size = seen.size if seen else 0
    if request.old != size:
        raise _Refused(409, str(size), SIZE)
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        raise _Refused(422, "A log without leaves has the root of the empty tree.")
    if seen is None or size == 0:
        if request.proof:
            raise _Refused(422, "From the empty tree there is nothing to prove.")
        return
    try:
        verify_consistency(size, seen.root, checkpoint.size, checkpoint.root, request.proof)
    except ProofFailed as error:
        raise _Refused(422, str(error)) from error
