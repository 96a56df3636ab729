"""A key counts between its leaves: what it signed before it was replaced or revoked stays valid, and nothing after."""

import pytest

from munera.engines.attestation.keys import PublicKey
from munera.engines.attestation.resolver import parse_did_document
from munera.kernel.credentials import actions, queries
from munera.kernel.credentials.actions.keys import KeyEnded, KeyStands
from munera.kernel.credentials.choices import KeyAlgorithm, LeafKind, RevocationReason
from munera.kernel.credentials.models import IssuerKey
from tests.factories.credentials import achievement, credential, issuer

pytestmark = pytest.mark.django_db


def test_a_new_key_signs_from_its_leaf_on() -> None:
    certified = achievement()
    before = credential(of=certified)
    new = actions.rotate_key(before.key, by=None)
    after = credential(of=certified)
    old = IssuerKey.objects.get(pk=before.key_id)
    assert old.retired_id == new.added_id
    assert before.leaf_id < new.added_id < after.leaf_id
    assert (before.key_id, after.key_id) == (old.pk, new.pk)
    assert queries.signing_key(new).public == PublicKey.from_multibase(new.multikey)


def test_each_kind_has_one_key_that_stands() -> None:
    certifying = issuer()
    with pytest.raises(KeyStands):
        actions.add_key(certifying, by=None)
    second = actions.add_key(certifying, algorithm=KeyAlgorithm.P256, by=None)
    assert second.kid == "key-2"
    assert {key.algorithm for key in queries.keys_of(certifying)} == {"Ed25519", "P-256"}


def test_a_key_ends_once() -> None:
    first = issuer().keys.get()
    actions.rotate_key(first, by=None)
    with pytest.raises(KeyEnded):
        actions.rotate_key(first, by=None)
    actions.revoke_key(first, because=RevocationReason.COMPROMISED, by=None)
    with pytest.raises(KeyEnded):
        actions.revoke_key(first, because=RevocationReason.COMPROMISED, by=None)


def test_the_document_shows_replaced_keys_and_no_revoked_one() -> None:
    certifying = issuer()
    first = certifying.keys.get()
    second = actions.rotate_key(first, by=None)
    assert {key["id"] for key in queries.did_document(certifying)["verificationMethod"]} == {
        f"{certifying.did}#key-1",
        f"{certifying.did}#key-2",
    }
    actions.revoke_key(second, because=RevocationReason.COMPROMISED, by=None)
    document = queries.did_document(certifying)
    assert document["assertionMethod"] == [f"{certifying.did}#key-1"]


def test_the_log_tells_the_life_of_a_key() -> None:
    first = issuer().keys.get()
    second = actions.rotate_key(first, by=None)
    actions.revoke_key(second, because=RevocationReason.LOST, by=None)
    kinds = [leaf.kind for leaf in queries.issuer_events().order_by("position")]
    assert kinds == [
        LeafKind.ACCREDITATION_GRANTED,
        LeafKind.KEY_ADDED,
        LeafKind.KEY_ROTATED,
        LeafKind.KEY_REVOKED,
    ]
    newest = queries.issuer_events().first()
    assert newest is not None
    assert queries.told_by(newest)["because"] == "lost"


def test_our_own_resolver_reads_the_document() -> None:
    certifying = issuer()
    read = parse_did_document(queries.did_file(certifying), did=certifying.did)
    assert read.assertion_methods == {certifying.keys.get().verification_method}
