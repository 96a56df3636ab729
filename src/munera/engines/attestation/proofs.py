"""Data Integrity proofs: who signed which document with which key (W3C VC Data Integrity 1.0, VC-DI EdDSA 1.0).

Two suites sign the same document. ``eddsa-jcs-2022`` signs its bytes in canonical form, needs nothing but a parser and
is fast; ``eddsa-rdfc-2022`` signs the graph that its contexts make of it, and is what Open Badges 3.0 asks for. Both
sign SHA-256(proof options) ‖ SHA-256(document without proofs), 64 bytes.

A proof is hashed as it was received: not a member is added, dropped or put right. What a verifier silently mends is
what another verifier refuses.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from munera.engines.attestation.canonical import (
    FEW_BYTES,
    MAX_BYTES,
    canonical,
    canonical_without_floats,
    has_floats,
    read_document,
    refuse_floats,
)
from munera.engines.attestation.errors import AttestationError, KeyRefused, NotSupported, ProofFailed, Unreadable
from munera.engines.attestation.keys import PublicKey, SigningKey
from munera.engines.attestation.moments import read_moment, write_moment
from munera.engines.attestation.multibase import BASE58BTC, base58btc_decode, multibase_encode
from munera.engines.attestation.rdf import canonical_graph

JCS, RDFC = "eddsa-jcs-2022", "eddsa-rdfc-2022"
SUITES = (JCS, RDFC)
# Each proof costs a signature to check, and with RDFC a graph; a document brings no more than this.
MAX_PROOFS = 16

_BEGINNING = datetime.min.replace(tzinfo=UTC)

Document = Mapping[str, Any]
Graph = Callable[[Document], bytes]

VERIFY_PROOF = "VC Data Integrity 1.0, 4.4"
VERIFY_CHAIN = "VC Data Integrity 1.0, 4.5"
PROOF_MEMBERS = "VC Data Integrity 1.0, 2.1"
SUITE_CLAUSES = {JCS: "VC-DI EdDSA 1.0, 3.3.2", RDFC: "VC-DI EdDSA 1.0, 3.2.2"}
_CLAUSES = {
    "missing-member": PROOF_MEMBERS,
    "not-a-moment": PROOF_MEMBERS,
    "naive-moment": PROOF_MEMBERS,
    "proof-expired": PROOF_MEMBERS,
    "wrong-purpose": VERIFY_PROOF,
    "previous-missing": VERIFY_CHAIN,
    "previous-ambiguous": VERIFY_CHAIN,
    "previous-failed": VERIFY_CHAIN,
    "unknown-suite": PROOF_MEMBERS,
}


class ProofOutcome(NamedTuple):
    """What became of one proof.

    ``ok`` is None where the suite is none of ours and nothing was checked; ``code`` is ``ok`` or that of the error.
    """

    suite: str
    ok: bool | None
    code: str
    reason: str
    clause: str
    verification_method: str
    created: datetime | None


def issue(
    document: Document, key: SigningKey, *, now: datetime, suites: Sequence[str] = (JCS,), graph_of: Graph | None = None
) -> bytes:
    """The canonical bytes of ``document`` with one proof per suite, each made by ``key`` at ``now``.

    Raises ``Unreadable`` for what no document may hold (floats among it), ``ProofFailed`` ``already-proved`` where
    there is a proof, ``KeyRefused`` for a key of another algorithm, ``NotSupported`` for a suite that is none of ours.
    """
    if "proof" in document:
        raise ProofFailed("already-proved", "The document has a proof already; add a further one to it.")
    if not suites:
        raise NotSupported("unknown-suite", "A credential needs at least one proof.")
    unsecured = dict(document)
    refuse_floats(unsecured)
    proofs = [_signed(unsecured, key, now=now, suite=suite, graph_of=graph_of) for suite in suites]
    return _within_limits({**unsecured, "proof": proofs[0] if len(proofs) == 1 else proofs})


def add_proof(
    secured: bytes, key: SigningKey, *, now: datetime, suite: str = RDFC, graph_of: Graph | None = None
) -> bytes:
    """``secured`` with a further proof in its set; what stands there stays as it is, and stays valid.

    Raises what ``read_document`` and ``issue`` raise.
    """
    document = read_document(secured)
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    proof = _signed(unsecured, key, now=now, suite=suite, graph_of=graph_of)
    return _within_limits({**unsecured, "proof": [*_proofs_of(document), proof]})


def check_proofs(
    document: Document,
    *,
    key_of: Callable[[str], PublicKey],
    purpose: str = "assertionMethod",
    now: datetime | None = None,
    graph_of: Graph | None = None,
    read_strictly: bool = False,
) -> list[ProofOutcome]:
    """One outcome for each proof of ``document``, in its order; none where it has no proof.

    ``key_of`` answers with the key that a verification method names, or raises an ``AttestationError``, which becomes
    the reason. Whether the key is the issuer's and was authorised is for the caller to ask. With ``now`` a proof that
    has expired fails. ``graph_of`` makes canonical N-Quads of a document; without it the pinned contexts do. Who has
    ``document`` from ``read_document`` says ``read_strictly``, and its numbers are not looked at again.
    Raises ``Unreadable`` ``too-many-proofs`` past 16.
    """
    proofs = _proofs_of(document)
    if len(proofs) > MAX_PROOFS:
        raise Unreadable("too-many-proofs", f"The document has {len(proofs)} proofs; {MAX_PROOFS} are allowed.")
    unsecured = dict(document)
    unsecured.pop("proof", None)
    write = canonical_without_floats if read_strictly or not has_floats(dict(document)) else canonical
    outcomes = []
    for proof in proofs:
        try:
            _check_members(proof, purpose)
            previous = _previous_proofs(proof, proofs) if "previousProof" in proof else []
            secured = {**unsecured, "proof": previous} if previous else unsecured
            outcomes.append(_checked(proof, secured, key_of, now=now, graph_of=graph_of, write=write))
        except AttestationError as error:
            outcomes.append(_failed(proof, error))
    return _with_chains(proofs, outcomes) if len(proofs) > 1 else outcomes


def signed_hash(
    options: Document,
    unsecured: Document,
    *,
    graph_of: Graph | None = None,
    write: Callable[[Document], bytes] = canonical,
) -> bytes:
    """The 64 bytes that are signed: SHA-256 of the proof's options, then of the document without its proofs.

    ``options`` is a proof without ``proofValue``, as it is or was received. Raises ``Unreadable`` where the document
    cannot be brought into canonical form, ``NotSupported`` for other suites.
    """
    suite = options.get("cryptosuite")
    if suite == JCS:
        return sha256(write(options)).digest() + sha256(write(unsecured)).digest()
    if suite == RDFC:
        graph = graph_of or canonical_graph
        # 3.2.5, step 4: the options are read in the words of the document.
        config = {**options, "@context": unsecured.get("@context", [])}
        return sha256(graph(config)).digest() + sha256(graph(unsecured)).digest()
    raise NotSupported("unknown-suite", f"The proof suite {suite!r} is none of ours.")


def _signed(
    unsecured: Document, key: SigningKey, *, now: datetime, suite: str, graph_of: Graph | None
) -> dict[str, Any]:
    if key.public.algorithm != "Ed25519":
        raise KeyRefused("wrong-algorithm", f"{suite} is signed with Ed25519; the key is {key.public.algorithm}.")
    options: dict[str, Any] = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": write_moment(now),
        "verificationMethod": key.verification_method,
        "proofPurpose": "assertionMethod",
    }
    if suite == JCS and "@context" in unsecured:
        # 3.3.1, step 2: emitted as it was hashed, so that a verifier need not guess it.
        options["@context"] = unsecured["@context"]
    signature = key.sign(signed_hash(options, unsecured, graph_of=graph_of, write=canonical_without_floats))
    return {**options, "proofValue": multibase_encode(signature)}


def _checked(
    proof: dict[str, Any],
    unsecured: dict[str, Any],
    key_of: Callable[[str], PublicKey],
    *,
    now: datetime | None,
    graph_of: Graph | None,
    write: Callable[[Document], bytes],
) -> ProofOutcome:
    created = read_moment(proof["created"]) if "created" in proof else None
    if "expires" in proof and read_moment(proof["expires"]) <= (now or _BEGINNING):
        raise ProofFailed("proof-expired", f"The proof was good until {proof['expires']}.")
    suite, method = proof["cryptosuite"], proof["verificationMethod"]
    options = dict(proof)
    signature = base58btc_decode(options.pop("proofValue")[1:])
    if suite == JCS and "@context" in options and options["@context"] != unsecured.get("@context"):
        unsecured = {**unsecured, "@context": _context_of(options, unsecured)}
    key = key_of(method)
    if key.algorithm != "Ed25519":
        raise KeyRefused("wrong-algorithm", f"{suite} needs Ed25519; the key is {key.algorithm}.")
    if not key.verify(signature, signed_hash(options, unsecured, graph_of=graph_of, write=write)):
        raise ProofFailed("signature", "The signature does not fit: the document or the proof was changed.")
    return ProofOutcome(suite, True, "ok", "The signature fits the document.", SUITE_CLAUSES[suite], method, created)


def _check_members(proof: Any, purpose: str) -> None:
    """What every proof must say (2.1), what both suites add (VC-DI EdDSA 1.0, 2.2.1), and for which purpose (4.4)."""
    if not isinstance(proof, dict) or not isinstance(proof.get("type"), str):
        raise ProofFailed("missing-member", "The proof is not a JSON object that says its type.")
    if proof["type"] != "DataIntegrityProof" or proof.get("cryptosuite") not in SUITES:
        raise NotSupported("unknown-suite", "The kind of proof is none of ours, so it was not checked.")
    method, stated, value = proof.get("verificationMethod"), proof.get("proofPurpose"), proof.get("proofValue")
    if not (isinstance(method, str) and isinstance(stated, str) and isinstance(value, str)):
        raise ProofFailed("missing-member", "The proof lacks its verification method, its purpose or its value.")
    if stated != purpose:
        raise ProofFailed("wrong-purpose", f"The proof was made for {stated}, not for {purpose}.")
    if not value.startswith(BASE58BTC):
        raise ProofFailed("not-base58", "The value of the proof is not written in base58btc.")


def _context_of(options: Document, unsecured: Document) -> object:
    """3.3.2, step 4: the context that was signed, if the document's begins with all of it in the same order."""
    signed, stated = options["@context"], unsecured.get("@context")
    beginning = signed if isinstance(signed, list) else [signed]
    whole = stated if isinstance(stated, list) else [stated]
    if whole[: len(beginning)] != beginning:
        raise ProofFailed("context-changed", "The contexts of the document do not begin with those that were signed.")
    return signed


