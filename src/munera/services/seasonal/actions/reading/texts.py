"""CSV as offices write it: UTF-8 or UTF-16 with a mark or without, Windows-1250 and 1251; comma, semicolon or tab."""

import csv
import re
from collections.abc import Iterator, Mapping
from io import BytesIO, TextIOWrapper
from typing import Final

from munera.services.seasonal.actions.reading.columns import Column, plain
from munera.services.seasonal.actions.reading.faults import Unreadable

SEPARATORS: Final = (";", ",", "\t")
# Where to look for the headings, the separator and the script.
BEGINNING: Final = 64 * 1024
A_WORD: Final = re.compile(rb"[A-Za-z\x80-\xff]{3,}")
ASCII_LETTER: Final = re.compile(rb"[A-Za-z]")


def encoding_of(content: bytes) -> str | None:
    """How its letters are written; None where it is no text at all."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x00" in content[:BEGINNING]:
        return _utf_16_without_mark(content)
    try:
        content.decode()
    except UnicodeDecodeError:
        return _windows_code_page(content)
    return "utf-8-sig"


def _utf_16_without_mark(content: bytes) -> str | None:
    """Every other byte of plain Latin text is nothing."""
    beginning = content[:BEGINNING]
    if beginning[1::2].count(0) > 0.4 * len(beginning) / 2:
        return "utf-16-le"
    return "utf-16-be" if beginning[0::2].count(0) > 0.4 * len(beginning) / 2 else None


def _windows_code_page(content: bytes) -> str | None:
    """In Cyrillic words every letter is above 127; in Latin ones only those with an accent are."""
    words = [word for word in A_WORD.findall(content) if not word.isascii()]
    if any(byte < 9 for byte in set(content[:BEGINNING])):
        return None
    cyrillic = sum(ASCII_LETTER.search(word) is None for word in words)
    return "cp1251" if cyrillic * 2 > len(words) else "cp1250"


def rows(content: bytes, known: Mapping[str, Column]) -> Iterator[tuple[int, list[str]]]:
    """Each line by its number as a spreadsheet shows it."""
    encoding = encoding_of(content)
    # A code page has bytes that mean nothing; one of them must not spoil the file.
    text = TextIOWrapper(BytesIO(content), encoding=encoding, errors="replace", newline="")
    beginning = text.read(BEGINNING).lstrip("\ufeff")
    separator, told = _separator(beginning, known)
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


def _separator(beginning: str, known: Mapping[str, Column]) -> tuple[str, bool]:
    """The one that Excel wrote into the first line, or the one by which most headings are known."""
    if told := re.match(r'"?sep=(.)"?\r?\n', beginning, re.IGNORECASE):
        return told[1], True
    lines = beginning.splitlines()[:20]

    def headings(separator: str) -> int:
        return max((sum(plain(cell) in known for cell in row) for row in _parsed(lines, separator)), default=0)

    return max(SEPARATORS, key=headings), False


def _parsed(lines: list[str], separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=separator))
    except csv.Error:
        return []
