"""``munera verify``: a credential checked at a command line, with everything handed in."""

from pathlib import Path

import pytest

from munera.engines.attestation.canonical import canonical, read_document
from munera.engines.attestation.keys import MemoryKey
from munera.engines.attestation.log.leaves import KeyAdded, KeyRevoked, commitment_of, event_entry
from munera.engines.attestation.log.tiles import bundle_bytes
from munera.engines.attestation.proofs import issue
from munera.engines.command import main
from tests.engines.attestation.log.logs import LOG, NORTH, SOUTH
from tests.engines.attestation.town import KEY, LIST, NOW, TOWN, TownLog, badge, entry, signed, status_list

AT = ["--at", "2026-11-25T12:00:00Z"]


@pytest.fixture
def did(tmp_path: Path) -> Path:
    method = {"id": KEY.verification_method, "controller": TOWN, "publicKeyMultibase": KEY.public.multibase}
    path = tmp_path / "did.json"
    path.write_bytes(canonical({"id": TOWN, "verificationMethod": [method], "assertionMethod": [method["id"]]}))
    return path


def written(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return str(path)


def test_a_credential_is_checked_with_the_document_of_its_issuer(
    tmp_path: Path, did: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    badge_file = written(tmp_path / "badge.json", signed())
    assert main(["verify", badge_file, "--issuer", str(did), *AT]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "valid"
    assert [line.split()[:2] for line in lines[:4]] == [
        ["ok", "readable"], ["ok", "format"], ["ok", "rules"], ["ok", "context"],
    ]  # fmt: skip
    assert len(lines) == 14
    assert main(["verify", badge_file, *AT]) == 1
    assert capsys.readouterr().out.endswith("NOT VALID\n")
    assert main(["verify", badge_file, "--issuer", str(did), "--trust", "did:web:other.example", *AT]) == 1
    assert main(["verify", badge_file, "--issuer", str(did), "--at", "2036-11-25T12:00:00Z"]) == 1
    assert "FAILED dates" in capsys.readouterr().out


def test_a_key_that_is_its_own_name_needs_nothing_but_the_hour(tmp_path: Path) -> None:
    alone = MemoryKey.from_seed(b"\5" * 32)
    made = issue(badge(issuer=alone.public.did_key(), validUntil=None), alone, now=NOW)
    assert main(["verify", written(tmp_path / "badge.json", made), *AT]) == 0


def test_a_receipt_and_a_list_are_handed_in(tmp_path: Path, did: Path, capsys: pytest.CaptureFixture[str]) -> None:
    town = TownLog()
    town.note(KeyAdded(TOWN, KEY.verification_method, KEY.public, NOW))
    made = signed(credentialStatus=entry(7))
    receipt = written(tmp_path / "badge.tlog-proof", town.receipt(town.write(made)))
    words = ["verify", written(tmp_path / "badge.json", made), "--issuer", str(did), "--receipt", receipt, *AT]
    words += ["--log", LOG.verifier.vkey, "--witness", NORTH.verifier.vkey, "--witness", SOUTH.verifier.vkey]
    good, bad = (written(tmp_path / name, data) for name, data in (("g", status_list()), ("b", status_list(7))))
    assert main([*words, "--status", f"{LIST}={good}"]) == 0
    assert "2 independent witnesses" in capsys.readouterr().out
    assert main([*words, "--status", f"{LIST}={bad}"]) == 1
    assert "FAILED status" in capsys.readouterr().out
    assert main(words) == 1
    assert main([*words, "--status-may-be-missing"]) == 0


def copied(town: TownLog, entries: list[bytes], to: Path) -> str:
    size = len(entries)
    for path, data in [("checkpoint", town.log.note()), (f"tile/entries/000.p/{size}", bundle_bytes(entries))]:
        (to / path).parent.mkdir(parents=True, exist_ok=True)
        (to / path).write_bytes(data)
    return str(to)


def test_with_a_copy_of_the_log_a_stolen_key_counts_for_what_stood_there_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The issuer's document names the key no more, and none is handed in: the copy tells what it was."""
    town = TownLog()
    made, forged, unlogged = signed(), signed(id="urn:uuid:1"), signed(id="urn:uuid:2")
    events = [
        KeyAdded(TOWN, KEY.verification_method, KEY.public, NOW),
        KeyRevoked(TOWN, KEY.verification_method, "stolen", NOW),
    ]
    town.note(events[0])
    before = town.write(made)
    town.note(events[1])
    after = town.write(forged)
    entries = [
        event_entry(events[0]), commitment_of(read_document(made)),
        event_entry(events[1]), commitment_of(read_document(forged)),
    ]  # fmt: skip
    words = ["--log", LOG.verifier.vkey, *AT]
    copy = ["--copy", copied(town, entries, tmp_path / "log")]

    def verified(data: bytes, position: int | None) -> int:
        receipt = [] if position is None else ["--receipt", written(tmp_path / "receipt", town.receipt(position))]
        return main(["verify", written(tmp_path / "badge.json", data), *receipt, *words, *copy])

    assert [verified(made, before), verified(forged, after), verified(unlogged, None)] == [0, 1, 1]
    told = capsys.readouterr().out
    assert "position 1 of the log" in told
    assert "FAILED log" in told
    copied(town, [*entries[:2], entries[3], entries[2]], tmp_path / "log")
    assert verified(made, before) == 2
    assert "not those that the log has signed for" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["nowhere.json"],
        ["did.json", "--issuer", "nowhere.json"],
        ["did.json", "--at", "today"],
        ["did.json", "--log", "log.example"],
        ["did.json", "--copy", "nowhere.json"],
        ["did.json", "--log", LOG.verifier.vkey, "--copy", "nowhere.json"],
        ["did.json", "--status", "somewhere"],
        ["did.json", "--issuer", "empty.json"],
    ],
)
def test_what_cannot_be_asked_is_told_apart_from_what_is_not_valid(
    words: list[str], tmp_path: Path, did: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path / "empty.json", b"{}")
    assert main(["verify", *(str(tmp_path / word) if word.endswith(".json") else word for word in words)]) == 2
    assert capsys.readouterr().err.startswith("munera verify: ")
    assert did.exists()


def test_a_credential_does_not_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = signed(issuer="did:web:a\u001b[2J\u202e")
    assert main(["verify", written(tmp_path / "badge.json", made), *AT]) == 1
    assert "\u001b" not in capsys.readouterr().out
