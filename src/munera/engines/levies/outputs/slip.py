"""The slip of a month as a PDF that a screen reader can read (PDF/UA-1), with the payment order where there is one.

Every word comes in, translated and written out by the caller: this file knows no language. What comes in reaches the
template as one JSON text, never by building the template, so that what a person typed stays data.
"""

import json
import logging
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path  # noqa: TID251 - names the template that ships here and the folder of fonts for typst to read
from threading import get_ident
from typing import Any, Final, Literal

import typst

from munera.engines.levies.outputs.codes import pdf417_svg, qr_svg

TEMPLATE: Final = Path(__file__).with_name("slip.typ")
ACCESSIBLE: Final = "ua-1"

logger = logging.getLogger(__name__)


class Symbology(StrEnum):
    """How a code is drawn."""

    QR = "qr"
    PDF417 = "pdf417"


@dataclass(frozen=True, slots=True)
class SlipCode:
    """A code to be scanned; ``title`` says what it is to who cannot see it, and is printed beneath it."""

    symbology: Symbology
    text: str
    title: str


@dataclass(frozen=True, slots=True)
class SlipPayment:
    """The payment order: lines of a name and a value, and its code or codes."""

    title: str
    lines: tuple[tuple[str, str], ...]
    codes: tuple[SlipCode, ...] = ()


@dataclass(frozen=True, slots=True)
class Slip:
    """What the slip says. ``headings``, every row and ``sums`` have a cell for each column: the worker, the worker's
    number, the days, each component, the levy. ``empty`` is said instead of a table that has no rows.
    """

    language: str
    title: str
    facts: tuple[tuple[str, str], ...]
    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sums: tuple[str, ...]
    total: tuple[str, str]
    empty: str
    notes: tuple[str, ...]
    page: str
    payment: SlipPayment | None = None


def slip_pdf(slip: Slip, *, made_at: datetime, fonts: Path | None) -> bytes:
    """The document; equal data and moment give equal bytes. ``fonts`` is a folder of letters beside typst's own.

    A name in a script that no font has cannot be read aloud from the page: the document is then made without the
    promise of accessibility rather than refused.
    """
    if made_at.tzinfo is None:
        raise ValueError("a moment names its zone, or the machine's own would be in the document")
    inputs = {"data": json.dumps(_plain(slip), ensure_ascii=False, sort_keys=True)}
    compiler = _compiler(fonts, thread=get_ident())
    try:
        return _document(compiler, inputs, made_at=made_at, standard=ACCESSIBLE)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
    # Said without the letter itself, which may be part of a name.
    logger.warning("A slip was printed without PDF/UA: the fonts lack a letter of it")
    return _document(compiler, inputs, made_at=made_at, standard=None)


def _plain(slip: Slip) -> dict[str, Any]:
    plain = asdict(slip)
    if slip.payment:
        plain["payment"]["codes"] = [_drawn(code) for code in slip.payment.codes]
    return plain


def _drawn(code: SlipCode) -> dict[str, Any]:
    wide = code.symbology is Symbology.PDF417
    draw = pdf417_svg if wide else qr_svg
    return {"svg": draw(code.text, title=code.title), "title": code.title, "wide": wide}


@lru_cache(maxsize=32)
def _compiler(fonts: Path | None, *, thread: int) -> typst.Compiler:
    """Kept, since it has read fonts and template and only the data changes; a thread of its own cannot share it."""
    del thread
    font_paths: list[str] = [str(fonts)] if fonts else []
    return typst.Compiler(
        input=str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=font_paths, ignore_system_fonts=True
    )


def _document(
    compiler: typst.Compiler, inputs: dict[str, str], *, made_at: datetime, standard: Literal["ua-1"] | None
) -> bytes:
    document = compiler.compile(
        format="pdf", sys_inputs=inputs, pdf_standards=standard, timestamp=int(made_at.timestamp())
    )
    if not isinstance(document, bytes):
        raise TypeError("a PDF is one file")
    return document
