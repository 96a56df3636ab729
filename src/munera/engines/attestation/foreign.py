"""The long way round: contexts that are known but use more of JSON-LD than is worked out in ``terms``.

``pyld`` expands the document. It drops what has no meaning, so what it was given and what it leaves are held against
the rules of ``rdf``.
"""

import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from munera.engines.attestation.canonical import refuse_floats
from munera.engines.attestation.errors import NotSupported, Unreadable
from munera.engines.attestation.graphs import BLANK, Quad, quoted
from munera.engines.attestation.terms import ABSOLUTE_IRI

# This way is thirty times slower than the other, so a document may not be long.
MOST_BYTES = 16_384
# Against this base pyld resolves what is not absolute, "//host" too, so that it is seen.
RELATIVE = "relative://relative.invalid/"
UNSIGNED = {"@index", "@direction"}
TEXT = "http://www.w3.org/2001/XMLSchema#string"


def quads(document: Mapping[str, Any], contexts: Mapping[str, bytes]) -> list[Quad]:
    """The statements of ``document``; raises as ``rdf.to_nquads``, and ``NotSupported`` without ``munera[rdf]``."""
    document = dict(document)
    refuse_floats(document)
    if len(json.dumps(document)) > MOST_BYTES:
        raise Unreadable("too-large", f"With contexts of this kind a document has at most {MOST_BYTES} bytes.")
    for value in _all(document):
        if value is None:
            raise Unreadable("unsigned-value", "An empty value would not be signed.")
        if isinstance(value, dict) and "@context" in value:
            _check_context(value["@context"])
    pyld = _pyld()
    options = {"documentLoader": _Files(contexts), "base": RELATIVE}
    try:
        expanded = pyld.expand(document, options, on_property_dropped=_refuse_dropped)
        for value in _all(expanded):
            if isinstance(value, dict):
                _check_expanded(value)
        graphs = pyld.to_rdf(expanded, options)
    except pyld.JsonLdError as error:
        raise _reason(error) from error
    return [_quad(triple, name) for name, triples in graphs.items() for triple in triples]


def _pyld() -> Any:
    try:
        return import_module("pyld.jsonld")
    except ModuleNotFoundError as error:
        raise NotSupported("no-pyld", "Contexts of this kind are read only where munera[rdf] is installed.") from error


class _Files:
    """Hands over what is known and nothing else; no address is ever asked."""

    def __init__(self, contexts: Mapping[str, bytes]) -> None:
        self._contexts = contexts

    def __call__(self, address: str, _options: Mapping[str, Any]) -> dict[str, Any]:
        if address not in self._contexts:
            raise Unreadable("unknown-context", f"The context {address[:200]} is not one that this program knows.")
        return {"contextUrl": None, "documentUrl": address, "document": json.loads(self._contexts[address])}


def _all(value: Any) -> Iterator[Any]:
    """``value`` and everything in it."""
    yield value
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _all(below)


def _check_context(value: Any) -> None:
    if not all(isinstance(each, str) for each in (value if isinstance(value, list) else [value])):
        raise Unreadable("inline-context", "The document defines terms of its own, instead of naming a context.")


def _check_expanded(value: dict[str, Any]) -> None:
    if value.keys() & UNSIGNED:
        raise Unreadable("unsigned-value", "A value says more of itself than would be signed.")
    types = value.get("@type", [])
    named = [key for key in value if not key.startswith("@")] + (types if isinstance(types, list) else [types])
    for address in [*named, *([value["@id"]] if "@id" in value else [])]:
        if address == "@json":
            continue
        if address.startswith(BLANK):
            raise Unreadable("blank-node-id", "The document names a part of itself with a name that is not signed.")
        if address.startswith("relative:") or not ABSOLUTE_IRI.fullmatch(address):
            code = "unknown-term" if address in named else "relative-address"
            raise Unreadable(code, f"Nothing defines what {address[:200]!r} means.")


def _refuse_dropped(name: str) -> None:
    raise Unreadable("unknown-term", f"No context of the document defines the term {str(name)[:200]!r}.")


def _reason(error: BaseException) -> Unreadable:
    """Our own refusal where pyld wraps one, or its words."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, Unreadable):
            return cause
        cause = getattr(cause, "cause", None) or cause.__cause__
    return Unreadable("context", f"The document cannot be read with its contexts: {str(error)[:200]}.")


def _quad(triple: Mapping[str, Any], graph: str) -> Quad:
    subject, predicate, value = (_node(triple[part]) for part in ("subject", "predicate", "object"))
    return subject, predicate, value, "" if graph == "@default" else _name(graph)


def _node(node: Mapping[str, Any]) -> str:
    if node["type"] != "literal":
        return _name(node["value"])
    if "language" in node:
        return f"{quoted(node['value'])}@{node['language']}"
    return quoted(node["value"]) if node["datatype"] == TEXT else f"{quoted(node['value'])}^^<{node['datatype']}>"


def _name(value: str) -> str:
    return value if value.startswith(BLANK) else f"<{value}>"
