"""A time stamping authority of our own, with a root above it; ``changes`` make it err in one point."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from munera.engines.attestation.anchors import messages as rfc
from munera.engines.attestation.anchors import rfc3161

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SHA1 = x509.ObjectIdentifier("1.3.14.3.2.26")
ECDSA_SHA256 = x509.ObjectIdentifier("1.2.840.10045.4.3.2")
TIME_STAMPS = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def new_key() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


def certificate(
    name: str,
    key: Key,
    *,
    issuer: x509.Certificate | None = None,
    issuer_key: Key | None = None,
    ca: bool = False,
    usage: x509.ExtendedKeyUsage | None = None,
    critical: bool = True,
    years: tuple[int, int] = (2026, 2028),
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(years[0], 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(years[1], 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if usage is not None:
        builder = builder.add_extension(usage, critical=critical)
    return builder.sign(key if issuer_key is None else issuer_key, hashes.SHA256())


def tlv(der: bytes) -> asn1.TLV:
    return asn1.decode_der(asn1.TLV, der)


def algorithm(identifier: x509.ObjectIdentifier = rfc3161.SHA256) -> rfc.AlgorithmIdentifier:
    return rfc.AlgorithmIdentifier(algorithm=identifier, parameters=None)


def sha256(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(data)
    return digest.finalize()


def unchanged(parts: Any) -> Any:
    return parts


@dataclass
class Authority:
    """``answer`` is what it sends back; ``change_info`` and ``change_attributes`` are its slips."""

    key: Key = field(default_factory=new_key)
    root_key: Key = field(default_factory=new_key)
    usage: x509.ExtendedKeyUsage | None = TIME_STAMPS
    critical: bool = True
    years: tuple[int, int] = (2026, 2028)
    at: datetime = NOON
    status: int = 0
    change_info: Callable[[dict[str, Any]], dict[str, Any]] = unchanged
    change_attributes: Callable[[list[rfc.Attribute]], list[rfc.Attribute]] = unchanged
    signers: int = 1

    def __post_init__(self) -> None:
        self.root = certificate("Root", self.root_key, ca=True)
        self.middle_key = new_key()
        self.middle = certificate("Middle", self.middle_key, issuer=self.root, issuer_key=self.root_key, ca=True)
        self.own = certificate(
            "Stamps",
            self.key,
            issuer=self.middle,
            issuer_key=self.middle_key,
            usage=self.usage,
            critical=self.critical,
            years=self.years,
        )
        self.asked: list[bytes] = []

    def answer(self, request: bytes) -> bytes:
        self.asked.append(request)
        if self.status > 1:
            status = rfc.PKIStatusInfo(status=self.status, status_string=["Not today."], fail_info=None)
            return asn1.encode_der(rfc.TimeStampResp(status=status, token=None))
        status = rfc.PKIStatusInfo(status=self.status, status_string=None, fail_info=None)
        return asn1.encode_der(rfc.TimeStampResp(status=status, token=self.token(request)))

    def token(self, request: bytes) -> rfc.ContentInfo:
        asked = asn1.decode_der(rfc.TimeStampReq, request)
        info = {
            "version": 1,
            "policy": x509.ObjectIdentifier("1.2.3.4"),
            "message_imprint": asked.message_imprint,
            "serial": 7,
            "gen_time": asn1.GeneralizedTime(self.at.replace(tzinfo=UTC)),
            "accuracy": rfc.Accuracy(seconds=1, millis=None, micros=None),
            "ordering": False,
            "nonce": asked.nonce,
            "tsa": None,
            "extensions": None,
        }
        content = asn1.encode_der(rfc.TSTInfo(**self.change_info(info)))
        signer = self.signer(content)
        signed = rfc.SignedData(
            version=3,
            digest_algorithms=asn1.SetOf([algorithm()]),
            encap_content_info=rfc.EncapsulatedContentInfo(content_type=rfc3161.TST_INFO, content=content),
            certificates=[self.own, self.middle],
            crls=None,
            signer_infos=asn1.SetOf([signer] * self.signers),
        )
        return rfc.ContentInfo(content_type=rfc3161.SIGNED_DATA, content=signed)

    def signer(self, content: bytes) -> rfc.SignerInfo:
        attributes = self.change_attributes(self.attributes(content))
        encoded = sorted(asn1.encode_der(attribute) for attribute in attributes)
        # A set of up to 255 bytes: its tag, and its length in the short or the long form.
        body = b"".join(encoded)
        assert len(body) < 256
        data = b"\x31" + (b"" if len(body) < 128 else b"\x81") + bytes([len(body)]) + body
        if isinstance(self.key, rsa.RSAPrivateKey):
            signature = self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        else:
            signature = self.key.sign(data, ec.ECDSA(hashes.SHA256()))
        return rfc.SignerInfo(
            version=1,
            sid=rfc.IssuerAndSerialNumber(issuer=tlv(self.own.issuer.public_bytes()), serial=self.own.serial_number),
            digest_algorithm=algorithm(),
            signed_attrs=attributes,
            signature_algorithm=algorithm(ECDSA_SHA256),
            signature=signature,
            unsigned_attrs=None,
        )

    def attributes(self, content: bytes) -> list[rfc.Attribute]:
        named = rfc.EssCertIdV2(
            hash_algorithm=None, cert_hash=self.own.fingerprint(hashes.SHA256()), issuer_serial=None
        )
        return [
            attribute(rfc3161.CONTENT_TYPE, asn1.encode_der(rfc3161.TST_INFO)),
            attribute(rfc3161.MESSAGE_DIGEST, asn1.encode_der(sha256(content))),
            attribute(
                rfc3161.SIGNING_CERTIFICATE_V2,
                asn1.encode_der(rfc.SigningCertificateV2(certs=[named], policies=None)),
            ),
        ]


def attribute(kind: x509.ObjectIdentifier, value: bytes) -> rfc.Attribute:
    return rfc.Attribute(type=kind, values=asn1.SetOf([tlv(value)]))


def later(days: int) -> datetime:
    return NOON + timedelta(days=days)
