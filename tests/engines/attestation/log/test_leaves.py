"""What entries say: a commitment, or an event in its one form."""

import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest

from munera.engines.attestation.canonical import canonical
from munera.engines.attestation.errors import AttestationError, Unreadable
from munera.engines.attestation.keys import MemoryKey
from munera.engines.attestation.log import leaves
from munera.engines.attestation.log.leaves import (
    AccreditationGranted,
    AccreditationWithdrawn,
    Commitment,
    IssuerEvent,
    KeyAdded,
    KeyRevoked,
    KeyRotated,
)

TOWN = "did:web:town.example"
FIRST, SECOND = (MemoryKey.from_seed(bytes([number]) * 32).public for number in (1, 2))
AT = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
EVENTS: list[IssuerEvent] = [
    KeyAdded(TOWN, f"{TOWN}#1", FIRST, AT),
    KeyRotated(TOWN, f"{TOWN}#2", SECOND, f"{TOWN}#1", AT),
    KeyRevoked(TOWN, f"{TOWN}#2", "The card was stolen.", AT),
    KeyRevoked(TOWN, f"{TOWN}#2", "Die Karte wurde gestohlen – im März.", AT, since=0),
    AccreditationGranted(TOWN, "courses", ("did:web:a.example", "did:web:b.example"), AT),
    AccreditationWithdrawn(TOWN, "courses", ("did:web:a.example",), "The school has closed.", AT),
]


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_reads_as_it_was_written(event: IssuerEvent) -> None:
    assert leaves.read_entry(leaves.event_entry(event)) == event


def test_an_event_is_canonical_json() -> None:
    assert leaves.event_entry(EVENTS[0]) == (
        b'{"at":"2026-01-31T12:00:00Z","issuer":"did:web:town.example",'
        b'"key":"' + FIRST.multibase.encode() + b'","method":"did:web:town.example#1","type":"key-added"}'
    )


def test_a_moment_is_written_in_utc() -> None:
    local = AT.astimezone(timezone(timedelta(hours=2)))
    assert leaves.event_entry(KeyAdded(TOWN, f"{TOWN}#1", FIRST, local)) == leaves.event_entry(EVENTS[0])


def said(**changes: Any) -> dict[str, Any]:
    whole = {**json.loads(leaves.event_entry(EVENTS[2])), **changes}
    return {name: value for name, value in whole.items() if value is not ...}


@pytest.mark.parametrize(
    "entry",
    [
        b"",
        b"{}",
        bytes(31),
        bytes(33),
        b'{"type":"key-added","type":"key-added"}',
        json.dumps(said()).encode(),
        canonical(said(type="key-lost")),
        canonical(said(type=["key-added"])),
        canonical(said(type=...)),
        canonical(said(because=...)),
        canonical(said(because="")),
        canonical(said(because=7)),
        canonical(said(more="than it has")),
        canonical(said(since=-1)),
        canonical(said(since=True)),
        canonical(said(since="1")),
        canonical(said(at="2026-01-31T12:00:00+00:00")),
        canonical(said(at="2026-1-31T12:00:00Z")),
        canonical(said(at="2026-02-30T12:00:00Z")),
        canonical({**json.loads(leaves.event_entry(EVENTS[0])), "key": "z6Mk"}),
        canonical({**json.loads(leaves.event_entry(EVENTS[4])), "by": []}),
        canonical({**json.loads(leaves.event_entry(EVENTS[4])), "by": "did:web:a.example"}),
        canonical({**json.loads(leaves.event_entry(EVENTS[4])), "by": [""]}),
        canonical(said(because="x" * 20_000)),
        canonical(["key-added", "did:web:town.example#1", "z6Mk"]),
    ],
)
def test_no_other_entry_is_an_event(entry: bytes) -> None:
    with pytest.raises(AttestationError):
        leaves.read_entry(entry)


def test_an_event_that_could_not_be_read_is_not_written() -> None:
    for event in (KeyRevoked(TOWN, "", "stolen", AT), AccreditationGranted(TOWN, "courses", (), AT)):
        with pytest.raises(Unreadable):
            leaves.event_entry(event)


def test_32_bytes_are_a_commitment_whatever_they_look_like() -> None:
    digest = b'{"type":"key-added","at":"2026"}'
    assert len(digest) == 32
    assert leaves.read_entry(digest) == Commitment(digest)
    # An event never has so few: the shortest that can be written.
    shortest = leaves.event_entry(AccreditationGranted("a", "b", ("c",), AT))
    assert len(shortest) > leaves.COMMITMENT_BYTES


JCS = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "proofValue": "z1"}
RDFC = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "proofValue": "z2"}
DOCUMENT = {"name": "Ayşe", "type": ["VerifiableCredential"]}


def test_a_credential_has_one_commitment_whatever_is_added_to_it_later() -> None:
    secured = canonical({**DOCUMENT, "proof": JCS})
    digest = sha256(secured).digest()
    assert leaves.commitment(secured) == digest
    for proof in (JCS, [JCS], [JCS, RDFC], [RDFC, JCS]):
        assert leaves.commitment_of({**DOCUMENT, "proof": proof}) == digest
    assert leaves.commitment_of({**DOCUMENT, "proof": {**JCS, "proofValue": "z3"}}) != digest


@pytest.mark.parametrize("proof", [None, [], RDFC, [RDFC], [JCS, JCS], "eddsa-jcs-2022", [[JCS]]])
def test_without_one_jcs_proof_there_is_no_commitment(proof: object) -> None:
    with pytest.raises(Unreadable) as refusal:
        leaves.commitment_of({**DOCUMENT, "proof": proof})
    assert refusal.value.code == "no-jcs-proof"
