"""Signed tokens (RFC 7515, compact form), and the credential as one: ``vc+jwt`` of W3C VC-JOSE-COSE.

A token says itself how it wants to be checked, which is how most verifiers were fooled. Here the key decides: each
kind of key has its algorithms, and no other is tried. What the token is for stands in ``typ`` and is asked for, an
extension marked ``crit`` is refused (none is known here), and each of the three parts has one spelling only.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from munera.engines.attestation.canonical import MAX_BYTES, canonical, read_document
from munera.engines.attestation.errors import AttestationError, KeyRefused, NotSupported, ProofFailed, Unreadable
from munera.engines.attestation.keys import PublicKey, SigningKey
from munera.engines.attestation.moments import read_moment, write_moment
from munera.engines.attestation.multibase import base64url_decode, base64url_encode

VC_TYPE = "vc+jwt"
# Open Badges 3.0, 8.2.3 has "JWT" or nothing where VC-JOSE-COSE has "vc+jwt".
OPEN_BADGES_TYPES = (VC_TYPE, "JWT", None)

# Which algorithms a kind of key may be used with; the first is what it signs with. "Ed25519" is RFC 9864.
ALGORITHMS: Mapping[str, tuple[str, ...]] = {
    "Ed25519": ("EdDSA", "Ed25519"),
    "P-256": ("ES256",),
    "RSA": ("RS256", "PS256"),
}
# Claims of a token, not of the credential in it (RFC 7519, 4.1).
REGISTERED = frozenset({"iss", "sub", "aud", "exp", "nbf", "iat", "jti"})
LEAST_RSA_BITS, COMMON_EXPONENT = 2_048, 65_537


@dataclass(frozen=True, slots=True)
class RsaKey:
    """A public RSA key of 2,048 bits or more, which Open Badges 3.0 asks every verifier to accept; we never sign so."""

    jwk: tuple[tuple[str, str], ...]
    algorithm: str = "RSA"

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, object]) -> Self:
        """Raises ``KeyRefused``: ``private-key``, ``unknown-algorithm``, ``too-small``, ``weak-key``."""
        if "d" in jwk:
            raise KeyRefused("private-key", "The JSON Web Key shows its private half and must not be used any more.")
        modulus, exponent = (_number(jwk.get(member)) for member in ("n", "e"))
        if jwk.get("kty") != "RSA" or not modulus:
            raise KeyRefused("unknown-algorithm", "The JSON Web Key is no RSA key.")
        if modulus.bit_length() < LEAST_RSA_BITS:
            raise KeyRefused("too-small", f"The RSA key has {modulus.bit_length()} bits; {LEAST_RSA_BITS} are needed.")
        if exponent != COMMON_EXPONENT or _has_roca_fingerprint(modulus):
            raise KeyRefused("weak-key", "The RSA key is of a kind whose private half can be found.")
        return cls((("e", str(jwk["e"])), ("kty", "RSA"), ("n", str(jwk["n"]))))

    def verify(self, token: str, algorithm: str) -> bool:
        """Whether the last part of ``token`` signs the other two with ``algorithm``."""
        registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
        registry.max_header_length = registry.max_payload_length = MAX_BYTES
        try:
            jws.deserialize_compact(token, RSAKey.import_key(dict(self.jwk)), registry=registry)
        except (JoseError, ValueError):
            return False
        return True


VerificationKey = PublicKey | RsaKey
# Finds the key by the protected header of a token.
FindKey = Callable[[Mapping[str, Any]], VerificationKey]


@dataclass(frozen=True, slots=True)
class Parts:
    """A token taken apart; nothing in it is known to be true."""

    header: Mapping[str, Any]
    payload: bytes
    signature: bytes
    signed: bytes


def key_from_jwk(jwk: Mapping[str, object]) -> VerificationKey:
    """The key in a public JSON Web Key that may check signatures.

    Raises ``KeyRefused``: ``wrong-use`` where ``use``, ``key_ops`` or ``alg`` keep it for something else, and what
    the kinds of key raise.
    """
    key = RsaKey.from_jwk(jwk) if jwk.get("kty") == "RSA" else PublicKey.from_jwk(jwk)
    operations = jwk.get("key_ops", ["verify"])
    allowed = jwk.get("use", "sig") == "sig" and isinstance(operations, list) and "verify" in operations
    if not allowed or jwk.get("alg", ALGORITHMS[key.algorithm][0]) not in ALGORITHMS[key.algorithm]:
        raise KeyRefused("wrong-use", "The JSON Web Key was made for something other than checking such signatures.")
    return key


def keys_in(jwks: Mapping[str, Any]) -> FindKey:
    """Looks up ``kid`` in a JSON Web Key Set; ``KeyRefused`` ``unknown-key`` or ``ambiguous`` where two have it."""

    def find(header: Mapping[str, Any]) -> VerificationKey:
        members = jwks.get("keys")
        found = [key for key in members if key.get("kid") == header.get("kid")] if isinstance(members, list) else []
        if not found:
            raise KeyRefused("unknown-key", "No key has the name that the token gives.")
        if len(found) > 1:
            raise KeyRefused("ambiguous", "Several keys have the name that the token gives.")
        return key_from_jwk(found[0])

    return find


def sign_compact(payload: bytes, key: SigningKey, *, header: Mapping[str, Any]) -> str:
    """``payload`` as a compact token; ``alg`` is added to the header, since it follows from the key."""
    protected = canonical({"alg": ALGORITHMS[key.public.algorithm][0], **header})
    signed = f"{base64url_encode(protected)}.{base64url_encode(payload)}"
    return f"{signed}.{base64url_encode(key.sign(signed.encode('ascii')))}"


def read_compact(token: str) -> Parts:
    """The parts of a token, unchecked.

    Raises ``Unreadable``: ``too-large``, ``not-a-token`` for anything but three parts, and the codes of
    ``read_document`` and ``base64url_decode``; ``NotSupported``: ``crit``, ``b64``, ``zip``.
    """
    if len(token) > MAX_BYTES:
        raise Unreadable("too-large", f"The token has {len(token)} characters; {MAX_BYTES} are allowed.")
    parts = token.split(".")
    if len(parts) != 3 or not token.isascii():
        raise Unreadable("not-a-token", "The token does not have three parts with dots between them.")
    protected, payload, signature = (base64url_decode(part) for part in parts)
    header = read_document(protected)
    # RFC 7515, 4.1.11: what is critical must be understood, and no extension is.
    for member, sentence in UNKNOWN_MEMBERS.items():
        if member in header:
            raise NotSupported(member, sentence)
    return Parts(header, payload, signature, token.rpartition(".")[0].encode("ascii"))


UNKNOWN_MEMBERS: Mapping[str, str] = {
    "crit": "The token has an extension that must be understood, and is not.",
    "b64": "The token has a payload that is not base64url; such tokens are not read here.",
    "zip": "The token is packed; such tokens are not read here.",
}


def check_compact(
    token: str, *, keys: FindKey, typ: str | Collection[str | None] | None, algorithms: Collection[str] | None = None
) -> Parts:
    """The parts of a token whose signature fits the key that ``keys`` finds and whose ``typ`` is one of ``typ``.

    ``algorithms`` narrows what the kind of key allows. Raises ``ProofFailed``: ``wrong-type``,
    ``wrong-algorithm`` (``none`` and every HMAC among them), ``bad-signature``; and what ``read_compact`` and
    ``keys`` raise.
    """
    parts = read_compact(token)
    expected = (typ,) if typ is None or isinstance(typ, str) else typ
    if parts.header.get("typ") not in expected:
        raise ProofFailed("wrong-type", "The token was made for another purpose; its type does not fit.")
    key = keys(parts.header)
    algorithm = parts.header.get("alg")
    # RFC 8725, 3.1: the key says which algorithms it is for, the token does not.
    if algorithm not in ALGORITHMS[key.algorithm] or (algorithms is not None and algorithm not in algorithms):
        raise ProofFailed("wrong-algorithm", "The token names an algorithm that its key must not be used with.")
    fits = key.verify(token, str(algorithm)) if isinstance(key, RsaKey) else key.verify(parts.signature, parts.signed)
    if not fits:
        raise ProofFailed("bad-signature", "The signature of the token does not fit: it was changed, or not so signed.")
    return parts


def to_vc_jwt(document: Mapping[str, Any], key: SigningKey, *, now: datetime) -> str:
    """A credential as ``vc+jwt``: the document is the claims set (VC-JOSE-COSE, 3.1.1), without embedded proofs.

    The registered claims that Open Badges 3.0 (8.2.4.1) asks for repeat what the document says.
    """
    claims = {name: value for name, value in document.items() if name != "proof"}
    claims |= {"iat": int(now.timestamp()), **_claims_of(document)}
    header = {"cty": "vc", "kid": key.verification_method, "typ": VC_TYPE}
    return sign_compact(canonical(claims), key, header=header)


def read_vc_jwt(
    token: str,
    key_of: Callable[[str], VerificationKey],
    *,
    typ: Collection[str | None] = OPEN_BADGES_TYPES,
) -> dict[str, Any]:
    """The credential in a ``vc+jwt`` whose signature fits the key that ``key_of`` finds by the ``kid``.

    A key that the token brings along itself (``jwk``, ``jku``, ``x5u``, ``x5c``) is not looked at. Where ``nbf`` or
    ``exp`` is narrower than the validity that the document states, the document comes back with the narrower one.

    Raises, beside ``check_compact``: ``KeyRefused`` ``no-kid``; ``NotSupported`` ``vc-claim`` for the mapping of
    data model 1.1; ``Unreadable`` ``not-a-credential``; ``ProofFailed`` ``claims-contradict`` where ``iss``,
    ``sub`` or ``jti`` are not what the document says.
    """

    def key_by_name(header: Mapping[str, Any]) -> VerificationKey:
        kid = header.get("kid")
        if not isinstance(kid, str) or not kid:
            raise KeyRefused("no-kid", "The token does not name its key; one that it brings along proves nothing.")
        return key_of(kid)

    claims = read_document(check_compact(token, keys=key_by_name, typ=typ).payload)
    if "vc" in claims or "vp" in claims:
        raise NotSupported("vc-claim", "The credential stands in a claim of its own, as data model 1.1 had it.")
    document = {name: value for name, value in claims.items() if name not in REGISTERED}
    types = document.get("type")
    if "@context" not in document or "VerifiableCredential" not in (types if isinstance(types, list) else [types]):
        raise Unreadable("not-a-credential", "The token is signed, but no credential.")
    stated = _claims_of(document)
    if any(name in claims and claims[name] != stated.get(name) for name in ("iss", "sub", "jti")):
        raise ProofFailed("claims-contradict", "The token says something else about itself than the credential in it.")
    return document | _narrower(document, claims)


def seconds_of(claims: Mapping[str, Any], name: str) -> int | None:
    """A time claim in whole seconds, or None; ``Unreadable`` ``bad-date`` for anything but a number of this age."""
    value = claims.get(name)
    # 253402300799 is the last second of the year 9999, the last that a date can be written for.
    if name in claims and (type(value) is not int or not 0 <= value <= 253_402_300_799):
        raise Unreadable("bad-date", f"The claim {name} is not a time in whole seconds since 1970.")
    return value


def _claims_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """What a document says in the words of a token; what it does not say is left out."""
    subject = document.get("credentialSubject")
    said = {
        "iss": _identifier(document.get("issuer")),
        "jti": document.get("id"),
        "sub": _identifier(subject) if isinstance(subject, Mapping) else None,
        "nbf": _whole_seconds(document.get("validFrom")),
        "exp": _whole_seconds(document.get("validUntil")),
    }
    return {name: value for name, value in said.items() if value is not None}


def _narrower(document: Mapping[str, Any], claims: Mapping[str, Any]) -> dict[str, str]:
    changes = {}
    begins, ends = seconds_of(claims, "nbf"), seconds_of(claims, "exp")
    stated_begin, stated_end = _whole_seconds(document.get("validFrom")), _whole_seconds(document.get("validUntil"))
    if begins is not None and (stated_begin is None or begins > stated_begin):
        changes["validFrom"] = write_moment(datetime.fromtimestamp(begins, UTC))
    if ends is not None and (stated_end is None or ends < stated_end):
        changes["validUntil"] = write_moment(datetime.fromtimestamp(ends, UTC))
    return changes


def _identifier(value: object) -> object:
    return value.get("id") if isinstance(value, Mapping) else value


def _whole_seconds(text: object) -> int | None:
    return None if text is None else int(read_moment(text).timestamp())


def _number(text: object) -> int:
    try:
        return int.from_bytes(base64url_decode(text)) if isinstance(text, str) else 0
    except AttestationError as error:
        raise KeyRefused(error.code, f"The JSON Web Key cannot be read: {error}") from error


# The library of Infineon made primes that are powers of 65537 modulo these primes (CVE-2017-15361, "ROCA"). A modulus
# for which that holds modulo each of them is such a one; by chance it is one in 2²⁷ or fewer.
_ROCA_PRIMES = (11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157)


def _powers(prime: int) -> frozenset[int]:
    return frozenset(pow(COMMON_EXPONENT, exponent, prime) for exponent in range(prime))


_ROCA_POWERS = {prime: _powers(prime) for prime in _ROCA_PRIMES}


def _has_roca_fingerprint(modulus: int) -> bool:
    return all(modulus % prime in powers for prime, powers in _ROCA_POWERS.items())
