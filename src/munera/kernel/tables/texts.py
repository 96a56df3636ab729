"""CSV as offices write it: UTF-8 or UTF-16 with a mark or without, or an older code page; comma, semicolon or tab."""

import csv
import re
from collections.abc import Callable, Iterator
from io import BytesIO, TextIOWrapper
from typing import Final

from munera.kernel.tables.faults import Unreadable

SEPARATORS: Final = (";", ",", "\t")
# Where to look for the headings, the separator and the script.
BEGINNING: Final = 64 * 1024
TITLES: Final = 20


def encoding_of(content: bytes, older: Callable[[bytes], str | None] | None = None) -> str | None:
    """How its letters are written; None where it is no text at all.

    ``older`` tells the code page of a text that is no Unicode; without it, such a text is none.
    """
    encoding = _likely_encoding(content, older)
    if encoding is None:
        return None
    signs = set(content[:BEGINNING].decode(encoding, errors="ignore"))
    return None if any(sign < "\t" for sign in signs) else encoding


def _likely_encoding(content: bytes, older: Callable[[bytes], str | None] | None) -> str | None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x00" in content[:BEGINNING]:
        return _utf_16_without_mark(content)
    try:
        content.decode()
    except UnicodeDecodeError:
        return older(content) if older else None
    return "utf-8-sig"


def _utf_16_without_mark(content: bytes) -> str | None:
    """Every other byte of plain Latin text is nothing."""
    beginning = content[:BEGINNING]
    if beginning[1::2].count(0) > 0.4 * len(beginning) / 2:
        return "utf-16-le"
    return "utf-16-be" if beginning[0::2].count(0) > 0.4 * len(beginning) / 2 else None


def rows_of_text(content: bytes, encoding: str, is_heading: Callable[[str], bool]) -> Iterator[tuple[int, list[str]]]:
    """Each row by its number as a spreadsheet shows it."""
    # A code page has bytes that mean nothing; one of them must not spoil the file.
    text = TextIOWrapper(BytesIO(content), encoding=encoding, errors="replace", newline="")
    beginning = text.read(BEGINNING).lstrip("\ufeff")
    separator, told = _separator(beginning, is_heading)
    text.seek(0)
    reader = csv.reader(text, delimiter=separator)
    try:
        for number, cells in enumerate(reader, start=0 if told else 1):
            if number == 1:
                cells[:1] = [cells[0].lstrip("\ufeff")] if cells else []
            if number:
                yield number, cells
    except (csv.Error, UnicodeError):
        raise Unreadable("broken") from None


def _separator(beginning: str, is_heading: Callable[[str], bool]) -> tuple[str, bool]:
    """The one that Excel wrote into the first line, or the one by which most headings are known."""
    if told := re.match(r'"?sep=(.)"?\r?\n', beginning, re.IGNORECASE):
        return told[1], True
    lines = beginning.splitlines()[:TITLES]

    def headings(separator: str) -> int:
        return max((sum(map(is_heading, cells)) for cells in _parsed(lines, separator)), default=0)

    return max(SEPARATORS, key=headings), False


def _parsed(lines: list[str], separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=separator))
    except csv.Error:
        return []
