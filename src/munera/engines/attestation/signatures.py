"""What the signatures of a document are worth: whether they fit, whose they are, and whether their keys could sign it.

The same three verdicts are asked of a credential and of the status list that speaks about it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from munera.engines.attestation.errors import AttestationError
from munera.engines.attestation.jose import read_compact, read_vc_jwt
from munera.engines.attestation.keys import DID_KEY
from munera.engines.attestation.proofs import ProofOutcome, check_proofs
from munera.engines.attestation.rdf import canonical_graph
from munera.engines.attestation.reasons import Reason
from munera.engines.attestation.report import Check, CheckId, Outcome
from munera.engines.attestation.sd_jwt import verify_sd_jwt_vc
from munera.engines.attestation.signers import ASSERTION, METHOD, Signer, Signers

PROOF_SET = "VC Data Integrity 1.0, 4.4"
ISSUER = "VC Data Model 2.0, 4.8"
VC_JWT = "VC-JOSE-COSE, 3.1"
SD_JWT = "RFC 9901, 7.1"
TIMES = "RFC 7519, 4.1.4"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature that could be checked or could not, and the key behind it, None where nobody was asked for it."""

    outcome: ProofOutcome
    signer: Signer | None


@dataclass(frozen=True, slots=True)
class Presentation:
    """What a holder was asked to sign so that an old presentation is worth nothing: a nonce, and who asked."""

    nonce: str
    audience: str


def of_document(document: dict[str, Any], signers: Signers, *, now: datetime) -> list[Signature]:
    """The Data Integrity proofs of a document that ``read_document`` read; raises what ``check_proofs`` raises."""
    outcomes = check_proofs(document, key_of=signers.key_of, now=now, graph_of=_Graphs().of, read_strictly=True)
    return [Signature(outcome, signers.asked(outcome.verification_method)) for outcome in outcomes]


class _Graphs:
    """Canonical graphs, each made once: sixteen proofs of one large document would make the same one sixteen times."""

    def __init__(self) -> None:
        # The documents are held on to, so that no other can come to have the identity of one.
        self._made: dict[int, tuple[Mapping[str, Any], bytes]] = {}

    def of(self, document: Mapping[str, Any]) -> bytes:
        if id(document) not in self._made:
            self._made[id(document)] = (document, canonical_graph(document))
        return self._made[id(document)][1]


def of_token(token: str, signers: Signers) -> tuple[dict[str, Any] | None, list[Signature]]:
    """The credential in a ``vc+jwt``, None unless its signature fits, and that signature.

    Raises ``Unreadable`` for what is no token.
    """
    named = read_compact(token).header.get("kid")
    method = named if isinstance(named, str) else ""
    try:
        document = read_vc_jwt(token, signers.any_key_of)
    except AttestationError as error:
        failed = ProofOutcome("vc+jwt", False, error.code, str(error), VC_JWT, method, None)
        return None, [Signature(failed, signers.asked(method))]
    fitting = ProofOutcome("vc+jwt", True, "ok", "The signature fits the token.", VC_JWT, method, None)
    return document, [Signature(fitting, signers.asked(method))]


def of_selective_token(
    token: str,
    signers: Signers,
    *,
    issuer: str,
    now: datetime,
    anchors: Sequence[bytes] = (),
    asked: Presentation | None = None,
) -> tuple[dict[str, Any] | None, list[Signature], Check]:
    """The claims of a ``dc+sd-jwt``, None unless everything about it holds; its signature; and the check ``dates``.

    Raises ``Unreadable`` for what is no token.
    """
    header = read_compact(token.partition("~")[0]).header
    method = str(header.get("kid", "x5c"))
    nonce, audience = (asked.nonce, asked.audience) if asked else (None, None)
    dates = Check("dates", "ok", Reason("dates-within"), TIMES)
    code, sentence, claims = "ok", "The signature fits the token.", None
    try:
        claims = verify_sd_jwt_vc(
            token, key_of=signers.any_key_of, now=now, nonce=nonce, audience=audience, anchors=anchors
        )
    except AttestationError as error:
        if error.code in {"expired", "not-yet-valid"}:  # asked after the signature was found to fit
            dates = Check("dates", "failed", Reason.of(error), TIMES)
        else:
            code, sentence = error.code, str(error)
            dates = Check("dates", "skipped", Reason("not-reached"), TIMES)
    outcome = ProofOutcome("dc+sd-jwt", code == "ok", code, sentence, SD_JWT, method, None)
    signer = signers.asked(method)
    if signer is None and code == "ok" and "x5c" in header:
        signer = Signer(method, issuer, None, True, Reason("key-vouched", method=method))
    return claims, [Signature(outcome, signer)], dates


