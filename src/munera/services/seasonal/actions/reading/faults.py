"""What can be wrong with one row of a file. The reader of the report is told in their language."""

from typing import Any


class Fault(Exception):
    """One row cannot be understood. Nothing of the row is repeated: its reader has the file, others must not see it."""

    def __init__(self, rule: str, **said: Any) -> None:
        super().__init__(rule)
        self.rule = rule
        self.said = said
