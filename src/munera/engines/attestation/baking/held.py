"""What may be baked, and how large it and the file around it may be."""

import re

from munera.engines.attestation.canonical import MAX_BYTES
from munera.engines.attestation.errors import Unreadable

# What a picture or document may have; what it holds may have MAX_BYTES, as any credential.
MAX_FILE = 8 * 2**20
_TOKEN = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*(~[A-Za-z0-9_.~-]*)?")


def check_size(file: bytes) -> None:
    """Raise ``Unreadable`` ``too-large`` for a file that is larger than a picture or a page of print needs."""
    if len(file) > MAX_FILE:
        raise Unreadable("too-large", f"The file has {len(file)} bytes; {MAX_FILE} are allowed.")


def small_enough(data: bytes) -> bytes:
    """``data``; raises ``Unreadable`` ``too-large`` past what a credential may have."""
    if len(data) > MAX_BYTES:
        raise Unreadable("too-large", f"The credential has more than {MAX_BYTES} bytes.")
    return data


def is_token(data: bytes) -> bool:
    """Whether ``data`` has the shape of a compact JWS, or of an SD-JWT."""
    return _TOKEN.fullmatch(data) is not None


def is_credential(data: bytes) -> bool:
    """Whether ``data`` has the shape of a JSON object or of a token; what it says is for others to find out."""
    text = data.strip()
    return (text.startswith(b"{") and text.endswith(b"}")) or is_token(text)


def check_credential(data: bytes) -> None:
    """Raise ``Unreadable``, ``too-large`` or ``not-a-credential``, for what would not come out as it went in."""
    small_enough(data)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable("not-a-credential", "What should be baked is not UTF-8.") from error
    if not is_credential(data) or data != data.strip():
        raise Unreadable("not-a-credential", "What should be baked is neither a JSON object nor a token.")
