"""Texts that people typed, made harmless in the cell of a spreadsheet."""

import re
from typing import Final

# What a spreadsheet takes for a formula, at the start of a cell and wherever another language's separator begins one.
FORMULA: Final = re.compile(r"(^|[,;\t|])(\s*[=+\-@＝＋－＠])")


def as_text(cell: str) -> str:
    """The same words; an apostrophe before what would be a formula makes it text."""
    return FORMULA.sub(r"\1'\2", " ".join(cell.split()))
