"""Finding the one credential in what somebody handed in: a file, a token, an image, a document, or a bundle.

What it is shows in the bytes, never in a name. A bundle is what travels between people:
``{"credential": …, "receipt": "c2sp.org/tlog-proof@v1\\n…", "status": {"https://…": …}}``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from munera.engines.attestation.baking import unbake
from munera.engines.attestation.canonical import MAX_BYTES, canonical, read_document
from munera.engines.attestation.errors import Unreadable
from munera.engines.attestation.reasons import SENTENCES
from munera.engines.attestation.report import Container, Format

PNG = b"\x89PNG\r\n\x1a\n"
PDF = b"%PDF-"
SPACE = b" \t\r\n"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_TOKEN = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*(~[A-Za-z0-9_.~-]*)?")
_SHAPE = "a credential, and if need be a receipt as text and status lists by their addresses"


@dataclass(frozen=True, slots=True)
class Opened:
    """The credential as it was signed. ``document`` is what it says; of a token nothing is known before its signature.

    ``receipt`` and ``statuses``, lists by address, came along and are as doubtful as everything else.
    """

    format: Format
    credential: bytes
    document: dict[str, Any] | None = None
    container: Container = ""
    receipt: bytes | None = None
    statuses: Mapping[str, bytes] = field(default_factory=dict)


def opened(data: bytes) -> Opened:
    """The one credential in ``data``.

    Raises ``Unreadable``: ``unknown-format``, ``holds-none``, ``holds-several``, ``bad-bundle``, and what
    ``read_document`` and ``unbake`` raise.
    """
    container = _container(data)
    if not container:
        return _text(data)
    held = unbake(data)
    if len(held) != 1:
        code = "holds-several" if held else "holds-none"
        raise Unreadable(code, SENTENCES[code].format(container=container.upper(), count=len(held)))
    inner = _text(held[0])
    return Opened(inner.format, inner.credential, inner.document, container, inner.receipt, inner.statuses)


def bundle(credential: bytes, *, receipt: bytes | None = None, statuses: Mapping[str, bytes] | None = None) -> bytes:
    """The canonical bytes of an exchange bundle; ``statuses`` are signed lists by address.

    A credential that is JSON is taken in as it stands: being canonical, it comes out byte for byte.
    """
    members: dict[str, Any] = {"credential": _member(credential)}
    if receipt is not None:
        members["receipt"] = receipt.decode()
    if statuses:
        members["status"] = {url: _member(data) for url, data in statuses.items()}
    return canonical(members)


def _container(data: bytes) -> Container:
    if data[:1_024].lstrip(SPACE).startswith(b"{"):
        return ""
    if data.startswith(PNG):
        return "png"
    if data[:1_024].find(PDF) >= 0:  # ISO 32000-1, annex H.3.4.1: readers look for it in the first 1,024 bytes
        return "pdf"
    if data.removeprefix(BYTE_ORDER_MARK)[:1_024].lstrip().startswith(b"<"):
        return "svg"
    return ""


def _text(data: bytes) -> Opened:
    text = data.strip(SPACE) if len(data) <= MAX_BYTES else data
    if not text.startswith(b"{"):
        return _token(text)
    document = read_document(text)
    if "credential" in document and "@context" not in document:
        return _bundle(document)
    return Opened("vc", text, document)


def _token(text: bytes) -> Opened:
    if len(text) > MAX_BYTES:
        raise Unreadable("too-large", f"The file has {len(text)} bytes; {MAX_BYTES} are allowed.")
    if not _TOKEN.fullmatch(text):
        raise Unreadable("unknown-format", SENTENCES["unknown-format"])
    return Opened("dc+sd-jwt" if b"~" in text else "vc+jwt", text)


def _bundle(members: Mapping[str, Any]) -> Opened:
    statuses, receipt = members.get("status", {}), members.get("receipt")
    known = members.keys() <= {"credential", "receipt", "status"}
    if not known or not isinstance(statuses, dict) or not isinstance(receipt, str | None):
        raise Unreadable("bad-bundle", SENTENCES["bad-bundle"].format(expected=_SHAPE))
    inner = _text(_bytes(members["credential"]))
    if inner.container == "bundle":
        raise Unreadable("bad-bundle", SENTENCES["bad-bundle"].format(expected=_SHAPE))
    return Opened(
        inner.format,
        inner.credential,
        inner.document,
        "bundle",
        None if receipt is None else receipt.encode(),
        {url: _bytes(status) for url, status in statuses.items()},
    )


def _bytes(member: object) -> bytes:
    if isinstance(member, dict):
        return canonical(member)
    if isinstance(member, str):
        return member.encode()
    raise Unreadable("bad-bundle", SENTENCES["bad-bundle"].format(expected=_SHAPE))


def _member(data: bytes) -> Any:
    return read_document(data) if data.startswith(b"{") else data.decode()