def proof_check(signatures: Sequence[Signature], *, required: Collection[str] = ()) -> Check:
    """Each signature of a known kind must fit, and there must be one; those of ``required`` kinds must be there."""
    known = [each for each in signatures if each.outcome.ok is not None]
    if not known:
        code, kinds = ("proof-unknown" if signatures else "proof-missing"), _kinds(signatures)
        return _check("proof", "failed", Reason(code, suites=kinds), PROOF_SET)
    for each in known:
        if not each.outcome.ok:
            if each.signer is not None and each.signer.key is None:
                return _check("proof", "skipped", Reason("proof-no-key"), METHOD)
            reason = Reason(each.outcome.code, sentence=each.outcome.reason)
            return _check("proof", "failed", reason, each.outcome.clause)
    missing = sorted(set(required) - {each.outcome.suite for each in known})
    if missing:
        return _check("proof", "failed", Reason("proof-suite-required", suite=missing[0]), PROOF_SET)
    return _check("proof", "ok", Reason("proof-verified", suites=_kinds(known)), known[0].outcome.clause)


def issuer_check(signatures: Sequence[Signature], issuer: str) -> Check:
    """Every key that was asked for must be the issuer's own."""
    if not issuer:
        return _check("issuer", "failed", Reason("issuer-missing"), ISSUER)
    signers = _signers(signatures)
    if not signers:
        return _check("issuer", "skipped", Reason("not-reached"), ISSUER)
    for signer in signers:
        if signer.controller != issuer:
            reason = Reason("issuer-not-controller", controller=signer.controller, issuer=issuer)
            return _check("issuer", "failed", reason, METHOD)
    return _check("issuer", "ok", Reason("issuer-named", issuer=issuer), ISSUER)


def key_check(signatures: Sequence[Signature]) -> Check:
    """Every key that was asked for must have been allowed to sign."""
    signers = _signers(signatures)
    # Somebody else's key was never looked up; that it is somebody else's is said by the check of the issuer.
    if not signers or any(signer.reason.code == "issuer-not-controller" for signer in signers):
        return _check("key-authorised", "skipped", Reason("not-reached"), ASSERTION)
    for signer in signers:
        if not signer.authorised:
            return _check("key-authorised", "failed", signer.reason, ASSERTION)
    signer = signers[0]
    reason = Reason("key-is-issuer") if signer.controller.startswith(DID_KEY) else signer.reason
    return _check("key-authorised", "ok", reason, ASSERTION)


def first_failure(signatures: Sequence[Signature], issuer: str) -> Reason | None:
    """Why a document that must be the issuer's is not; None where it is."""
    checks = (issuer_check(signatures, issuer), key_check(signatures), proof_check(signatures))
    return next((check.reason for check in checks if check.outcome != "ok"), None)


def _check(name: CheckId, outcome: Outcome, reason: Reason, clause: str) -> Check:
    return Check(name, outcome, reason, clause)


def _signers(signatures: Sequence[Signature]) -> list[Signer]:
    return [each.signer for each in signatures if each.outcome.ok is not None and each.signer is not None]


def _kinds(signatures: Sequence[Signature]) -> str:
    return ", ".join(dict.fromkeys(each.outcome.suite or "?" for each in signatures))
