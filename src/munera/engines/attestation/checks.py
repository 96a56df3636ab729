"""The checks that need nothing but the document, the hour and the policy."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from munera.engines.attestation.contexts import PINNED
from munera.engines.attestation.credential import context_problems, problems_of, warnings_of
from munera.engines.attestation.errors import AttestationError
from munera.engines.attestation.moments import read_moment
from munera.engines.attestation.problems import each
from munera.engines.attestation.proofs import SUITE_CLAUSES
from munera.engines.attestation.rdf import quads
from munera.engines.attestation.reasons import Reason
from munera.engines.attestation.report import Check, Policy
from munera.engines.attestation.signatures import Signature

BASE: Final = "VC Data Model 2.0"
CONTEXT_VALIDATION: Final = "VC Data Integrity 1.0, 4.6"
VALIDITY: Final = "VC Data Model 2.0, 4.9"
SCHEMAS: Final = "VC Data Model 2.0, 4.11"


def rules_check(document: dict[str, Any]) -> Check:
    """The rules of the data model and of Open Badges; days are asked about elsewhere."""
    problems = problems_of(document)
    if problems:
        first = problems[0]
        return Check("rules", "failed", Reason(first.code, sentence=first.sentence, path=first.path), first.clause)
    turned = warnings_of(document)
    if turned:
        return Check("rules", "ok", Reason("rules-kept-turned", path=turned[0].path), turned[0].clause)
    return Check("rules", "ok", Reason("rules-kept"), BASE)


def context_check(document: dict[str, Any]) -> Check:
    """Every word must be defined, by definitions that are pinned here: what nobody defined, nobody signed."""
    problems = context_problems(document, pinned=PINNED)
    if problems:
        first = problems[0]
        return Check("context", "failed", Reason(first.code, sentence=first.sentence, path=first.path), first.clause)
    try:
        quads(_with_known_proofs(document))
    except AttestationError as error:
        return Check("context", "failed", Reason.of(error), CONTEXT_VALIDATION)
    return Check("context", "ok", Reason("context-pinned"), CONTEXT_VALIDATION)


def dates_check(document: dict[str, Any], signatures: Sequence[Signature], *, policy: Policy, now: datetime) -> Check:
    """``now`` must lie within the validity, and no signature may be of a time to come."""
    try:
        start, until = (_moment(document, member) for member in ("validFrom", "validUntil"))
    except AttestationError as error:
        return Check("dates", "failed", Reason.of(error), VALIDITY)
    if start is not None and now + policy.clock_skew < start:
        return Check("dates", "failed", Reason("not-yet-valid", start=str(document["validFrom"])), VALIDITY)
    if until is not None and until < now:  # both ends belong to the period
        return Check("dates", "failed", Reason("expired", until=str(document["validUntil"])), VALIDITY)
    for signature in signatures:
        created = signature.outcome.created
        if created is not None and created > now + policy.clock_skew:
            return Check("dates", "failed", Reason("signed-in-future", created=created.isoformat()), VALIDITY)
    return Check("dates", "ok", Reason("dates-within"), VALIDITY)


def schema_check(document: dict[str, Any]) -> Check:
    """Schemas are named, never fetched: whoever serves one would learn who checks whom."""
    stated = document.get("credentialSchema")
    first = stated[0] if isinstance(stated, list) and stated else stated
    if not first:
        return Check("schema", "skipped", Reason("schema-none"), SCHEMAS)
    url = first.get("id") if isinstance(first, Mapping) else first
    return Check("schema", "skipped", Reason("schema-not-fetched", url=str(url)[:200]), SCHEMAS)


def _moment(document: dict[str, Any], member: str) -> datetime | None:
    return read_moment(document[member]) if member in document else None


def _with_known_proofs(document: dict[str, Any]) -> dict[str, Any]:
    """The document without proofs of other suites: nobody here asks what is in them."""
    known = [proof for _, proof in each(document, "proof") if _is_known(proof)]
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    return unsecured | ({"proof": known} if known else {})


def _is_known(proof: object) -> bool:
    return isinstance(proof, dict) and str(proof.get("cryptosuite")) in SUITE_CLAUSES
