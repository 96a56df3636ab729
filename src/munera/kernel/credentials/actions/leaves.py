"""What the log says of issuers and their keys, as the engine writes it. Public: none of it may speak of a person."""

from collections.abc import Sequence

from django.utils import timezone

from munera.engines.attestation.keys import PublicKey
from munera.engines.attestation.log import leaves
from munera.kernel.credentials import rules
from munera.kernel.credentials.models import Credential, Issuer, IssuerKey

# There is one kind of accreditation: to issue credentials on this site.
SCOPE = "credentials"
BY_VOTE = "vote"


def key_added(key: IssuerKey) -> bytes:
    public = PublicKey.from_multibase(key.multikey)
    event = leaves.KeyAdded(key.issuer.did, key.verification_method, public, timezone.now())
    return leaves.event_entry(event)


def key_rotated(key: IssuerKey, *, replaces: IssuerKey) -> bytes:
    public = PublicKey.from_multibase(key.multikey)
    old = replaces.verification_method
    event = leaves.KeyRotated(key.issuer.did, key.verification_method, public, old, timezone.now())
    return leaves.event_entry(event)


def key_revoked(key: IssuerKey, *, because: str) -> bytes:
    event = leaves.KeyRevoked(key.issuer.did, key.verification_method, str(because), timezone.now())
    return leaves.event_entry(event)


def accreditation_granted(issuer: Issuer, *, voters: Sequence[Issuer]) -> bytes:
    """Without voters it is one of the first issuers, and the body that runs the site stands in for them."""
    by = tuple(voter.did for voter in voters) or (rules.did_of_site(),)
    return leaves.event_entry(leaves.AccreditationGranted(issuer.did, SCOPE, by, timezone.now()))


def accreditation_withdrawn(issuer: Issuer, *, voters: Sequence[Issuer]) -> bytes:
    """The reasons of those who voted stand with their votes; they might name somebody."""
    by = tuple(voter.did for voter in voters)
    return leaves.event_entry(leaves.AccreditationWithdrawn(issuer.did, SCOPE, by, BY_VOTE, timezone.now()))


def credential_withdrawn(credential: Credential) -> bytes:
    event = leaves.CredentialWithdrawn(credential.issuer.did, credential.leaf_id, timezone.now())
    return leaves.event_entry(event)
