"""What the terms of a JSON-LD context mean, worked out once (JSON-LD 1.1 API, sections 4 and 5.1: Context Processing).

Only what the contexts of credentials use is worked out. Whatever else a context may contain raises ``NotCompiled`` at
the place where it would matter, and the caller goes the long way round.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from munera.engines.attestation.errors import Unreadable

ABSOLUTE_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|\\^`\ud800-\udfff]*')
KEYWORD = re.compile(r"@[A-Za-z]+")
# A term whose address ends so may stand before a colon (JSON-LD 1.1 API, 4.2.2, step 14.2.6).
GENERIC_DELIMITERS = (":", "/", "?", "#", "[", "]", "@")
CONTAINERS = {"@set", "@list", "@graph", "@language"}
OF_A_TERM = {"@id", "@type", "@container", "@context", "@language", "@protected", "@prefix"}
OF_A_CONTEXT = {"@version", "@vocab", "@language", "@protected", "@propagate"}
MOST_NESTED = 8
# A document chooses which derived contexts come about; the memory that they take is bounded.
MOST_REMEMBERED = 512

Key = TypeVar("Key")
Made = TypeVar("Made")


class NotCompiled(Exception):  # no error: it says which way to take
    """This context uses a part of JSON-LD that is not worked out here."""


class Absent:
    """Nothing was said, which differs from ``None``: JSON-LD gives null a meaning of its own."""


ABSENT: Final = Absent()


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """What one key of a document stands for."""

    iri: str  # absolute, or a keyword
    coercion: str = ""  # "", "@id", "@vocab", "@json", "@none" or the address of a data type
    container: frozenset[str] = frozenset()
    language: str | Absent | None = ABSENT
    scoped: Any = ABSENT  # the context that holds below this term, as it stands in the file
    protected: bool = False
    prefix: bool = False

    def says_the_same_as(self, other: "Term") -> bool:
        """Whether both differ in nothing but protection."""
        return _meaning(self) == _meaning(other)


def _meaning(term: Term) -> tuple[Any, ...]:
    scoped = term.scoped if isinstance(term.scoped, Absent) else json.dumps(term.scoped, sort_keys=True)
    return term.iri, term.coercion, term.container, term.language, scoped, term.prefix


@dataclass(slots=True, eq=False)
class Context:
    """The terms that hold at one place of a document. Unchanged once made, but for what it remembers."""

    terms: Mapping[str, Term | None] = field(default_factory=dict)
    vocab: str | None = None
    language: str | None = None
    previous: "Context | None" = None  # to which the next object returns (@propagate: false)
    id_keys: tuple[str, ...] = ("@id",)
    type_keys: tuple[str, ...] = ("@type",)
    typed: dict[tuple[str, ...], "tuple[Context, tuple[str, ...]]"] = field(default_factory=dict)
    scoped: dict[Term, "Context"] = field(default_factory=dict)
    local: dict[tuple[str, ...], "Context"] = field(default_factory=dict)

    def expanded(self, value: str, *, vocab: bool) -> str:
        """``value`` as an absolute address or a keyword, or unchanged where it is neither (5.2, IRI Expansion)."""
        if vocab and value in self.terms:
            term = self.terms[value]
            return "" if term is None else term.iri
        prefix, colon, suffix = value.partition(":")
        if colon and prefix:
            known = self.terms.get(prefix)
            if known is not None and known.prefix and not suffix.startswith("//"):
                return known.iri + suffix
            return value
        return self.vocab + value if vocab and self.vocab is not None and not value.startswith("@") else value


class Compiler:
    """Makes contexts from the files it was given: addresses to bytes."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._parsed: dict[str, Any] = {}
        self.root = Context()

    def knows(self, address: object) -> bool:
        return isinstance(address, str) and address in self._files

    def with_files(self, active: Context, addresses: tuple[str, ...]) -> Context:
        """``active`` after the contexts that a document names, in its order; each must be known."""
        made = active.local.get(addresses)
        if made is None:
            made = self._processed(active, list(addresses))
            _remember(active.local, addresses, made)
        return made

    def below(self, active: Context, term: Term) -> Context:
        """``active`` with the context that belongs to ``term``; that one may redefine what is protected."""
        made = active.scoped.get(term)
        if made is None:
            made = self._processed(active, term.scoped, override=True)
            _remember(active.scoped, term, made)
        return made

    def with_types(self, active: Context, types: tuple[str, ...]) -> tuple[Context, tuple[str, ...]]:
        """``active`` inside an object of these types, and the addresses of the types in the order given."""
        made = active.typed.get(types)
        if made is None:
            inside = active
            for name in sorted(types):
                term = active.terms.get(name)
                if term is not None and not isinstance(term.scoped, Absent):
                    inside = self._processed(inside, term.scoped, propagate=False)
            made = inside, tuple(active.expanded(name, vocab=True) for name in types)
            _remember(active.typed, types, made)
        return made

    def _processed(
        self, active: Context, local: Any, *, override: bool = False, propagate: bool = True, depth: int = 0
    ) -> Context:
        """5.1, Context Processing."""
        if depth > MOST_NESTED:
            raise NotCompiled("The contexts name one another too deeply.")
        if isinstance(local, dict) and "@propagate" in local:
            propagate = bool(local["@propagate"])
        result = active
        if not propagate and active.previous is None:
            result = _copy(active, previous=active)
        for each in local if isinstance(local, list) else [local]:
            if each is None:
                if not override and any(term is not None and term.protected for term in result.terms.values()):
                    raise Unreadable("context", "A context takes back terms that another one protects.")
                result = Context(previous=None if propagate else result)
            elif isinstance(each, str):
                result = self._processed(result, self._file(each), override=override, depth=depth + 1)
            else:
                result = _Definitions(each, result, override=override).context()
        return result

    def _file(self, address: str) -> Any:
        if address not in self._files:
            raise Unreadable("unknown-context", f"The context {address} is not one that this program knows.")
        if address not in self._parsed:
            self._parsed[address] = json.loads(self._files[address])["@context"]
        return self._parsed[address]


