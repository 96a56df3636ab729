"""Canonical graphs: RDF Dataset Canonicalization 1.0 (RDFC-1.0) with an end to its patience.

A graph gets the same bytes whatever its blank nodes are called. Nearly always each blank node is told from the others
by what is said of it (section 4.6), and the work is linear. Where several look alike, the orders in which they could be
numbered are tried one by one (4.8), and a graph made for it keeps a program busy for years. So the orders are counted.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from munera.engines.attestation.errors import Unreadable

# Subject, predicate, object and graph, each as N-Quads writes it; no graph is the empty text.
Quad = tuple[str, str, str, str]
BLANK = "_:"
# What canonical N-Quads escapes, and nothing else (RDF 1.1 N-Quads, canonical form; RDFC-1.0, 5).
TO_ESCAPE = re.compile(r'[\x00-\x1f"\\\x7f]')
ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)}
ESCAPES |= {8: r"\b", 9: r"\t", 10: r"\n", 12: r"\f", 13: r"\r", 34: r"\"", 92: r"\\"}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much work a graph may ask for."""

    blank_nodes: int = 64
    alike: int = 4  # blank nodes of which the same is said
    orders: int = 1_000  # tried to tell them apart


LIMITS = Limits()


def line(quad: Quad) -> str:
    """One quad as a line of canonical N-Quads."""
    subject, predicate, value, graph = quad
    return f"{subject} {predicate} {value} {graph} .\n" if graph else f"{subject} {predicate} {value} .\n"


def quoted(text: str) -> str:
    """A text as N-Quads writes it, without type or language."""
    if TO_ESCAPE.search(text):
        text = text.translate(ESCAPES)
    return f'"{text}"'


def canonical_nquads(quads: Iterable[Quad], *, limits: Limits = LIMITS, algorithm: str = "sha256") -> bytes:
    """The canonical N-Quads of ``quads``, UTF-8 (RDFC-1.0, 4.4).

    Raises ``Unreadable``: ``too-many-blank-nodes``, ``alike-blank-nodes`` or ``too-complex`` past ``limits``.
    """
    different = list(dict.fromkeys(quads))
    names = canonical_names(different, limits=limits, algorithm=algorithm)
    lines = [line((names.get(s, s), p, names.get(o, o), names.get(g, g))) for s, p, o, g in different]
    return "".join(sorted(lines)).encode()


def canonical_names(quads: Iterable[Quad], *, limits: Limits = LIMITS, algorithm: str = "sha256") -> dict[str, str]:
    """What each blank node of ``quads``, none of which stands there twice, is called in the canonical graph."""
    said = _said_of_blank_nodes(quads)
    if len(said) > limits.blank_nodes:
        raise Unreadable("too-many-blank-nodes", f"More than {limits.blank_nodes} parts of the document have no name.")
    return _Numbering(said, limits, algorithm).names() if said else {}


def _said_of_blank_nodes(quads: Iterable[Quad]) -> dict[str, list[Quad]]:
    said: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        subject, _, value, graph = quad
        for node in {subject, value, graph}:
            if node.startswith(BLANK):
                said[node].append(quad)
    return said


@dataclass(slots=True)
class _Issuer:
    """4.5: gives names in the order in which it is asked."""

    prefix: str
    issued: dict[str, str] = field(default_factory=dict)

    def name(self, node: str) -> str:
        if node not in self.issued:
            self.issued[node] = f"{self.prefix}{len(self.issued)}"
        return self.issued[node]

    def copy(self) -> "_Issuer":
        return _Issuer(self.prefix, dict(self.issued))


