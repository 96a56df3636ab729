"""Add, replace and revoke the keys of an issuer; each is a leaf of the log, which tells from when to when it counts."""

import uuid
from typing import ClassVar, cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from munera.engines.attestation.certificates import (
    MAX_CERTIFICATES,
    key_of_certificate,
    names_issuer,
    read_certificate,
    read_chain,
)
from munera.engines.attestation.errors import KeyRefused
from munera.engines.attestation.keys import Algorithm, PublicKey
from munera.kernel.audit.actions import record_audit
from munera.kernel.credentials import queries
from munera.kernel.credentials.actions.leaves import key_added, key_revoked, key_rotated
from munera.kernel.credentials.actions.log import append_leaf
from munera.kernel.credentials.choices import KeyAlgorithm, LeafKind, RevocationReason
from munera.kernel.credentials.models import Issuer, IssuerKey
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence


class KeyStands(Refusal):
    title = _("There is a key already")
    sentence: Sentence = _("The issuer has a key of this kind. Replace it, or revoke it if somebody else may have it.")


class OtherCertificate(Refusal):
    status: ClassVar[int] = 422
    title = _("These certificates are not for this key")
    sentence: Sentence = _(
        "The first certificate of the file must be about this very key and name its issuer. Hand the authority the "
        "request from this page."
    )


class KeyEnded(Refusal):
    title = _("This key signs no more")
    sentence: Sentence = _("This key has been replaced or revoked already.")


@transaction.atomic
def add_key(issuer: Issuer, *, algorithm: str = KeyAlgorithm.ED25519, by: Person | None) -> IssuerKey:
    """The first key of its kind, or the first after one was revoked."""
    held = Issuer.objects.select_for_update(of=("self",), no_key=True).get(pk=issuer.pk)
    if queries.standing_key(held, algorithm=algorithm):
        raise KeyStands
    return _make_key(held, algorithm, replaces=None, by=by)


@transaction.atomic
def rotate_key(key: IssuerKey, *, by: Person | None) -> IssuerKey:
    """Sign with a new key from now on; what the old one has signed stays valid."""
    issuer = Issuer.objects.select_for_update(of=("self",), no_key=True).get(pk=key.issuer_id)
    standing = IssuerKey.objects.filter(pk=key.pk, retired=None, revoked=None).first()
    if standing is None:
        raise KeyEnded
    return _make_key(issuer, standing.algorithm, replaces=standing, by=by)


@transaction.atomic
def revoke_key(key: IssuerKey, *, because: RevocationReason, by: Person | None) -> None:
    """Nothing counts that is signed with it from here on, whatever its date; what stands before it in the log does."""
    held = IssuerKey.objects.select_for_update(of=("self",), no_key=True).select_related("issuer").get(pk=key.pk)
    if held.revoked_id is not None:
        raise KeyEnded
    leaf = append_leaf(LeafKind.KEY_REVOKED, key_revoked(held, because=because))
    IssuerKey.objects.filter(pk=held.pk).update(revoked=leaf)
    details = {"kid": held.kid, "leaf": leaf.position, "because": because}
    record_audit("credentials.key.revoked", held, by=by, on_behalf_of=held.issuer.organisation, details=details)


@transaction.atomic
def certify_key(key: IssuerKey, chain: bytes, *, by: Person | None) -> None:
    """Keep what an authority made of the request, for wallets that ask for certificates."""
    try:
        certificates = read_chain(chain)
        first = read_certificate(certificates[0]) if certificates else None
        fits = first is not None and key_of_certificate(first) == PublicKey.from_multibase(key.multikey)
    except KeyRefused:
        first, fits = None, False
    if first is None or not fits or not names_issuer(first, key.issuer.did) or len(certificates) > MAX_CERTIFICATES:
        raise OtherCertificate
    IssuerKey.objects.filter(pk=key.pk).update(chain=chain.decode("ascii"))
    record_audit(
        "credentials.key.certified", key, by=by, on_behalf_of=key.issuer.organisation, details={"kid": key.kid}
    )


def _make_key(issuer: Issuer, algorithm: str, *, replaces: IssuerKey | None, by: Person | None) -> IssuerKey:
    """Made in the key store first: rolled back, a secret is left there that nobody knows the other half of."""
    stored_as = f"{issuer.slug}-{uuid.uuid4().hex}"
    public = queries.key_store().create(stored_as, algorithm=cast("Algorithm", algorithm))
    key = IssuerKey(
        issuer=issuer,
        kid=f"key-{issuer.keys.count() + 1}",
        algorithm=algorithm,
        multikey=public.multibase,
        stored_as=stored_as,
    )
    details = {"kid": key.kid, "algorithm": algorithm}
    if replaces is None:
        key.added = append_leaf(LeafKind.KEY_ADDED, key_added(key))
        key.save()
        record_audit("credentials.key.added", key, by=by, on_behalf_of=issuer.organisation, details=details)
        return key
    key.added = append_leaf(LeafKind.KEY_ROTATED, key_rotated(key, replaces=replaces))
    # The old one first: of each kind there is one that stands.
    IssuerKey.objects.filter(pk=replaces.pk).update(retired=key.added)
    key.save()
    details["replaces"] = replaces.kid
    record_audit("credentials.key.rotated", key, by=by, on_behalf_of=issuer.organisation, details=details)
    return key
