"""A body that certifies the keys of issuers, for tests of tokens that bring certificates along."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from munera.engines.attestation.keys import PublicKey

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


class Authority:
    """A trusted body with an authority under it, as notified bodies have them."""

    def __init__(self, seed: int = 1, *, now: datetime = NOW) -> None:
        self.now = now
        self.root_key, self.middle_key = (ec.derive_private_key(seed + number, ec.SECP256R1()) for number in (10, 20))
        self.root = self.certificate("Root", self.root_key.public_key(), ca=True)
        self.middle = self.certificate("Middle", self.middle_key.public_key(), ca=True, path=0)

    def certificate(
        self,
        name: str,
        key: ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey,
        *,
        by: x509.Certificate | None = None,
        ca: bool = False,
        path: int | None = None,
        names: tuple[x509.GeneralName, ...] = (),
        days: int = 365,
        signing: bool = True,
    ) -> x509.Certificate:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        issuer_key = self.root_key if by is None else self.middle_key
        issuer = by.subject if by else (getattr(self, "root", None) and self.root.subject) or subject
        builder = (
            x509.CertificateBuilder(issuer, subject, key, 7)
            .not_valid_before(self.now - timedelta(days=1))
            .not_valid_after(self.now + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=path), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
            .add_extension(
                x509.KeyUsage(signing, False, not signing, False, False, ca, ca, False, False), critical=True
            )
        )
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(issuer_key, SHA256())

    def chain(self, key: PublicKey, *, name: str, **options: Any) -> list[bytes]:
        """For a key on P-256: its certificate and that of the authority between, as DER."""
        names = options.pop("names", (x509.UniformResourceIdentifier(name),))
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.raw)
        signer = self.certificate("Town", point, by=self.middle, names=names, **options)
        return [signer.public_bytes(Encoding.DER), self.middle.public_bytes(Encoding.DER)]

    @property
    def anchor(self) -> bytes:
        return self.root.public_bytes(Encoding.DER)
