"""The witness protocol, with the conversation that litewitness is tested with and the status of each refusal."""

from hashlib import sha256

import pytest

from munera.engines.attestation.errors import LogRefused, Unreadable
from munera.engines.attestation.keys import MemoryKey, PublicKey
from munera.engines.attestation.log.checkpoints import Checkpoint, Cosigner, open_checkpoint, sign_checkpoint
from munera.engines.attestation.log.notes import NoteSigner, NoteVerifier, open_note, read_note, with_signatures
from munera.engines.attestation.log.witness import Request, Seen, State, Witness, cosigned, latest_checkpoint
from tests.engines.attestation.log.logs import LOG, NORTH, NOW, ORIGIN, OTHER_LOG, SOUTH, Log, filled

WITNESS = Witness(NORTH, {ORIGIN: (LOG.verifier,)})

# FiloSottile/torchwood, cmd/litewitness/testdata/litewitness.txt: the requests in their order, with our status. For an
# unknown log that program answers 403; the specification has said 404 since.
SIGSUM = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562"
SIGSUM_KEY = PublicKey("Ed25519", bytes.fromhex("ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f"))
ZEROS = "A" * 39 + "="
LEAF = {number: f"Kg{letter}{ZEROS}" for number, letter in enumerate(["AA", "EA", "IA", "MA", "QA"])}
ROOTS = {
    1: LEAF[0],
    3: "RcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=",
    5: "QrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=",
}
SIGNED = {
    1: "UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQilegKoFBJQjUFAmQ0+YeSPM3wfUQMFSzVnnNuWRTYrajXpNUbIQY=",
    3: "UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx6go=",
    5: "UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7sDww=",
}
FORGED = "UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx6gx="
# The proofs that the trees of three leaves and of one have grown into that of five.
FROM_3 = (LEAF[2], LEAF[3], "wgiIFdZfYNv6WU1OllBKsWnLYIS/DBMqt8Uh/S4OukE=", LEAF[4])
FROM_1 = (LEAF[1], "+fUDV+k970B4I3uKrqJM4aP1lloPZP8mvr2Z4wRw2LI=", LEAF[4])


def asked(old: int, proof: tuple[str, ...], size: int, *, origin: str = SIGSUM, signature: str = "") -> bytes:
    lines = "".join(f"{line}\n" for line in proof)
    checkpoint = f"{origin}\n{size}\n{ROOTS[size]}\n\n— {origin} {signature or SIGNED[size]}\n"
    return f"old {old}\n{lines}\n{checkpoint}".encode()


def test_a_conversation_with_litewitness_is_answered_as_it_answers() -> None:
    witness = Witness(NORTH, {SIGSUM: (NoteVerifier(SIGSUM, SIGSUM_KEY),)})
    bad_hash = f"KgI{'A' * 38}BA="
    conversation: list[tuple[bytes, int, bytes]] = [
        (asked(0, (), 1), 200, b"\xe2\x80\x94 north.example/witness "),
        # litewitness decodes the loose bits at the end of this base64; to us it is no base64.
        (asked(1, (LEAF[1], LEAF[2]), 3, signature=FORGED), 400, b""),
        (asked(1, (LEAF[1], LEAF[2]), 3, signature=SIGNED[5]), 403, b""),
        (asked(1, (LEAF[1], LEAF[2]), 3, origin=f"{SIGSUM[:-1]}3"), 404, b""),
        (asked(1, (), 3), 422, b""),
        (asked(1, (LEAF[1], bad_hash), 3), 422, b""),
        (asked(1, (LEAF[1], LEAF[2]), 3), 200, b"\xe2\x80\x94 north.example/witness "),
        (asked(1, FROM_1, 5), 409, b"3\n"),
        (asked(3, FROM_3, 5), 200, b"\xe2\x80\x94 north.example/witness "),
        (asked(0, (), 5), 409, b"5\n"),
    ]
    state: State = {}
    for body, status, beginning in conversation:
        answer = witness.add_checkpoint(body, state, now=NOW)
        assert (answer.status, answer.body[: len(beginning)]) == (status, beginning)
        assert (answer.state is state) == (status != 200)
        state = answer.state
    assert state[SIGSUM].size == 5


def request(log: Log, *, old: int = 0, proof: tuple[bytes, ...] = ()) -> bytes:
    return Request(old, proof, log.note()).to_bytes()


def test_the_answer_is_the_line_that_makes_the_checkpoint_whole() -> None:
    log = filled(5)
    answer = WITNESS.add_checkpoint(request(log), {}, now=NOW)
    opened = open_checkpoint(cosigned(log.note(), answer.body), LOG.verifier, witnesses=[NORTH.verifier])
    assert [each.at for each in opened.cosignatures] == [NOW]
    assert answer.content_type == "text/plain; charset=utf-8"


def test_a_log_grows_step_by_step_and_each_step_is_cosigned() -> None:
    log, state, size = filled(0), dict[str, Seen](), 0
    for more in (0, 1, 1, 3, 0, 60):
        log.add(*(b"%d %d" % (size, number) for number in range(more)))
        proof = tuple(log.tree.consistency(size)) if size else ()
        answer = WITNESS.add_checkpoint(request(log, old=size, proof=proof), state, now=NOW)
        assert answer.status == 200
        state, size = dict(answer.state), log.tree.size
        assert state[ORIGIN] == Seen(size, log.tree.root(), state[ORIGIN].note)


