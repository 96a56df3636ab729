"""The secret halves of keys: in an encrypted file, or wherever the site keeps them."""

from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from munera.engines.attestation import certificates
from munera.engines.attestation.keys import SigningKey
from munera.engines.attestation.keystore import EncryptedFileKeyStore, KeyStore
from munera.kernel.credentials.choices import KeyAlgorithm
from munera.kernel.credentials.models import Issuer, IssuerKey

# Under these names the key store holds what belongs to the site and to no issuer.
LOG_KEY: Final = "log"
WITNESS_KEY: Final = "witness"


def key_store() -> KeyStore:
    return _opened(settings.MUNERA_KEY_STORE, settings.MUNERA_KEY_PASSPHRASE, settings.MUNERA_KEY_STORE_COST)


@lru_cache(maxsize=2)
def _opened(path: Path, passphrase: str, cost: int) -> KeyStore:
    """Opened once in a process, because its passphrase is made slow to guess on purpose."""
    return EncryptedFileKeyStore(path, passphrase.encode(), cost=cost)


def standing_key(issuer: Issuer, *, algorithm: str = KeyAlgorithm.ED25519) -> IssuerKey | None:
    """The key with which the issuer signs today."""
    return issuer.keys.filter(algorithm=algorithm, retired=None, revoked=None).select_related("issuer").first()


def signing_key(key: IssuerKey) -> SigningKey:
    """What signs in the issuer's name; raises ``KeyRefused`` where the store of this machine has no such key."""
    return _fetched(key.stored_as, key.verification_method)


def certificate_request(key: IssuerKey) -> bytes:
    """What an authority is handed to certify the key, in PEM."""
    issuer = key.issuer
    return certificates.certificate_request(signing_key(key), issuer=issuer.did, organisation=issuer.organisation.name)


def chain_of(key: IssuerKey) -> list[bytes]:
    """Its certificates as DER; none where no authority has certified it."""
    return certificates.read_chain(key.chain.encode()) if key.chain else []


def key_of_site(name: str) -> SigningKey:
    """The key of the log or of this site as a witness; raises ``KeyRefused`` until one was made."""
    return _fetched(name, "")


@lru_cache(maxsize=256)
def _fetched(name: str, verification_method: str) -> SigningKey:
    """Kept in memory, as the store says that keys of a file are; a name is never given to another key."""
    return key_store().signing_key(name, verification_method=verification_method)
