"""Checking a credential from the bytes up: named checks, each ok, failed or skipped, and why.

Nothing here calls out. Who the issuer's keys are asked of, where status lists come from and which log is known are
arguments; without them a check is skipped and says so, or fails where silence would help a forger.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from munera.engines.attestation.canonical import read_document
from munera.engines.attestation.checks import context_check, dates_check, rules_check, schema_check
from munera.engines.attestation.credential import issuer_of
from munera.engines.attestation.errors import AttestationError
from munera.engines.attestation.history import KeyHistory
from munera.engines.attestation.jose import read_compact
from munera.engines.attestation.log.leaves import commitment_of, commitment_of_token
from munera.engines.attestation.log.receipts import LogPolicy
from munera.engines.attestation.logged import Log, look_up
from munera.engines.attestation.opening import Opened, opened
from munera.engines.attestation.reasons import Reason
from munera.engines.attestation.report import Check, CheckId, Findings, Policy, Report
from munera.engines.attestation.resolver import Resolver
from munera.engines.attestation.signatures import (
    ISSUER,
    Presentation,
    Signature,
    issuer_check,
    key_check,
    of_document,
    of_selective_token,
    of_token,
    proof_check,
)
from munera.engines.attestation.signers import Signers
from munera.engines.attestation.withdrawal import Lists, StatusOf, Withdrawals

FORMATS: Final = {
    "vc": "a credential of the W3C data model, signed with Data Integrity proofs",
    "vc+jwt": "a credential of the W3C data model as a signed token",
    "dc+sd-jwt": "a credential as a token of which the holder shows parts",
}
DATA_MODEL: Final = "VC Data Model 2.0"
# Before these hold, an address in a credential is the word of nobody, and nobody is asked for what lies there.
VOUCHED: Final[tuple[CheckId, ...]] = ("issuer", "proof", "key-authorised")
SD_JWT_VC: Final = "SD-JWT VC, 2.2.2"


def verify(
    data: bytes,
    *,
    resolver: Resolver,
    now: datetime,
    policy: Policy | None = None,
    status_of: StatusOf | None = None,
    history: KeyHistory | None = None,
    log_keys: LogPolicy | None = None,
    receipt: bytes | None = None,
    presentation: Presentation | None = None,
) -> Report:
    """What can be said of the credential in ``data``: JSON, a token, an image, a PDF or an exchange bundle.

    ``status_of`` gives what lies under the address of a status list (``FetchedLists`` asks the network only where it
    may); lists in a bundle serve where it cannot. ``history`` and ``log_keys`` are those of one log; ``receipt`` is a
    ``tlog-proof@v1``, unless a bundle brings one. With ``presentation`` a ``dc+sd-jwt`` must be shown by its holder
    to the one who asks. Never raises because of what is in ``data``.
    """
    policy = policy or Policy()
    try:
        found = opened(data)
    except AttestationError as error:
        findings = Findings()
        findings.add(Check("readable", "failed", Reason.of(error), "RFC 7493, 2"))
        return Report(findings.in_order())
    if receipt is not None:
        found = replace(found, receipt=receipt)
    verification = _Verification(found, policy, resolver, status_of, Log(log_keys, history), now, Findings())
    return verification.report(presentation)


@dataclass(frozen=True, slots=True)
class _Verification:
    """One credential and everything it is held against."""

    found: Opened
    policy: Policy
    resolver: Resolver
    status_of: StatusOf | None
    log: Log
    now: datetime
    findings: Findings

    def report(self, presentation: Presentation | None) -> Report:
        found = self.found
        self.findings.add(
            Check("readable", "ok", Reason("read", format=found.container or found.format), "RFC 7493, 2")
        )
        if found.format not in self.policy.formats:
            self.findings.add(Check("format", "failed", Reason("format-not-allowed", format=found.format), DATA_MODEL))
            return self._reported(None, "", None)
        self.findings.add(Check("format", "ok", Reason("format-known", format=FORMATS[found.format]), DATA_MODEL))
        match found.format:
            case "vc":
                return self._document(found.document or {})
            case "vc+jwt":
                return self._token(found.credential.decode("ascii"))
            case _:
                return self._selective_token(found.credential.decode("ascii"), presentation)

    def _document(self, document: dict[str, Any]) -> Report:
        issuer = issuer_of(document)
        position = self._position(issuer, partial(commitment_of, document))
        signers = self._signers(issuer, position=position)
        try:
            signatures = of_document(document, signers, now=self.now)
        except AttestationError as error:
            self.findings.add(Check("proof", "failed", Reason.of(error), DATA_MODEL))
            signatures = []
        else:
            self._judge(signatures, issuer, position=position)
        self._judge_document(document, signatures, issuer)
        return self._reported(document, issuer, position)

    def _token(self, token: str) -> Report:
        claimed = self._claimed(token)
        if claimed is None:
            return self._reported(None, "", None)
        issuer = issuer_of(claimed)
        position = self._position(issuer, partial(commitment_of_token, token))
        document, signatures = of_token(token, self._signers(issuer, position=position))
        self._judge(signatures, issuer, position=position)
        if document is None:
            return self._reported(None, issuer, position)
        self._judge_document(document, signatures, issuer)
        return self._reported(document, issuer, position)

    def _selective_token(self, token: str, presentation: Presentation | None) -> Report:
        claimed = self._claimed(token.partition("~")[0])
        if claimed is None:
            return self._reported(None, "", None)
        stated = claimed.get("iss")
        issuer = stated if isinstance(stated, str) else ""
        position = self._position(issuer, partial(commitment_of_token, token))
        signers, anchors = self._signers(issuer, position=position), self.policy.anchors
        claims, signatures, dates = of_selective_token(
            token, signers, issuer=issuer, now=self.now, anchors=anchors, asked=presentation
        )
        self._judge(signatures, issuer, position=position)
        self.findings.add(dates)
        if claims is None:
            return self._reported(None, issuer, position)
        self.findings.add(
            Check("rules", "ok", Reason("rules-kept"), SD_JWT_VC),
            Check("context", "skipped", Reason("context-not-needed"), SD_JWT_VC),
            Check("schema", "skipped", Reason("schema-none"), SD_JWT_VC),
        )
        if self.findings.hold(*VOUCHED):
            self.findings.add(self._withdrawals(issuer).check_claims(claims))
        return self._reported(claims, issuer, position)

    def _claimed(self, token: str) -> dict[str, Any] | None:
        """What a token claims, to know whom to ask; None, and noted, where it is no token."""
        try:
            return read_document(read_compact(token).payload)
        except AttestationError as error:
            self.findings.add(Check("readable", "failed", Reason.of(error), "RFC 7515, 5.2"))
            return None

    def _judge(self, signatures: Sequence[Signature], issuer: str, *, position: int | None) -> None:
        """Whether the signatures fit, whose they are, and whether that one is trusted."""
        proof = proof_check(signatures, required=self.policy.required_suites)
        named, key = issuer_check(signatures, issuer), key_check(signatures)
        self.findings.add(proof, key, self._trusted(issuer, position) if named.outcome == "ok" else named)

    def _trusted(self, issuer: str, position: int | None) -> Check:
        history, trusted = self.log.history, self.policy.trusted_issuers
        accredited = None if history is None else history.was_accredited(issuer, at=position)
        if accredited is False or (self.policy.require_accreditation and not accredited):
            return Check("issuer", "failed", Reason("issuer-not-accredited", issuer=issuer), ISSUER)
        if trusted is None:
            return Check("issuer", "ok", Reason("issuer-named", issuer=issuer), ISSUER)
        if issuer not in trusted:
            return Check("issuer", "failed", Reason("issuer-not-trusted", issuer=issuer), ISSUER)
        return Check("issuer", "ok", Reason("issuer-known", issuer=issuer), ISSUER)

    def _judge_document(self, document: dict[str, Any], signatures: Sequence[Signature], issuer: str) -> None:
        self.findings.add(
            rules_check(document),
            context_check(document),
            dates_check(document, signatures, policy=self.policy, now=self.now),
            schema_check(document),
        )
        if self.findings.hold(*VOUCHED):
            self.findings.add(self._withdrawals(issuer).check_credential(document))

    def _position(self, issuer: str, committed: Callable[[], bytes]) -> int | None:
        """Where the receipt shows the credential in the log, if one holds."""
        logged = look_up(committed, self.found.receipt, issuer=issuer, log=self.log, policy=self.policy, now=self.now)
        self.findings.add(*logged.checks)
        return logged.position

    def _signers(self, issuer: str, *, position: int | None = None) -> Signers:
        return Signers(self.resolver, issuer=issuer, now=self.now, history=self.log.history, position=position)

    def _withdrawals(self, issuer: str) -> Withdrawals:
        # A list is signed anew all the time, so today's keys count for it, not those of the credential's position.
        lists = Lists(self.status_of, self.found.statuses)
        return Withdrawals(issuer, self._signers(issuer), lists, self.policy, self.now)

    def _reported(self, document: dict[str, Any] | None, issuer: str, position: int | None) -> Report:
        found = self.found
        checks = self.findings.in_order()
        return Report(checks, found.format, found.container, found.credential, document, issuer, position)