def test_monitors_see_what_was_cosigned_with_both_signatures_and_no_others() -> None:
    log = filled(5)
    stranger = NORTH.cosign(log.checkpoint(), now=NOW)
    note = with_signatures(log.note(), [type(stranger)("stranger.example", bytes(4), b"anything")])
    state = WITNESS.add_checkpoint(Request(0, (), note).to_bytes(), {}, now=NOW).state
    shown = latest_checkpoint(sha256(ORIGIN.encode()).hexdigest(), state)
    assert shown is not None
    assert [each.name for each in read_note(shown).signatures] == [ORIGIN, NORTH.name]
    open_checkpoint(shown, LOG.verifier, witnesses=[NORTH.verifier])
    assert latest_checkpoint(sha256(b"log.other.example").hexdigest(), state) is None


def test_a_refusal_says_the_size_that_the_witness_has_seen() -> None:
    state = WITNESS.add_checkpoint(request(filled(5)), {}, now=NOW).state
    answer = WITNESS.add_checkpoint(request(filled(8)), state, now=NOW)
    assert (answer.status, answer.body, answer.content_type) == (409, b"5\n", "text/x.tlog.size")
    nothing_yet = WITNESS.add_checkpoint(request(filled(8), old=5, proof=(bytes(32),)), {}, now=NOW)
    assert (nothing_yet.status, nothing_yet.body) == (409, b"0\n")


def test_a_log_may_replace_its_key_and_both_count() -> None:
    new = NoteSigner(ORIGIN, MemoryKey.from_seed(bytes([12]) * 32))
    witness = Witness(NORTH, {ORIGIN: (LOG.verifier, new.verifier)})
    assert witness.add_checkpoint(request(Log(new)), {}, now=NOW).status == 200
    assert WITNESS.add_checkpoint(request(Log(new)), {}, now=NOW).status == 403


def test_the_empty_log_has_the_empty_root() -> None:
    forged = sign_checkpoint(Checkpoint(ORIGIN, 0, bytes(32)), LOG)
    assert WITNESS.add_checkpoint(Request(0, (), forged).to_bytes(), {}, now=NOW).status == 422


def test_one_log_says_nothing_of_another() -> None:
    witness = Witness(NORTH, {ORIGIN: (LOG.verifier,), OTHER_LOG.name: (OTHER_LOG.verifier,)})
    state = witness.add_checkpoint(request(filled(5)), {}, now=NOW).state
    state = witness.add_checkpoint(request(filled(2, signer=OTHER_LOG)), state, now=NOW).state
    assert {origin: seen.size for origin, seen in state.items()} == {ORIGIN: 5, OTHER_LOG.name: 2}
    # The key of one log does not sign for another.
    stolen = sign_checkpoint(Checkpoint(OTHER_LOG.name, 2, bytes(32)), LOG)
    assert witness.add_checkpoint(Request(2, (), stolen).to_bytes(), state, now=NOW).status == 403


NOTE = filled(5).note().decode()
LINE = "A" * 43 + "="


@pytest.mark.parametrize(
    "body",
    [
        "",
        "old 0",
        "old 0\n",
        "old 0\n\n",
        f"old 0\n{NOTE}",
        f"\n\n{NOTE}",
        f"new 0\n\n{NOTE}",
        f"old  0\n\n{NOTE}",
        f"old 00\n\n{NOTE}",
        f"old -1\n\n{NOTE}",
        f"old ٠\n\n{NOTE}",
        f"old 9223372036854775808\n\n{NOTE}",
        f"old 0\r\n\n{NOTE}",
        f"old 0\nAAAA\n\n{NOTE}",
        f"old 0\n{LINE}\r\n\n{NOTE}",
        "old 5\n" + f"{LINE}\n" * 64 + f"\n{NOTE}",
        f"old 6\n\n{NOTE}",
        f"old 0\n\n{NOTE[:-1]}",
        f"old 0\n\n{NOTE.replace(chr(10), chr(13) + chr(10))}",
        f"old 0\n\n{NOTE}".replace("\n5\n", "\n05\n"),
    ],
)
def test_what_is_no_request_is_answered_with_400(body: str) -> None:
    answer = WITNESS.add_checkpoint(body.encode(), {}, now=NOW)
    assert answer.status == 400
    assert answer.state == {}


def test_cosignatures_of_two_witnesses_join_one_note() -> None:
    log = filled(5)
    note = log.note()
    for witness in (NORTH, SOUTH):
        answer = Witness(witness, WITNESS.logs).add_checkpoint(request(log), {}, now=NOW)
        note = cosigned(note, answer.body)
    names = [NORTH.verifier, SOUTH.verifier]
    assert len(open_checkpoint(note, LOG.verifier, witnesses=names).cosignatures) == 2


def test_a_log_takes_from_an_answer_only_what_its_witness_has_signed() -> None:
    log = filled(5)
    ours, theirs = (each.cosign(log.checkpoint(), now=NOW).line().encode() for each in (NORTH, SOUTH))
    [line] = open_note(cosigned(log.note(), theirs + ours), [NORTH.verifier]).verified
    assert line.line().encode() == ours
    other = NORTH.cosign(filled(4).checkpoint(), now=NOW).line().encode()
    for answer, code in ((theirs, "unsigned"), (other, "bad-signature"), (ours + other, "bad-signature")):
        with pytest.raises(LogRefused) as refusal:
            open_note(cosigned(log.note(), answer), [NORTH.verifier])
        assert refusal.value.code == code
    for answer in (b"", b"5\n", ours[:-1]):
        with pytest.raises(Unreadable):
            cosigned(log.note(), answer)


def test_a_cosigner_is_known_by_its_own_name() -> None:
    assert Cosigner("a.example", NORTH.key).verifier.key_id != NORTH.verifier.key_id
