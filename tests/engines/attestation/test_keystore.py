"""The encrypted file: keys come back, nobody reads them without the passphrase, and a crash loses nothing."""

import json
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from munera.engines.attestation import KeyRefused
from munera.engines.attestation.keys import Algorithm
from munera.engines.attestation.keystore import EncryptedFileKeyStore, KeyStore

METHOD = "did:web:town.example#key-1"
# As cheap as scrypt gets; the default takes a third of a second and 128 MiB.
CHEAP = 2**4


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def store(path: Path, passphrase: bytes = b"correct horse battery staple") -> EncryptedFileKeyStore:
    return EncryptedFileKeyStore(path, passphrase, cost=CHEAP)


def code_of(refused: Callable[[], object]) -> str:
    with pytest.raises(KeyRefused) as error:
        refused()
    return error.value.code


@pytest.mark.parametrize("algorithm", ["Ed25519", "P-256"])
def test_a_key_comes_back_and_signs(path: Path, algorithm: Algorithm) -> None:
    keys: KeyStore = store(path)

    public = keys.create("issuing", algorithm=algorithm)

    key = store(path).signing_key("issuing", verification_method=METHOD)
    assert (key.public, key.verification_method) == (public, METHOD)
    assert public.verify(key.sign(b"message"), b"message")


def test_names_are_listed_and_taken_once(path: Path) -> None:
    keys = store(path)
    assert keys.names() == []

    first, second = keys.create("one"), keys.create("another")

    assert first != second
    assert keys.names() == ["another", "one"]
    assert code_of(lambda: keys.create("one")) == "name-taken"
    assert code_of(lambda: keys.signing_key("third", verification_method=METHOD)) == "no-such-key"


def test_the_file_is_for_its_owner_and_shows_no_secret(path: Path) -> None:
    public = store(path).create("issuing")
    entry = json.loads(path.read_bytes())["keys"]["issuing"]

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(entry) == ["algorithm", "nonce", "public", "sealed"]
    assert entry["public"] == public.multibase
    assert sorted(inside.name for inside in path.parent.iterdir()) == ["keys.json", "keys.json.lock"]


def test_another_passphrase_opens_nothing_and_adds_nothing(path: Path) -> None:
    store(path).create("issuing")
    before = path.read_bytes()
    stranger = store(path, b"guess")

    assert code_of(lambda: stranger.signing_key("issuing", verification_method=METHOD)) == "wrong-passphrase"
    assert code_of(lambda: stranger.create("second")) == "wrong-passphrase"
    assert path.read_bytes() == before
    assert code_of(lambda: store(path, b"")) == "no-passphrase"


def test_two_keys_of_a_file_cannot_be_exchanged(path: Path) -> None:
    keys = store(path)
    keys.create("one")
    keys.create("two")
    content = json.loads(path.read_bytes())
    content["keys"]["one"], content["keys"]["two"] = content["keys"]["two"], content["keys"]["one"]
    path.write_text(json.dumps(content))

    assert code_of(lambda: keys.signing_key("one", verification_method=METHOD)) == "wrong-passphrase"


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"version": "munera-keys-2"}', '{"version": "munera-keys-1", "cost": 4294967296, "keys": {}}'],
)
def test_a_file_that_is_no_key_store_is_left_alone(path: Path, content: str) -> None:
    path.write_text(content)

    assert code_of(lambda: store(path).create("issuing")) == "not-a-key-store"
    assert path.read_text() == content


def test_a_write_that_fails_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = store(path)
    keys.create("one")
    before = path.read_bytes()

    def no_room(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as machine:
        machine.setattr("os.fsync", no_room)
        with pytest.raises(OSError, match="No space left"):
            keys.create("two")

    assert path.read_bytes() == before
    assert sorted(inside.name for inside in path.parent.iterdir()) == ["keys.json", "keys.json.lock"]


def test_writers_wait_for_one_another(path: Path) -> None:
    store(path).create("first")
    writers = [threading.Thread(target=store(path).create, args=(f"key {number}",)) for number in range(8)]

    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert store(path).names() == ["first", *(f"key {number}" for number in range(8))]
