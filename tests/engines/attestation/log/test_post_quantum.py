"""ML-DSA-44 cosignatures beside Ed25519 ones."""

from datetime import timedelta
from hashlib import sha256

import pytest

from munera.engines.attestation.errors import KeyRefused, LogRefused, NotSupported
from munera.engines.attestation.log.checkpoints import Checkpoint, open_checkpoint
from munera.engines.attestation.log.notes import NoteSignature, vkey_text, with_signatures
from munera.engines.attestation.log.post_quantum import MlDsaCosigner, MlDsaVerifier
from munera.engines.attestation.log.receipts import LogPolicy, Receipt
from munera.engines.attestation.log.tree import leaf_hash
from tests.engines.attestation.log.logs import LOG, NORTH, NOW, ORIGIN, OTHER_LOG, filled

EAST = MlDsaCosigner.from_seed("east.example/witness", bytes(32))


def test_a_quorum_may_be_made_of_both_kinds() -> None:
    log = filled(5)
    lines = [EAST.cosign(log.checkpoint(), now=NOW), NORTH.cosign(log.checkpoint(), now=NOW)]
    receipt = Receipt(2, tuple(log.tree.inclusion(2)), with_signatures(log.note(), lines))
    policy = LogPolicy(LOG.verifier, (NORTH.verifier, EAST.verifier), quorum=2)
    logged = Receipt.loads(receipt.dumps()).verify(leaf_hash(b"entry 2"), policy, now=NOW)
    assert [(each.witness.name, each.at) for each in logged.cosignatures] == [(NORTH.name, NOW), (EAST.name, NOW)]
    with pytest.raises(LogRefused) as refusal:
        receipt.verify(leaf_hash(b"entry 2"), policy, now=NOW - timedelta(hours=1))
    assert refusal.value.code == "future-time"


def test_the_signature_is_over_the_structure_that_the_specification_draws() -> None:
    log = filled(5)
    line = EAST.cosign(log.checkpoint(), now=NOW)
    seconds = int(NOW.timestamp()).to_bytes(8)
    message = (
        b"subtree/v1\n\0\x14east.example/witness" + seconds + b"\x10log.town.example" + bytes(15) + b"\x05"
    ) + log.tree.root()
    assert (line.signature[:8], len(line.signature)) == (seconds, 8 + 2_420)
    EAST.key.public_key().verify(line.signature[8:], message)
    public = EAST.verifier.public_bytes
    assert line.key_id == sha256(b"east.example/witness\n\x06" + public).digest()[:4]


@pytest.mark.parametrize(
    "borrowed",
    [
        EAST.cosign(filled(4).checkpoint(), now=NOW),
        EAST.cosign(filled(5, signer=OTHER_LOG).checkpoint(), now=NOW),
        NoteSignature(EAST.name, EAST.verifier.key_id, b"short"),
    ],
)
def test_a_cosignature_of_something_else_does_not_count(borrowed: NoteSignature) -> None:
    with pytest.raises(LogRefused) as refusal:
        open_checkpoint(with_signatures(filled(5).note(), [borrowed]), LOG.verifier, witnesses=[EAST.verifier])
    assert refusal.value.code == "bad-signature"


def test_the_key_has_its_line() -> None:
    assert MlDsaVerifier.from_vkey(EAST.verifier.vkey) == EAST.verifier
    for text in (NORTH.verifier.vkey, vkey_text("east.example", 6, bytes(32))):
        with pytest.raises(KeyRefused):
            MlDsaVerifier.from_vkey(text)


def test_what_it_does_not_sign_it_refuses() -> None:
    root = filled(1).tree.root()
    for checkpoint in (Checkpoint(ORIGIN, 1, root, ("more",)), Checkpoint("x" * 256, 1, root)):
        with pytest.raises(NotSupported):
            EAST.cosign(checkpoint, now=NOW)
