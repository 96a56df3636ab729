"""Proofs: the published ones step by step, what is emitted, and rows 1, 3, 14 and 19 of what verifiers got wrong."""

import doctest
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from munera.engines import attestation
from munera.engines.attestation import (
    AttestationError,
    KeyRefused,
    MemoryKey,
    NotSupported,
    ProofFailed,
    ProofOutcome,
    PublicKey,
    Unreadable,
    add_proof,
    check_proofs,
    issue,
    read_document,
)
from munera.engines.attestation.canonical import canonical, is_canonical
from munera.engines.attestation.contexts import PINNED
from munera.engines.attestation.multibase import multibase_decode, multibase_encode
from munera.engines.attestation.proofs import JCS, RDFC, signed_hash
from munera.engines.attestation.rdf import canonical_graph
from tests.engines.attestation.conftest import MOMENT
from tests.engines.attestation.vector_counts import Tally

# The vocabulary that the examples of the W3C use, and that no credential should: it gives every word a meaning.
EXAMPLES = {
    "https://www.w3.org/ns/credentials/examples/v2": (
        b'{"@context":{"@vocab":"https://www.w3.org/ns/credentials/examples#"}}'
    )
}

# A list that is its own only part.
ENDLESS: list[object] = []
ENDLESS.append(ENDLESS)


def key_in(method: str) -> PublicKey:
    return PublicKey.from_did_key(method)


def verdicts(outcomes: list[ProofOutcome]) -> list[tuple[bool | None, str]]:
    return [(outcome.ok, outcome.code) for outcome in outcomes]


def check(document: Mapping[str, Any], key: MemoryKey) -> list[tuple[bool | None, str]]:
    return verdicts(check_proofs(document, key_of=lambda _: key.public))


def examples_graph(document: Mapping[str, Any]) -> bytes:
    return canonical_graph(document, contexts={**PINNED, **EXAMPLES})


def read(path: Path) -> Any:
    return json.loads(path.read_bytes())


def by_another_hand(secured: bytes, public: PublicKey) -> bool:
    """A JCS verifier in the words of VC-DI EdDSA 1.0, 3.3.2, written with the reference library alone."""
    document = json.loads(secured)
    proof = document.pop("proof")
    signature = multibase_decode(proof.pop("proofValue"))
    if "@context" in proof:
        assert document["@context"][: len(proof["@context"])] == proof["@context"]
        document["@context"] = proof["@context"]
    return public.verify(
        signature, sha256(rfc8785.dumps(proof)).digest() + sha256(rfc8785.dumps(document)).digest()
    )  # fmt: skip


def test_eddsa_jcs_2022_step_by_step(vectors: Callable[[str], Path], tally: Tally) -> None:
    folder = vectors("vc-di-eddsa")
    steps = folder / "eddsa-jcs-2022"
    unsigned, options = read(folder / "unsigned.json"), read(steps / "proofConfigJCS.json")
    pair = read(folder / "keyPair.json")
    seed = multibase_decode(pair["privateKeyMultibase"])[2:]
    key = MemoryKey.from_seed(seed, options["verificationMethod"])

    assert key.public.multibase == pair["publicKeyMultibase"]
    assert canonical(unsigned) == (steps / "canonDocJCS.txt").read_bytes()
    assert canonical(options) == (steps / "proofCanonJCS.txt").read_bytes()
    assert signed_hash(options, unsigned).hex() == (steps / "combinedHashJCS.txt").read_text()
    assert signed_hash(options, unsigned)[:32].hex() == (steps / "proofHashJCS.txt").read_text()
    assert signed_hash(options, unsigned)[32:].hex() == (steps / "docHashJCS.txt").read_text()
    assert key.sign(signed_hash(options, unsigned)).hex() == (steps / "sigHexJCS.txt").read_text()

    secured = issue(unsigned, key, now=datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC))

    assert json.loads(secured) == read(steps / "signedJCS.json")
    assert json.loads(secured)["proof"]["proofValue"] == (steps / "sigBTC58JCS.txt").read_text()
    assert verdicts(check_proofs(read(steps / "signedJCS.json"), key_of=key_in)) == [(True, "ok")]
    tally("W3C eddsa-jcs-2022", accepted=1)