class _Numbering:
    """The canonical names of the blank nodes of one graph."""

    def __init__(self, said: dict[str, list[Quad]], limits: Limits, algorithm: str) -> None:
        self._said = said
        self._algorithm = algorithm
        self._limits = limits
        self._first = {node: self._first_degree(node, quads) for node, quads in said.items()}
        self._canonical = _Issuer("_:c14n")
        self._orders = 0

    def _hash(self, text: str) -> str:
        return hashlib.new(self._algorithm, text.encode()).hexdigest()

    def _first_degree(self, node: str, quads: Iterable[Quad]) -> str:
        """4.6, Hash First Degree Quads: what is said of a node, called ``a``, and every other blank node ``z``."""

        def called(name: str) -> str:
            if name.startswith(BLANK):
                return "_:a" if name == node else "_:z"
            return name

        return self._hash("".join(sorted(line((called(s), p, called(o), called(g))) for s, p, o, g in quads)))

    def names(self) -> dict[str, str]:
        alike: dict[str, list[str]] = defaultdict(list)
        for node, digest in self._first.items():
            alike[digest].append(node)
        if max(map(len, alike.values())) > self._limits.alike:
            most = self._limits.alike
            raise Unreadable("alike-blank-nodes", f"More than {most} parts of the document cannot be told apart.")
        ranked = [alike[digest] for digest in sorted(alike)]
        for nodes in ranked:
            if len(nodes) == 1:
                self._canonical.name(nodes[0])
        for nodes in ranked:
            if len(nodes) > 1:
                self._tell_apart(nodes)
        return self._canonical.issued

    def _tell_apart(self, nodes: Sequence[str]) -> None:
        """4.4.3, step 5."""
        paths = []
        for node in nodes:
            if node not in self._canonical.issued:
                issuer = _Issuer("_:b")
                issuer.name(node)
                paths.append(self._n_degree(node, issuer))
        for _, issuer in sorted(paths, key=lambda path: path[0]):
            for node in issuer.issued:
                self._canonical.name(node)

    def _n_degree(self, node: str, issuer: _Issuer) -> tuple[str, _Issuer]:
        """4.8, Hash N-Degree Quads."""
        related: dict[str, list[str]] = defaultdict(list)
        for quad in self._said[node]:
            subject, predicate, value, graph = quad
            for position, other in (("s", subject), ("o", value), ("g", graph)):
                if other.startswith(BLANK) and other != node:
                    related[self._related(other, predicate, issuer, position)].append(other)
        data: list[str] = []
        for digest in sorted(related):
            path, issuer = self._shortest(related[digest], issuer)
            data += digest, path
        return self._hash("".join(data)), issuer

    def _related(self, other: str, predicate: str, issuer: _Issuer, position: str) -> str:
        """4.7, Hash Related Blank Node."""
        known = self._canonical.issued.get(other) or issuer.issued.get(other) or self._first[other]
        return self._hash(position + ("" if position == "g" else predicate) + known)

    def _shortest(self, nodes: Sequence[str], issuer: _Issuer) -> tuple[str, _Issuer]:
        """4.8.3, steps 5.1 to 5.6: of all orders of ``nodes`` the one with the least path."""
        chosen, chosen_issuer = "", issuer
        for order in _orders(nodes):
            self._orders += 1
            if self._orders > self._limits.orders:
                raise Unreadable(
                    "too-complex", "The document is built so that putting it in order would take too long."
                )
            found = self._path(order, issuer.copy(), chosen)
            if found is not None:
                chosen, chosen_issuer = found
        return chosen, chosen_issuer

    def _path(self, order: Sequence[str], issuer: _Issuer, chosen: str) -> tuple[str, _Issuer] | None:
        """What this order makes of the path, or nothing as soon as it is longer or greater than ``chosen``."""
        path, again = "", []
        for node in order:
            if node in self._canonical.issued:
                path += self._canonical.issued[node]
            else:
                if node not in issuer.issued:
                    again.append(node)
                path += issuer.name(node)
            if _is_worse(path, chosen):
                return None
        for node in again:
            digest, deeper = self._n_degree(node, issuer)
            path += f"{issuer.name(node)}<{digest}>"
            issuer = deeper
            if _is_worse(path, chosen):
                return None
        return (path, issuer) if not chosen or path < chosen else None


def _orders(nodes: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every different order of ``nodes``; one that stands in it twice changes place with itself in vain."""
    if len(nodes) < 2:
        yield tuple(nodes)
        return
    for first in dict.fromkeys(nodes):
        rest = list(nodes)
        rest.remove(first)
        for order in _orders(rest):
            yield first, *order


def _is_worse(path: str, chosen: str) -> bool:
    return bool(chosen) and len(path) >= len(chosen) and path > chosen