class _Definitions:
    """One context as an object: its terms are defined in whatever order they lean on one another."""

    def __init__(self, local: Any, active: Context, *, override: bool) -> None:
        if not isinstance(local, dict) or {key for key in local if _is_keyword(key)} - OF_A_CONTEXT:
            raise NotCompiled("A context has an entry that is not worked out here.")
        self._local = local
        self._active = active
        self._override = override
        self._terms: dict[str, Term | None] = dict(active.terms)
        self._vocab = active.vocab
        self._done: set[str] = set()
        self._open: set[str] = set()

    def context(self) -> Context:
        if "@vocab" in self._local:
            self._vocab = self._local["@vocab"]
            if self._vocab is not None and not ABSOLUTE_IRI.fullmatch(self._vocab):
                raise NotCompiled("A vocabulary is not named by an absolute address.")
        for term in self._local:
            if not _is_keyword(term):
                self._define(term)
        made = _copy(self._active, terms=self._terms, vocab=self._vocab)
        if "@language" in self._local:
            made.language = self._local["@language"]
        made.id_keys = "@id", *(key for key, term in self._terms.items() if term is not None and term.iri == "@id")
        made.type_keys = (
            "@type",
            *(key for key, term in self._terms.items() if term is not None and term.iri == "@type"),
        )
        return made

    def _define(self, name: str) -> None:
        """4.2, Create Term Definition."""
        if name in self._done:
            return
        if name in self._open or not name:
            raise Unreadable("context", f"The term {name!r} of a context is defined by itself.")
        self._open.add(name)
        value = self._local[name]
        if isinstance(value, str):
            value = {"@id": value}
        before = self._terms.pop(name, None)
        made = None if value is None or value.get("@id", "") is None else self._term(name, value)
        if before is not None and before.protected and not self._override:
            if made is None or not made.says_the_same_as(before):
                raise Unreadable("context", f"A context gives the protected term {name!r} another meaning.")
            made = before
        self._terms[name] = made
        self._done.add(name)

    def _term(self, name: str, value: dict[str, Any]) -> Term:
        container = value.get("@container", ())
        containers = frozenset([container] if isinstance(container, str) else container)
        if value.keys() - OF_A_TERM or containers - CONTAINERS:
            raise NotCompiled(f"The term {name!r} uses a part of JSON-LD that is not worked out here.")
        iri = self._iri(name, value)
        coercion = value.get("@type", "")
        if coercion and not coercion.startswith("@"):
            coercion = self._expanded(coercion)
        simple = isinstance(self._local[name], str)
        prefix = value.get(
            "@prefix", simple and ":" not in name and "/" not in name and iri.endswith(GENERIC_DELIMITERS)
        )
        return Term(
            iri,
            coercion,
            containers,
            value.get("@language", ABSENT) if not coercion else ABSENT,
            value.get("@context", ABSENT),
            bool(value.get("@protected", self._local.get("@protected", False))),
            bool(prefix),
        )

    def _iri(self, name: str, value: dict[str, Any]) -> str:
        iri = self._expanded(value["@id"]) if "@id" in value and value["@id"] != name else self._expanded_name(name)
        if not iri.startswith("@") and not ABSOLUTE_IRI.fullmatch(iri):
            raise NotCompiled(f"The term {name!r} of a context has no absolute address.")
        return iri

    def _expanded_name(self, name: str) -> str:
        if ":" in name[1:]:
            return self._expanded(name)
        return f"{self._vocab or ''}{name}"

    def _expanded(self, value: str) -> str:
        """An address as a context writes it: a term, a prefix and the rest, or absolute."""
        if value in self._local and not _is_keyword(value) and value not in self._open:
            self._define(value)
        prefix, colon, _ = value.partition(":")
        if colon and prefix in self._local and prefix not in self._open:
            self._define(prefix)
        return Context(self._terms, self._vocab).expanded(value, vocab=True)


def _copy(context: Context, **changes: Any) -> Context:
    same = {name: getattr(context, name) for name in ("terms", "vocab", "language", "previous", "id_keys", "type_keys")}
    return Context(**(same | changes))


def _is_keyword(text: str) -> bool:
    return KEYWORD.fullmatch(text) is not None


def _remember(memory: dict[Key, Made], key: Key, made: Made) -> None:
    if len(memory) < MOST_REMEMBERED:
        memory[key] = made
