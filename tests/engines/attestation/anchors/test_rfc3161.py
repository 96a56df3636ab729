"""Time stamps: an authority of our own that errs in one point at a time, and that of OpenSSL where it is installed."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from munera.engines.attestation.anchors import messages as rfc
from munera.engines.attestation.anchors import rfc3161
from munera.engines.attestation.anchors.rfc3161 import TimestampAnchor
from munera.engines.attestation.errors import AttestationError, LogRefused, Unreadable
from munera.engines.attestation.log.checkpoints import Checkpoint
from tests.engines.attestation.anchors.authority import (
    NOON,
    SHA1,
    Authority,
    algorithm,
    attribute,
    certificate,
    later,
    new_key,
    sha256,
)
from tests.engines.attestation.log.logs import filled

CHECKPOINT = filled(5).checkpoint()
DIGEST = sha256(CHECKPOINT.text)
NONCE = bytes(range(16))
OPENSSL = shutil.which("openssl")


def anchor(authority: Authority, *roots: x509.Certificate) -> TimestampAnchor:
    return TimestampAnchor(authority.answer, draw=lambda: NONCE, roots=roots or (authority.root,))


def refused(authority: Authority, *roots: x509.Certificate) -> str:
    with pytest.raises(LogRefused) as refusal:
        anchor(authority, *roots).publish(CHECKPOINT)
    return refusal.value.code


@pytest.mark.parametrize("key", [ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65_537, 2_048)])
def test_a_stamped_checkpoint_has_a_moment(key: Any) -> None:
    authority = Authority(key)
    receipt = anchor(authority).publish(CHECKPOINT)
    assert (receipt.kind, receipt.origin, receipt.size, receipt.root) == (
        "rfc3161",
        CHECKPOINT.origin,
        5,
        CHECKPOINT.root,
    )
    assert anchor(Authority(), authority.root).check(receipt) == NOON
    stamp = rfc3161.verify_token(receipt.evidence, DIGEST, roots=[authority.root], nonce=int.from_bytes(NONCE))
    assert (stamp.policy, stamp.serial, stamp.authority) == ("1.2.3.4", 7, "CN=Stamps")


def test_what_is_asked_is_the_hash_of_the_checkpoint_a_nonce_and_the_certificate() -> None:
    authority = Authority()
    anchor(authority).publish(CHECKPOINT)
    (request,) = authority.asked
    asked = asn1.decode_der(rfc.TimeStampReq, request)
    assert asked.message_imprint.hashed_message == DIGEST
    assert (asked.version, asked.nonce, asked.cert_req) == (1, int.from_bytes(NONCE), True)


def test_a_stamp_is_for_one_checkpoint_alone() -> None:
    authority = Authority()
    receipt = anchor(authority).publish(CHECKPOINT)
    for other in (replace(receipt, size=6), replace(receipt, origin="log.other"), replace(receipt, root=bytes(32))):
        with pytest.raises(LogRefused) as refusal:
            anchor(authority).check(other)
        assert refusal.value.code == "other-imprint"
    with pytest.raises(LogRefused) as refusal:
        anchor(authority).check(replace(receipt, kind="evm"))
    assert refusal.value.code == "other-anchor"


def test_a_stamp_outlives_the_certificate_but_is_not_made_without_one() -> None:
    assert refused(Authority(years=(2027, 2028))) == "not-an-authority"
    assert refused(Authority(at=later(days=800))) == "not-an-authority"


def test_a_root_that_one_does_not_trust_makes_no_authority() -> None:
    assert refused(Authority(), Authority().root) == "not-an-authority"


@pytest.mark.parametrize(
    ("usage", "critical"),
    [
        (None, True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), False),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING]), True),
    ],
)
def test_only_a_certificate_for_time_stamps_alone_makes_an_authority(
    usage: x509.ExtendedKeyUsage | None, critical: bool
) -> None:
    """RFC 3161, 2.3."""
    assert refused(Authority(usage=usage, critical=critical)) == "not-an-authority"


def test_a_certificate_that_may_not_certify_is_no_link() -> None:
    authority = Authority()
    authority.middle = certificate("Middle", authority.middle_key, issuer=authority.root, issuer_key=authority.root_key)
    assert refused(authority) == "not-an-authority"


def changed(**parts: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda info: {**info, **parts}


OTHER = rfc.MessageImprint(hash_algorithm=algorithm(), hashed_message=bytes(32))
SHORT = rfc.MessageImprint(hash_algorithm=algorithm(SHA1), hashed_message=bytes(20))
PRIVATE = x509.ObjectIdentifier("1.2.3.4.5")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (changed(message_imprint=OTHER), "other-imprint"),
        (changed(message_imprint=SHORT), "other-imprint"),
        (changed(nonce=1), "other-nonce"),
        (changed(nonce=None), "other-nonce"),
        (changed(version=2), "bad-signature"),
        (changed(extensions=[rfc.Extension(type=PRIVATE, critical=True, value=b"")]), "bad-signature"),
    ],
)
def test_a_stamp_that_says_something_else_is_refused(change: Callable[[Any], Any], code: str) -> None:
    assert refused(Authority(change_info=change)) == code


def test_an_extension_that_need_not_be_understood_is_passed_over() -> None:
    authority = Authority(change_info=changed(extensions=[rfc.Extension(type=PRIVATE, critical=False, value=b"")]))
    assert anchor(authority).check(anchor(authority).publish(CHECKPOINT)) == NOON


def named_certificate(of: x509.Certificate) -> rfc.Attribute:
    from cryptography.hazmat.primitives.hashes import SHA256

    named = rfc.EssCertIdV2(hash_algorithm=None, cert_hash=of.fingerprint(SHA256()), issuer_serial=None)
    value = rfc.SigningCertificateV2(certs=[named], policies=None)
    return attribute(rfc3161.SIGNING_CERTIFICATE_V2, asn1.encode_der(value))


NOBODY = attribute(rfc3161.SIGNING_CERTIFICATE_V2, asn1.encode_der(rfc.SigningCertificateV2(certs=[], policies=None)))
OTHER_DIGEST = attribute(rfc3161.MESSAGE_DIGEST, asn1.encode_der(bytes(32)))
OTHER_TYPE = attribute(rfc3161.CONTENT_TYPE, asn1.encode_der(PRIVATE))


@pytest.mark.parametrize(
    "slip",
    [
        lambda attributes: attributes[:0],
        lambda attributes: attributes[1:],
        lambda attributes: [attributes[0], attributes[2]],
        lambda attributes: attributes[:2],
        lambda attributes: [*attributes, attributes[0]],
        lambda attributes: [OTHER_TYPE, *attributes[1:]],
        lambda attributes: [attributes[0], OTHER_DIGEST, attributes[2]],
        lambda attributes: [*attributes[:2], NOBODY],
        lambda attributes: [*attributes[:2], named_certificate(certificate("Stamps", new_key()))],
    ],
    ids=[
        "none",
        "no type",
        "no digest",
        "no certificate",
        "a type twice",
        "another type",
        "another digest",
        "nobody's certificate",
        "another certificate",
    ],
)
def test_what_is_signed_names_content_and_certificate(slip: Callable[[Any], Any]) -> None:
    """RFC 5652, 5.4 and 11; RFC 5816: without it, another certificate of the same key could be put in its place."""
    assert refused(Authority(change_attributes=slip)) == "bad-signature"


def test_a_foreign_key_and_a_second_signer_are_refused() -> None:
    authority = Authority()
    authority.key = new_key()
    assert refused(authority) == "bad-signature"
    assert refused(Authority(signers=2)) == "bad-signature"


def test_a_signer_without_its_certificate_is_refused() -> None:
    authority = Authority()
    authority.own, stranger = certificate("Stranger", new_key()), authority.own
    answer = authority.answer(rfc3161.request(DIGEST, nonce=1))
    token = asn1.decode_der(rfc.ContentInfo, rfc3161.read_response(answer))
    token.content.certificates = [stranger]
    with pytest.raises(LogRefused) as refusal:
        rfc3161.verify_token(asn1.encode_der(token), DIGEST, roots=[authority.root])
    assert refusal.value.code == "not-an-authority"


def test_an_authority_may_refuse() -> None:
    with pytest.raises(LogRefused, match=r"status 2.*Not today") as refusal:
        anchor(Authority(status=2)).publish(CHECKPOINT)
    assert refusal.value.code == "not-stamped"
    assert anchor(Authority(status=1)).publish(CHECKPOINT).kind == "rfc3161"


def test_every_cut_and_every_changed_byte_of_what_is_signed_is_refused() -> None:
    authority = Authority()
    token = anchor(authority).publish(CHECKPOINT).evidence
    signed = asn1.decode_der(rfc.ContentInfo, token).content
    signer = signed.signer_infos.as_list()[0]
    for part in (signed.encap_content_info.content, signer.signature, asn1.encode_der(signer.signed_attrs[1])):
        start = token.index(part)
        for place in range(start, start + len(part)):
            forged = token[:place] + bytes([token[place] ^ 1]) + token[place + 1 :]
            with pytest.raises(AttestationError):
                rfc3161.verify_token(forged, DIGEST, roots=[authority.root])
    for length in range(0, len(token), 7):
        with pytest.raises(Unreadable):
            rfc3161.verify_token(token[:length], DIGEST, roots=[authority.root])
    with pytest.raises(Unreadable):
        rfc3161.verify_token(token + b"\0", DIGEST, roots=[authority.root])
    with pytest.raises(Unreadable):
        rfc3161.read_response(bytes(300_000))


def test_something_else_that_is_signed_is_no_stamp() -> None:
    authority = Authority()
    token = authority.token(rfc3161.request(DIGEST, nonce=1))
    token.content.encap_content_info.content_type = PRIVATE
    with pytest.raises(Unreadable) as refusal:
        rfc3161.verify_token(asn1.encode_der(token), DIGEST, roots=[authority.root])
    assert refusal.value.code == "not-a-timestamp"


CONFIGURATION = """
[tsa]
default_tsa = stamps
[stamps]
serial = serial
signer_cert = own.pem
signer_key = own.key
certs = root.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
tsa_name = yes
ordering = yes
accuracy = secs:1, millisecs:500
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
[own]
extendedKeyUsage = critical,timeStamping
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
"""


@pytest.mark.skipif(OPENSSL is None, reason="NO OPENSSL: the program openssl is not installed.")
def test_the_authority_of_openssl_stamps_what_we_ask_and_we_verify_what_it_stamped(tmp_path: Path) -> None:
    def openssl(*words: str) -> None:
        done = subprocess.run([str(OPENSSL), *words], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    (tmp_path / "tsa.cnf").write_text(CONFIGURATION)
    (tmp_path / "req.cnf").write_text("[req]\ndistinguished_name = name\n[name]\n" + CONFIGURATION)
    (tmp_path / "serial").write_text("01")
    new = ("req", "-newkey", "rsa:2048", "-nodes", "-config", "req.cnf")
    openssl(*new, "-x509", "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=Root", "-extensions", "root")
    openssl(*new, "-keyout", "own.key", "-out", "own.csr", "-subj", "/CN=Stamps of OpenSSL")
    signing = ("-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-extfile", "tsa.cnf", "-extensions", "own")
    openssl("x509", "-req", "-in", "own.csr", "-out", "own.pem", *signing)

    def send(request: bytes) -> bytes:
        (tmp_path / "ours.tsq").write_bytes(request)
        openssl("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "ours.tsq", "-out", "theirs.tsr")
        return (tmp_path / "theirs.tsr").read_bytes()

    root = x509.load_pem_x509_certificate((tmp_path / "root.pem").read_bytes())
    theirs = TimestampAnchor(send, draw=lambda: NONCE, roots=[root])
    receipt = theirs.publish(CHECKPOINT)
    stamp = rfc3161.verify_token(receipt.evidence, DIGEST, roots=[root])
    assert (stamp.policy, stamp.authority) == ("1.2.3.4.1", "CN=Stamps of OpenSSL")
    assert theirs.check(receipt) == stamp.at
    # And the other way: what our test authority stamps, OpenSSL verifies, so that the two do not err together.
    ours = Authority()
    request = rfc3161.request(DIGEST, nonce=1)
    (tmp_path / "our.tsq").write_bytes(request)
    (tmp_path / "our.tsr").write_bytes(ours.answer(request))
    from cryptography.hazmat.primitives.serialization import Encoding

    (tmp_path / "our.pem").write_bytes(ours.root.public_bytes(Encoding.PEM))
    at = str(int(NOON.timestamp()))
    openssl("ts", "-verify", "-queryfile", "our.tsq", "-in", "our.tsr", "-CAfile", "our.pem", "-attime", at)
    with pytest.raises(LogRefused):
        theirs.check(replace(receipt, size=6))
    assert Checkpoint(receipt.origin, receipt.size, receipt.root) == CHECKPOINT
