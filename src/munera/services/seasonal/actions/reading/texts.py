"""The code pages in which offices of the region still write CSV: Windows-1250 and 1251."""

import re
from typing import Final

A_WORD: Final = re.compile(rb"[A-Za-z\x80-\xff]{3,}")
ASCII_LETTER: Final = re.compile(rb"[A-Za-z]")


def windows_code_page(content: bytes) -> str:
    """In Cyrillic words every letter is above 127; in Latin ones only those with an accent are."""
    words = [word for word in A_WORD.findall(content) if not word.isascii()]
    cyrillic = sum(ASCII_LETTER.search(word) is None for word in words)
    return "cp1251" if cyrillic * 2 > len(words) else "cp1250"
