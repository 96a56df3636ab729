"""The Merkle tree of RFC 6962: how leaves become one root, and how a path shows that a leaf is under it.

A log keeps the hashes of its complete subtrees, each named by level and index: ``(level, index)`` is the hash over
leaves ``index << level`` up to ``(index + 1) << level``. They never change once they are there, so a database or a
folder of tiles may hold them. The functions here read them through a ``Hashes`` and say with ``new_hashes`` what a log
has to add; ``Tree`` is the same in memory.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from munera.engines.attestation.errors import LogRefused, ProofFailed

HASH_BYTES = 32
# Sizes are signed 64-bit numbers wherever logs are kept.
MAX_SIZE = 2**63 - 1
# RFC 6962, 2.1: the hash of no leaves is the hash of no bytes.
EMPTY_ROOT = sha256().digest()

Node = tuple[int, int]
Hashes = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry (RFC 6962, 2.1); the zero in front keeps a leaf from passing for a node."""
    return sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """The hashes of many entries, in their order."""
    return [sha256(b"\x00" + entry).digest() for entry in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees (RFC 6962, 2.1)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Run:
    """Hashes of one level that follow one another, the first at ``start``."""

    level: int
    start: int
    hashes: list[bytes]

    def __iter__(self) -> Iterator[tuple[int, int, bytes]]:
        """Rows to be stored: level, index, hash."""
        return ((self.level, index, digest) for index, digest in enumerate(self.hashes, start=self.start))


def new_hashes(leaves: Sequence[bytes], size: int, hashes: Hashes) -> list[Run]:
    """Every hash that a log of ``size`` leaves must add when ``leaves``, leaf hashes of 32 bytes, are appended.

    One run for each level that grows, the leaves themselves first. At most one stored hash a level is read.
    """
    _check_hashes(leaves, LogRefused)
    _check_size(size + len(leaves))
    runs: list[Run] = []
    level, start, row = 0, size, list(leaves)
    while row:
        runs.append(Run(level, start, row))
        # What waits on the left without a sibling is a complete subtree that is stored already.
        pending = [hashes(level, start - 1), *row] if start % 2 else row
        row = _paired(pending)
        start //= 2
        level += 1
    return runs


def root(size: int, hashes: Hashes) -> bytes:
    """The root over the first ``size`` leaves (RFC 6962, 2.1)."""
    _check_size(size)
    if size == 0:
        return EMPTY_ROOT
    return _range_hash(0, size, hashes)


def inclusion_nodes(index: int, size: int) -> list[list[Node]]:
    """Which stored hashes the inclusion path needs, so that a database can be asked for all of them at once.

    One list for each hash of the path, leaf upwards. Of a list with several nodes, right to left, the hash of the
    path is folded by ``fold``.
    """
    if not 0 <= index < size:
        raise LogRefused("out-of-range", f"A tree of {size} leaves has no leaf {index}.")
    _check_size(size)
    return _path_nodes(0, index, size)


def consistency_nodes(old: int, new: int) -> list[list[Node]]:
    """Which stored hashes the consistency proof needs, in the shape of ``inclusion_nodes``."""
    if not 0 < old <= new:
        raise LogRefused("out-of-range", f"There is no consistency proof from size {old} to size {new}.")
    _check_size(new)
    if old == new:
        return []
    level = _trailing_zeros(old)
    index = (old >> level) - 1
    # Where the old tree is one complete subtree, the verifier knows its hash: it is the old root.
    start: list[list[Node]] = [] if index == 0 else [[(level, index)]]
    return start + _path_nodes(level, index, new)


def inclusion(index: int, size: int, hashes: Hashes) -> list[bytes]:
    """The path from leaf ``index`` to the root over ``size`` leaves (RFC 6962, 2.1.1), 32 bytes each."""
    return [fold(nodes, hashes) for nodes in inclusion_nodes(index, size)]


def consistency(old: int, new: int, hashes: Hashes) -> list[bytes]:
    """The proof that the tree of ``new`` leaves begins with that of ``old`` (RFC 6962, 2.1.2), 32 bytes each.

    From size 0 there is none: any tree begins with the empty one, and a proof of it would prove nothing.
    """
    return [fold(nodes, hashes) for nodes in consistency_nodes(old, new)]


def fold(nodes: Sequence[Node], hashes: Hashes) -> bytes:
    """One hash over complete subtrees that lie side by side, named from right to left, smallest first."""
    digest = hashes(*nodes[0])
    for node in nodes[1:]:
        digest = node_hash(hashes(*node), digest)
    return digest


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root to which ``path`` leads from a leaf hash; ``ProofFailed`` where it does not have the right length."""
    if not 0 <= index < size <= MAX_SIZE:
        raise ProofFailed("out-of-range", f"A tree of {size} leaves has no leaf {index}.")
    _check_hashes([leaf, *path], ProofFailed)
    inner = (index ^ (size - 1)).bit_length()
    expected = inner + (index >> inner).bit_count()
    if len(path) != expected:
        raise ProofFailed("wrong-length", f"The path has {len(path)} hashes; from leaf {index} it has {expected}.")
    digest = leaf
    for level in range(inner):
        sibling = path[level]
        digest = sha256(b"\x01" + (sibling + digest if index >> level & 1 else digest + sibling)).digest()
    for sibling in path[inner:]:
        digest = sha256(b"\x01" + sibling + digest).digest()
    return digest


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Return in silence where ``path`` leads from the leaf hash to ``root`` (RFC 9162, 2.1.3.2).

    Raises ``ProofFailed``: ``out-of-range``, ``wrong-length``, ``wrong-root``.
    """
    if root_from_inclusion(leaf, index, size, path) != root:
        raise ProofFailed("wrong-root", "The path from the leaf does not lead to the root of the checkpoint.")


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Return in silence where ``proof`` shows that the new tree begins with the old one (RFC 9162, 2.1.4.2).

    Raises ``ProofFailed``: ``out-of-range`` also for an old size of 0, ``wrong-length``, ``wrong-root``.
    """
    if not 0 < old <= new <= MAX_SIZE:
        raise ProofFailed("out-of-range", f"A tree cannot have grown from size {old} to size {new}.")
    if old == new:
        if proof:
            raise ProofFailed("wrong-length", "Between two trees of one size there is nothing to prove.")
        if old_root != new_root:
            raise ProofFailed("wrong-root", "Two trees of one size have different roots.")
        return
    _check_hashes([old_root, new_root, *proof], ProofFailed)
    level = _trailing_zeros(old)
    index = (old >> level) - 1
    seed, path = (old_root, proof) if index == 0 else (proof[0] if proof else b"", proof[1:])
    inner = (index ^ ((new - 1) >> level)).bit_length()
    expected = inner + (index >> inner).bit_count() + (index != 0)
    if len(proof) != expected:
        raise ProofFailed("wrong-length", f"The proof has {len(proof)} hashes; from {old} to {new} it has {expected}.")
    old_digest = new_digest = seed
    for step, sibling in enumerate(path):
        if step >= inner or index >> step & 1:
            old_digest = sha256(b"\x01" + sibling + old_digest).digest()
            new_digest = sha256(b"\x01" + sibling + new_digest).digest()
        else:
            new_digest = sha256(b"\x01" + new_digest + sibling).digest()
    if old_digest != old_root or new_digest != new_root:
        raise ProofFailed("wrong-root", "The new tree does not begin with the old one.")


class Tree:
    """A log's tree in memory; one thread at a time."""

    def __init__(self) -> None:
        self._levels: list[list[bytes]] = [[]]
        # How many leaves the levels above them know of.
        self._hashed = 0
        # The hash from each node at the right edge to the end, for the size asked for last; most ask for one size.
        self._edge_size = 0
        self._edge: list[bytes] = []

    @property
    def size(self) -> int:
        return len(self._levels[0])

    def hash_at(self, level: int, index: int) -> bytes:
        """The stored hash of a complete subtree; this method is the tree's ``Hashes``."""
        return self._grown()[level][index]

    def append(self, leaf: bytes) -> int:
        """Add one leaf hash; answers its index."""
        if len(leaf) != HASH_BYTES:
            raise _wrong_length(LogRefused)
        leaves = self._levels[0]
        leaves.append(leaf)
        return len(leaves) - 1

    def extend(self, leaves: Sequence[bytes]) -> int:
        """Add leaf hashes; answers the index of the first."""
        _check_hashes(leaves, LogRefused)
        first = self.size
        self._levels[0].extend(leaves)
        return first

    def _grown(self) -> list[list[bytes]]:
        """The levels, with every hash that the leaves have made complete: it waits until somebody asks.

        Hashed level by level, many leaves cost less than half of what they do one by one.
        """
        levels, hashed = self._levels, self._hashed
        if hashed < self.size:
            for run in new_hashes(levels[0][hashed:], hashed, lambda level, index: levels[level][index])[1:]:
                if run.level == len(levels):
                    levels.append([])
                levels[run.level].extend(run.hashes)
            self._hashed = self.size
        return levels

    def root(self, size: int | None = None) -> bytes:
        """The root over the first ``size`` leaves, by default over all."""
        return root(self._size(size), self.hash_at)

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The path from leaf ``index`` to the root over ``size`` leaves, by default over all."""
        size = self._size(size)
        if not 0 <= index < size:
            raise LogRefused("out-of-range", f"A tree of {size} leaves has no leaf {index}.")
        levels = self._grown()
        if size != self._edge_size:
            self._edge = _edge(size, levels)
            self._edge_size = size
        inner = (index ^ (size - 1)).bit_length()
        path = [levels[level][index >> level ^ 1] for level in range(inner - 1)]
        if inner:
            path.append(self._edge[inner - 1])
        above = index >> inner
        level = inner
        while above:
            if above & 1:
                path.append(levels[level][above - 1])
            above >>= 1
            level += 1
        return path

    def consistency(self, old: int, new: int | None = None) -> list[bytes]:
        """The proof that the first ``new`` leaves, by default all, begin with the first ``old``."""
        return consistency(old, self._size(new), self.hash_at)

    def _size(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise LogRefused("out-of-range", f"A tree of {self.size} leaves has no state of {size}.")
        return size


def _edge(size: int, levels: list[list[bytes]]) -> list[bytes]:
    """At each level the hash from the node that holds the last leaf to the end of the tree."""
    last = size - 1
    digest = levels[0][last]
    edge = [digest]
    for level in range(last.bit_length()):
        index = last >> level
        if index & 1:
            digest = sha256(b"\x01" + levels[level][index - 1] + digest).digest()
        edge.append(digest)
    return edge


def _paired(row: list[bytes]) -> list[bytes]:
    sides = iter(row)
    return [sha256(b"\x01" + left + right).digest() for left, right in zip(sides, sides, strict=False)]


def _path_nodes(level: int, index: int, size: int) -> list[list[Node]]:
    """The nodes beside the way from a complete subtree up to the root over ``size`` leaves."""
    nodes: list[list[Node]] = []
    last = (size - 1) >> level
    while last:
        if index & 1:
            nodes.append([(level, index - 1)])
        elif index < last:
            sibling = index + 1
            nodes.append(_right_to_left(sibling << level, min((sibling + 1) << level, size)))
        # else: the last of its row without a sibling goes up unchanged
        index >>= 1
        last >>= 1
        level += 1
    return nodes


def _right_to_left(start: int, end: int) -> list[Node]:
    """The complete subtrees that make up the leaves from ``start``, where one may begin, to ``end``."""
    nodes: list[Node] = []
    while end > start:
        level = min(_trailing_zeros(end), (end - start).bit_length() - 1)
        nodes.append((level, (end >> level) - 1))
        end -= 1 << level
    return nodes


def _range_hash(start: int, end: int, hashes: Hashes) -> bytes:
    return fold(_right_to_left(start, end), hashes)


def _trailing_zeros(number: int) -> int:
    return (number & -number).bit_length() - 1


def _check_size(size: int) -> None:
    if not 0 <= size <= MAX_SIZE:
        raise LogRefused("out-of-range", f"No log has the size {size}.")


def _check_hashes(hashes: Sequence[bytes], error: type[LogRefused | ProofFailed]) -> None:
    if not {HASH_BYTES}.issuperset(map(len, hashes)):
        raise _wrong_length(error)


def _wrong_length(error: type[LogRefused | ProofFailed]) -> LogRefused | ProofFailed:
    return error("wrong-length", "A hash of the tree has 32 bytes.")