def _previous_proofs(proof: dict[str, Any], proofs: Sequence[Any]) -> list[Any]:
    """The proofs that ``proof`` signs along with the document, in the order of the document (4.5, step 3)."""
    named = proof["previousProof"]
    identifiers = [named] if isinstance(named, str) else named
    if not isinstance(identifiers, list) or not all(isinstance(identifier, str) for identifier in identifiers):
        raise ProofFailed("previous-missing", "The proof names an earlier proof in a way that cannot be read.")
    for identifier in identifiers:
        count = sum(1 for other in proofs if _identifier(other) == identifier)
        if count == 0 or identifier == _identifier(proof):
            raise ProofFailed("previous-missing", f"The earlier proof {identifier} is not in the document.")
        if count > 1:
            raise ProofFailed("previous-ambiguous", f"Several proofs of the document are called {identifier}.")
    return [other for other in proofs if _identifier(other) in identifiers]


def _with_chains(proofs: Sequence[Any], outcomes: list[ProofOutcome]) -> list[ProofOutcome]:
    """A proof counts as verified only where the proofs it rests on do (4.5), down to the first."""
    chained = [index for index, proof in enumerate(proofs) if isinstance(proof, dict) and "previousProof" in proof]
    standing = list(outcomes)
    # A chain has no more links than that: after as many rounds nothing falls any more.
    for _ in chained:
        unsound = {_identifier(proof) for proof, outcome in zip(proofs, standing, strict=True) if not outcome.ok}
        for index in chained:
            rests_on = (
                {_identifier(proof) for proof in _previous_proofs(proofs[index], proofs)}
                if standing[index].ok
                else set()
            )
            if rests_on & unsound:
                error = ProofFailed("previous-failed", "An earlier proof, on which this one rests, does not hold.")
                standing[index] = _failed(proofs[index], error)
    return standing


