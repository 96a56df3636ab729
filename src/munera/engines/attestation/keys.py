"""Public keys and their names, and keys that sign: Ed25519 (RFC 8032) and P-256 (FIPS 186-5).

A public key is refused when it is made, not when it is used. A small-order point "signs" any message for anybody, and
an encoding that is not the canonical one gives one key two names; neither can be the key of an issuer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from nacl import bindings
from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from munera.engines.attestation.errors import AttestationError, KeyRefused
from munera.engines.attestation.multibase import (
    base64url_decode,
    base64url_encode,
    multibase_decode,
    multibase_encode,
)

Algorithm = Literal["Ed25519", "P-256"]

# Multicodec prefixes, as varints (W3C Controlled Identifiers 1.0, 2.2.2).
PREFIXES: Mapping[Algorithm, bytes] = {"Ed25519": b"\xed\x01", "P-256": b"\x80\x24"}
SIGNATURE_BYTES = 64
DID_KEY = "did:key:"
_JWK_MEMBERS: Mapping[Algorithm, tuple[str, ...]] = {"Ed25519": ("x",), "P-256": ("x", "y")}
# The prime of Curve25519 (RFC 8032, 5.1) and the y of the points of order 1, 2, 4 and 8.
_FIELD = 2**255 - 19
_SMALL_ORDER = {
    0,
    1,
    _FIELD - 1,
    int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
    int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
}
_P256 = ec.SECP256R1()
# RFC 6979: the number that must not repeat is drawn from key and message, so that signing needs no chance.
_ECDSA = ec.ECDSA(hashes.SHA256())
_ECDSA_SIGNING = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that may be trusted with a signature: 32 bytes of Ed25519, or 33 bytes of P-256 (SEC 1, compressed).

    Raises ``KeyRefused`` when made of other bytes: ``wrong-length``, ``small-order``, ``not-canonical``,
    ``not-on-curve``.
    """

    algorithm: Algorithm
    raw: bytes

    def __post_init__(self) -> None:
        if self.algorithm == "Ed25519":
            _check_ed25519(self.raw)
        else:
            _p256_point(self.raw)

    @property
    def multibase(self) -> str:
        """``z6Mk…`` or ``zDn…``, the value of ``publicKeyMultibase`` in a ``Multikey``."""
        return multibase_encode(PREFIXES[self.algorithm] + self.raw)

    def did_key(self) -> str:
        """``did:key:z…``, the name that is the key itself."""
        return DID_KEY + self.multibase

    def jwk(self) -> dict[str, str]:
        """The key as a JSON Web Key without optional members (RFC 7517, RFC 8037)."""
        if self.algorithm == "Ed25519":
            return {"crv": "Ed25519", "kty": "OKP", "x": base64url_encode(self.raw)}
        point = _p256_point(self.raw).public_numbers()
        x, y = (base64url_encode(number.to_bytes(32)) for number in (point.x, point.y))
        return {"crv": "P-256", "kty": "EC", "x": x, "y": y}

    def verify(self, signature: bytes, data: bytes) -> bool:
        """Whether ``signature``, 64 bytes, was made over ``data`` with the other half of this key."""
        if len(signature) != SIGNATURE_BYTES:
            return False
        try:
            if self.algorithm == "Ed25519":
                crypto_sign_open(signature + data, self.raw)
            else:
                r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
                _p256_point(self.raw).verify(encode_dss_signature(r, s), data, _ECDSA)
        except (BadSignatureError, InvalidSignature):
            return False
        return True

    @classmethod
    def from_multibase(cls, text: str) -> Self:
        """The key behind ``z6Mk…`` or ``zDn…``; ``KeyRefused`` with ``unknown-algorithm`` for other prefixes."""
        try:
            data = multibase_decode(text)
        except AttestationError as error:
            raise KeyRefused(error.code, f"The public key cannot be read: {error}") from error
        if not text.startswith("z"):
            raise KeyRefused("not-base58", "A Multikey is written in base58btc and begins with z.")
        for algorithm, prefix in PREFIXES.items():
            if data.startswith(prefix):
                return cls(algorithm, data[len(prefix) :])
        raise KeyRefused("unknown-algorithm", "The public key is neither Ed25519 nor P-256.")

    @classmethod
    def from_did_key(cls, did: str) -> Self:
        """The key in ``did:key:z…``, with or without the fragment that repeats it."""
        if not did.startswith(DID_KEY):
            raise KeyRefused("not-did-key", "This is not a did:key.")
        name, separator, fragment = did.removeprefix(DID_KEY).partition("#")
        if separator and fragment != name:
            raise KeyRefused("not-did-key", "The fragment of a did:key must repeat the key.")
        return cls.from_multibase(name)

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, object]) -> Self:
        """The key in a public JSON Web Key; ``KeyRefused`` with ``private-key`` where the secret half lies open."""
        if "d" in jwk:
            raise KeyRefused("private-key", "The JSON Web Key shows its private half and must not be used any more.")
        algorithm: Algorithm
        if (jwk.get("kty"), jwk.get("crv")) == ("OKP", "Ed25519"):
            algorithm = "Ed25519"
        elif (jwk.get("kty"), jwk.get("crv")) == ("EC", "P-256"):
            algorithm = "P-256"
        else:
            raise KeyRefused("unknown-algorithm", "The JSON Web Key is neither Ed25519 nor P-256.")
        numbers = [_jwk_number(jwk, member) for member in _JWK_MEMBERS[algorithm]]
        if algorithm == "Ed25519":
            return cls(algorithm, numbers[0])
        try:
            point = ec.EllipticCurvePublicKey.from_encoded_point(_P256, b"\x04" + b"".join(numbers))
        except ValueError as error:
            raise KeyRefused("not-on-curve", "The point of the JSON Web Key does not lie on P-256.") from error
        return cls(algorithm, point.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))


