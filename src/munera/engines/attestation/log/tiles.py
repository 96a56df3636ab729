"""Tiles (c2sp.org/tlog-tiles): a log as files that anybody can copy, 256 hashes or entries in each.

A tile at level ``l`` holds the stored hashes of tree level ``8 * l``; what lies between is worked out by whoever reads.
Full tiles never change. The last tile of a row may be partial, and is named by its width.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from munera.engines.attestation.errors import LogRefused, NotSupported, Unreadable
from munera.engines.attestation.log.tree import HASH_BYTES, MAX_SIZE, Hashes, node_hash

HEIGHT = 8
WIDTH = 1 << HEIGHT
MAX_LEVEL = 63
# Entries carry their length in two bytes.
MAX_ENTRY_BYTES = 65_535

_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)/(?P<index>(?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """``width`` hashes of tree level ``8 * level``, the first at ``index * 256``."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where the tile is served, as ``tile/0/x001/234.p/5``."""
        return f"tile/{self.level}/{_index_path(self.index)}{_suffix(self.width)}"

    @property
    def end(self) -> int:
        """How many leaves the tree must have for this tile to be there."""
        return (self.index * WIDTH + self.width) << (HEIGHT * self.level)


@dataclass(frozen=True, slots=True, order=True)
class Bundle:
    """``width`` entries, the first at ``index * 256``."""

    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where the bundle is served, as ``tile/entries/000.p/5``."""
        return f"tile/entries/{_index_path(self.index)}{_suffix(self.width)}"

    @property
    def end(self) -> int:
        """How many leaves the tree must have for this bundle to be there."""
        return self.index * WIDTH + self.width


def read_path(path: str) -> Tile | Bundle:
    """The tile or bundle that is served under ``path``, written without a slash in front.

    Raises ``Unreadable`` ``not-a-tile`` for any other path, also for a second way to write one that exists.
    """
    found = _PATH.fullmatch(path)
    if found is None:
        raise Unreadable("not-a-tile", "This is no path of a tile.")
    level, width = found["level"], int(found["width"] or WIDTH)
    index = int(found["index"].replace("x", "").replace("/", ""))
    tile = Bundle(index, width) if level == "entries" else Tile(int(level), index, width)
    if tile.path != path or (isinstance(tile, Tile) and tile.level > MAX_LEVEL) or tile.end > MAX_SIZE:
        raise Unreadable("not-a-tile", "This is no path of a tile.")
    return tile


def tiles(size: int, *, since: int = 0) -> Iterator[Tile]:
    """The tiles that a tree of ``size`` leaves has and one of ``since`` leaves did not have, lowest level first."""
    for level in range(MAX_LEVEL + 1):
        length, known = size >> HEIGHT * level, since >> HEIGHT * level
        if length == 0:
            return
        yield from (Tile(level, index, width) for index, width in _row(length, known))


def bundles(size: int, *, since: int = 0) -> Iterator[Bundle]:
    """The entry bundles that a log of ``size`` entries has and one of ``since`` did not have."""
    return (Bundle(index, width) for index, width in _row(size, since))


def tile_bytes(tile: Tile, hashes: Hashes) -> bytes:
    """What is in the file: 32 bytes for each hash."""
    start = tile.index * WIDTH
    return b"".join(hashes(HEIGHT * tile.level, start + place) for place in range(tile.width))


def bundle_bytes(entries: Sequence[bytes]) -> bytes:
    """What is in the file: each entry behind its length in two bytes."""
    if any(len(entry) > MAX_ENTRY_BYTES for entry in entries):
        raise NotSupported("too-large", f"An entry of the log has {MAX_ENTRY_BYTES} bytes at most.")
    return b"".join(len(entry).to_bytes(2) + entry for entry in entries)


def read_bundle(data: bytes) -> list[bytes]:
    """The entries in a file; ``Unreadable`` ``not-a-bundle`` where it ends within one, or holds more than 256."""
    entries: list[bytes] = []
    place = 0
    while place < len(data):
        start = place + 2
        end = start + int.from_bytes(data[place:start])
        if start > len(data) or end > len(data) or len(entries) == WIDTH:
            raise Unreadable("not-a-bundle", "The bundle ends within an entry, or has more than 256.")
        entries.append(data[start:end])
        place = end
    return entries


def hashes_from_tiles(read_tile: Callable[[Tile], bytes], size: int) -> Hashes:
    """The stored hashes of a log of ``size`` leaves, out of its tiles alone; each tile is read once.

    ``read_tile`` answers the bytes of a tile. Nothing read is trusted until it leads to a signed root, so a reader
    compares ``tree.root(size, hashes)`` with that of the checkpoint. Raises ``LogRefused`` for a tile that is cut.
    """

    @lru_cache(maxsize=64)
    def rows(level: int, index: int) -> list[list[bytes]]:
        width = min((size >> HEIGHT * level) - index * WIDTH, WIDTH)
        if width <= 0:
            raise LogRefused("out-of-range", f"A log of {size} leaves has no tile {index} at level {level}.")
        data = read_tile(Tile(level, index, width))
        if len(data) != width * HASH_BYTES:
            raise LogRefused("wrong-length", f"The tile has {len(data)} bytes; {width * HASH_BYTES} belong in it.")
        row = [data[place : place + HASH_BYTES] for place in range(0, len(data), HASH_BYTES)]
        built = [row]
        while len(row) > 1:
            row = [node_hash(row[place], row[place + 1]) for place in range(0, len(row) - 1, 2)]
            built.append(row)
        return built

    def hash_at(level: int, index: int) -> bytes:
        tile_level, above = divmod(level, HEIGHT)
        tile_index, place = divmod(index, WIDTH >> above)
        return rows(tile_level, tile_index)[above][place]

    return hash_at


def _row(length: int, known: int) -> Iterator[tuple[int, int]]:
    """Index and width of the tiles of a row that has grown from ``known`` to ``length``."""
    if length == known:
        return
    for index in range(known // WIDTH, length // WIDTH):
        yield index, WIDTH
    if length % WIDTH:
        yield length // WIDTH, length % WIDTH


def _index_path(index: int) -> str:
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups))


def _suffix(width: int) -> str:
    return "" if width == WIDTH else f".p/{width}"
