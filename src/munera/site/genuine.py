"""How a reader checks that this site is the one it says it is: a key, a fingerprint, a signed statement.

The statement is a JWT (RFC 7519) signed with Ed25519 (RFC 8037), so that any program can check it; the page
``genuine`` shows a command that does so with curl and openssl alone. The key is of little worth by itself: what counts
is that its fingerprint reached the reader by another way, on paper or at the body's desk.
"""

import base64
import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings

VALID_FOR = timedelta(days=30)
PURPOSE = "Public services for work and skills"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who runs this site, and by what a reader knows it again."""

    body: str
    address: str
    domain: str
    has_certificate: bool
    is_demo: bool
    fingerprint: str
    """SHA-256 of the public key (DER), in groups of four, as one reads it out on the telephone."""

    @property
    def beginning_of_fingerprint(self) -> str:
        """Four groups that stay on one line: enough to see a difference, and a reason to open the page."""
        return self.fingerprint[:19].replace(" ", "\N{NO-BREAK SPACE}") + "\N{NO-BREAK SPACE}…"


@cache
def identity() -> Identity:
    address = urlsplit(settings.MUNERA_ADDRESS)
    return Identity(
        body=settings.MUNERA_BODY,
        address=settings.MUNERA_ADDRESS,
        domain=address.netloc,
        has_certificate=address.scheme == "https",
        is_demo=settings.MUNERA_DEMO,
        fingerprint=fingerprint(),
    )


@cache
def site_key() -> Ed25519PrivateKey:
    """The key from ``MUNERA_SITE_KEY``, or from the file that the first start makes, readable by its owner alone."""
    seed = settings.MUNERA_SITE_KEY or _kept_seed(Path(settings.HOME) / "site-key")
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(seed))


def _kept_seed(path: Path) -> str:
    if not path.exists():
        seed = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        # Written aside and linked into place: of two processes that start at once, both use the key of the first.
        handle, aside = tempfile.mkstemp(dir=path.parent)  # mkstemp gives 0600
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(seed))
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            Path(aside).unlink()
    return path.read_text(encoding="ascii")


def public_pem() -> bytes:
    return site_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def fingerprint() -> str:
    der = site_key().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    digest = hashlib.sha256(der).hexdigest()
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))


def public_jwk() -> dict[str, str]:
    """The public key as RFC 8037 writes it, named by its thumbprint (RFC 7638)."""
    raw = site_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    required = {"crv": "Ed25519", "kty": "OKP", "x": _base64url(raw)}
    return required | {"kid": _base64url(hashlib.sha256(_json(required)).digest()), "alg": "EdDSA", "use": "sig"}


def signed_document(*, at: datetime) -> dict[str, Any]:
    """The statement in plain sight, the key, and the statement signed: ``/.well-known/munera.json``."""
    who = identity()
    statement = {
        "iss": who.address,
        "body": who.body,
        "domain": who.domain,
        "purpose": PURPOSE,
        "demonstration": who.is_demo,
        "key_fingerprint": who.fingerprint.replace(" ", ""),
        "iat": int(at.timestamp()),
        "exp": int((at + VALID_FOR).timestamp()),
    }
    key = public_jwk()
    header = {"alg": "EdDSA", "typ": "JWT", "kid": key["kid"]}
    said = f"{_base64url(_json(header))}.{_base64url(_json(statement))}"
    signature = _base64url(site_key().sign(said.encode("ascii")))
    return {"statement": statement, "public_key": key, "jws": f"{said}.{signature}"}


def command_that_checks() -> str:
    """For a terminal with curl and openssl 3, a step a line; a house test runs it against a running site."""
    place = f"{identity().address}/.well-known"
    return " &&\n".join(
        (
            f"curl -sfO {place}/munera.json",
            f"curl -sfO {place}/munera.pem",
            """jws=$(sed -n 's/.*"jws": "\\(.*\\)".*/\\1/p' munera.json)""",
            'printf %s "${jws%.*}" > said',
            'printf %s== "${jws##*.}" | tr _- /+ | openssl base64 -d -A > signature',
            "openssl pkeyutl -verify -pubin -inkey munera.pem -rawin -in said -sigfile signature",
            "openssl pkey -pubin -in munera.pem -outform DER | openssl dgst -sha256",
        )
    )


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
