"""Chains of X.509 certificates in the header of a token (``x5c``, RFC 7515, 4.1.6), as EUDI wallets want them.

The chain is built and checked by ``cryptography``: signatures, validity, basic constraints, length of the path, use of
the keys. The anchor is the verifier's; one that the token brings along is refused (HAIP 1.0, 6.1.1).
"""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from munera.engines.attestation.errors import KeyRefused
from munera.engines.attestation.keys import PublicKey, SigningKey

# The signer, and the authorities between it and the anchor.
MAX_CERTIFICATES = 4
MAX_CERTIFICATE_BYTES = 16_384


def write_x5c(chain: Sequence[bytes]) -> list[str]:
    """DER certificates as ``x5c``: base64 with padding, the signer's first."""
    return [base64.b64encode(der).decode("ascii") for der in chain]


def check_chain(x5c: object, anchors: Sequence[bytes], *, now: datetime) -> x509.Certificate:
    """The first certificate of ``x5c``, after a chain from it to one of the ``anchors`` (DER) was found to hold.

    Raises ``KeyRefused``: ``no-anchors``, ``bad-certificate``, ``anchor-in-chain``, ``untrusted`` with what failed.
    """
    if not anchors:
        raise KeyRefused("no-anchors", "The token relies on certificates, and no authority was named to trust.")
    if not isinstance(x5c, list) or not 1 <= len(x5c) <= MAX_CERTIFICATES:
        raise KeyRefused("bad-certificate", f"The token must bring one to {MAX_CERTIFICATES} certificates.")
    chain = [_in_header(text) for text in x5c]
    trusted = [read_certificate(der) for der in anchors]
    if any(certificate in trusted for certificate in chain):
        raise KeyRefused("anchor-in-chain", "The token brings the certificate along that it should be measured by.")
    builder = PolicyBuilder().store(Store(trusted)).time(now).max_chain_depth(MAX_CERTIFICATES)
    verifier = builder.extension_policies(ca_policy=_AUTHORITY, ee_policy=_SIGNER).build_client_verifier()
    try:
        verifier.verify(chain[0], chain[1:])
    except VerificationError as error:
        raise KeyRefused("untrusted", f"The certificates do not lead to a trusted authority: {error}.") from error
    return chain[0]


def certificate_request(key: SigningKey, *, issuer: str, organisation: str) -> bytes:
    """A request (PKCS #10, PEM) that an authority turns into a certificate for ``key``, which stays where it is.

    ``issuer`` is the address that credentials name, an ``https`` address or a DID; it becomes the alternative name.
    ``KeyRefused`` ``wrong-algorithm`` for other keys than P-256, which European wallets ask for.
    """
    if key.public.algorithm != "P-256":
        raise KeyRefused("wrong-algorithm", "A certificate for European wallets needs a key on P-256.")
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64])])
    names = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(issuer)])
    builder = x509.CertificateSigningRequestBuilder().subject_name(name).add_extension(names, critical=False)
    return builder.sign(_AsPrivateKey(key), hashes.SHA256()).public_bytes(Encoding.PEM)


def read_chain(pem: bytes) -> list[bytes]:
    """The certificates of a PEM file as DER, in their order; ``KeyRefused`` ``bad-certificate`` where one is broken."""
    try:
        return [each.public_bytes(Encoding.DER) for each in x509.load_pem_x509_certificates(pem)]
    except ValueError as error:
        raise KeyRefused("bad-certificate", "The file holds no certificates in PEM, or a broken one.") from error


def key_of_certificate(certificate: x509.Certificate) -> PublicKey:
    """The key that ``certificate`` is about; ``KeyRefused`` ``unknown-algorithm`` for other kinds than ours."""
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return PublicKey("P-256", key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))
    if isinstance(key, ed25519.Ed25519PublicKey):
        return PublicKey("Ed25519", key.public_bytes_raw())
    raise KeyRefused("unknown-algorithm", "The key of the certificate is neither Ed25519 nor P-256.")


def names_issuer(certificate: x509.Certificate, issuer: str) -> bool:
    """Whether ``certificate`` was given to ``issuer``: as the very URI, or as the host of an ``https`` address."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    if issuer in names.get_values_for_type(x509.UniformResourceIdentifier):
        return True
    address = urlsplit(issuer)
    return address.scheme == "https" and address.hostname in names.get_values_for_type(x509.DNSName)


def read_certificate(der: bytes) -> x509.Certificate:
    """The certificate in ``der``; ``KeyRefused`` ``bad-certificate`` where there is none."""
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError as error:
        raise KeyRefused("bad-certificate", "A certificate cannot be read.") from error


class _AsPrivateKey(ec.EllipticCurvePrivateKey):
    """What signs, in the shape that ``cryptography`` asks of a private key; the secret half is not in it."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key

    @property
    def curve(self) -> ec.EllipticCurve:
        return ec.SECP256R1()

    @property
    def key_size(self) -> int:
        return 256

    def public_key(self) -> ec.EllipticCurvePublicKey:
        return ec.EllipticCurvePublicKey.from_encoded_point(self.curve, self._key.public.raw)

    def sign(
        self, data: bytes | bytearray | memoryview, signature_algorithm: ec.EllipticCurveSignatureAlgorithm
    ) -> bytes:
        if not isinstance(signature_algorithm.algorithm, hashes.SHA256):
            raise NotImplementedError("this key signs with SHA-256")
        signature = self._key.sign(bytes(data))
        return encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))

    def exchange(self, algorithm: ec.ECDH, peer_public_key: ec.EllipticCurvePublicKey) -> bytes:
        raise NotImplementedError("this key signs")

    def private_numbers(self) -> ec.EllipticCurvePrivateNumbers:
        raise NotImplementedError("this key does not leave its store")

    def private_bytes(self, *_: object) -> bytes:
        raise NotImplementedError("this key does not leave its store")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: object) -> Self:
        return self


def _in_header(text: object) -> x509.Certificate:
    """One element of ``x5c``, in the one spelling that base64 with padding has for it."""
    try:
        der = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except binascii.Error:
        der = b""
    if len(der) > MAX_CERTIFICATE_BYTES or base64.b64encode(der).decode("ascii") != text:
        raise KeyRefused("bad-certificate", "A certificate of the token is not written in base64, or is too long.")
    return read_certificate(der)


def _signs_documents(_policy: Policy, _certificate: x509.Certificate, usage: x509.KeyUsage | None) -> None:
    if usage is not None and not usage.digital_signature:
        raise ValueError("the signer's key is not meant for signatures")


def _is_no_authority(_policy: Policy, _certificate: x509.Certificate, basic: x509.BasicConstraints | None) -> None:
    if basic is not None and basic.ca:
        raise ValueError("the signer's certificate is that of an authority")


def _policy_of_signers() -> Any:
    """Nothing of the web is asked for, such as a host name or a use for TLS."""
    policy = ExtensionPolicy.permit_all()
    policy = policy.may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, _signs_documents)
    return policy.may_be_present(x509.BasicConstraints, Criticality.AGNOSTIC, _is_no_authority)


_SIGNER = _policy_of_signers()
_AUTHORITY = ExtensionPolicy.webpki_defaults_ca()
