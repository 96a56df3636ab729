"""Reading what is attached to a PDF, and as little of the rest as leads there (ISO 32000-2, 7.2 to 7.5 and 7.11.4).

A library for PDF reads every object of a packed stream, byte by byte and in Python: four kilobytes that unpack to four
megabytes of lists cost it seven seconds. Here a file has so many steps, and ends where they are used up; bytes that are
passed over or unpacked count too. Whatever is not of the form that programs write is refused rather than guessed at.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from operator import index as whole
from typing import Any, Final, SupportsIndex

from munera.engines.attestation.baking.pdf_values import (
    BYTES_A_STEP,
    LONGEST_NUMBER,
    MAX_DEPTH,
    Reference,
    Steps,
    damaged,
)
from munera.engines.attestation.canonical import MAX_BYTES
from munera.engines.attestation.errors import NotSupported, Unreadable

# Undoing a predictor is work for each byte.
BYTES_A_STEP_PREDICTED: Final = 16
# The parts in which a document is packed; those of a page of print have a tenth of this.
MAX_PART: Final = 2**20
# Attached files, and the branches of the tree that names them.
MAX_NAMES: Final = 16

_OBJECT = re.compile(rb"(\d{1,10})[\0\t\n\f\r ]++\d{1,5}[\0\t\n\f\r ]++obj")
_STREAM = re.compile(rb"stream(?:\r\n|\n)")
_STREAM_ENDS = re.compile(rb"(?:\r\n|\n|\r)?endstream")
_END = re.compile(rb"startxref[\0\t\n\f\r ]++(\d{1,10})")
_SECTION = re.compile(rb"(\d{1,10})[\0\t\n\f\r ]++(\d{1,10})[\0\t\n\f\r ]++")
_ENTRY = re.compile(rb"(\d{10}) \d{5} ([nf])[ \r][\r\n]")
ENTRY: Final = 20


@dataclass(frozen=True, slots=True)
class _Stream:
    entries: dict[str, Any]
    packed: bytes


@dataclass(frozen=True, slots=True)
class _Section:
    """Where the objects from ``first`` on lie: entries of one width, at one place of some bytes."""

    first: int
    count: int
    data: bytes
    start: int
    # Widths of the three numbers of an entry; nothing for a table in text.
    widths: tuple[int, ...] = ()

    def entry(self, number: int) -> tuple[int, int, int] | None:
        """Kind, and what it says (Table 18): 0 nothing, 1 an offset, 2 a stream of objects and a place in it."""
        if not self.first <= number < self.first + self.count:
            return None
        if not self.widths:
            line = _ENTRY.match(self.data, self.start + (number - self.first) * ENTRY)
            if line is None:
                raise damaged()
            return int(line[2] == b"n"), int(line[1]), 0
        at = self.start + (number - self.first) * sum(self.widths)
        told = []
        for width in self.widths:
            told.append(int.from_bytes(self.data[at : at + width]))
            at += width
        return (told[0] if self.widths[0] else 1), told[1], told[2]


def attached(document: bytes) -> Iterator[bytes]:
    """The content of each attached file.

    Raises ``Unreadable``: ``not-pdf`` for what is damaged or written otherwise, ``too-large`` for what takes more steps
    or unpacks to more than a document with a credential; ``NotSupported`` ``encrypted``.
    """
    yield from _Document(document).attached()


def _below(above: SupportsIndex, more: int) -> int:
    return (whole(above) + more) & 255


@dataclass(slots=True)
class _Document:
    data: bytes
    steps: Steps = field(default_factory=Steps)
    depth: int = 0
    sections: list[_Section] = field(default_factory=list)
    trailer: dict[str, Any] = field(default_factory=dict)
    known: dict[int, Any] = field(default_factory=dict)
    unpacked: dict[int, bytes] = field(default_factory=dict)

    def attached(self) -> Iterator[bytes]:
        self._read_tables()
        if "Encrypt" in self.trailer:
            raise NotSupported("encrypted", "The document is locked; nothing can be read from it.")
        root = self._resolved(self.trailer.get("Root"))
        if not isinstance(root, dict):
            raise damaged()
        nodes, met = [self._entries(self._entries(root, "Names"), "EmbeddedFiles")], 0
        while nodes:
            node = nodes.pop()
            files, kids = self._items(node, "Names"), self._items(node, "Kids")
            met += 1 + len(files) // 2 + len(kids)
            if met > MAX_NAMES:
                raise Unreadable("too-large", "The document has more attachments than a credential comes with.")
            nodes += [kid for kid in map(self._resolved, kids) if isinstance(kid, dict)]
            for named in files[1::2]:
                described = self._resolved(named)
                held = self._entries(described, "EF") if isinstance(described, dict) else {}
                stream = self._resolved(held.get("UF", held.get("F")))
                if isinstance(stream, _Stream):
                    yield self._content(stream, most=MAX_BYTES)

    def _entries(self, holder: dict[str, Any], name: str) -> dict[str, Any]:
        found = self._resolved(holder.get(name))
        return found if isinstance(found, dict) else {}

    def _items(self, holder: dict[str, Any], name: str) -> list[Any]:
        found = self._resolved(holder.get(name))
        return found if isinstance(found, list) else []

    # Where objects lie (7.5.4, 7.5.8)

    def _read_tables(self) -> None:
        """From the newest table back; what a newer one says counts."""
        ends = _END.findall(self.data, max(0, len(self.data) - 1_024))
        if not ends:
            raise Unreadable("not-pdf", "The document ends in the middle, or goes on after its end.")
        at, seen = int(ends[-1]), set[int]()
        while at not in seen:
            seen.add(at)
            at = self.steps.gap(self.data, at)
            is_text = self.data.startswith(b"xref", at)
            said = self._read_table(at + 4) if is_text else self._read_packed_table(at)
            self.trailer = said | self.trailer
            if not isinstance(before := said.get("Prev"), int):
                return
            at = before
        raise damaged()

    def _read_table(self, at: int) -> dict[str, Any]:
        found: list[_Section] = []
        at = self.steps.gap(self.data, at)
        while (header := _SECTION.match(self.data, at)) is not None:
            self.steps.step()
            found.append(_Section(int(header[1]), int(header[2]), self.data, header.end()))
            at = self.steps.gap(self.data, header.end() + ENTRY * int(header[2]))
        if not self.data.startswith(b"trailer", at):
            raise damaged()
        said, _ = self.steps.value(self.data, at + 7)
        if not isinstance(said, dict):
            raise damaged()
        if isinstance(hidden := said.get("XRefStm"), int):  # 7.5.8.4: what a table calls free may lie there
            self._read_packed_table(self.steps.gap(self.data, hidden))
        self.sections += found
        return said

    def _read_packed_table(self, at: int) -> dict[str, Any]:
        _, table = self._object_at(at)
        if not isinstance(table, _Stream) or table.entries.get("Type") != "XRef":
            raise damaged()
        widths = table.entries.get("W")
        if not isinstance(widths, list) or len(widths) != 3 or not all(type(w) is int and 0 <= w <= 8 for w in widths):
            raise damaged()
        content = self._content(table, most=MAX_PART)
        ranges = table.entries.get("Index", [0, table.entries.get("Size")])
        if not isinstance(ranges, list) or len(ranges) % 2 or not all(type(number) is int for number in ranges):
            raise damaged()
        start = 0
        for first, count in zip(ranges[::2], ranges[1::2], strict=True):
            self.steps.step()
            self.sections.append(_Section(first, count, content, start, tuple(widths)))
            start += count * sum(widths)
        return table.entries

    # The objects themselves (7.3)

    def _resolved(self, value: Any) -> Any:
        if not isinstance(value, Reference):
            return value
        if value.number not in self.known:
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise damaged()
            self.known[value.number] = None  # an object that leads back to itself leads nowhere
            self.known[value.number] = self._resolved(self._object(value.number))
            self.depth -= 1
        return self.known[value.number]

    def _object(self, number: int) -> Any:
        for section in self.sections:
            self.steps.step()
            kind, place, index = section.entry(number) or (0, 0, 0)
            if kind == 1:
                found, value = self._object_at(self.steps.gap(self.data, place))
                if found != number:
                    raise damaged()
                return value
            if kind == 2:
                return self._packed_object(number, stream=place, index=index)
        return None

    def _object_at(self, at: int) -> tuple[int, Any]:
        header = _OBJECT.match(self.data, at)
        if header is None:
            raise damaged()
        value, at = self.steps.value(self.data, header.end())
        begins = _STREAM.match(self.data, self.steps.gap(self.data, at)) if isinstance(value, dict) else None
        if begins is None:
            return int(header[1]), value
        length = self._resolved(value.get("Length"))
        if type(length) is not int or length < 0 or not _STREAM_ENDS.match(self.data, begins.end() + length):
            raise damaged()
        return int(header[1]), _Stream(value, self.data[begins.end() : begins.end() + length])

    def _packed_object(self, number: int, *, stream: int, index: int) -> Any:
        """One object of a stream of objects; the others are not read."""
        holder = self._resolved(Reference(stream))
        first = holder.entries.get("First") if isinstance(holder, _Stream) else None
        if type(first) is not int or holder.entries.get("Type") != "ObjStm":
            raise damaged()
        if stream not in self.unpacked:
            self.unpacked[stream] = self._content(holder, most=MAX_PART)
        content = self.unpacked[stream]
        self.steps.passed(first)
        match content[:first].split()[2 * index : 2 * index + 2]:
            case [named, place] if named == b"%d" % number and place.isdigit() and len(place) <= LONGEST_NUMBER:
                return self.steps.value(content, first + int(place))[0]
            case _:
                raise damaged()

    # What a file may cost

    def _content(self, stream: _Stream, *, most: int) -> bytes:
        packing, parameters = (self._only(stream.entries.get(name)) for name in ("Filter", "DecodeParms"))
        if packing is None:
            content = stream.packed
        elif packing == "FlateDecode":
            try:
                content = zlib.decompressobj().decompress(stream.packed, most + 1)
            except zlib.error as error:
                raise damaged() from error
        else:
            raise damaged()
        if len(content) > most:
            raise Unreadable("too-large", f"A part of the document unpacks to more than {most} bytes.")
        self.steps.passed(len(content))
        return self._predicted(content, parameters) if isinstance(parameters, dict) else content

    def _only(self, value: Any) -> Any:
        """A filter stands alone or in a list; several in a row pack nothing that is meant to be read."""
        found = self._resolved(value)
        if not isinstance(found, list):
            return found
        if len(found) > 1:
            raise damaged()
        return self._resolved(found[0]) if found else None

    def _predicted(self, content: bytes, parameters: dict[str, Any]) -> bytes:
        """Tables are often written as what differs from the row above (7.4.4.4, PNG's filter 2)."""
        predictor, columns = parameters.get("Predictor", 1), parameters.get("Columns", 1)
        if predictor == 1:
            return content
        if type(predictor) is not int or predictor < 10 or type(columns) is not int or not 0 < columns <= MAX_PART:
            raise damaged()
        self.steps.passed(len(content) * BYTES_A_STEP // BYTES_A_STEP_PREDICTED)
        filters, width = set(content[:: columns + 1]), columns + 1
        if not filters <= {2}:
            raise damaged()
        rows = bytearray(content)
        for column in range(1, width):
            rows[column::width] = bytes(accumulate(rows[column::width], _below))
        del rows[::width]
        return bytes(rows)
