"""A credential as a graph: JSON-LD to N-Quads, and the canonical bytes that ``eddsa-rdfc-2022`` signs.

The steps are those of JSON-LD 1.1 (Expansion, then Serialize to RDF), taken in one walk over contexts that were worked
out before. Where the standard drops a word without a sound, this refuses: what is dropped is not signed, and whoever
passes the document on could have written it (VC Data Integrity 1.0, 4.6 and 5.12).
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from munera.engines.attestation import foreign
from munera.engines.attestation.canonical import MAX_DEPTH, canonical
from munera.engines.attestation.contexts import PINNED
from munera.engines.attestation.errors import Unreadable
from munera.engines.attestation.graphs import BLANK, LIMITS, Limits, Quad, canonical_nquads, line, quoted
from munera.engines.attestation.terms import ABSENT, ABSOLUTE_IRI, Absent, Compiler, Context, NotCompiled, Term

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE, FIRST, REST, NIL = f"<{RDF}type>", f"<{RDF}first>", f"<{RDF}rest>", f"<{RDF}nil>"
LANGUAGE_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
# A document names few contexts, and few others in its parts.
MOST_ADDRESSES = 8
MOST_CONTEXTS = 4


def to_nquads(document: Mapping[str, Any], *, contexts: Mapping[str, bytes] = PINNED) -> str:
    """``document`` as N-Quads, one line a statement, its blank nodes named in order of appearance.

    Raises ``Unreadable``: ``unknown-context`` for one that is not in ``contexts``, ``inline-context`` for one written
    into the document, ``unknown-term`` for a key or a type that they do not define, ``relative-address``,
    ``bad-address``, ``blank-node-id``, ``unsigned-value`` for what JSON-LD would drop, ``float``, ``too-deep``,
    ``too-many-blank-nodes``, ``too-complex``.
    """
    return "".join(map(line, dict.fromkeys(quads(document, contexts=contexts))))


def canonical_graph(
    document: Mapping[str, Any], *, contexts: Mapping[str, bytes] = PINNED, limits: Limits = LIMITS
) -> bytes:
    """The RDFC-1.0 canonical N-Quads of ``document``, UTF-8; errors as ``to_nquads`` and ``canonical_nquads``."""
    try:
        return canonical_nquads(quads(document, contexts=contexts), limits=limits)
    except UnicodeEncodeError as error:
        raise Unreadable("not-json", "The document has half of a character, which has no form in UTF-8.") from error


def quads(document: Mapping[str, Any], *, contexts: Mapping[str, bytes] = PINNED) -> list[Quad]:
    """The statements of ``document``; one may stand in it twice."""
    compiler = _pinned() if contexts is PINNED else Compiler(contexts)
    walk = _Walk(compiler)
    try:
        walk.node(document, compiler.root, "")
    except NotCompiled:
        return foreign.quads(document, contexts)
    return walk.quads


@lru_cache(maxsize=1)
def _pinned() -> Compiler:
    return Compiler(PINNED)


class _Walk:
    """One way through one document."""

    def __init__(self, compiler: Compiler) -> None:
        self.quads: list[Quad] = []
        self._compiler = compiler
        self._blank_nodes = 0
        self._depth = 0
        self._lists: set[tuple[str, ...]] = set()

    def node(self, item: Mapping[str, Any], active: Context, graph: str) -> str:
        """Write what ``item`` says, and return its name (JSON-LD 1.1 API, 5.1.2, steps 9 to 13)."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Unreadable("too-deep", f"The document is nested more than {MAX_DEPTH} levels deep.")
        if "@context" in item:
            active = self._compiler.with_files(active, self._addresses(item["@context"]))
        inside, types = self._typed(item, active)
        subject = self._subject(item, inside)
        for iri in types:
            self.quads.append((subject, TYPE, iri, graph))
        for key, value in item.items():
            term = inside.terms.get(key) or self._absolute(key, inside)
            if term is None:
                continue
            if term.iri[0] == "@":
                if term.iri not in {"@id", "@type"}:
                    raise Unreadable("unsupported-keyword", f"{term.iri} has no place in a credential.")
                continue
            for said in self._objects(key, term, value, inside, graph):
                self.quads.append((subject, f"<{term.iri}>", said, graph))
        self._depth -= 1
        return subject

    def _addresses(self, value: Any) -> tuple[str, ...]:
        addresses = tuple(value) if isinstance(value, list) else (value,)
        for address in addresses:
            if not isinstance(address, str):
                raise Unreadable(
                    "inline-context", "The document defines terms of its own, instead of naming a context."
                )
            if not self._compiler.knows(address):
                raise Unreadable("unknown-context", f"The context {address[:200]} is not one that this program knows.")
        self._lists.add(addresses)
        if len(addresses) > MOST_ADDRESSES or len(self._lists) > MOST_CONTEXTS:
            raise Unreadable("too-complex", "The document names too many contexts.")
        return addresses

    def _typed(self, item: Mapping[str, Any], active: Context) -> tuple[Context, list[str]]:
        """The context inside an object of these types, and the types (5.1.2, step 11)."""
        names: list[str] = []
        for key in active.type_keys:
            if key in item:
                value = item[key]
                names += value if isinstance(value, list) else [value]
        if not names:
            return active, []
        if not all(isinstance(name, str) for name in names):
            raise Unreadable("unsigned-value", "A type is not given as text.")
        inside, iris = self._compiler.with_types(active, tuple(names))
        return inside, [_type(iri) for iri in iris]

    def _subject(self, item: Mapping[str, Any], inside: Context) -> str:
        given = [key for key in inside.id_keys if key in item]
        if not given:
            return self._blank_node()
        if len(given) > 1:
            raise Unreadable("duplicate-key", f"The identifier of an object stands twice, as {' and '.join(given)}.")
        return _address(item[given[0]], inside)

    def _blank_node(self) -> str:
        self._blank_nodes += 1
        if self._blank_nodes > LIMITS.blank_nodes:
            raise Unreadable(
                "too-many-blank-nodes", f"More than {LIMITS.blank_nodes} parts of the document have no name."
            )
        return f"_:b{self._blank_nodes - 1}"

    def _absolute(self, key: str, inside: Context) -> Term | None:
        """A key that no context defines: an address itself, a keyword, or refused."""
        if key in {"@context", "@id", "@type"}:
            return None
        iri = inside.expanded(key, vocab=True) if key not in inside.terms else ""
        if iri.startswith("@"):
            raise Unreadable("unsupported-keyword", f"{key[:200]} has no place in a credential.")
        if iri.startswith(BLANK):
            raise Unreadable("blank-node-id", "The document names a part of itself with a name that is not signed.")
        if ABSOLUTE_IRI.fullmatch(iri) is None:
            raise Unreadable("unknown-term", f"No context of the document defines the term {key[:200]!r}.")
        return Term(iri)

    # --- values -----------------------------------------------------------------------------------------------------

    def _objects(self, key: str, term: Term, value: Any, inside: Context, graph: str) -> list[str]:
        """What stands under one key, each as N-Quads writes it."""
        if term.coercion == "@json":
            return [_json(value)]
        values = value if type(value) is list else [value]
        kinds = term.container - {"@set"} if term.container else term.container
        if not kinds:
            return [self._value(key, term, each, inside, graph) for each in values]
        if kinds == {"@list"}:
            return [self._list([self._value(key, term, each, inside, graph) for each in values], graph)]
        if kinds == {"@graph"}:
            return [self._graph(key, term, each, inside) for each in values]
        raise NotCompiled("A container is not worked out here.")

    def _list(self, members: list[str], graph: str) -> str:
        """A list in order: a chain of blank nodes (Serialize to RDF, 8.3)."""
        head = NIL
        for member in reversed(members):
            link = self._blank_node()
            self.quads += (link, FIRST, member, graph), (link, REST, head, graph)
            head = link
        return head

    def _graph(self, key: str, term: Term, value: Any, inside: Context) -> str:
        """An object in a graph of its own, as an embedded proof is."""
        if not isinstance(value, dict):
            raise Unreadable("unsigned-value", f"What stands under {key!r} must be an object.")
        name = self._blank_node()
        self._object(term, value, inside, name)
        return name

    def _value(self, key: str, term: Term, value: Any, inside: Context, graph: str) -> str:
        """One value as N-Quads writes it (5.3, Value Expansion, and 8.2, Object to RDF)."""
        kind = type(value)
        if kind is dict:
            return self._object(term, value, inside, graph)
        if term.scoped is not ABSENT:
            inside = self._compiler.below(inside, term)
            term = inside.terms.get(key) or Term(term.iri)
        coercion = term.coercion
        if kind is str:
            if not coercion or coercion == "@none":
                language = inside.language if isinstance(term.language, Absent) else term.language
                return _text(value, language)
            if coercion == "@id":
                return _address(value, inside)
            if coercion == "@vocab":
                return _named(inside.expanded(value, vocab=True), value)
            return f"{quoted(value)}^^<{coercion}>"
        if kind is bool or kind is int:
            return _native(value, "" if coercion.startswith("@") else coercion)
        if kind is float:
            raise Unreadable("float", "The document has a number that is not an integer; write it as text.")
        raise Unreadable(
            "unsigned-value", f"What stands under {key[:200]!r} would not be signed: it is empty or a list in a list."
        )

    def _object(self, term: Term, value: dict[str, Any], inside: Context, graph: str) -> str:
        literal = "@value" in value
        if (
            inside.previous is not None
            and not literal
            and not (len(value) == 1 and not value.keys().isdisjoint(inside.id_keys))
        ):
            inside = inside.previous
        if not isinstance(term.scoped, Absent):
            inside = self._compiler.below(inside, term)
        return _literal(value, inside) if literal else self.node(value, inside, graph)


