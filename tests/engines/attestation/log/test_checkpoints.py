"""Checkpoints and cosignatures: the examples of the specifications, and texts that nobody should sign."""

from datetime import UTC, datetime

import pytest

from munera.engines.attestation.errors import KeyRefused, LogRefused, Unreadable
from munera.engines.attestation.keys import MemoryKey
from munera.engines.attestation.log.checkpoints import (
    Checkpoint,
    CosignatureVerifier,
    cosigned_at,
    open_checkpoint,
    sign_checkpoint,
)
from munera.engines.attestation.log.notes import NoteSignature, from_base64, read_note, with_signatures
from tests.engines.attestation.log.logs import LOG, NORTH, NOW, ORIGIN, SOUTH, filled
from tests.engines.attestation.log.test_notes import SUMDB, SUMDB_NOTE

# C2SP tlog-cosignature: the example, whose keys are not published.
SOFA = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
""".encode()  # noqa: E501  # lines as the specification prints them
ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="


def test_the_example_of_the_specification_reads() -> None:
    note = read_note(SOFA)
    checkpoint = Checkpoint.from_text(note.text)
    assert checkpoint == Checkpoint("example.com/behind-the-sofa", 20_852_163, from_base64(ROOT))
    assert checkpoint.text == note.text
    # The time in the example of the signed message: "time 1679315147".
    assert cosigned_at(note.signatures[1].signature) == datetime.fromtimestamp(1_679_315_147, UTC)


def test_a_cosignature_of_a_foreign_program_has_its_time() -> None:
    """transparency-dev/formats, note/note_cosigv1_test.go, TestCoSigV1Timestamp."""
    data = from_base64(
        "ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA=="
    )
    assert cosigned_at(data[4:]) == datetime.fromtimestamp(1_727_964_367, UTC)


def test_the_key_of_a_foreign_witness_reads() -> None:
    """transparency-dev/formats, note/note_cosigv1_test.go, TestCoSigV1NewVerifier."""
    vkey = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
    assert CosignatureVerifier.from_vkey(vkey).vkey == vkey
    with pytest.raises(KeyRefused):
        CosignatureVerifier.from_vkey(SUMDB.vkey)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "log.example\n1\n",
        f"log.example\n1\n{ROOT}",
        f"log.example\n1\n{ROOT}\n\n",
        f"log.example\n1\n{ROOT}\n\nextension\n",
        f"\n1\n{ROOT}\n",
        f"log.example\n\n{ROOT}\n",
        f"log.example\n01\n{ROOT}\n",
        f"log.example\n-1\n{ROOT}\n",
        f"log.example\n+1\n{ROOT}\n",
        f"log.example\n1 \n{ROOT}\n",
        f"log.example\n1e3\n{ROOT}\n",
        f"log.example\n١\n{ROOT}\n",
        f"log.example\n9223372036854775808\n{ROOT}\n",
        f"log.example\n{'9' * 5_000}\n{ROOT}\n",
        f"log.example\n1\n{ROOT[:-1]}\n",
        "log.example\n1\nAAAA\n",
        f"log.example\n1\n{ROOT[:-2]}J=\n",
    ],
)
def test_what_is_almost_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        Checkpoint.from_text(text.encode())


def test_the_largest_size_and_further_lines_are_read() -> None:
    text = f"log.example\n9223372036854775807\n{ROOT}\nmore\nand more\n".encode()
    checkpoint = Checkpoint.from_text(text)
    assert (checkpoint.size, checkpoint.extensions) == (2**63 - 1, ("more", "and more"))
    assert checkpoint.text == text


def test_a_cosigned_checkpoint_says_who_saw_it_when() -> None:
    log = filled(5)
    note = with_signatures(log.note(), [each.cosign(log.checkpoint(), now=NOW) for each in (NORTH, SOUTH)])
    opened = open_checkpoint(note, LOG.verifier, witnesses=[SOUTH.verifier, NORTH.verifier])
    assert opened.checkpoint == log.checkpoint()
    assert [(each.witness, each.at) for each in opened.cosignatures] == [
        (SOUTH.verifier, NOW),
        (NORTH.verifier, NOW),
    ]
    assert open_checkpoint(note, LOG.verifier).cosignatures == ()


def test_witnesses_alone_do_not_make_a_checkpoint() -> None:
    log = filled(5)
    text, line = log.checkpoint().text, NORTH.cosign(log.checkpoint(), now=NOW).line()
    with pytest.raises(LogRefused) as refusal:
        open_checkpoint(text + b"\n" + line.encode(), LOG.verifier, witnesses=[NORTH.verifier])
    assert refusal.value.code == "unsigned"


def test_a_log_may_have_another_name_than_its_key() -> None:
    opened = open_checkpoint(SUMDB_NOTE, SUMDB, origin="go.sum database tree")
    assert opened.checkpoint.size == 35_225_469


def test_the_empty_log_has_the_empty_root() -> None:
    assert open_checkpoint(filled(0).note(), LOG.verifier).checkpoint.size == 0
    with pytest.raises(LogRefused) as refusal:
        open_checkpoint(sign_checkpoint(Checkpoint(ORIGIN, 0, bytes(32)), LOG), LOG.verifier)
    assert refusal.value.code == "wrong-root"


def test_the_time_is_part_of_what_a_witness_signs() -> None:
    log = filled(5)
    line = NORTH.cosign(log.checkpoint(), now=NOW)
    earlier = NoteSignature(line.name, line.key_id, bytes(8) + line.signature[8:])
    for signature in (earlier, NoteSignature(line.name, line.key_id, bytes([255]) * 8 + line.signature[8:])):
        with pytest.raises(LogRefused) as refusal:
            open_checkpoint(with_signatures(log.note(), [signature]), LOG.verifier, witnesses=[NORTH.verifier])
        assert refusal.value.code == "bad-signature"


def test_only_an_ed25519_key_cosigns() -> None:
    with pytest.raises(KeyRefused):
        CosignatureVerifier("north.example", MemoryKey.from_seed(bytes([1]) * 32, algorithm="P-256").public)
