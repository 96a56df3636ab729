"""What can be wrong with a file, and what with one row of it. The reader of the report is told in their language."""

from typing import Any


class Unreadable(Exception):
    """The file as a whole cannot be read; ``fault`` says why, ``said`` what its sentence names."""

    def __init__(self, fault: str, **said: Any) -> None:
        super().__init__(fault)
        self.fault = fault
        self.said = said


class Fault(Exception):
    """One row cannot be understood. Nothing of the row is repeated: its reader has the file, others must not see it."""

    def __init__(self, rule: str, **said: Any) -> None:
        super().__init__(rule)
        self.rule = rule
        self.said = said
