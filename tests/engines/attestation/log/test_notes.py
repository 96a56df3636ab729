"""Signed notes, with the examples of the specification and everything that is almost one."""

import pytest

from munera.engines.attestation.errors import AttestationError, KeyRefused, LogRefused, Unreadable
from munera.engines.attestation.keys import MemoryKey
from munera.engines.attestation.log.checkpoints import Checkpoint, Cosigner
from munera.engines.attestation.log.notes import (
    NoteSigner,
    NoteVerifier,
    open_note,
    read_note,
    sign_note,
    signature_of,
    with_signatures,
)

# C2SP signed-note, "Example".
FOO = NoteVerifier.from_vkey("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
MESSAGE = b"This is an example message.\n"
EXAMPLE = (
    MESSAGE
    + """
— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
""".encode()
)
# The checkpoint of sum.golang.org with which litewitness is tested (FiloSottile/torchwood, cmd/litewitness/testdata).
SUMDB = NoteVerifier.from_vkey("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")
SUMDB_NOTE = """go.sum database tree
35225469
vt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCQ=

— sum.golang.org Az3grpukl5AXaVfYkLiDGORx/DN2nlcS5kZHR5uYOBV2KA2HgXpD+gu9HHONebHLAyaKbbTM75QTtPydhKCExixSfwQ=
""".encode()

TEXT = b"Something that is said.\n\nIn two parts.\n"
ANNA = NoteSigner("town.example/anna", MemoryKey.from_seed(bytes(32)))
BERT = NoteSigner("town.example/bert", MemoryKey.from_seed(bytes([1]) * 32))


def test_the_example_of_the_specification_opens() -> None:
    opened = open_note(EXAMPLE, [FOO])
    assert opened.text == MESSAGE
    assert [(each.name, each.key_id.hex()) for each in opened.verified] == [("example.com/foo", "530d903a")]
    assert FOO.vkey == "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"


def test_a_note_of_the_go_checksum_database_opens() -> None:
    assert Checkpoint.from_text(open_note(SUMDB_NOTE, [SUMDB]).text).size == 35_225_469


def test_every_changed_byte_of_the_example_is_refused() -> None:
    for place in range(len(EXAMPLE)):
        changed = EXAMPLE[:place] + bytes([EXAMPLE[place] ^ 1]) + EXAMPLE[place + 1 :]
        with pytest.raises(AttestationError):
            open_note(changed, [FOO])


def test_what_several_have_signed_opens_for_each_of_them() -> None:
    note = sign_note(TEXT, ANNA, BERT)
    assert open_note(note, [BERT.verifier]).text == TEXT
    assert [each.name for each in open_note(note, [ANNA.verifier, BERT.verifier]).verified] == [ANNA.name, BERT.name]
    assert with_signatures(sign_note(TEXT, ANNA), [signature_of(TEXT, BERT)]) == note
    assert read_note(note).to_bytes() == note


def test_a_line_that_stands_twice_counts_once() -> None:
    twice = with_signatures(sign_note(TEXT, ANNA), [signature_of(TEXT, ANNA)])
    assert len(open_note(twice, [ANNA.verifier]).verified) == 1


def test_a_line_of_a_key_that_counts_must_fit() -> None:
    other = read_note(sign_note(b"Something else.\n", BERT)).signatures
    for note in (with_signatures(sign_note(TEXT, ANNA), other), with_signatures(sign_note(TEXT, ANNA, BERT), other)):
        with pytest.raises(LogRefused) as refusal:
            open_note(note, [ANNA.verifier, BERT.verifier])
        assert refusal.value.code == "bad-signature"
        assert open_note(note, [ANNA.verifier]).text == TEXT


def test_a_key_of_the_same_name_is_another_key() -> None:
    namesake = NoteSigner(ANNA.name, BERT.key)
    with pytest.raises(LogRefused) as refusal:
        open_note(sign_note(TEXT, namesake), [ANNA.verifier])
    assert refusal.value.code == "unsigned"
    assert len(open_note(sign_note(TEXT, namesake, ANNA), [ANNA.verifier]).verified) == 1


def test_keys_that_cannot_be_told_apart_are_refused() -> None:
    with pytest.raises(LogRefused) as refusal:
        open_note(sign_note(TEXT, ANNA), [ANNA.verifier, ANNA.verifier])
    assert refusal.value.code == "same-name"


def test_a_cosignature_is_no_signature_of_a_note() -> None:
    cosigner = Cosigner(ANNA.name, ANNA.key)
    assert cosigner.verifier.key_id != ANNA.verifier.key_id
    with pytest.raises(KeyRefused):
        NoteVerifier.from_vkey(cosigner.verifier.vkey)


LINE = "— town.example/anna AAAAAAA="


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"\n",
        b"text",
        b"text\n",
        b"text\n\n",
        f"text\n{LINE}\n".encode(),
        f"text\n\n{LINE}".encode(),
        f"text\n\n{LINE}\n\n".encode(),
        f"text\r\n\n{LINE}\n".encode(),
        f"te\0xt\n\n{LINE}\n".encode(),
        f"te\txt\n\n{LINE}\n".encode(),
        b"te\xffxt\n\n" + f"{LINE}\n".encode(),
        f"text\n\n{LINE[1:]}\n".encode(),
        f"text\n\n-{LINE[1:]}\n".encode(),
        f"text\n\n{LINE} \n".encode(),
        "text\n\n— town.example/anna\n".encode(),
        "text\n\n—  AAAAAAA=\n".encode(),
        "text\n\n— town+example AAAAAAA=\n".encode(),
        "text\n\n— town\u00a0example AAAAAAA=\n".encode(),
        "text\n\n— town.example/anna AAAAAA==\n".encode(),
        "text\n\n— town.example/anna AAAAAAB=\n".encode(),
        "text\n\n— town.example/anna AAAAAAA\n".encode(),
        "text\n\n— town.example/anna AAAA_AA=\n".encode(),
        "text\n\n— town.example/anna AAAAé\n".encode(),
        f"text\n\n{LINE}\n".encode() + f"{LINE}\n".encode() * 64,
        b"x" * 262_144 + f"\n\n{LINE}\n".encode(),
    ],
)
def test_what_is_almost_a_note_is_refused(note: bytes) -> None:
    with pytest.raises(Unreadable):
        read_note(note)


def test_a_note_may_have_64_signatures() -> None:
    assert len(read_note(f"text\n\n{LINE}\n".encode() + f"{LINE}\n".encode() * 63).signatures) == 64


@pytest.mark.parametrize("text", [b"", b"no newline", b"a\0\n", b"\xff\n"])
def test_only_a_text_is_signed(text: bytes) -> None:
    with pytest.raises(Unreadable):
        sign_note(text, ANNA)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "example.com/foo",
        "example.com/foo+530d903a",
        "example.com/foo+530d903a+",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/fou+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        # transparency-dev/formats, note/note_cosigv1_test.go: the key of a witness.
        "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
        "bananas.sigstore.dev+12344556",
        "rekor.sigstore.dev+12345678+THIS_IS_NOT_BASE64!",
        "rekor.sigstore.dev+12345678+AwEB",
    ],
)
def test_what_is_almost_a_key_is_refused(vkey: str) -> None:
    with pytest.raises(KeyRefused):
        NoteVerifier.from_vkey(vkey)


def test_a_point_of_small_order_is_no_key_of_a_log() -> None:
    from munera.engines.attestation.log.notes import vkey_text

    with pytest.raises(KeyRefused) as refusal:
        NoteVerifier.from_vkey(vkey_text("town.example/log", 1, bytes([1]) + bytes(31)))
    assert refusal.value.code == "small-order"
