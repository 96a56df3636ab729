"""Encrypt what identifies a person, and find it again without reading it.

Two keys, so that a stolen one opens less: the first of ``MUNERA_SEALING_KEYS`` encrypts (Fernet; older keys still
read), ``MUNERA_LOOKUP_KEY`` makes the keyed hash by which a row is found. ``reseal`` moves everything to new keys.
"""

import hashlib
import hmac
import secrets
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE: Final = 12


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _keys() -> tuple[str, ...]:
    return tuple(settings.MUNERA_SEALING_KEYS)


def seal(plain: str) -> str:
    """Encrypt with the newest key."""
    return seal_bytes(plain.encode()).decode()


def unseal(sealed: str) -> str:
    """Decrypt with whichever key sealed it; raises ``cryptography.fernet.InvalidToken`` if none did."""
    return unseal_bytes(sealed.encode()).decode()


def seal_bytes(plain: bytes) -> bytes:
    return _box(_keys()).encrypt(plain)


def unseal_bytes(sealed: bytes) -> bytes:
    return _box(_keys()).decrypt(sealed)


def reseal(sealed: str) -> str:
    """The same secret under the newest key, for a change of keys."""
    return _box(_keys()).rotate(sealed.encode()).decode()


def is_newest(sealed: str) -> bool:
    """Whether the newest key alone opens it."""
    try:
        _box(_keys()[:1]).decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def seal_block(plain: bytes) -> bytes:
    """Encrypt where there are very many: AES-256-GCM, in a tenth of the time and without base 64."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + _ciphers(_keys())[0].encrypt(nonce, plain, None)


def unseal_block(block: bytes) -> bytes:
    """Decrypt what ``seal_block`` made; raises ``InvalidToken`` as the others do."""
    for cipher in _ciphers(_keys()):
        try:
            return cipher.decrypt(block[:NONCE], block[NONCE:], None)
        except InvalidTag:
            continue
    raise InvalidToken


def is_newest_block(block: bytes) -> bool:
    """Whether the newest key alone opens it."""
    try:
        _ciphers(_keys())[0].decrypt(block[:NONCE], block[NONCE:], None)
    except InvalidTag:
        return False
    return True


@lru_cache(maxsize=4)
def _ciphers(keys: tuple[str, ...]) -> tuple[AESGCM, ...]:
    """Keys of their own, derived from those of Fernet, so that no key serves two ciphers."""
    derived = (HKDF(hashes.SHA256(), 32, salt=None, info=b"munera sealed block").derive(key.encode()) for key in keys)
    return tuple(AESGCM(key) for key in derived)


def fresh_key() -> str:
    """A key for one thing alone: kept sealed beside it, so that deleting the key deletes what it opens."""
    return Fernet.generate_key().decode()


def lock(plain: bytes, key: str) -> bytes:
    """Encrypt with a key from ``fresh_key``."""
    return Fernet(key).encrypt(plain)


def unlock(locked: bytes, key: str) -> bytes:
    """Decrypt; raises ``InvalidToken`` where the key is another's or the bytes were changed."""
    return Fernet(key).decrypt(locked)


def lookup_digest(plain: str, *, purpose: str) -> str:
    """HMAC-SHA-256 in hex: equal input gives an equal digest, and only within one purpose."""
    key = settings.MUNERA_LOOKUP_KEY.encode()
    return hmac.new(key, f"{purpose}\x00{plain}".encode(), hashlib.sha256).hexdigest()
