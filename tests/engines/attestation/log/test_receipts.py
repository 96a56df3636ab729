"""Receipts: the format of transparency-dev/formats, and what they show."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from munera.engines.attestation.errors import LogRefused, ProofFailed, Unreadable
from munera.engines.attestation.log.notes import to_base64
from munera.engines.attestation.log.receipts import LogPolicy, Receipt
from munera.engines.attestation.log.tree import leaf_hash
from tests.engines.attestation.log.logs import LOG, NORTH, NOW, SOUTH, filled

ONE, TWO = sha256(b"hash1").digest(), sha256(b"hash2").digest()
HASH = to_base64(ONE)
HEADER = "c2sp.org/tlog-proof@v1\n"
POLICY = LogPolicy(LOG.verifier, (NORTH.verifier, SOUTH.verifier), quorum=1)


@pytest.mark.parametrize(
    ("receipt", "text"),
    [
        (
            Receipt(5, (ONE, TWO), b"test checkpoint\n"),
            f"{HEADER}index 5\n{HASH}\n{to_base64(TWO)}\n\ntest checkpoint\n",
        ),
        (
            Receipt(10, (ONE,), b"checkpoint data\n", b"extra information"),
            f"{HEADER}extra ZXh0cmEgaW5mb3JtYXRpb24=\nindex 10\n{HASH}\n\ncheckpoint data\n",
        ),
        (Receipt(0, (), b"checkpoint\n"), f"{HEADER}index 0\n\ncheckpoint\n"),
    ],
)
def test_receipts_are_written_as_others_write_them(receipt: Receipt, text: str) -> None:
    """transparency-dev/formats, proof/tlog_proof_test.go, TestMarshal."""
    assert receipt.dumps() == text.encode()
    assert Receipt.loads(text.encode()) == receipt


@pytest.mark.parametrize(
    "text",
    [
        # transparency-dev/formats, proof/tlog_proof_test.go, TestUnmarshalErrors.
        "wrong-header\nindex 0\n\ncheckpoint\n",
        f"{HEADER}extra !!notbase64!!\nindex 0\n\ncheckpoint\n",
        f"{HEADER}\n\ncheckpoint\n",
        f"{HEADER}index notanumber\n\ncheckpoint\n",
        f"{HEADER}index -5\n\ncheckpoint\n",
        f"{HEADER}index 0\n!!notbase64!!\n\ncheckpoint\n",
        f"{HEADER}index 0\n{to_base64(bytes(64))}\n\ncheckpoint\n",
        f"{HEADER}index 0\n{'a' * 65 * 1024}\n",
        # Ours.
        "",
        HEADER,
        f"{HEADER}index 0\n",
        f"{HEADER}index 00\n\ncheckpoint\n",
        f"{HEADER}index 9223372036854775808\n\ncheckpoint\n",
        f"{HEADER}index 0\nextra AAAA\n\ncheckpoint\n",
        f"{HEADER}extra AAAA\nextra AAAA\nindex 0\n\ncheckpoint\n",
        f"{HEADER}index 0\r\n\ncheckpoint\n",
        f"{HEADER}index 0\n{HASH} \n\ncheckpoint\n",
        f"\ufeff{HEADER}index 0\n\ncheckpoint\n",
        f"{HEADER}index 0\n" + f"{HASH}\n" * 64 + "\ncheckpoint\n",
        f"{HEADER}extra {to_base64(bytes(65_537))}\nindex 0\n\ncheckpoint\n",
        f"{HEADER}index 0\n\n" + "c" * 400_000,
    ],
)
def test_what_is_almost_a_receipt_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        Receipt.loads(text.encode())


@given(
    index=st.integers(0, 2**63 - 1),
    path=st.lists(st.binary(min_size=32, max_size=32), max_size=63),
    extra=st.none() | st.binary(max_size=200),
    checkpoint=st.binary(max_size=200),
)
def test_a_receipt_reads_as_it_was_written(
    index: int, path: list[bytes], extra: bytes | None, checkpoint: bytes
) -> None:
    receipt = Receipt(index, tuple(path), checkpoint, extra)
    assert Receipt.loads(receipt.dumps()) == receipt


def test_a_receipt_shows_where_an_entry_is_and_who_saw_it() -> None:
    log = filled(13)
    logged = Receipt.loads(log.receipt(7, NORTH).dumps()).verify(leaf_hash(b"entry 7"), POLICY, now=NOW)
    assert (logged.index, logged.checkpoint) == (7, log.checkpoint())
    assert [(each.witness.name, each.at) for each in logged.cosignatures] == [(NORTH.name, NOW)]


def test_a_receipt_of_another_entry_shows_nothing() -> None:
    receipt = filled(13).receipt(7, NORTH)
    for leaf in (leaf_hash(b"entry 8"), bytes(32), b"entry 7"):
        with pytest.raises(ProofFailed):
            receipt.verify(leaf, POLICY, now=NOW)
    with pytest.raises(ProofFailed):
        Receipt(6, receipt.path, receipt.checkpoint).verify(leaf_hash(b"entry 7"), POLICY, now=NOW)


def test_every_changed_byte_of_a_receipt_is_refused() -> None:
    data = filled(5).receipt(2, NORTH).dumps()
    for place in range(len(data)):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with pytest.raises((Unreadable, LogRefused, ProofFailed)):
            Receipt.loads(changed).verify(leaf_hash(b"entry 2"), POLICY, now=NOW)


def test_a_quorum_that_cannot_be_reached_is_no_policy() -> None:
    for quorum in (-1, 2):
        with pytest.raises(LogRefused) as refusal:
            LogPolicy(LOG.verifier, (NORTH.verifier,), quorum=quorum)
        assert refusal.value.code == "quorum"
