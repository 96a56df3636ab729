"""Credentials that anybody can check without asking us: canonical bytes, proofs, and keys that must be sound.

>>> from datetime import UTC, datetime
>>> from munera.engines.attestation import MemoryKey, check_proofs, issue, open_badge, problems_of, read_document
>>> town = MemoryKey.from_seed(bytes(range(32)))
>>> course = {"id": "urn:example:7", "name": "First aid", "description": "16 hours", "criteria": {"narrative": "Exam"}}
>>> by, moment = {"id": town.public.did_key(), "name": "Town"}, datetime(2026, 5, 1, 12, tzinfo=UTC)
>>> badge = open_badge(id="urn:example:badge:1", issuer=by, name="First aid", achievement=course,
...                    subject_id="did:example:milica", valid_from=moment)
>>> problems_of(badge)
[]
>>> secured = issue(badge, town, now=moment)
>>> [(proof.suite, proof.ok) for proof in check_proofs(read_document(secured), key_of=lambda method: town.public)]
[('eddsa-jcs-2022', True)]
>>> changed = read_document(secured.replace(b"First aid", b"Surgery"))
>>> [(proof.ok, proof.reason) for proof in check_proofs(changed, key_of=lambda method: town.public)]
[(False, 'The signature does not fit: the document or the proof was changed.')]

``docs/engines/attestation.md`` tells the idea, the formulas and the sources.
"""

from munera.engines.attestation.canonical import is_canonical, read_document
from munera.engines.attestation.credential import (
    Problem,
    context_problems,
    controller_problems,
    date_problems,
    hashed_identity,
    issuer_of,
    open_badge,
    problems_of,
    warnings_of,
)
from munera.engines.attestation.errors import (
    AttestationError,
    KeyRefused,
    LogRefused,
    NotSupported,
    ProofFailed,
    StatusRefused,
    Unreadable,
)
from munera.engines.attestation.keys import Algorithm, MemoryKey, PublicKey, SigningKey
from munera.engines.attestation.proofs import ProofOutcome, add_proof, check_proofs, issue

__all__ = [
    "Algorithm",
    "AttestationError",
    "KeyRefused",
    "LogRefused",
    "MemoryKey",
    "NotSupported",
    "Problem",
    "ProofFailed",
    "ProofOutcome",
    "PublicKey",
    "SigningKey",
    "StatusRefused",
    "Unreadable",
    "add_proof",
    "check_proofs",
    "context_problems",
    "controller_problems",
    "date_problems",
    "hashed_identity",
    "is_canonical",
    "issue",
    "issuer_of",
    "open_badge",
    "problems_of",
    "read_document",
    "warnings_of",
]
