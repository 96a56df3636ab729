"""What others make of our credentials, and we of theirs: Digital Bazaar, and a verifier by the letter."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from munera.engines.attestation.keys import MemoryKey
from munera.engines.attestation.multibase import multibase_encode
from munera.engines.attestation.proofs import JCS, RDFC, add_proof, check_proofs, issue
from munera.engines.attestation.status import StatusList, status_list_credential
from tests.engines.attestation.reference import ISSUER, KEY, STATUS_LIST, reference_credential
from tests.engines.attestation.second_opinion import NoNode, ask, controller_documents, install

NOW = datetime(2026, 6, 2, 10, tzinfo=UTC)
SEED = bytes(range(32))
OURS = MemoryKey.from_seed(SEED, KEY)
DOCUMENTS = controller_documents(ISSUER, KEY, OURS.public)
Tamper = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module", autouse=True)
def others() -> None:
    """The programs of others; the tests are skipped, and say so, where Node or its packages are absent."""
    try:
        install()
    except NoNode as absent:
        pytest.skip(str(absent))


# The library for status lists asks the clock of the machine, whatever moment it is told.
LONG_AGO, FAR_OFF = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)


def signed_status_list(*revoked: int) -> dict[str, Any]:
    status = StatusList.new(seed=SEED)
    for index in revoked:
        status.set(index, 1)
    unsigned = status_list_credential(
        status, id=STATUS_LIST, issuer=ISSUER, purpose="revocation", valid_from=LONG_AGO, valid_until=FAR_OFF
    )
    signed: dict[str, Any] = json.loads(issue(unsigned, OURS, now=NOW, suites=[RDFC]))
    return signed


def by_digital_bazaar(*credentials: dict[str, Any], revoked: Sequence[int] = ()) -> list[bool]:
    documents = DOCUMENTS | {STATUS_LIST: signed_status_list(*revoked)}
    told = ask("verify", credentials=credentials, now=NOW.isoformat(), documents=documents)
    assert all(answer["verified"] is not bool(answer["errors"]) for answer in told["answers"])
    return [answer["verified"] for answer in told["answers"]]


def by_the_standard(*credentials: dict[str, Any]) -> list[bool]:
    told = ask("verify_jcs", credentials=credentials, documents=DOCUMENTS)
    return [answer["verified"] for answer in told["answers"]]


def by_us(*credentials: dict[str, Any]) -> list[bool]:
    outcomes = [check_proofs(each, key_of=lambda _: OURS.public, now=NOW) for each in credentials]
    return [bool(proofs) and all(proof.ok for proof in proofs) for proofs in outcomes]


def issued(*suites: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(issue(reference_credential(), OURS, now=NOW, suites=suites))
    return document


def added_later() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(add_proof(issue(reference_credential(), OURS, now=NOW), OURS, now=NOW))
    return document


def test_what_we_issue_is_verified_by_digital_bazaar_also_beside_a_proof_it_does_not_know() -> None:
    assert by_digital_bazaar(issued(RDFC), issued(JCS, RDFC), added_later()) == [True, True, True]


def test_what_we_issue_is_verified_by_the_letter_of_the_standard_also_beside_another_proof() -> None:
    assert by_the_standard(issued(JCS), issued(JCS, RDFC), added_later()) == [True, True, True]


def test_what_digital_bazaar_issues_is_verified_by_us() -> None:
    # Multikey 1.0, 2.2: the seed behind two bytes that say Ed25519, private.
    pair = DOCUMENTS[KEY] | {"secretKeyMultibase": multibase_encode(b"\x80\x26" + SEED)}
    theirs = ask("issue", credential=reference_credential(), key=pair, now=NOW.isoformat(), documents=DOCUMENTS)
    assert theirs["proof"]["cryptosuite"] == RDFC
    assert by_us(theirs, theirs | {"name": "Another course"}) == [True, False]


def put(*path: str | int, value: Any) -> Tamper:
    def tamper(document: dict[str, Any]) -> None:
        holder: Any = document
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = value

    return tamper


TAMPERED = {
    "another name": put("name", value="Chief surgeon"),
    "another result": put("credentialSubject", "result", 0, "value", value="93"),
    "a later end": put("validUntil", value="2041-06-01T09:00:00Z"),
    "another status index": put("credentialStatus", "statusListIndex", value="1"),
    "another issuer": put("issuer", "name", value="Ministry"),
    "a further alignment": put("credentialSubject", "achievement", "alignment", 0, "targetCode", value="x"),
    "a word that nobody defines": put("credentialSubject", "x", value=1),
    "another day of the proof": put("proof", "created", value="2026-06-02T10:00:01Z"),
    "a word in the proof that nobody defines": put("proof", "x", value=1),
}


@pytest.mark.parametrize(("suite", "others_verify"), [(RDFC, by_digital_bazaar), (JCS, by_the_standard)])
def test_what_was_tampered_with_is_refused_by_both(suite: str, others_verify: Callable[..., list[bool]]) -> None:
    whole, tampered = issued(suite), {how: issued(suite) for how in TAMPERED}
    for how, document in tampered.items():
        TAMPERED[how](document)
    everything = [whole, *tampered.values()]
    judged = dict(
        zip(["whole", *tampered], zip(others_verify(*everything), by_us(*everything), strict=True), strict=True)
    )
    assert judged == {"whole": (True, True)} | dict.fromkeys(tampered, (False, False))


def test_our_status_list_is_decoded_by_digital_bazaar() -> None:
    revoked = [0, 7, 8, 4711, 65_536, 131_071]
    assert ask("read_status", credential=signed_status_list(*revoked)) == {"length": 131_072, "set": revoked}


def test_what_we_revoked_is_refused_by_digital_bazaar() -> None:
    index = int(reference_credential()["credentialStatus"]["statusListIndex"])
    assert by_digital_bazaar(issued(RDFC), revoked=[index - 1, index + 1]) == [True]
    assert by_digital_bazaar(issued(RDFC), revoked=[index]) == [False]
