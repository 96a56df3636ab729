"""Credentials of which the holder shows only what is asked: SD-JWT (RFC 9901) and SD-JWT VC (``dc+sd-jwt``).

The issuer signs digests; the values travel beside them, and the holder leaves out what nobody needs to see. For each
digest there is at most one value, for each value exactly one digest, and a value cannot overwrite what was signed in
the open: those are the rules of RFC 9901, 7, kept here in its order.

SD-JWT VC is a draft (draft-ietf-oauth-sd-jwt-vc-19); what may still change stands in the constants of this module.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from munera.engines.attestation.canonical import MAX_BYTES, MAX_DEPTH, canonical, read_document, refuse_floats
from munera.engines.attestation.certificates import (
    check_chain,
    key_of_certificate,
    names_issuer,
    read_certificate,
    write_x5c,
)
from munera.engines.attestation.errors import KeyRefused, NotSupported, ProofFailed, Unreadable
from munera.engines.attestation.jose import (
    FindKey,
    VerificationKey,
    check_compact,
    read_compact,
    seconds_of,
    sign_compact,
)
from munera.engines.attestation.keys import PublicKey, SigningKey
from munera.engines.attestation.multibase import base64url_decode, base64url_encode

VC_TYPE, KEY_BINDING_TYPE = "dc+sd-jwt", "kb+jwt"
# SD-JWT VC, 2.2.2.2: these are for every verifier to see, always.
ALWAYS_OPEN = frozenset({"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"})
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
# How long ago a holder may have signed a presentation, and how far two clocks may differ.
FRESH = timedelta(minutes=5)
SKEW = timedelta(seconds=60)

# Where a claim stands: names of members, and None for every element of an array. One name may stand by itself.
Path = str | tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A value that travels beside the signed token; ``name`` is None for an element of an array."""

    text: str
    name: str | None
    value: Any


def to_sd_jwt_vc(
    record: Mapping[str, Any],
    key: SigningKey,
    *,
    disclosable: Collection[Path],
    salts: Iterable[bytes],
    now: datetime,
    holder_jwk: Mapping[str, object] | None = None,
    x5c: Sequence[bytes] = (),
    status: Mapping[str, Any] | None = None,
) -> str:
    """``record``, claims with ``vct`` and ``iss``, as an SD-JWT VC that ends with a tilde.

    ``disclosable`` names the claims that the holder may leave out, ``salts`` gives 16 random bytes for each of them,
    ``holder_jwk`` is the key that presentations must be signed with, ``x5c`` the certificates (DER, the signer's
    first, without the anchor), ``status`` the content of the claim of that name.

    Raises ``Unreadable``: ``missing-claim``, ``reserved-name``, ``always-open``, ``no-such-claim``, ``salt``,
    ``float``; ``KeyRefused``: ``other-key`` where the certificate is about another key.
    """
    refuse_floats(dict(record))
    for name in ("vct", "iss"):
        if not isinstance(record.get(name), str):
            raise Unreadable("missing-claim", f"An SD-JWT VC needs the claim {name}.")
    paths = {(path,) if isinstance(path, str) else tuple(path) for path in disclosable}
    if any(path[:1] and path[0] in ALWAYS_OPEN for path in paths):
        raise Unreadable("always-open", "One of the claims to be hidden must be open to every verifier.")
    hiding = _Hiding(iter(salts))
    payload = hiding.object(record, paths)
    payload |= {"_sd_alg": "sha-256", "iat": int(now.timestamp())}
    if holder_jwk is not None:
        payload["cnf"] = {"jwk": PublicKey.from_jwk(holder_jwk).jwk()}
    if status is not None:
        payload["status"] = dict(status)
    header: dict[str, Any] = {"typ": VC_TYPE}
    if x5c:
        if key_of_certificate(read_certificate(x5c[0])) != key.public:
            raise KeyRefused("other-key", "The certificate is about another key than the one that signs.")
        header["x5c"] = write_x5c(x5c)
    else:
        header["kid"] = key.verification_method
    token = sign_compact(canonical(payload), key, header=header)
    return "~".join([token, *hiding.disclosures, ""])


def disclosures_of(token: str) -> tuple[Disclosure, ...]:
    """What a holder can choose from, in the order of the token; ``Unreadable`` where it is malformed."""
    _, texts, _ = _separated(token)
    return tuple(_disclosure(text) for text in texts)