class SigningKey(Protocol):
    """What signs: a key in memory, in a file, or in a device that never shows it."""

    @property
    def public(self) -> PublicKey: ...

    @property
    def verification_method(self) -> str:
        """Where the public half is found, as ``did:web:town.example#key-1``."""

    def sign(self, data: bytes) -> bytes:
        """64 bytes over ``data``: Ed25519, or the two numbers of ECDSA with SHA-256."""


@dataclass(frozen=True, slots=True)
class MemoryKey:
    """A key in memory. Its secret is not shown by ``repr`` and has no attribute without an underscore."""

    public: PublicKey
    verification_method: str
    _secret: bytes | ec.EllipticCurvePrivateKey = field(repr=False, compare=False)

    @classmethod
    def from_seed(cls, seed: bytes, verification_method: str = "", algorithm: Algorithm = "Ed25519") -> Self:
        """The key of 32 secret bytes: the seed of RFC 8032, or the private number of P-256, largest byte first.

        Without a ``verification_method`` the key speaks as its own ``did:key``. ``KeyRefused``: ``wrong-length``,
        ``out-of-range`` for a number that P-256 does not have.
        """
        if len(seed) != 32:
            raise KeyRefused("wrong-length", f"The seed has {len(seed)} bytes; it must have 32.")
        secret: bytes | ec.EllipticCurvePrivateKey
        if algorithm == "Ed25519":
            raw, secret = bindings.crypto_sign_seed_keypair(seed)
        else:
            try:
                secret = ec.derive_private_key(int.from_bytes(seed), _P256)
            except ValueError as error:
                raise KeyRefused("out-of-range", "The seed is no private number of P-256.") from error
            raw = secret.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        public = PublicKey(algorithm, raw)
        return cls(public, verification_method or f"{public.did_key()}#{public.multibase}", secret)

    def sign(self, data: bytes) -> bytes:
        if isinstance(self._secret, bytes):
            return bindings.crypto_sign(data, self._secret)[:SIGNATURE_BYTES]
        r, s = decode_dss_signature(self._secret.sign(data, _ECDSA_SIGNING))
        return r.to_bytes(32) + s.to_bytes(32)


# An issuer's key is met with every credential; whether it is sound is found out once.
@lru_cache(maxsize=4_096)
def _check_ed25519(raw: bytes) -> None:
    if len(raw) != 32:
        raise KeyRefused("wrong-length", f"The Ed25519 key has {len(raw)} bytes; it must have 32.")
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    if y % _FIELD in _SMALL_ORDER:
        raise KeyRefused("small-order", "The Ed25519 key is a point of small order, under which anybody can sign.")
    if y >= _FIELD:
        raise KeyRefused("not-canonical", "The Ed25519 key is not written in its one canonical form.")
    if not bindings.crypto_core_ed25519_is_valid_point(raw):
        raise KeyRefused("not-on-curve", "The Ed25519 key is no point of the group in which signatures are made.")


@lru_cache(maxsize=4_096)
def _p256_point(raw: bytes) -> ec.EllipticCurvePublicKey:
    if len(raw) != 33:
        raise KeyRefused("wrong-length", f"The P-256 key has {len(raw)} bytes; compressed it must have 33.")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_P256, raw)
    except ValueError as error:
        raise KeyRefused("not-on-curve", "The P-256 key is no point of the curve.") from error


def _jwk_number(jwk: Mapping[str, object], member: str) -> bytes:
    text = jwk.get(member)
    try:
        number = base64url_decode(text) if isinstance(text, str) else b""
    except AttestationError as error:
        raise KeyRefused(error.code, f"The member {member} of the JSON Web Key cannot be read: {error}") from error
    if len(number) != 32:
        raise KeyRefused("wrong-length", f"The member {member} of the JSON Web Key must be 32 bytes in base64url.")
    return number
