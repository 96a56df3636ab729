"""What can be wrong with a file as a whole."""

from typing import Any


class Unreadable(Exception):
    """The file as a whole cannot be read; ``fault`` says why, ``said`` what its sentence names."""

    def __init__(self, fault: str, **said: Any) -> None:
        super().__init__(fault)
        self.fault, self.said = fault, said