@pytest.mark.parametrize(
    "name",
    ["signedProofSet1.json", "signedProofSet2.json", "signedProofChain1.json", "signedProofChain2.json"],
)
def test_sets_and_chains_of_the_w3c_hold(vectors: Callable[[str], Path], tally: Tally, name: str) -> None:
    document = read(vectors("vc-di-eddsa") / "proof-set-chain" / name)

    outcomes = check_proofs(document, key_of=key_in, graph_of=examples_graph)

    proofs = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
    assert verdicts(outcomes) == [(True, "ok")] * len(proofs)
    assert [outcome.verification_method for outcome in outcomes] == [proof["verificationMethod"] for proof in proofs]
    tally("W3C proof sets and chains", accepted=len(proofs))


@pytest.mark.parametrize(
    ("unsigned", "step", "number"),
    [
        ("unsigned.json", "proofSetConfig", 1),
        ("unsigned.json", "proofSetConfig", 2),
        ("proofChainTempDoc1.json", "proofChainConfig", 1),
        ("proofChainTempDoc2.json", "proofChainConfig", 2),
    ],
)
def test_each_proof_of_the_w3c_sets_and_chains_is_made_again(
    vectors: Callable[[str], Path], tally: Tally, unsigned: str, step: str, number: int
) -> None:
    """Signed with the key of the example, the options give the value that was published: signatures are not drawn."""
    folder = vectors("vc-di-eddsa") / "proof-set-chain"
    options, published = read(folder / f"{step}{number}.json"), read(folder / f"{step}Signed{number}.json")
    pairs = read(folder / "multiKeyPairs.json").values()
    [pair] = [pair for pair in pairs if pair["publicKeyMultibase"] in options["verificationMethod"]]
    key = MemoryKey.from_seed(multibase_decode(pair["privateKeyMultibase"])[2:], options["verificationMethod"])

    signature = key.sign(signed_hash(options, read(folder / unsigned), graph_of=examples_graph))

    assert {**options, "proofValue": multibase_encode(signature)} == published
    tally("W3C proof sets and chains", accepted=1)


def test_row_19_in_a_chain_the_first_link_holds_all(vectors: Callable[[str], Path], tally: Tally) -> None:
    folder = vectors("vc-di-eddsa") / "proof-set-chain"
    chain = read(folder / "signedProofChain2.json")
    verify = partial(check_proofs, key_of=key_in, graph_of=examples_graph)

    reordered = {**chain, "proof": chain["proof"][::-1]}
    swapped = {**chain, "proof": [chain["proof"][1], chain["proof"][0], *chain["proof"][2:]]}
    without_first = {**chain, "proof": chain["proof"][1:]}
    changed = json.loads(json.dumps(chain))
    changed["proof"][0]["created"] = "2023-02-24T23:36:39Z"
    twice = {**chain, "proof": [*chain["proof"], chain["proof"][2]]}

    # A graph has no order: the proofs may stand in any.
    assert verdicts(verify(reordered)) == verdicts(verify(swapped)) == [(True, "ok")] * 4
    assert verdicts(verify(without_first)) == [(True, "ok"), (False, "previous-missing"), (False, "previous-failed")]
    assert verdicts(verify(changed)) == [
        (False, "signature"), (True, "ok"), (False, "signature"), (False, "previous-failed"),
    ]  # fmt: skip
    assert verdicts(verify(twice))[3] == (False, "previous-ambiguous")
    tally("W3C proof sets and chains", accepted=8, refused=3)


def test_both_suites_of_the_w3c_hold_for_its_other_example(vectors: Callable[[str], Path], tally: Tally) -> None:
    signed = read(vectors("vc-di-eddsa") / "eddsa-rdfc-2022" / "signedDataInt.json")

    assert verdicts(check_proofs(signed, key_of=key_in, graph_of=examples_graph)) == [(True, "ok")]
    assert verdicts(check_proofs(signed, key_of=key_in)) == [(False, "unknown-context")]
    tally("W3C eddsa-rdfc-2022", accepted=1)


