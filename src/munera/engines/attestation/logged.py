"""Whether a credential stands in the log, at which position, and who else has seen that log."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from munera.engines.attestation.errors import AttestationError
from munera.engines.attestation.history import KeyHistory
from munera.engines.attestation.log.receipts import LoggedEntry, LogPolicy, Receipt
from munera.engines.attestation.log.tree import leaf_hash
from munera.engines.attestation.reasons import Reason
from munera.engines.attestation.report import Check, Policy

PROOF: Final = "C2SP tlog-proof"
COSIGNATURE: Final = "C2SP tlog-cosignature"


@dataclass(frozen=True, slots=True)
class Log:
    """The one log that is known here: its key and its witnesses, and what it says of its issuers."""

    keys: LogPolicy | None
    history: KeyHistory | None

    def writes(self, issuer: str) -> bool:
        """Whether a credential of this issuer is expected to stand in the log."""
        return self.history is None or self.history.knows(issuer)


@dataclass(frozen=True, slots=True)
class Logged:
    """The checks ``log`` and ``witnesses``, and the position where the receipt holds and is of this log."""

    checks: tuple[Check, ...]
    position: int | None = None


def look_up(
    committed: Callable[[], bytes], receipt: bytes | None, *, issuer: str, log: Log, policy: Policy, now: datetime
) -> Logged:
    """What a receipt shows of a credential and its commitment; without one, whether that is to be expected."""
    if receipt is None:
        return Logged(without_receipt(issuer, log=log, policy=policy))
    if log.keys is None:
        unknown = Check("log", "failed" if policy.require_receipt else "skipped", Reason("log-no-keys"), PROOF)
        return Logged((unknown, without_receipt(issuer, log=log, policy=policy)[1]))
    try:
        leaf = leaf_hash(committed())
        # How many witnesses are enough is a question of its own.
        entry = Receipt.loads(receipt).verify(leaf, replace(log.keys, quorum=0), now=now)
    except AttestationError as error:
        refused = Check("log", "failed", Reason.of(error), PROOF)
        return Logged((refused, without_receipt(issuer, log=log, policy=policy)[1]))
    included = Reason("log-included", position=entry.index, origin=entry.checkpoint.origin)
    checks = (Check("log", "ok", included, PROOF), _witnesses(entry, log.keys))
    # A position in another log says nothing about the keys in this one.
    same_log = log.history is not None and log.history.origin == entry.checkpoint.origin
    return Logged(checks, entry.index if same_log or log.history is None else None)


def without_receipt(issuer: str, *, log: Log, policy: Policy) -> tuple[Check, Check]:
    """The checks ``log`` and ``witnesses`` where no receipt came along, or none that could be read."""
    witnesses = Check("witnesses", "skipped", Reason("witnesses-no-receipt"), COSIGNATURE)
    if not log.writes(issuer):
        return Check("log", "skipped", Reason("log-foreign"), PROOF), witnesses
    if policy.require_receipt:
        return Check("log", "failed", Reason("log-missing"), PROOF), witnesses
    return Check("log", "skipped", Reason("log-not-asked"), PROOF), witnesses


def _witnesses(entry: LoggedEntry, keys: LogPolicy) -> Check:
    count = len(entry.cosignatures)
    if count < keys.quorum:
        return Check("witnesses", "failed", Reason("witnesses-too-few", count=count, needed=keys.quorum), COSIGNATURE)
    if keys.quorum == 0:
        return Check("witnesses", "skipped", Reason("witnesses-not-asked", count=count), COSIGNATURE)
    return Check("witnesses", "ok", Reason("witnessed", count=count), COSIGNATURE)
