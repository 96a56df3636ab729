"""Pages to print: a typst template and plain data become a tagged PDF (PDF/UA-1), the same bytes on every machine.

Data reaches the template as one JSON text, never by building the template: what a person typed stays data.
"""

import json
import logging
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import get_ident
from typing import Any, Final, Literal

import typst

FONTS = Path(__file__).resolve().parent / "print_fonts"
ACCESSIBLE: Final = "ua-1"

logger = logging.getLogger(__name__)


def pdf(template: Path, data: dict[str, Any], *, made_at: datetime) -> bytes:
    """The document that ``template`` makes of ``data``; equal data and moment give equal bytes.

    A name in a script that our fonts lack cannot be read aloud from the page: the document is then made without the
    promise of accessibility rather than refused.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False, sort_keys=True)}
    compiler = _compiler(template, thread=get_ident())
    try:
        return _document(compiler, inputs, made_at=made_at, standard=ACCESSIBLE)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
    # Said without the letter itself, which may be part of a name.
    logger.warning("A page was printed without PDF/UA: the fonts lack a letter of it")
    return _document(compiler, inputs, made_at=made_at, standard=None)


def picture(template: Path, data: dict[str, Any], *, kind: Literal["png", "svg"], dots: int = 144) -> bytes:
    """The one page that ``template`` makes of ``data`` as a picture; ``dots`` are those of an inch of a PNG."""
    inputs = {"data": json.dumps(data, ensure_ascii=False, sort_keys=True)}
    drawn = _compiler(template, thread=get_ident()).compile(format=kind, sys_inputs=inputs, ppi=dots)
    if not isinstance(drawn, bytes):
        raise TypeError("a picture is one page")
    return drawn


@lru_cache(maxsize=32)
def _compiler(template: Path, *, thread: int) -> typst.Compiler:
    """Kept, since it has read fonts and template and only the data changes; a thread of its own cannot share it."""
    del thread
    return typst.Compiler(
        input=str(template), root=str(template.parent), font_paths=[str(FONTS)], ignore_system_fonts=True
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
