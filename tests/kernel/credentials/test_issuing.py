"""A credential, its leaf, its place and its skills come into being together, or not at all."""

import pytest
from django.db import transaction
from django.utils import timezone

from munera.engines.attestation.canonical import read_document
from munera.engines.attestation.keys import PublicKey
from munera.engines.attestation.log.leaves import commitment_of
from munera.engines.attestation.log.tree import leaf_hash
from munera.engines.attestation.proofs import check_proofs
from munera.kernel.credentials import queries
from munera.kernel.credentials.models import Leaf, LogHead, StatusList
from munera.kernel.skills.queries import has_verified
from tests.factories.credentials import achievement, credential

pytestmark = pytest.mark.django_db


def test_a_credential_stands_in_the_log_and_proves_its_skills() -> None:
    certified = achievement()
    issued = credential(of=certified)
    document = read_document(issued.body)
    key = PublicKey.from_multibase(issued.key.multikey)
    assert [outcome.ok for outcome in check_proofs(document, key_of=lambda method: key)] == [True]
    assert bytes(issued.leaf.payload) == commitment_of(document)
    assert bytes(issued.leaf.hash) == leaf_hash(commitment_of(document))
    assert document["id"] == f"urn:uuid:{issued.number}"
    assert document["credentialStatus"]["statusListIndex"] == str(issued.status_index)
    assert has_verified(issued.holder, certified.skills.get().uri, timezone.localdate(), level=3)


def test_what_is_rolled_back_leaves_no_gap() -> None:
    certified = achievement()
    size, used = queries.log_size(), StatusList.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        credential(of=certified)
        raise RuntimeError
    assert (queries.log_size(), StatusList.objects.count()) == (size, used)
    issued = credential(of=certified)
    assert issued.leaf_id == size
    positions = list(Leaf.objects.values_list("position", flat=True))
    assert positions == list(range(LogHead.objects.get().size))
