"""Bytes as text: base58btc, base64url without padding, and the letter in front that tells which.

Every decoding is strict: one text for one value, so that nobody can change the text of a signature and keep it valid.
"""

import base64
import binascii
import re

from munera.engines.attestation.errors import Unreadable

# W3C Controlled Identifiers 1.0, 2.4: 'z' is base58btc, 'u' is base64url without padding.
BASE58BTC, BASE64URL = "z", "u"
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# Base 58 costs time with the square of the length. Signatures and keys have 100 characters at most.
MAX_BASE58 = 1_024

# The value of each character; what is no digit has a value that no digit has.
_NO_DIGIT = 255
_VALUES = bytes(ALPHABET.find(chr(code)) & _NO_DIGIT for code in range(256))
# Two digits at once, taken from numbers that fit a machine word.
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
_TWO_DIGITS, _TEN_DIGITS = 58**2, 58**10
# How neighbours become one: first digits of 8 bits to pairs of 16, then pairs to fours of 32, and so on. Each step has
# its width, what the upper neighbour weighs too much where it stands, and the mask of the lower ones; ten of them join
# 1,024 digits.
_JOINS = [
    (
        width,
        (1 << width) - 58 ** (width // 8),
        sum(((1 << width) - 1) << place for place in range(0, 8 * MAX_BASE58, 2 * width)),
    )
    for width in (8 << step for step in range(10))
]
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


def base58btc_encode(data: bytes) -> str:
    """``data`` in the alphabet of Bitcoin; a leading zero byte is a leading ``1``."""
    number = int.from_bytes(data)
    pairs: list[str] = []
    while number:
        number, ten = divmod(number, _TEN_DIGITS)
        eight, fifth = divmod(ten, _TWO_DIGITS)
        six, fourth = divmod(eight, _TWO_DIGITS)
        four, third = divmod(six, _TWO_DIGITS)
        first, second = divmod(four, _TWO_DIGITS)
        pairs += (_PAIRS[fifth], _PAIRS[fourth], _PAIRS[third], _PAIRS[second], _PAIRS[first])
    pairs.reverse()
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(pairs).lstrip("1")


def base58btc_decode(text: str) -> bytes:
    """The bytes behind ``text``; no two texts have the same, because leading ones and zeros are counted.

    Raises ``Unreadable``: ``not-base58`` for a foreign character, ``too-large`` past 1,024 characters.
    """
    if len(text) > MAX_BASE58:
        raise Unreadable("too-large", f"The text has {len(text)} characters; {MAX_BASE58} are allowed in base 58.")
    significant = text.lstrip("1")
    digits = significant.encode("ascii", "replace").translate(_VALUES)
    if _NO_DIGIT in digits:
        raise Unreadable("not-base58", "The text has a character that base58btc does not know.")
    # All neighbours are joined at once, by a few steps with one large number instead of many with small ones.
    number = int.from_bytes(digits)
    bits = 8 * len(digits)
    for width, excess, lower in _JOINS:
        if width >= bits:
            break
        number -= (number >> width & lower) * excess
    zeros = len(text) - len(significant)
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def base64url_encode(data: bytes) -> str:
    """``data`` as base64url without padding (RFC 4648, 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def base64url_decode(text: str) -> bytes:
    """The bytes behind ``text``; raises ``Unreadable`` ``not-base64url`` for padding, space or loose bits."""
    if _BASE64URL.fullmatch(text):
        try:
            data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except binascii.Error:  # one character too many
            data = b""
        if base64url_encode(data) == text:
            return data
    raise Unreadable("not-base64url", "The text is not base64url without padding, or not the one way to write it.")


def multibase_encode(data: bytes, base: str = BASE58BTC) -> str:
    """``data`` behind its letter: ``z`` for base58btc, ``u`` for base64url."""
    if base == BASE58BTC:
        return BASE58BTC + base58btc_encode(data)
    if base == BASE64URL:
        return BASE64URL + base64url_encode(data)
    raise Unreadable("unknown-multibase", f"The multibase letter {base!r} is not one of z and u.")


def multibase_decode(text: str) -> bytes:
    """The bytes behind a text that begins with ``z`` or ``u``; raises ``Unreadable``."""
    letter, digits = text[:1], text[1:]
    if letter == BASE58BTC:
        return base58btc_decode(digits)
    if letter == BASE64URL:
        return base64url_decode(digits)
    raise Unreadable("unknown-multibase", f"The multibase letter {letter!r} is not one of z and u.")
