"""The messages of RFC 3161, and what they take from CMS (RFC 5652), as DER.

Sets that their writers do not always sort, as DER would have it, are read as lists: in bytes they are the same.
"""

from typing import Annotated

from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.asn1 import TLV, BitString, Default, Explicit, GeneralizedTime, Implicit, SetOf


@asn1.sequence
class AlgorithmIdentifier:
    algorithm: x509.ObjectIdentifier
    parameters: asn1.Null | None


@asn1.sequence
class MessageImprint:
    hash_algorithm: AlgorithmIdentifier
    hashed_message: bytes


@asn1.sequence
class TimeStampReq:
    """RFC 3161, 2.4.1."""

    version: int
    message_imprint: MessageImprint
    req_policy: x509.ObjectIdentifier | None
    nonce: int | None
    cert_req: Annotated[bool, Default(False)]


@asn1.sequence
class PKIStatusInfo:
    status: int
    status_string: list[str] | None
    fail_info: BitString | None


@asn1.sequence
class Attribute:
    type: x509.ObjectIdentifier
    values: SetOf[TLV]


@asn1.sequence
class IssuerAndSerialNumber:
    issuer: TLV
    serial: int


@asn1.sequence
class SignerInfo:
    """RFC 5652, 5.3, with the signer named by issuer and serial number."""

    version: int
    sid: IssuerAndSerialNumber
    digest_algorithm: AlgorithmIdentifier
    signed_attrs: Annotated[list[Attribute] | None, Implicit(0)]
    signature_algorithm: AlgorithmIdentifier
    signature: bytes
    unsigned_attrs: Annotated[list[Attribute] | None, Implicit(1)]


@asn1.sequence
class EncapsulatedContentInfo:
    content_type: x509.ObjectIdentifier
    content: Annotated[bytes, Explicit(0)]


@asn1.sequence
class SignedData:
    """RFC 5652, 5.1."""

    version: int
    digest_algorithms: SetOf[AlgorithmIdentifier]
    encap_content_info: EncapsulatedContentInfo
    certificates: Annotated[list[x509.Certificate] | None, Implicit(0)]
    crls: Annotated[list[TLV] | None, Implicit(1)]
    signer_infos: SetOf[SignerInfo]


@asn1.sequence
class ContentInfo:
    content_type: x509.ObjectIdentifier
    content: Annotated[SignedData, Explicit(0)]


@asn1.sequence
class TimeStampResp:
    """RFC 3161, 2.4.2."""

    status: PKIStatusInfo
    token: ContentInfo | None


@asn1.sequence
class Accuracy:
    seconds: int | None
    millis: Annotated[int | None, Implicit(0)]
    micros: Annotated[int | None, Implicit(1)]


@asn1.sequence
class Extension:
    type: x509.ObjectIdentifier
    critical: Annotated[bool, Default(False)]
    value: bytes


@asn1.sequence
class TSTInfo:
    """RFC 3161, 2.4.2; the name of the authority is in its certificate and is not read here."""

    version: int
    policy: x509.ObjectIdentifier
    message_imprint: MessageImprint
    serial: int
    gen_time: GeneralizedTime
    accuracy: Accuracy | None
    ordering: Annotated[bool, Default(False)]
    nonce: int | None
    tsa: Annotated[list[TLV] | None, Implicit(0)]
    extensions: Annotated[list[Extension] | None, Implicit(1)]


@asn1.sequence
class EssCertIdV2:
    """RFC 5035, 4; the algorithm is absent for SHA-256."""

    hash_algorithm: AlgorithmIdentifier | None
    cert_hash: bytes
    issuer_serial: list[TLV] | None


@asn1.sequence
class SigningCertificateV2:
    certs: list[EssCertIdV2]
    policies: list[TLV] | None
