"""The lot that decides among equals: nobody chooses theirs, and whoever knows the salt can draw it again."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

SALT: Final = b"munera"


def lot_of(key: str, salt: bytes) -> int:
    return int.from_bytes(lots_of([key], salt), "big")


def lots_of(keys: Iterable[str], salt: bytes) -> bytes:
    """The lots of many, four bytes each."""
    begun = blake2b(digest_size=4, key=salt)
    drawn = bytearray()
    for key in keys:
        lot = begun.copy()
        lot.update(key.encode())
        drawn += lot.digest()
    return bytes(drawn)