def test_what_is_issued_another_verifier_accepts(town: MemoryKey, badge: dict[str, Any]) -> None:
    secured = issue(badge, town, now=MOMENT)

    assert is_canonical(secured)
    assert by_another_hand(secured, town.public)
    assert not by_another_hand(secured.replace(b"Sudski", b"Sudsky"), town.public)
    assert read_document(secured)["proof"] == {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": "2026-05-01T12:00:00Z",
        "verificationMethod": "did:web:town.example#key-1",
        "proofPurpose": "assertionMethod",
        "@context": badge["@context"],
        "proofValue": read_document(secured)["proof"]["proofValue"],
    }


def test_an_outcome_says_what_was_checked(town: MemoryKey, badge: dict[str, Any]) -> None:
    secured = read_document(issue(badge, town, now=MOMENT))

    assert check_proofs(secured, key_of=lambda _: town.public, read_strictly=True) == [
        ProofOutcome(
            suite="eddsa-jcs-2022",
            ok=True,
            code="ok",
            reason="The signature fits the document.",
            clause="VC-DI EdDSA 1.0, 3.3.2",
            verification_method="did:web:town.example#key-1",
            created=MOMENT,
        )
    ]


def test_a_document_without_proof_has_no_outcome(badge: dict[str, Any]) -> None:
    assert check_proofs(badge, key_of=key_in) == []
    assert check_proofs({**badge, "proof": []}, key_of=key_in) == []


def test_a_second_proof_leaves_the_first_as_it_is(town: MemoryKey, badge: dict[str, Any]) -> None:
    first = issue(badge, town, now=MOMENT)

    both = add_proof(first, town, now=MOMENT + timedelta(days=1))

    assert read_document(both)["proof"][0] == read_document(first)["proof"]
    assert is_canonical(both)
    outcomes = check_proofs(read_document(both), key_of=lambda _: town.public)
    assert [(outcome.suite, outcome.ok) for outcome in outcomes] == [(JCS, True), (RDFC, True)]
    assert both == add_proof(first, town, now=MOMENT + timedelta(days=1))
    at_once = issue(badge, town, now=MOMENT, suites=(JCS, RDFC))
    assert check(read_document(at_once), town) == [(True, "ok")] * 2


@pytest.mark.parametrize("suites", [(JCS,), (RDFC,)])
def test_row_1_a_word_that_nobody_signed_is_refused(
    town: MemoryKey, badge: dict[str, Any], suites: tuple[str, ...]
) -> None:
    secured = read_document(issue(badge, town, now=MOMENT, suites=suites))
    subject = secured["credentialSubject"]
    added = [
        {**secured, "x": 1},
        {**secured, "credentialSubject": {**subject, "x": 1}},
        {**secured, "credentialSubject": {**subject, "achievement": {**subject["achievement"], "x": 1}}},
        {**secured, "issuer": {**secured["issuer"], "x": {"y": 1}}},
        {**secured, "proof": {**secured["proof"], "x": 1}},
    ]

    expected = "signature" if suites == (JCS,) else "unknown-term"
    assert [check(document, town) for document in added] == [[(False, expected)]] * 5
    assert check(secured, town) == [(True, "ok")]


def test_row_3_contexts_in_the_proof(town: MemoryKey, badge: dict[str, Any]) -> None:
    secured = read_document(issue(badge, town, now=MOMENT))
    contexts = badge["@context"]
    further = "https://w3id.org/security/data-integrity/v2"
    bare = {name: value for name, value in secured["proof"].items() if name not in {"@context", "proofValue"}}
    signature = town.sign(signed_hash(bare, badge))
    without = {**badge, "proof": {**bare, "proofValue": multibase_encode(signature)}}

    def with_contexts(*stated: str) -> dict[str, Any]:
        return {**secured, "@context": list(stated)}

    # Signed with it, as we do; signed without it, as others do; each hashed as received.
    assert check(secured, town) == check(without, town) == [(True, "ok")]
    # 3.3.2, step 4: the document may go on where the signed list ends, and may do nothing else.
    assert check(with_contexts(*contexts, further), town) == [(True, "ok")]
    assert check(with_contexts(further, *contexts), town) == [(False, "context-changed")]
    assert check(with_contexts(*contexts[::-1]), town) == [(False, "context-changed")]
    assert check(with_contexts(contexts[0]), town) == [(False, "context-changed")]
    assert check({**secured, "@context": contexts[0]}, town) == [(False, "context-changed")]
    # Without contexts in the proof those of the document are signed as they stand.
    assert check({**without, "@context": [*contexts, further]}, town) == [(False, "signature")]
    # What others leave out or put in after signing is not put right.
    left_out = {name: value for name, value in secured["proof"].items() if name != "@context"}
    assert check({**secured, "proof": left_out}, town) == [(False, "signature")]
    assert check({**without, "proof": {**without["proof"], "@context": contexts}}, town) == [(False, "signature")]