def _type(iri: str) -> str:
    return _named(iri, iri, code="unknown-term")


def _address(value: Any, inside: Context) -> str:
    if not isinstance(value, str):
        raise Unreadable("bad-address", "An identifier is not given as text.")
    return _named(inside.expanded(value, vocab=False), value)


def _named(iri: str, written: str, *, code: str = "relative-address") -> str:
    if ABSOLUTE_IRI.fullmatch(iri):
        return f"<{iri}>"
    if iri.startswith(BLANK):
        raise Unreadable("blank-node-id", "The document names a part of itself with a name that is not signed.")
    if ":" in iri:
        raise Unreadable("bad-address", f"This is no address: {written[:200]!r}.")
    if code == "unknown-term":
        raise Unreadable(code, f"No context of the document defines the type {written[:200]!r}.")
    raise Unreadable(code, f"The address {written[:200]!r} is not absolute, so nobody knows what it names.")


def _literal(value: dict[str, Any], inside: Context) -> str:
    """A value object: ``{"@value": …}`` with a type or a language."""
    if value.keys() - {"@value", "@type", "@language"} or len(value) > 2:
        raise Unreadable("unsigned-value", "A value says more of itself than would be signed.")
    content, datatype = value["@value"], value.get("@type")
    if datatype == "@json":
        return _json(content)
    if "@language" in value:
        if not isinstance(content, str) or not isinstance(value["@language"], str):
            raise Unreadable("unsigned-value", "Only text has a language.")
        return _text(content, value["@language"])
    if datatype is not None and not isinstance(datatype, str):
        raise Unreadable("bad-address", "The type of a value is not given as text.")
    named = "" if datatype is None else _named(inside.expanded(datatype, vocab=True), datatype)[1:-1]
    if isinstance(content, str):
        return f"{quoted(content)}^^<{named}>" if named else quoted(content)
    if isinstance(content, int):
        return _native(content, named)
    raise Unreadable("unsigned-value", "The value of a value object is no text, integer or truth value.")


def _native(value: bool | int, datatype: str) -> str:
    """A number or a truth value (8.2, steps 7 to 12)."""
    if isinstance(value, bool):
        return f'"{str(value).lower()}"^^<{datatype or XSD + "boolean"}>'
    if abs(value) >= 2**53:
        raise Unreadable("large-integer", "The document has an integer of 2⁵³ or more; write it as text.")
    if datatype == XSD + "double":
        mantissa, _, exponent = f"{value:.15E}".partition("E")
        whole, _, digits = mantissa.partition(".")
        return f'"{whole}.{digits.rstrip("0") or "0"}E{int(exponent)}"^^<{datatype}>'
    return f'"{value}"^^<{datatype or XSD + "integer"}>'


def _text(value: str, language: str | None) -> str:
    if language is None:
        return quoted(value)
    if not LANGUAGE_TAG.fullmatch(language):
        raise Unreadable("bad-language", f"{language[:50]!r} is not the tag of a language.")
    # As the JSON-LD API allows and its two common processors do (5.1.2, step 13.4.8.2).
    return f"{quoted(value)}@{language.lower()}"


def _json(value: Any) -> str:
    return f"{quoted(canonical(value).decode())}^^<{RDF}JSON>"
