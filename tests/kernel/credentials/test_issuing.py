"""A credential, its leaf, its place and its skills come into being together, or not at all."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from munera.engines.attestation.canonical import is_canonical, read_document
from munera.engines.attestation.credential import problems_of
from munera.engines.attestation.keys import PublicKey
from munera.engines.attestation.log.leaves import commitment_of
from munera.engines.attestation.log.tree import leaf_hash
from munera.engines.attestation.proofs import check_proofs
from munera.kernel.credentials import actions, queries
from munera.kernel.credentials.actions.achievements import NotOffered
from munera.kernel.credentials.actions.issuing import MayNotIssue
from munera.kernel.credentials.choices import RevocationReason
from munera.kernel.credentials.models import Credential, Leaf, LogHead, StatusList
from munera.kernel.people.models import Person
from munera.kernel.skills.queries import has_verified
from tests.factories.credentials import achievement, credential, entered_issuer, issuer
from tests.factories.people import person

pytestmark = pytest.mark.django_db


def test_a_credential_stands_in_the_log_and_proves_its_skills() -> None:
    certified = achievement()
    issued = credential(of=certified)
    document = read_document(issued.body)
    key = PublicKey.from_multibase(issued.key.multikey)
    outcomes = check_proofs(document, key_of={issued.key.verification_method: key}.__getitem__)
    assert [outcome.ok for outcome in outcomes] == [True]
    assert bytes(issued.leaf.payload) == commitment_of(document)
    assert bytes(issued.leaf.hash) == leaf_hash(commitment_of(document))
    assert document["id"] == f"urn:uuid:{issued.number}"
    assert document["credentialStatus"]["statusListIndex"] == str(issued.status_index)
    assert has_verified(issued.holder, certified.skills.get().uri, timezone.localdate(), level=3)


def test_the_document_keeps_every_rule_of_the_data_model_and_of_open_badges() -> None:
    results = [{"type": ["Result"], "status": "Completed", "value": "85"}]
    evidence = [{"type": ["Evidence"], "name": "The day in the orchard"}]
    until = timezone.now() + timedelta(days=700)
    issued = credential(results=results, evidence=evidence, valid_until=until)
    assert is_canonical(issued.body)
    assert problems_of(read_document(issued.body), now=timezone.now()) == []


def test_the_body_lies_sealed() -> None:
    issued = credential(person("Ana Marković"))
    assert "Ana Marković".encode() in issued.body
    assert "Marković".encode() not in bytes(issued.sealed)


def test_two_credentials_of_one_person_share_no_number() -> None:
    holder, certified = person(), achievement()
    ids = {read_document(credential(holder, of=certified).body)["credentialSubject"]["id"] for _ in range(2)}
    assert len(ids) == 2


def test_what_is_rolled_back_leaves_no_gap() -> None:
    certified = achievement()
    size, lists = queries.log_size(), StatusList.objects.count()

    def issue_and_fail() -> None:
        with transaction.atomic():
            credential(of=certified)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        issue_and_fail()
    assert (queries.log_size(), StatusList.objects.count(), Credential.objects.count()) == (size, lists, 0)
    assert credential(of=certified).leaf_id == size
    positions = list(Leaf.objects.values_list("position", flat=True))
    assert positions == list(range(LogHead.objects.get().size))


def test_places_in_the_list_are_drawn_by_lot() -> None:
    certified = achievement()
    places = [credential(of=certified).status_index for _ in range(8)]
    assert len(set(places)) == 8
    assert places != sorted(places)


def test_a_list_that_is_full_is_followed_by_another() -> None:
    certified = achievement()
    first = credential(of=certified).status_list
    StatusList.objects.filter(pk=first.pk).update(used=first.length - 1)
    last, next_one = credential(of=certified), credential(of=certified)
    assert last.status_list_id == first.pk
    assert next_one.status_list_id != first.pk


def test_an_issuer_without_accreditation_or_key_issues_nothing() -> None:
    unknown = entered_issuer()
    with pytest.raises(MayNotIssue):
        credential(of=achievement(unknown))
    certified = achievement()
    actions.revoke_key(certified.issuer.keys.get(), because=RevocationReason.LOST, by=None)
    with pytest.raises(MayNotIssue):
        credential(of=certified)
    assert Credential.objects.count() == 0


def test_a_retired_achievement_is_issued_no_more() -> None:
    certified = achievement()
    actions.retire_achievement(certified, by=None)
    certified.refresh_from_db()
    with pytest.raises(NotOffered):
        credential(of=certified)


def test_an_achievement_that_lasts_gives_its_days() -> None:
    issued = credential(of=achievement(valid_for_days=30))
    assert issued.valid_until == issued.issued_at + timedelta(days=30)
    assert read_document(issued.body)["validUntil"] == f"{issued.valid_until:%Y-%m-%dT%H:%M:%SZ}"


def test_a_wallet_costs_the_same_with_one_credential_and_with_three() -> None:
    def shown(holder: Person) -> list[str]:
        return [
            f"{each.achievement.name} {each.issuer.organisation.name}" for each in queries.credentials_held_by(holder)
        ]

    certified = achievement(issuer())
    one, three = person(), person()
    credential(one, of=certified)
    for _ in range(3):
        credential(three, of=certified)
    with CaptureQueriesContext(connection) as for_one:
        assert len(shown(one)) == 1
    with CaptureQueriesContext(connection) as for_three:
        assert len(shown(three)) == 3
    assert len(for_one) == len(for_three)
