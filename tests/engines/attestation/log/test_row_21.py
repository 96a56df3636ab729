"""What verifiers of logs got wrong, each as a test: row 21 of the table of pitfalls (second preimage: test_tree)."""

from datetime import timedelta

import pytest

from munera.engines.attestation.errors import LogRefused, ProofFailed
from munera.engines.attestation.log.checkpoints import CosignatureVerifier, Cosigner, open_checkpoint
from munera.engines.attestation.log.notes import with_signatures
from munera.engines.attestation.log.receipts import LogPolicy
from munera.engines.attestation.log.tree import EMPTY_ROOT, leaf_hash, verify_consistency
from munera.engines.attestation.log.witness import Request, State, Witness
from tests.engines.attestation.log.logs import LOG, NORTH, NOW, ORIGIN, OTHER_LOG, SOUTH, Log, filled

ENTRY = leaf_hash(b"entry 2")
WITNESS = Witness(NORTH, {ORIGIN: (LOG.verifier,), OTHER_LOG.name: (OTHER_LOG.verifier,)})


def submit(log: Log, state: State, *, old: int, proof: tuple[bytes, ...] = ()) -> tuple[int, State]:
    answer = WITNESS.add_checkpoint(Request(old, proof, log.note()).to_bytes(), state, now=NOW)
    return answer.status, answer.state


def refused(log: Log, policy: LogPolicy, *witnesses: Cosigner) -> str:
    with pytest.raises(LogRefused) as refusal:
        log.receipt(2, *witnesses).verify(ENTRY, policy, now=NOW)
    return refusal.value.code


def test_consistency_from_size_0_proves_nothing_to_a_verifier_and_nothing_is_asked_of_it_by_a_witness() -> None:
    log = filled(3)
    with pytest.raises(ProofFailed):
        verify_consistency(0, EMPTY_ROOT, 3, log.tree.root(), [])
    assert submit(log, {}, old=0, proof=(EMPTY_ROOT,))[0] == 422
    assert submit(log, {}, old=0)[0] == 200


def test_a_split_view_finds_no_witness() -> None:
    """Two trees of one size, and a longer tree that does not begin with the one seen."""
    status, state = submit(filled(5), {}, old=0)
    assert status == 200
    assert submit(filled(5, word=b"other"), state, old=5) == (422, state)
    other = filled(8, word=b"other")
    assert submit(other, state, old=5, proof=tuple(other.tree.consistency(5))) == (422, state)
    # The near miss: the tree that has grown out of the one seen.
    grown = filled(8)
    assert submit(grown, state, old=5, proof=tuple(grown.tree.consistency(5)))[0] == 200


def test_a_rollback_finds_no_witness() -> None:
    _, state = submit(filled(8), {}, old=0)
    shorter = filled(5)
    assert submit(shorter, state, old=8) == (400, state)
    assert submit(shorter, state, old=5) == (409, state)
    assert submit(shorter, state, old=0) == (409, state)
    assert state[ORIGIN].size == 8


def test_a_checkpoint_of_the_wrong_origin_is_refused() -> None:
    elsewhere = filled(3, signer=OTHER_LOG)
    assert refused(elsewhere, LogPolicy(LOG.verifier)) == "unsigned"
    # Even where one key signs for two logs, the one is not the other.
    assert refused(filled(3), LogPolicy(LOG.verifier, origin="log.other.example")) == "wrong-origin"


def test_two_witnesses_of_one_name_are_not_two() -> None:
    namesake = CosignatureVerifier(NORTH.name, SOUTH.key.public)
    with pytest.raises(LogRefused) as refusal:
        LogPolicy(LOG.verifier, (NORTH.verifier, namesake), quorum=2)
    assert refusal.value.code == "same-name"


def test_one_key_under_two_names_is_not_two_witnesses() -> None:
    twin = CosignatureVerifier("twin.example/witness", NORTH.key.public)
    with pytest.raises(LogRefused) as refusal:
        LogPolicy(LOG.verifier, (NORTH.verifier, twin), quorum=2)
    assert refusal.value.code == "same-key"


def test_a_witness_that_signs_twice_counts_once() -> None:
    policy = LogPolicy(LOG.verifier, (NORTH.verifier, SOUTH.verifier), quorum=2)
    assert refused(filled(3), policy, NORTH, NORTH) == "too-few-witnesses"
    assert len(filled(3).receipt(2, NORTH, SOUTH).verify(ENTRY, policy, now=NOW).cosignatures) == 2


def test_a_witness_nobody_named_does_not_count() -> None:
    assert refused(filled(3), LogPolicy(LOG.verifier, (NORTH.verifier,), quorum=1), SOUTH) == "too-few-witnesses"


def test_the_cosignature_of_another_log_does_not_count() -> None:
    ours, theirs = filled(3), filled(3, signer=OTHER_LOG)
    borrowed = with_signatures(ours.note(), [NORTH.cosign(theirs.checkpoint(), now=NOW)])
    with pytest.raises(LogRefused) as refusal:
        open_checkpoint(borrowed, LOG.verifier, witnesses=[NORTH.verifier])
    assert refusal.value.code == "bad-signature"


def test_the_cosignature_of_another_checkpoint_does_not_count() -> None:
    ours = filled(3)
    borrowed = with_signatures(ours.note(), [NORTH.cosign(filled(4).checkpoint(), now=NOW)])
    with pytest.raises(LogRefused) as refusal:
        open_checkpoint(borrowed, LOG.verifier, witnesses=[NORTH.verifier])
    assert refusal.value.code == "bad-signature"


def test_a_cosignature_from_the_future_is_refused() -> None:
    policy = LogPolicy(LOG.verifier, (NORTH.verifier,), quorum=1)
    log = filled(3)
    with pytest.raises(LogRefused) as refusal:
        log.receipt(2, NORTH, at=NOW + timedelta(minutes=5, seconds=1)).verify(ENTRY, policy, now=NOW)
    assert refusal.value.code == "future-time"
    # The near miss: a clock that goes a little fast.
    assert log.receipt(2, NORTH, at=NOW + timedelta(minutes=5)).verify(ENTRY, policy, now=NOW).index == 2


def test_the_last_moment_that_can_be_written_is_refused_and_not_an_error_of_ours() -> None:
    log = filled(3)
    line = NORTH.cosign(log.checkpoint(), now=NOW)
    late = (2**63 - 1).to_bytes(8)
    signed = NORTH.key.sign(b"cosignature/v1\ntime %d\n" % (2**63 - 1) + log.checkpoint().text)
    receipt = log.receipt(2)
    note = with_signatures(receipt.checkpoint, [type(line)(line.name, line.key_id, late + signed)])
    with pytest.raises(LogRefused) as refusal:
        type(receipt)(2, receipt.path, note).verify(ENTRY, LogPolicy(LOG.verifier, (NORTH.verifier,)), now=NOW)
    assert refusal.value.code == "future-time"