@pytest.mark.parametrize("suites", [(JCS,), (RDFC,)])
def test_every_member_is_signed(town: MemoryKey, badge: dict[str, Any], suites: tuple[str, ...]) -> None:
    secured = read_document(issue(badge, town, now=MOMENT, suites=suites))

    for name in set(badge) - {"@context", "type"}:
        assert check({**secured, name: badge["name"] + " "}, town)[0][0] is False, name
        assert check({key: value for key, value in secured.items() if key != name}, town) == [(False, "signature")], (
            name
        )
    for name, value in {"created": "2026-05-01T12:00:01Z", "verificationMethod": "did:web:town.example#key-2"}.items():
        assert check({**secured, "proof": {**secured["proof"], name: value}}, town) == [(False, "signature")], name


def without(proof: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in proof.items() if key != name}


@pytest.mark.parametrize(
    ("change", "ok", "code"),
    [
        (lambda proof: without(proof, "type"), False, "missing-member"),
        (lambda proof: without(proof, "verificationMethod"), False, "missing-member"),
        (lambda proof: without(proof, "proofPurpose"), False, "missing-member"),
        (lambda proof: without(proof, "proofValue"), False, "missing-member"),
        (lambda proof: {**proof, "verificationMethod": {"id": proof["verificationMethod"]}}, False, "missing-member"),
        (lambda proof: {**proof, "proofPurpose": "authentication"}, False, "wrong-purpose"),
        (lambda proof: {**proof, "created": "2026-05-01T12:00:00"}, False, "naive-moment"),
        (lambda proof: {**proof, "created": 1}, False, "not-a-moment"),
        (lambda proof: {**proof, "expires": "2026-04-30T12:00:00Z"}, False, "signature"),
        (lambda proof: {**proof, "proofValue": "u" + proof["proofValue"][1:]}, False, "not-base58"),
        (lambda proof: {**proof, "proofValue": proof["proofValue"] + "0"}, False, "not-base58"),
        (lambda proof: {**proof, "proofValue": "z1" + proof["proofValue"][1:]}, False, "signature"),
        (lambda proof: {**proof, "proofValue": "z" + "2" * 2_000}, False, "too-large"),
        (lambda proof: {**proof, "proofValue": "z"}, False, "signature"),
        (lambda proof: {**proof, "cryptosuite": "eddsa-rdfc-2022"}, False, "signature"),
        (lambda proof: {**proof, "cryptosuite": "bbs-2023"}, None, "unknown-suite"),
        (lambda proof: {**proof, "cryptosuite": ["eddsa-jcs-2022"]}, None, "unknown-suite"),
        (lambda proof: {**proof, "type": "Ed25519Signature2020"}, None, "unknown-suite"),
        (lambda proof: {**proof, "previousProof": "urn:nobody"}, False, "previous-missing"),
        (lambda proof: {**proof, "previousProof": {"id": "x"}}, False, "previous-missing"),
        (lambda proof: {**proof, "id": "urn:a", "previousProof": "urn:a"}, False, "previous-missing"),
        (lambda _: "proof", False, "missing-member"),
        (lambda _: 7, False, "missing-member"),
    ],
)
def test_a_proof_that_does_not_say_what_it_must_fails(
    town: MemoryKey, badge: dict[str, Any], change: Callable[[dict[str, Any]], Any], ok: bool | None, code: str
) -> None:
    secured = read_document(issue(badge, town, now=MOMENT))

    assert check({**secured, "proof": change(secured["proof"])}, town) == [(ok, code)]


