"""Two-dimensional codes as SVG: black on white in any theme, as large as asked, named for who cannot see them.

No style and no script is in them, so that the strictest content security policy lets them pass.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from xml.sax.saxutils import escape

import pdf417gen
import segno

from munera.engines.levies.outputs.checks import must_say
from munera.engines.levies.outputs.errors import Missing, TooLong

# The white border that each standard asks for, in modules.
QUIET_OF_QR, QUIET_OF_PDF417 = 4, 2
# As the Croatian bankers print it: nine columns, level 4, rows three times as high as a module is wide.
COLUMNS, SECURITY, ROW_HEIGHT = 9, 4, 3


def qr_svg(text: str, *, title: str) -> str:
    """A QR code at level M, which reads with 15 % of it damaged: the level of the NBS IPS code and of the EPC's."""
    _must_draw(text)
    try:
        code = segno.make_qr(text, error="m", boost_error=False, encoding="utf-8")
    except segno.DataOverflowError as error:
        raise TooLong("text", "is more than a QR code holds") from error
    return _svg([list(row) for row in code.matrix_iter(border=0)], quiet=QUIET_OF_QR, row_height=1, title=title)


def pdf417_svg(text: str, *, title: str) -> str:
    """A PDF417 code with the measures of the Croatian payment slip."""
    _must_draw(text)
    try:
        rows = pdf417gen.encode(text, columns=COLUMNS, security_level=SECURITY)
    except ValueError as error:
        raise TooLong("text", "is more than a PDF417 code of nine columns holds") from error
    modules = [[bit == "1" for word in row for bit in f"{word:b}"] for row in rows]
    return _svg(modules, quiet=QUIET_OF_PDF417, row_height=ROW_HEIGHT, title=title)


def _must_draw(text: str) -> None:
    if not text:
        raise Missing("text", "must say something")


def _svg(rows: Sequence[Sequence[int]], *, quiet: int, row_height: int, title: str) -> str:
    width, height = len(rows[0]) + 2 * quiet, len(rows) * row_height + 2 * quiet
    drawn = "".join(
        f"M{start + quiet} {place * row_height + quiet}h{length}v{row_height}h-{length}z"
        for place, row in enumerate(rows)
        for start, length in _runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        f' shape-rendering="crispEdges"><title>{escape(must_say(title, field="title"))}</title>'
        f'<path fill="#fff" d="M0 0h{width}v{height}h-{width}z"/><path fill="#000" d="{drawn}"/></svg>'
    )


def _runs(row: Iterable[int]) -> Iterable[tuple[int, int]]:
    """Where each dark stretch of a row starts, and how long it is."""
    place = 0
    for dark, stretch in groupby(row, key=bool):
        length = sum(1 for _ in stretch)
        if dark:
            yield place, length
        place += length
