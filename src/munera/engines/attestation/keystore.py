"""Where the keys of an issuer are kept. The interface is small, so that a device can stand behind it.

The default is one encrypted file. A key that leaves the file lives in the memory of the program; with a device
(PKCS#11) it never does. ``docs/engines/attestation.md`` shows both.
"""

import contextlib
import fcntl
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from munera.engines.attestation.errors import KeyRefused
from munera.engines.attestation.keys import Algorithm, MemoryKey, PublicKey, SigningKey
from munera.engines.attestation.multibase import base64url_decode, base64url_encode

VERSION = "munera-keys-1"
# OWASP Password Storage Cheat Sheet: scrypt with N = 2^17, r = 8, p = 1, which takes 128 MiB for a moment.
COST, BLOCK, LANES = 2**17, 8, 1
# Files that ask for more are not ours.
HIGHEST_COST = 2**20
MEMBERS = {"version", "salt", "cost", "keys"}


class KeyStore(Protocol):
    """Keys by name, made inside and never handed out as bytes."""

    def names(self) -> list[str]: ...

    def create(self, name: str, *, algorithm: Algorithm = "Ed25519") -> PublicKey:
        """A new key under ``name``; ``KeyRefused`` ``name-taken`` where there is one."""

    def signing_key(self, name: str, *, verification_method: str) -> SigningKey:
        """What signs with the key called ``name``; ``KeyRefused`` ``no-such-key``."""


class EncryptedFileKeyStore:
    """Keys in one file, each sealed with AES-256-GCM under a key that scrypt makes of the passphrase.

    The file appears with the first key, readable for its owner only, and is replaced as a whole: after a crash it is
    the old one or the new one. Writers in several processes wait for one another (POSIX locks).
    """

    def __init__(self, path: str | Path, passphrase: bytes, *, cost: int = COST) -> None:
        if not passphrase:
            raise KeyRefused("no-passphrase", "The key store needs a passphrase.")
        self._path = Path(path)
        self._passphrase = passphrase
        self._cost = cost
        self._derived: dict[tuple[bytes, int], AESGCM] = {}

    def names(self) -> list[str]:
        return sorted(self._read()["keys"])

    def create(self, name: str, *, algorithm: Algorithm = "Ed25519") -> PublicKey:
        seed = secrets.token_bytes(32)  # for P-256 out of range once in 2^32, and then refused
        key = MemoryKey.from_seed(seed, algorithm=algorithm)
        with self._writing():
            content = self._read()
            if name in content["keys"]:
                raise KeyRefused("name-taken", f"There is a key called {name} already.")
            for other in content["keys"]:
                self._open(content, other)  # one passphrase for the whole file
                break
            nonce = secrets.token_bytes(12)
            entry = {"algorithm": algorithm, "public": key.public.multibase, "nonce": base64url_encode(nonce)}
            sealed = self._cipher(content).encrypt(nonce, seed, _bound_to(name, entry))
            content["keys"][name] = {**entry, "sealed": base64url_encode(sealed)}
            self._write(content)
        return key.public

    def signing_key(self, name: str, *, verification_method: str) -> SigningKey:
        content = self._read()
        if name not in content["keys"]:
            raise KeyRefused("no-such-key", f"There is no key called {name}.")
        algorithm: Algorithm = content["keys"][name]["algorithm"]
        return MemoryKey.from_seed(self._open(content, name), verification_method, algorithm)

    def _read(self) -> dict[str, Any]:
        try:
            content: Any = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {
                "version": VERSION,
                "salt": base64url_encode(secrets.token_bytes(16)),
                "cost": self._cost,
                "keys": {},
            }
        except ValueError as error:
            raise KeyRefused("not-a-key-store", f"{self._path} is no key store.") from error
        sound = isinstance(content, dict) and content.get("version") == VERSION and set(content) == MEMBERS
        if not sound or not 2 <= content["cost"] <= HIGHEST_COST:
            raise KeyRefused("not-a-key-store", f"{self._path} is no key store of version {VERSION}.")
        stored: dict[str, Any] = content
        return stored

    def _open(self, content: dict[str, Any], name: str) -> bytes:
        entry = dict(content["keys"][name])
        sealed, nonce = base64url_decode(entry.pop("sealed")), base64url_decode(entry["nonce"])
        try:
            return self._cipher(content).decrypt(nonce, sealed, _bound_to(name, entry))
        except InvalidTag as error:
            reason = f"The passphrase does not open the key {name}, or the file was changed."
            raise KeyRefused("wrong-passphrase", reason) from error

    def _cipher(self, content: dict[str, Any]) -> AESGCM:
        salt, cost = base64url_decode(content["salt"]), content["cost"]
        if (salt, cost) not in self._derived:
            derivation = Scrypt(salt=salt, length=32, n=cost, r=BLOCK, p=LANES)
            self._derived[salt, cost] = AESGCM(derivation.derive(self._passphrase))
        return self._derived[salt, cost]

    def _write(self, content: dict[str, Any]) -> None:
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")  # mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(content, file, indent=1, sort_keys=True)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # or the new name might be lost with the power
        finally:
            os.close(folder)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        lock = os.open(self._path.with_name(self._path.name + ".lock"), os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def _bound_to(name: str, entry: dict[str, Any]) -> bytes:
    """What is sealed along with a seed, so that two keys of a file cannot be exchanged."""
    return json.dumps([VERSION, name, entry["algorithm"], entry["public"]]).encode()