def _failed(proof: Any, error: AttestationError) -> ProofOutcome:
    members = proof if isinstance(proof, dict) else {}
    suite = str(members.get("cryptosuite") or members.get("type") or "")
    try:
        created = read_moment(members.get("created"))
    except AttestationError:
        created = None
    return ProofOutcome(
        suite=suite,
        ok=None if error.code == "unknown-suite" else False,
        code=error.code,
        reason=str(error),
        clause=_CLAUSES.get(error.code) or SUITE_CLAUSES.get(suite, VERIFY_PROOF),
        verification_method=str(members.get("verificationMethod", "")),
        created=created,
    )


def _identifier(proof: Any) -> str | None:
    identifier = proof.get("id") if isinstance(proof, dict) else None
    return identifier if isinstance(identifier, str) else None


def _proofs_of(document: Document) -> list[Any]:
    proof = document.get("proof")
    if proof is None:
        return []
    return proof if isinstance(proof, list) else [proof]


def _within_limits(document: dict[str, Any]) -> bytes:
    data = canonical_without_floats(document)
    if len(data) > MAX_BYTES:
        raise Unreadable("too-large", f"The credential has {len(data)} bytes; {MAX_BYTES} are allowed.")
    if len(data) > FEW_BYTES:
        refuse_floats(document)  # which also counts the values
    return data