def test_row_14_a_proof_for_another_purpose_does_not_assert(town: MemoryKey, badge: dict[str, Any]) -> None:
    options = {
        "type": "DataIntegrityProof", "cryptosuite": JCS, "verificationMethod": town.verification_method,
        "proofPurpose": "authentication",
    }  # fmt: skip
    signature = multibase_encode(town.sign(signed_hash(options, badge)))
    document = {**badge, "proof": {**options, "proofValue": signature}}

    assert check(document, town) == [(False, "wrong-purpose")]
    for_signing_in = check_proofs(document, key_of=lambda _: town.public, purpose="authentication")
    assert verdicts(for_signing_in) == [(True, "ok")]


def test_row_20_a_proof_that_has_expired_fails(town: MemoryKey, badge: dict[str, Any]) -> None:
    options = {
        "type": "DataIntegrityProof", "cryptosuite": JCS, "verificationMethod": town.verification_method,
        "proofPurpose": "assertionMethod", "expires": "2026-05-02T00:00:00+02:00",
    }  # fmt: skip
    signature = multibase_encode(town.sign(signed_hash(options, badge)))
    document = {**badge, "proof": {**options, "proofValue": signature}}
    verify = partial(check_proofs, document, key_of=lambda _: town.public)

    assert verdicts(verify()) == [(True, "ok")]
    assert verdicts(verify(now=datetime(2026, 5, 1, 21, 59, 59, tzinfo=UTC))) == [(True, "ok")]
    assert verdicts(verify(now=datetime(2026, 5, 1, 22, tzinfo=UTC))) == [(False, "proof-expired")]


def test_row_19_each_proof_of_a_set_has_its_outcome(town: MemoryKey, badge: dict[str, Any]) -> None:
    secured = read_document(issue(badge, town, now=MOMENT))
    good = secured["proof"]
    broken = {**good, "created": "2026-05-01T12:00:01Z"}
    foreign = {"type": "SomeProofType", "created": "2022-11-16T18:54:22Z", "proofPurpose": "assertionMethod"}

    assert check({**secured, "proof": [good, foreign]}, town) == [(True, "ok"), (None, "unknown-suite")]
    assert check({**secured, "proof": [broken, good]}, town) == [(False, "signature"), (True, "ok")]
    assert check({**secured, "proof": [foreign]}, town) == [(None, "unknown-suite")]
    with pytest.raises(Unreadable) as refused:
        check({**secured, "proof": [good] * 17}, town)
    assert refused.value.code == "too-many-proofs"


def test_row_19_a_jcs_proof_signs_the_proof_before_it(town: MemoryKey, badge: dict[str, Any]) -> None:
    first = {**read_document(issue(badge, town, now=MOMENT))["proof"], "id": "urn:first"}
    first["proofValue"] = multibase_encode(town.sign(signed_hash(without(first, "proofValue"), badge)))
    second = {**without(first, "proofValue"), "id": "urn:second", "previousProof": "urn:first"}
    second["proofValue"] = multibase_encode(
        town.sign(signed_hash(without(second, "proofValue"), {**badge, "proof": [first]}))
    )
    unchained = {**without(first, "proofValue"), "id": "urn:first", "created": "2026-05-01T13:00:00Z"}
    unchained["proofValue"] = multibase_encode(town.sign(signed_hash(without(unchained, "proofValue"), badge)))

    assert check({**badge, "proof": [first, second]}, town) == [(True, "ok")] * 2
    assert check({**badge, "proof": [unchained, second]}, town) == [(True, "ok"), (False, "signature")]


def test_a_key_that_cannot_be_had_is_the_reason(town: MemoryKey, badge: dict[str, Any]) -> None:
    secured = read_document(issue(badge, town, now=MOMENT))
    asked: list[str] = []

    def nobody(method: str) -> PublicKey:
        asked.append(method)
        raise KeyRefused("no-such-key", "Nobody knows this key.")

    outcome = check_proofs(secured, key_of=nobody)[0]

    assert (outcome.ok, outcome.code, outcome.reason) == (False, "no-such-key", "Nobody knows this key.")
    assert asked == ["did:web:town.example#key-1"]


def test_a_key_of_another_algorithm_neither_signs_nor_verifies(town: MemoryKey, badge: dict[str, Any]) -> None:
    other = MemoryKey.from_seed(bytes(range(32)), "did:web:town.example#key-1", "P-256")

    with pytest.raises(KeyRefused) as refused:
        issue(badge, other, now=MOMENT)

    assert refused.value.code == "wrong-algorithm"
    assert check(read_document(issue(badge, town, now=MOMENT)), other) == [(False, "wrong-algorithm")]


