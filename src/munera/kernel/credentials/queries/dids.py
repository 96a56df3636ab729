"""The documents in which did:web finds the keys of an issuer."""

from typing import Any, Final

from munera.engines.attestation.canonical import canonical
from munera.kernel.credentials.models import Issuer
from munera.kernel.credentials.queries.issuers import issuer_of_site, published_keys

CONTEXTS: Final = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")


def did_document(issuer: Issuer) -> dict[str, Any]:
    """Its keys (Controlled Identifiers 1.0), also those that were replaced: what they signed is to be checked still.

    A key that was revoked is not among them. Since when and until when a key counted is told by the log alone.
    """
    keys = list(published_keys(issuer))
    methods = [
        {
            "id": key.verification_method,
            "type": "Multikey",
            "controller": issuer.did,
            "publicKeyMultibase": key.multikey,
        }
        for key in keys
    ]
    return {
        "@context": list(CONTEXTS),
        "id": issuer.did,
        "verificationMethod": methods,
        "assertionMethod": [key.verification_method for key in keys],
    }


def did_file(issuer: Issuer) -> bytes:
    """The document as it is published."""
    return canonical(did_document(issuer))


def did_file_of_site() -> bytes | None:
    """That of the body which runs the site, under the name of the site itself."""
    issuer = issuer_of_site()
    return did_file(issuer) if issuer else None