def present(
    token: str,
    chosen: Collection[str],
    *,
    key: SigningKey | None = None,
    nonce: str = "",
    audience: str = "",
    now: datetime | None = None,
) -> str:
    """What a holder sends to a verifier: the token with the ``chosen`` disclosures (their texts), and, with a
    ``key``, a key binding for this ``nonce`` and ``audience`` (RFC 9901, 7.2).

    Raises ``Unreadable``: ``holder-only`` for a token that already has a key binding, ``unreferenced-disclosure``
    where a chosen value hangs on one that was not chosen.
    """
    signed, texts, binding = _separated(token)
    if binding:
        raise Unreadable("holder-only", "The token is a presentation already; it must be taken as it is.")
    kept = [text for text in texts if text in chosen]
    payload = read_document(read_compact(signed).payload)
    _opened(payload, kept)
    shown = "~".join([signed, *kept, ""])
    if key is None:
        return shown
    if now is None or not nonce or not audience:
        raise Unreadable("missing-claim", "A key binding needs the hour, a nonce and an audience.")
    claims = {
        "aud": audience,
        "iat": int(now.timestamp()),
        "nonce": nonce,
        "sd_hash": _digest(shown, _hash_of(payload)),
    }
    return shown + sign_compact(canonical(claims), key, header={"typ": KEY_BINDING_TYPE})


def verify_sd_jwt_vc(
    token: str,
    *,
    key_of: Callable[[str], VerificationKey],
    now: datetime,
    nonce: str | None = None,
    audience: str | None = None,
    anchors: Sequence[bytes] = (),
    max_age: timedelta = FRESH,
) -> dict[str, Any]:
    """The claims of an SD-JWT VC, after everything about it was found in order.

    With ``nonce`` and ``audience`` the presentation must carry the holder's key binding for them; without, it must
    carry none. The signer's key is found through ``x5c`` and the ``anchors`` (DER), or by ``key_of`` from a ``kid``
    that begins with the issuer. Raises what ``verify_sd_jwt`` raises, what ``check_chain`` raises, and:
    ``Unreadable`` ``missing-claim``; ``ProofFailed`` ``always-open`` for a claim that must not be hidden;
    ``KeyRefused`` ``no-kid`` and ``other-issuer``.
    """

    def find(header: Mapping[str, Any]) -> VerificationKey:
        issuer = read_document(read_compact(token.partition("~")[0]).payload).get("iss")
        if "x5c" in header:
            certificate = check_chain(header["x5c"], anchors, now=now)
            if issuer is not None and not (isinstance(issuer, str) and names_issuer(certificate, issuer)):
                raise KeyRefused("other-issuer", "The certificate was not given to the issuer of the credential.")
            return key_of_certificate(certificate)
        kid = header.get("kid")
        if not isinstance(kid, str) or not kid:
            raise KeyRefused("no-kid", "The token names neither its key nor a certificate.")
        if kid.partition("#")[0] != issuer:
            raise KeyRefused("other-issuer", "The key of the token does not belong to the issuer of the credential.")
        return key_of(kid)

    payload, signed = _verified(token, keys=find, typ=VC_TYPE, now=now, nonce=nonce, audience=audience, max_age=max_age)
    if not isinstance(payload.get("vct"), str):
        raise Unreadable("missing-claim", "The token does not say of which type the credential is (vct).")
    if any(name in payload and name not in signed for name in ALWAYS_OPEN):
        raise ProofFailed("always-open", "A claim was hidden that must be open to every verifier.")
    return payload


def verify_sd_jwt(
    token: str,
    *,
    keys: FindKey,
    typ: str | Collection[str | None] | None,
    now: datetime,
    nonce: str | None = None,
    audience: str | None = None,
    max_age: timedelta = FRESH,
) -> dict[str, Any]:
    """The processed payload of an SD-JWT of any type, or of one with a key binding (RFC 9901, 7.1 and 7.3).

    Raises ``Unreadable``: ``too-large``, ``not-sd-jwt``, ``bad-disclosure``, ``too-deep``, ``bad-date``;
    ``NotSupported``: ``hash``; ``ProofFailed``: the codes of ``check_compact``, ``bad-digests``, ``wrong-arity``,
    ``reserved-name``, ``claim-collision``, ``duplicate-digest``, ``duplicate-disclosure``,
    ``unreferenced-disclosure``, ``not-yet-valid``, ``expired``, ``wrong-audience``, and of the key binding
    ``no-key-binding``, ``unasked-key-binding``, ``no-holder-key``, ``stale``, ``wrong-nonce``, ``wrong-hash``.
    """
    return _verified(token, keys=keys, typ=typ, now=now, nonce=nonce, audience=audience, max_age=max_age)[0]


