"""Anchors: a checkpoint also shown to somebody outside, who says when it was there.

An anchor adds weight and is never a condition: what a log, its witnesses and a receipt show holds without any.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from munera.engines.attestation.log.checkpoints import Checkpoint


@dataclass(frozen=True, slots=True)
class AnchorReceipt:
    """What an anchor gave for a checkpoint: to be kept, and shown to whoever asks. ``evidence`` is its own format."""

    kind: str
    origin: str
    size: int
    root: bytes
    evidence: bytes


class Anchor(Protocol):
    """Somebody outside to whom checkpoints can be shown."""

    @property
    def kind(self) -> str:
        """A short word that stays: ``evm``, ``rfc3161``."""

    def publish(self, checkpoint: Checkpoint) -> AnchorReceipt:
        """Show a checkpoint; ``LogRefused`` where the anchor does not take it."""

    def check(self, receipt: AnchorReceipt) -> datetime:
        """The moment at which the checkpoint was there for sure; ``LogRefused`` where the receipt does not hold."""
