"""The mechanics of RFC 9901: digests in what is signed, values beside it, and how they come together again.

For each digest there is at most one value, for each value exactly one digest, and a value cannot overwrite what was
signed in the open: those are the rules of section 7.1, kept here in its order.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from munera.engines.attestation.canonical import MAX_BYTES, MAX_DEPTH, canonical, read_document
from munera.engines.attestation.errors import NotSupported, ProofFailed, Unreadable
from munera.engines.attestation.multibase import base64url_decode, base64url_encode

# RFC 9901, 4.1: names that no claim may have.
RESERVED = frozenset({"_sd", "...", "_sd_alg"})
# RFC 9901, 4.1.1, by names of the IANA registry; the first is meant where none is named.
HASHES: Mapping[str, Callable[[bytes], Any]] = {
    "sha-256": hashlib.sha256,
    "sha-384": hashlib.sha384,
    "sha-512": hashlib.sha512,
}
# RFC 9901, 9.3: 128 bits of salt, so that nobody can guess what was left out.
LEAST_SALT = 16
# A person's whole file has a few dozen; each one costs a digest and a look into it.
MAX_DISCLOSURES = 512

# Where a claim stands: names of members, and None for every element of an array. One name may stand by itself.
Path = str | tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A value that travels beside the signed token; ``name`` is None for an element of an array."""

    text: str
    name: str | None
    value: Any


def separated(token: str) -> tuple[str, list[str], str]:
    """The issuer's part, the disclosures, and the key binding or an empty text (RFC 9901, 4)."""
    if len(token) > MAX_BYTES:
        raise Unreadable("too-large", f"The token has {len(token)} characters; {MAX_BYTES} are allowed.")
    signed, *texts = token.split("~")
    if not texts or not token.isascii():
        raise Unreadable("not-sd-jwt", "The token has no tilde, or other than plain letters, so it is no SD-JWT.")
    if len(texts) > MAX_DISCLOSURES + 1:
        raise Unreadable("too-large", f"The token has more than {MAX_DISCLOSURES} disclosures.")
    return signed, texts[:-1], texts[-1]


def read_disclosure(text: str) -> Disclosure:
    """The parts of one disclosure; a salt and a value, with or without a name between them."""
    # An array is read as the one member of an object, since that is what the strict reader reads.
    parts = read_document(b'{"":' + base64url_decode(text) + b"}")
    content = parts.get("")
    if parts.keys() != {""} or not isinstance(content, list) or not 2 <= len(content) <= 3:
        raise ProofFailed("wrong-arity", "A disclosure must be a salt and a value, or a salt, a name and a value.")
    salt, *name, value = content
    if not isinstance(salt, str) or not all(isinstance(part, str) for part in name):
        raise Unreadable("bad-disclosure", "The salt and the name in a disclosure must be texts.")
    return Disclosure(text, name[0] if name else None, value)


def hash_of(payload: Mapping[str, Any]) -> Callable[[bytes], Any]:
    """The hash that a payload names (7.1, step 2.4)."""
    found = HASHES.get(str(payload.get("_sd_alg", "sha-256")))
    if found is None:
        raise NotSupported("hash", "The digests of the token were made with a hash that is not trusted here.")
    return found


def digest_of(text: str, hashing: Callable[[bytes], Any]) -> str:
    return base64url_encode(hashing(text.encode("ascii")).digest())


def opened_payload(payload: Mapping[str, Any], texts: Sequence[str]) -> dict[str, Any]:
    """The payload with the disclosed values in their places (7.1, steps 3 to 5)."""
    hashing = hash_of(payload)
    disclosures = {digest_of(text, hashing): read_disclosure(text) for text in texts}
    if len(disclosures) < len(texts):
        raise ProofFailed("duplicate-disclosure", "The same value came twice.")
    opening = _Opening(disclosures)
    opened = opening.object({name: value for name, value in payload.items() if name != "_sd_alg"}, depth=1)
    if opening.used != disclosures.keys():
        raise ProofFailed("unreferenced-disclosure", "A value came along that the issuer did not sign.")
    return opened


