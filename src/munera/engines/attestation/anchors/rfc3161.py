"""Time stamps (RFC 3161): an authority signs that a checkpoint was there at a moment.

From a qualified authority that has legal weight in the EU (Regulation 910/2014, article 41). What is stamped is the
text of the checkpoint, so the stamp speaks of the log, its size and its root.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import verification
from cryptography.x509.oid import ExtendedKeyUsageOID

from munera.engines.attestation.anchors import AnchorReceipt
from munera.engines.attestation.anchors import messages as rfc
from munera.engines.attestation.errors import LogRefused, Unreadable
from munera.engines.attestation.log.checkpoints import Checkpoint

MAX_BYTES: Final = 262_144
# RFC 3161, 2.4.2: granted, and granted with a change.
GRANTED: Final = frozenset({0, 1})

SHA256: Final = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")
HASHES: Final[dict[x509.ObjectIdentifier, Callable[[], hashes.HashAlgorithm]]] = {
    SHA256: hashes.SHA256,
    x509.ObjectIdentifier("2.16.840.1.101.3.4.2.2"): hashes.SHA384,
    x509.ObjectIdentifier("2.16.840.1.101.3.4.2.3"): hashes.SHA512,
}
SIGNED_DATA: Final = x509.ObjectIdentifier("1.2.840.113549.1.7.2")
TST_INFO: Final = x509.ObjectIdentifier("1.2.840.113549.1.9.16.1.4")
CONTENT_TYPE: Final = x509.ObjectIdentifier("1.2.840.113549.1.9.3")
MESSAGE_DIGEST: Final = x509.ObjectIdentifier("1.2.840.113549.1.9.4")
SIGNING_CERTIFICATE_V2: Final = x509.ObjectIdentifier("1.2.840.113549.1.9.16.2.47")

_Message = TypeVar("_Message")


@dataclass(frozen=True, slots=True)
class Timestamp:
    """What an authority has signed: the moment, under which of its policies, and its own number for it."""

    at: datetime
    policy: str
    serial: int
    authority: str


class TimestampAnchor:
    """One authority. ``send`` takes a request to it and brings the answer, both DER; ``draw`` answers 16 random bytes.

    ``roots`` are the certificates in which one trusts, as they stand in the trusted list of a member state.
    """

    kind = "rfc3161"

    def __init__(
        self, send: Callable[[bytes], bytes], *, draw: Callable[[], bytes], roots: Sequence[x509.Certificate]
    ) -> None:
        self._send = send
        self._draw = draw
        self._roots = roots

    def publish(self, checkpoint: Checkpoint) -> AnchorReceipt:
        """Have a checkpoint stamped, and check what came back; ``LogRefused`` and ``Unreadable`` of the functions here.

        Extension lines are not stamped: a receipt does not keep them.
        """
        receipt = AnchorReceipt(self.kind, checkpoint.origin, checkpoint.size, checkpoint.root, b"")
        digest = _digest_of(receipt)
        nonce = int.from_bytes(self._draw())
        token = read_response(self._send(request(digest, nonce=nonce)))
        verify_token(token, digest, roots=self._roots, nonce=nonce)
        return AnchorReceipt(self.kind, receipt.origin, receipt.size, receipt.root, token)

    def check(self, receipt: AnchorReceipt) -> datetime:
        """The moment in the stamp; ``LogRefused`` and ``Unreadable`` of ``verify_token``, offline and at any time."""
        if receipt.kind != self.kind:
            raise LogRefused("other-anchor", "The receipt is not a time stamp.")
        return verify_token(receipt.evidence, _digest_of(receipt), roots=self._roots).at


def request(digest: bytes, *, nonce: int) -> bytes:
    """The request to stamp a SHA-256 hash, with the certificate in the answer (RFC 3161, 2.4.1)."""
    imprint = rfc.MessageImprint(
        hash_algorithm=rfc.AlgorithmIdentifier(algorithm=SHA256, parameters=asn1.Null()), hashed_message=digest
    )
    return asn1.encode_der(
        rfc.TimeStampReq(version=1, message_imprint=imprint, req_policy=None, nonce=nonce, cert_req=True)
    )


def read_response(data: bytes) -> bytes:
    """The token in an answer, nothing of it checked; ``LogRefused`` ``not-stamped`` where the authority refused."""
    response = _decode(rfc.TimeStampResp, data)
    if response.status.status not in GRANTED or response.token is None:
        said = " ".join(response.status.status_string or [])
        raise LogRefused(
            "not-stamped", f"The authority did not stamp (status {response.status.status}). {said}".strip()
        )
    return asn1.encode_der(response.token)


def verify_token(
    token: bytes, digest: bytes, *, roots: Sequence[x509.Certificate], nonce: int | None = None
) -> Timestamp:
    """What a token says of a SHA-256 hash, where it holds in every part (RFC 3161, 2.2; RFC 5652, 5.4; RFC 5816).

    Raises ``Unreadable`` ``not-a-timestamp``; ``LogRefused``: ``other-imprint``, ``other-nonce`` where one was sent,
    ``bad-signature``, ``not-an-authority`` where the certificate is not one for time stamps alone or, at the moment of
    the stamp, was not under one of the ``roots``.
    """
    signed = _signed_data(token)
    content = signed.encap_content_info.content
    info = _decode(rfc.TSTInfo, content)
    imprint = info.message_imprint
    if (imprint.hash_algorithm.algorithm, imprint.hashed_message) != (SHA256, digest):
        raise LogRefused("other-imprint", "The time stamp is of something else.")
    if nonce is not None and info.nonce != nonce:
        raise LogRefused("other-nonce", "The time stamp does not answer the request that was sent.")
    if info.version != 1 or any(each.critical for each in info.extensions or []):
        raise LogRefused("bad-signature", "The time stamp has a part that must be understood and is not.")
    signer = _only(signed.signer_infos.as_list())
    certificate = _signer_certificate(signer, signed.certificates or [])
    _check_signature(signer, certificate, content)
    at = info.gen_time.as_datetime().replace(tzinfo=UTC)
    _check_authority(certificate, signed.certificates or [], roots, at)
    return Timestamp(at, info.policy.dotted_string, info.serial, certificate.subject.rfc4514_string())


def _digest_of(receipt: AnchorReceipt) -> bytes:
    return _hash(hashes.SHA256(), Checkpoint(receipt.origin, receipt.size, receipt.root).text)


def _signed_data(token: bytes) -> rfc.SignedData:
    info = _decode(rfc.ContentInfo, token)
    signed = info.content
    if (info.content_type, signed.encap_content_info.content_type) != (SIGNED_DATA, TST_INFO):
        raise Unreadable("not-a-timestamp", "What is signed here is not a time stamp.")
    return signed


def _signer_certificate(signer: rfc.SignerInfo, certificates: Sequence[x509.Certificate]) -> x509.Certificate:
    issuer = asn1.encode_der(signer.sid.issuer)
    for each in certificates:
        if each.serial_number == signer.sid.serial and each.issuer.public_bytes() == issuer:
            return each
    raise LogRefused("not-an-authority", "The time stamp does not bring the certificate of its signer.")


def _check_signature(signer: rfc.SignerInfo, certificate: x509.Certificate, content: bytes) -> None:
    """The signed attributes are of this content and this certificate, and the key has signed them."""
    attributes = signer.signed_attrs or []
    digest = _algorithm(signer.digest_algorithm)
    if _decode_value(x509.ObjectIdentifier, _attribute(attributes, CONTENT_TYPE)) != TST_INFO:
        raise LogRefused("bad-signature", "The signature is for another kind of content.")
    if _decode_value(bytes, _attribute(attributes, MESSAGE_DIGEST)) != _hash(digest, content):
        raise LogRefused("bad-signature", "The signature is for another content.")
    # RFC 5816: which certificate signed is part of what is signed; the first entry names it.
    named = _decode_value(rfc.SigningCertificateV2, _attribute(attributes, SIGNING_CERTIFICATE_V2)).certs[:1]
    for each in named:
        algorithm = hashes.SHA256() if each.hash_algorithm is None else _algorithm(each.hash_algorithm)
        if certificate.fingerprint(algorithm) != each.cert_hash:
            raise LogRefused("bad-signature", "The signature was made for another certificate.")
    if not named:
        raise LogRefused("bad-signature", "The signature does not say for which certificate it was made.")
    # RFC 5652, 5.4: over the attributes as a DER set, whatever tag they bear in the message.
    each_encoded = sorted(asn1.encode_der(attribute) for attribute in attributes)
    _verify(certificate, signer.signature, _as_set(b"".join(each_encoded)), digest)


def _verify(certificate: x509.Certificate, signature: bytes, data: bytes, digest: hashes.HashAlgorithm) -> None:
    key = certificate.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(digest))
        else:
            raise LogRefused("bad-signature", "The authority signs with a kind of key that is not known here.")
    except InvalidSignature as error:
        raise LogRefused("bad-signature", "The signature of the authority does not fit.") from error


def _check_authority(
    certificate: x509.Certificate,
    certificates: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
    at: datetime,
) -> None:
    """RFC 3161, 2.3: a certificate for time stamping and nothing else; RFC 5280: under a root, at that moment."""
    anything = verification.ExtensionPolicy.permit_all()
    agnostic, critical = verification.Criticality.AGNOSTIC, verification.Criticality.CRITICAL
    for_stamps = anything.require_present(x509.ExtendedKeyUsage, critical, _is_for_time_stamps)
    for_certificates = anything.require_present(x509.BasicConstraints, agnostic, _may_certify).may_be_present(
        x509.KeyUsage, agnostic, _may_sign_certificates
    )
    try:
        builder = verification.PolicyBuilder().store(verification.Store(list(roots))).time(at.replace(tzinfo=None))
        builder = builder.extension_policies(ca_policy=for_certificates, ee_policy=for_stamps)
        builder.build_client_verifier().verify(certificate, [each for each in certificates if each != certificate])
    except (verification.VerificationError, ValueError) as error:
        raise LogRefused("not-an-authority", f"The signer is no authority that is trusted here: {error}") from error


def _is_for_time_stamps(_policy: Any, _certificate: Any, extension: x509.ExtendedKeyUsage) -> None:
    if list(extension) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise ValueError("the certificate is not for time stamps alone")


def _may_certify(_policy: Any, _certificate: Any, extension: x509.BasicConstraints) -> None:
    if not extension.ca:
        raise ValueError("a certificate in the chain is not one of an authority")


def _may_sign_certificates(_policy: Any, _certificate: Any, extension: x509.KeyUsage | None) -> None:
    if extension is not None and not extension.key_cert_sign:
        raise ValueError("a certificate in the chain may not sign certificates")


def _attribute(attributes: Sequence[rfc.Attribute], kind: x509.ObjectIdentifier) -> bytes:
    """The one value of the one attribute of a kind, as DER."""
    attribute = _only([each for each in attributes if each.type == kind])
    return asn1.encode_der(_only(attribute.values.as_list()))


def _algorithm(identifier: rfc.AlgorithmIdentifier) -> hashes.HashAlgorithm:
    known = HASHES.get(identifier.algorithm)
    if known is None:
        raise LogRefused("bad-signature", "The time stamp leans on a hash that is not SHA-2.")
    return known()


def _only(found: Sequence[_Message]) -> _Message:
    if len(found) != 1:
        raise LogRefused("bad-signature", f"The time stamp has {len(found)} of what it must have once.")
    return found[0]


def _decode(kind: type[_Message], data: bytes) -> _Message:
    if len(data) > MAX_BYTES:
        raise Unreadable("too-large", f"The time stamp has {len(data)} bytes; {MAX_BYTES} are allowed.")
    return _decode_value(kind, data)


def _decode_value(kind: type[_Message], data: bytes) -> _Message:
    try:
        return asn1.decode_der(kind, data)
    except ValueError as error:
        raise Unreadable("not-a-timestamp", f"This is not the DER of a {kind.__name__}: {error}.") from error


def _as_set(content: bytes) -> bytes:
    length = len(content)
    if length < 128:
        return b"\x31" + bytes([length]) + content
    size = length.to_bytes((length.bit_length() + 7) // 8)
    return b"\x31" + bytes([0x80 | len(size)]) + size + content


def _hash(algorithm: hashes.HashAlgorithm, data: bytes) -> bytes:
    digest = hashes.Hash(algorithm)
    digest.update(data)
    return digest.finalize()