@pytest.mark.parametrize(
    ("change", "error", "code"),
    [
        ({"proof": {}}, ProofFailed, "already-proved"),
        ({"credits": 1.5}, Unreadable, "float"),
        ({"credits": 2**53}, Unreadable, "large-integer"),
        ({"credits": {1, 2}}, Unreadable, "not-json"),
        ({"name": "\ud800"}, Unreadable, "not-json"),
        ({"description": "x" * 262_144}, Unreadable, "too-large"),
        ({"evidence": [""] * 10_000}, Unreadable, "too-many-values"),
        ({"evidence": ENDLESS}, Unreadable, "too-deep"),
    ],
)
def test_what_could_not_be_read_is_not_issued(
    town: MemoryKey, badge: dict[str, Any], change: dict[str, Any], error: type[AttestationError], code: str
) -> None:
    with pytest.raises(error) as refused:
        issue({**badge, **change}, town, now=MOMENT)

    assert refused.value.code == code


def test_issuing_asks_for_a_suite_and_a_moment_with_its_zone(town: MemoryKey, badge: dict[str, Any]) -> None:
    for suites in ((), ("bbs-2023",), (JCS, "ecdsa-jcs-2019")):
        with pytest.raises(NotSupported) as refused:
            issue(badge, town, now=MOMENT, suites=suites)
        assert refused.value.code == "unknown-suite"
    with pytest.raises(Unreadable) as naive:
        issue(badge, town, now=datetime(2026, 5, 1))  # noqa: DTZ001  # the slip that is refused
    assert naive.value.code == "naive-moment"


def test_floats_of_others_are_hashed_as_the_rfc_says(town: MemoryKey, badge: dict[str, Any]) -> None:
    """A document that came another way than through ``read_document`` may hold them."""
    document = {**badge, "share": 1e21}
    options = {
        "type": "DataIntegrityProof", "cryptosuite": JCS, "verificationMethod": town.verification_method,
        "proofPurpose": "assertionMethod",
    }  # fmt: skip
    hashed = sha256(rfc8785.dumps(options)).digest() + sha256(rfc8785.dumps(document)).digest()

    assert check({**document, "proof": {**options, "proofValue": multibase_encode(town.sign(hashed))}}, town) == [
        (True, "ok")
    ]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "type", "@context"]), inner),
    max_leaves=4,
)


@given(
    member=st.sampled_from(
        ["type", "cryptosuite", "created", "expires", "verificationMethod", "proofPurpose", "proofValue", "@context",
         "id", "previousProof"]
    ),
    value=ANYTHING,
)  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_no_proof_makes_the_check_stumble(member: str, value: object) -> None:
    key = MemoryKey.from_seed(bytes(range(32)), "did:web:town.example#key-1")
    document = read_document(issue({"@context": ["https://www.w3.org/ns/credentials/v2"]}, key, now=MOMENT))
    proof = document["proof"]

    outcomes = check({**document, "proof": [{**proof, member: value}, proof]}, key)

    assert outcomes[0][0] is not True or value == proof.get(member)
    assert outcomes[1] == (True, "ok")


def test_the_examples_in_the_docstring_and_on_the_page_run() -> None:
    page = Path(__file__).resolve().parents[3] / "docs" / "engines" / "attestation.md"

    opening = doctest.testmod(attestation)
    whole_page = doctest.testfile(str(page), module_relative=False, encoding="utf-8")

    assert opening.attempted > 0
    assert whole_page.attempted > 0
    assert (opening.failed, whole_page.failed) == (0, 0)


def test_proofs_over_bytes_need_no_library_of_graphs_chains_or_papers() -> None:
    program = """
import sys
import munera.engines.attestation.opening
print(sorted({"django", "pyld", "pyoxigraph", "pypdf", "web3"} & set(sys.modules)))
"""

    source = str(Path(__file__).resolve().parents[3] / "src")
    command, environment = [sys.executable, "-c", program], {"PYTHONPATH": source}

    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    assert answer.stdout == "[]\n"
