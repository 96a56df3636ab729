"""A credential inside a picture or a document, and out again: PNG and SVG (Open Badges 3.0, 5.3), PDF as attachment.

Whoever hands in a file may have made it to harm. So nothing is drawn, run or fetched: of a PNG only the frames of its
chunks are read, an SVG is parsed without entities, DTD and network and refused if it could act, and every packed part
unpacks to a limit.

What writes a PDF is large, and is loaded when it is first asked for: whoever only reads never waits for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from munera.engines.attestation.baking.held import check_size
from munera.engines.attestation.baking.pdf import from_pdf
from munera.engines.attestation.baking.png import SIGNATURE, bake_png, from_png
from munera.engines.attestation.baking.svg import bake_svg, from_svg
from munera.engines.attestation.errors import Unreadable

if TYPE_CHECKING:
    from munera.engines.attestation.baking.pdf_baking import bake_pdf

__all__ = ["bake_pdf", "bake_png", "bake_svg", "unbake"]


def __getattr__(name: str) -> Any:
    if name != "bake_pdf":
        raise AttributeError(name)
    return import_module(f"{__name__}.pdf_baking").bake_pdf


def unbake(data: bytes) -> list[bytes]:
    """The credentials in a PNG, SVG or PDF, found out by its content; none where it holds none.

    Raises ``Unreadable``: ``unknown-format``, ``too-large``, ``not-png``, ``not-svg``, ``not-pdf``,
    ``several-credentials`` for a picture with more than one, ``bad-chunk``, ``entities``, ``active``;
    ``NotSupported`` ``encrypted``.
    """
    check_size(data)
    if data.startswith(SIGNATURE):
        return from_png(data)
    # ISO 32000-1, annex H.3.4.1: readers look for it in the first 1,024 bytes.
    if b"%PDF-" in data[:1_024]:
        return from_pdf(data)
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        return from_svg(data)
    raise Unreadable("unknown-format", "The file is neither a PNG or SVG picture nor a PDF document.")
