"""The values of a PDF (ISO 32000-2, 7.2 and 7.3), read in so many steps and no more."""

import re
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from munera.engines.attestation.errors import Unreadable

# Some hundred lead to an attachment. A step is a token, or some bytes of what is not looked at one by one.
MAX_STEPS: Final = 10_000
BYTES_A_STEP: Final = 64
# Values within values.
MAX_DEPTH: Final = 32
LONGEST_NUMBER: Final = 10

_GAP = re.compile(rb"(?:[\0\t\n\f\r ]++|%[^\r\n]*+)*+")
_TOKEN = re.compile(
    rb"<<|>>|[\[\]]|/[^\0\t\n\f\r ()<>\[\]{}/%]*+|[^\0\t\n\f\r ()<>\[\]{}/%]++|<[0-9A-Fa-f\0\t\n\f\r ]*+>"
)
_REFERENCE = re.compile(rb"(\d{1,10})[\0\t\n\f\r ]++\d{1,5}[\0\t\n\f\r ]++R(?=[\0\t\n\f\r ()<>\[\]{}/%]|\Z)")
# Up to the next parenthesis of a text that counts.
_PARENTHESIS = re.compile(rb"(?:[^()\\]++|\\.)*+([()])", re.DOTALL)


class Reference(NamedTuple):
    number: int


class Name(str):
    """``/Name``; texts are never looked at, so nothing else is a ``str``."""

    __slots__ = ()


def damaged() -> Unreadable:
    return Unreadable("not-pdf", "The document is damaged, or made to harm.")


@dataclass(slots=True)
class Steps:
    """Reads values, and counts what that takes in one document."""

    left: int = MAX_STEPS

    def value(self, data: bytes, at: int, depth: int = 0) -> tuple[Any, int]:
        """The value that begins here and where it ends; None for what leads to no attachment, texts among it."""
        self.step()
        at = self.gap(data, at)
        if data.startswith(b"(", at):
            return None, self._after_text(data, at + 1)
        token = _TOKEN.match(data, at)
        if token is None or depth > MAX_DEPTH:
            raise damaged()
        self.passed(token.end() - at)
        said = token[0]
        if said == b"<<":
            return self._dictionary(data, token.end(), depth)
        if said == b"[":
            return self._list(data, token.end(), depth)
        if said in (b">>", b"]"):
            raise damaged()
        if said.startswith(b"/"):
            return Name(said[1:].decode("latin-1")), token.end()
        if not said.isdigit() or len(said) > LONGEST_NUMBER:
            return None, token.end()
        referred = _REFERENCE.match(data, at)
        return (Reference(int(referred[1])), referred.end()) if referred else (int(said), token.end())

    def _dictionary(self, data: bytes, at: int, depth: int) -> tuple[dict[str, Any], int]:
        entries: dict[str, Any] = {}
        while not data.startswith(b">>", at := self.gap(data, at)):
            name, at = self.value(data, at, depth + 1)
            if not isinstance(name, Name):
                raise damaged()
            entries[name], at = self.value(data, at, depth + 1)
        return entries, at + 2

    def _list(self, data: bytes, at: int, depth: int) -> tuple[list[Any], int]:
        items: list[Any] = []
        while not data.startswith(b"]", at := self.gap(data, at)):
            item, at = self.value(data, at, depth + 1)
            items.append(item)
        return items, at + 1

    def _after_text(self, data: bytes, at: int) -> int:
        """Behind the parenthesis that ends it; others stand in it by pairs or behind a backslash (7.3.4.2)."""
        still_open = 1
        while still_open:
            self.step()
            found = _PARENTHESIS.match(data, at, at + (self.left + 1) * BYTES_A_STEP)
            self.passed((found.end() if found else len(data)) - at)
            if found is None:
                raise damaged()
            at, still_open = found.end(), still_open + (1 if found[1] == b"(" else -1)
        return at

    def gap(self, data: bytes, at: int) -> int:
        """Behind spaces and remarks."""
        found = _GAP.match(data, at)
        if found is None or at > len(data):
            raise damaged()
        self.passed(found.end() - at)
        return found.end()

    def step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Unreadable("too-large", "The document is built of more parts than one that carries a credential.")

    def passed(self, count: int) -> None:
        self.left -= count // BYTES_A_STEP
        if self.left < 0:
            raise Unreadable("too-large", "The document is built of more parts than one that carries a credential.")