@dataclass(slots=True)
class _Opening:
    """Puts disclosed values where their digests stand, and notes which digests and values were met."""

    disclosures: Mapping[str, Disclosure]
    seen: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)

    def value(self, value: Any, *, depth: int) -> Any:
        # A value may be disclosed inside another; the chain may not be longer than a document is deep.
        if depth > MAX_DEPTH:
            raise Unreadable("too-deep", f"The token is nested more than {MAX_DEPTH} levels deep.")
        if isinstance(value, dict):
            return self.object(value, depth=depth)
        if isinstance(value, list):
            return list(self.elements(value, depth=depth))
        return value

    def object(self, members: Mapping[str, Any], *, depth: int) -> dict[str, Any]:
        if "..." in members:
            raise ProofFailed("reserved-name", "Three dots stand where no digest of an array can be.")
        digests = members.get("_sd", [])
        if not isinstance(digests, list) or not all(isinstance(digest, str) for digest in digests):
            raise ProofFailed("bad-digests", "The digests of an object must be a list of texts.")
        opened = {name: self.value(value, depth=depth + 1) for name, value in members.items() if name != "_sd"}
        for digest in digests:
            found = self.found(digest)
            if found is None:
                continue
            if found.name is None:
                raise ProofFailed("wrong-arity", "An element of an array was disclosed as a member of an object.")
            if found.name in RESERVED:
                raise ProofFailed("reserved-name", "A disclosed value has a name that no claim may have.")
            if found.name in opened:
                raise ProofFailed("claim-collision", "A disclosed value has the name of one that is there already.")
            opened[found.name] = self.value(found.value, depth=depth + 1)
        return opened

    def elements(self, elements: Sequence[Any], *, depth: int) -> Iterator[Any]:
        for element in elements:
            if not isinstance(element, dict) or "..." not in element:
                yield self.value(element, depth=depth + 1)
                continue
            digest = element["..."]
            if len(element) > 1 or not isinstance(digest, str):
                raise ProofFailed("bad-digests", "The digest of an element must stand alone and be a text.")
            found = self.found(digest)
            if found is None:
                continue
            if found.name is not None:
                raise ProofFailed("wrong-arity", "A member of an object was disclosed as an element of an array.")
            yield self.value(found.value, depth=depth + 1)

    def found(self, digest: str) -> Disclosure | None:
        if digest in self.seen:
            raise ProofFailed("duplicate-digest", "The issuer signed the same digest twice.")
        self.seen.add(digest)
        if digest in self.disclosures:
            self.used.add(digest)
        return self.disclosures.get(digest)


@dataclass(slots=True)
class Hiding:
    """Takes values out of a record and leaves their digests; inner ones first, so that each can be shown alone."""

    salts: Iterator[bytes]
    disclosures: list[str] = field(default_factory=list)
    used_salts: set[bytes] = field(default_factory=set)

    def value(self, value: Any, paths: set[tuple[str | None, ...]]) -> Any:
        if isinstance(value, Mapping):
            return self.object(value, paths)
        if isinstance(value, list):
            return self.array(value, paths)
        if paths:
            raise Unreadable("no-such-claim", "A claim to be hidden is not in the record.")
        return value

    def object(self, members: Mapping[str, Any], paths: set[tuple[str | None, ...]]) -> dict[str, Any]:
        if not RESERVED.isdisjoint(members):
            raise Unreadable("reserved-name", "The record has a name that no claim may have.")
        if not {path[0] for path in paths} <= members.keys():
            raise Unreadable("no-such-claim", "A claim to be hidden is not in the record.")
        opened: dict[str, Any] = {}
        digests = []
        for name, value in members.items():
            below = {path[1:] for path in paths if path[0] == name}
            inner = self.value(value, below - {()})
            if () in below:
                digests.append(self.hidden([name, inner]))
            else:
                opened[name] = inner
        if digests:
            # RFC 9901, 4.2.4.1: their order must not tell which claim is which.
            opened["_sd"] = sorted(digests)
        return opened

    def array(self, elements: list[Any], paths: set[tuple[str | None, ...]]) -> list[Any]:
        if any(path[0] is not None for path in paths) or (paths and not elements):
            raise Unreadable("no-such-claim", "A claim to be hidden is not in the record.")
        below = {path[1:] for path in paths}
        inner = [self.value(element, below - {()}) for element in elements]
        return [{"...": self.hidden([element])} for element in inner] if () in below else inner

    def hidden(self, content: list[Any]) -> str:
        salt = next(self.salts, b"")
        if len(salt) < LEAST_SALT or salt in self.used_salts:
            raise Unreadable("salt", f"Each hidden claim needs {LEAST_SALT} random bytes of its own.")
        self.used_salts.add(salt)
        text = base64url_encode(canonical([base64url_encode(salt), *content]))
        self.disclosures.append(text)
        return digest_of(text, HASHES["sha-256"])