def _verified(
    token: str,
    *,
    keys: FindKey,
    typ: str | Collection[str | None] | None,
    now: datetime,
    nonce: str | None,
    audience: str | None,
    max_age: timedelta,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The processed payload, and the payload as it was signed."""
    if (nonce is None) != (audience is None) or nonce == "" or audience == "":
        raise ProofFailed("no-key-binding", "A key binding is asked for by a nonce and an audience, both of them.")
    signed_part, texts, binding = _separated(token)
    # 7.3, steps 1 and 2: what the verifier wants decides, not what came.
    if nonce is not None and not binding:
        raise ProofFailed("no-key-binding", "The holder did not show that the credential is theirs.")
    if nonce is None and binding:
        raise ProofFailed("unasked-key-binding", "The presentation was signed for somebody; nobody here asked for it.")
    signed = read_document(check_compact(signed_part, keys=keys, typ=typ).payload)
    payload = _opened(signed, texts)
    _check_times(payload, now=now)
    # RFC 7519, 4.1.3: a token for others must be refused, and so by a verifier that has no name.
    if "aud" in payload and (audience is None or audience not in _listed(payload["aud"])):
        raise ProofFailed("wrong-audience", "The credential was made for another verifier.")
    if nonce is not None:
        shown = token.removesuffix(binding)
        claims = _binding_claims(binding, payload, now=now, max_age=max_age)
        if claims.get("nonce") != nonce:
            raise ProofFailed("wrong-nonce", "The presentation answers another question, perhaps an older one.")
        if claims.get("aud") != audience:
            raise ProofFailed("wrong-audience", "The presentation was made for another verifier.")
        if claims.get("sd_hash") != _digest(shown, _hash_of(signed)):
            raise ProofFailed("wrong-hash", "The holder signed another selection than the one that came.")
    return payload, signed


def _binding_claims(
    binding: str, payload: Mapping[str, Any], *, now: datetime, max_age: timedelta
) -> Mapping[str, Any]:
    """The claims of the key binding, signed by the holder lately (7.3, step 5)."""
    confirmation = payload.get("cnf")
    jwk = confirmation.get("jwk") if isinstance(confirmation, Mapping) else None
    if not isinstance(jwk, Mapping):
        raise ProofFailed("no-holder-key", "The credential names no key of its holder.")
    holder = PublicKey.from_jwk(jwk)
    claims = read_document(check_compact(binding, keys=lambda _: holder, typ=KEY_BINDING_TYPE).payload)
    signed_at = seconds_of(claims, "iat")
    age = None if signed_at is None else now.timestamp() - signed_at
    if age is None or not -SKEW.total_seconds() <= age <= max_age.total_seconds():
        raise ProofFailed("stale", "The holder did not sign the presentation just now.")
    _check_times(claims, now=now)
    return claims


def _check_times(claims: Mapping[str, Any], *, now: datetime) -> None:
    at, skew = now.timestamp(), SKEW.total_seconds()
    begins, issued, ends = (seconds_of(claims, name) for name in ("nbf", "iat", "exp"))
    if any(start is not None and at + skew < start for start in (begins, issued)):
        raise ProofFailed("not-yet-valid", "The credential is not valid yet.")
    if ends is not None and at >= ends:
        raise ProofFailed("expired", "The credential has expired.")


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _separated(token: str) -> tuple[str, list[str], str]:
    """The issuer's part, the disclosures, and the key binding or an empty text (RFC 9901, 4)."""
    if len(token) > MAX_BYTES:
        raise Unreadable("too-large", f"The token has {len(token)} characters; {MAX_BYTES} are allowed.")
    signed, *texts = token.split("~")
    if not texts:
        raise Unreadable("not-sd-jwt", "The token has no tilde, so it is no SD-JWT.")
    return signed, texts[:-1], texts[-1]


def _disclosure(text: str) -> Disclosure:
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


def _hash_of(payload: Mapping[str, Any]) -> Callable[[bytes], Any]:
    """The hash that a payload names (7.1, step 2.4)."""
    found = HASHES.get(str(payload.get("_sd_alg", "sha-256")))
    if found is None:
        raise NotSupported("hash", "The digests of the token were made with a hash that is not trusted here.")
    return found


def _digest(text: str, hashing: Callable[[bytes], Any]) -> str:
    return base64url_encode(hashing(text.encode("ascii")).digest())


def _opened(payload: Mapping[str, Any], texts: Sequence[str]) -> dict[str, Any]:
    """The payload with the disclosed values in their places (7.1, steps 3 to 5)."""
    hashing = _hash_of(payload)
    disclosures = {_digest(text, hashing): _disclosure(text) for text in texts}
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
class _Hiding:
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
        return _digest(text, HASHES["sha-256"])
