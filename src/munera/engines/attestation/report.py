"""What a verification is asked to insist on, and what it found: named checks, each with its reason and its clause."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal

from munera.engines.attestation.reasons import Reason

CheckId = Literal[
    "readable",
    "format",
    "rules",
    "context",
    "issuer",
    "proof",
    "key-authorised",
    "dates",
    "status",
    "log",
    "witnesses",
    "schema",
]
Outcome = Literal["ok", "failed", "skipped"]
Format = Literal["", "vc", "vc+jwt", "dc+sd-jwt"]
Container = Literal["", "bundle", "png", "svg", "pdf"]

# In the order in which a person wants to read them.
CHECKS: Final[tuple[CheckId, ...]] = (
    *("readable", "format", "rules", "context", "issuer", "proof", "key-authorised", "dates", "status"),
    *("log", "witnesses", "schema"),
)
# What must have been found good before a credential may be called valid; the others may be skipped.
ESSENTIAL: Final[frozenset[CheckId]] = frozenset(
    ("readable", "format", "rules", "issuer", "proof", "key-authorised", "dates")
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What somebody who checks credentials insists on. The defaults trust nobody's silence.

    ``trusted_issuers`` are identifiers; None leaves the question who the issuer is to the reader. Each of
    ``required_suites`` must be among the proofs; beyond that, every proof that can be checked must hold.
    ``clock_skew`` forgives a clock that runs ahead, never one that runs behind.

    A status that cannot be had fails the credential, unless ``fail_closed`` is False. ``grace`` lets a signed list
    count for so long after its end, for places without a network.

    ``require_receipt`` asks for a receipt from every issuer that writes into the log that is known here; how many
    witnesses it needs says the ``LogPolicy``. ``require_accreditation`` asks the same log for the accreditation of
    the issuer; one that was withdrawn counts against it in any case. ``anchors`` are certificates (DER) under which a
    ``dc+sd-jwt`` may name its key by ``x5c``.
    """

    formats: frozenset[Format] = frozenset(("vc", "vc+jwt", "dc+sd-jwt"))
    trusted_issuers: frozenset[str] | None = None
    required_suites: frozenset[str] = frozenset()
    clock_skew: timedelta = timedelta(minutes=5)
    fail_closed: bool = True
    grace: timedelta = timedelta(0)
    require_receipt: bool = False
    require_accreditation: bool = False
    anchors: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One question about a credential; ``clause`` names the place in the standard that asks it."""

    id: CheckId
    outcome: Outcome
    reason: Reason
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Every check, in the order of ``CHECKS``, and what was read.

    ``credential`` holds the bytes as they were signed and ``document`` what they say; of a report that is not valid
    none of it may be believed. ``issuer`` is an identifier: what the credential calls its issuer is a claim, the name
    to show comes from a register. ``position`` is where the credential stands in the log.
    """

    checks: tuple[Check, ...]
    format: Format = ""
    container: Container = ""
    credential: bytes = b""
    document: dict[str, Any] | None = None
    issuer: str = ""
    position: int | None = None

    @property
    def valid(self) -> bool:
        """Whether nothing failed and nothing essential was left out."""
        good = all(check.outcome != "failed" for check in self.checks)
        return good and all(check.outcome == "ok" for check in self.checks if check.id in ESSENTIAL)

    def check(self, name: CheckId) -> Check:
        return self.checks[CHECKS.index(name)]

    @property
    def failed(self) -> Sequence[Check]:
        """The checks that failed, the first one telling most."""
        return [check for check in self.checks if check.outcome == "failed"]


class Findings:
    """Checks as they are made, in any order; what was never asked comes out as ``not-reached``."""

    def __init__(self) -> None:
        self._checks: dict[CheckId, Check] = {}

    def add(self, *checks: Check) -> None:
        self._checks |= {check.id: check for check in checks}

    def hold(self, *names: CheckId) -> bool:
        """Whether all of these were asked and found good."""
        return all(name in self._checks and self._checks[name].outcome == "ok" for name in names)

    def in_order(self) -> tuple[Check, ...]:
        return tuple(self._checks.get(name, Check(name, "skipped", Reason("not-reached"))) for name in CHECKS)
