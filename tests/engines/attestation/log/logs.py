"""A log with its key and two witnesses, for tests."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from munera.engines.attestation.keys import MemoryKey
from munera.engines.attestation.log.checkpoints import Checkpoint, Cosigner, sign_checkpoint
from munera.engines.attestation.log.notes import NoteSigner, with_signatures
from munera.engines.attestation.log.receipts import Receipt
from munera.engines.attestation.log.tree import Tree, leaf_hash

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ORIGIN = "log.town.example"
LOG = NoteSigner(ORIGIN, MemoryKey.from_seed(bytes([10]) * 32))
OTHER_LOG = NoteSigner("log.other.example", MemoryKey.from_seed(bytes([11]) * 32))
NORTH = Cosigner("north.example/witness", MemoryKey.from_seed(bytes([20]) * 32))
SOUTH = Cosigner("south.example/witness", MemoryKey.from_seed(bytes([21]) * 32))


@dataclass
class Log:
    """A tree, and the notes that its operator signs over it."""

    signer: NoteSigner = LOG
    tree: Tree = field(default_factory=Tree)

    def add(self, *entries: bytes) -> "Log":
        self.tree.extend([leaf_hash(entry) for entry in entries])
        return self

    def checkpoint(self, size: int | None = None) -> Checkpoint:
        size = self.tree.size if size is None else size
        return Checkpoint(self.signer.name, size, self.tree.root(size))

    def note(self, size: int | None = None) -> bytes:
        return sign_checkpoint(self.checkpoint(size), self.signer)

    def receipt(self, index: int, *witnesses: Cosigner, at: datetime = NOW) -> Receipt:
        lines = [witness.cosign(self.checkpoint(), now=at) for witness in witnesses]
        return Receipt(index, tuple(self.tree.inclusion(index)), with_signatures(self.note(), lines))


def filled(count: int, *, word: bytes = b"entry", signer: NoteSigner = LOG) -> Log:
    return Log(signer).add(*(word + b" %d" % number for number in range(count)))
