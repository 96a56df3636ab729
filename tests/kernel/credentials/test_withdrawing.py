"""A withdrawal is seen by everybody who asks, and everywhere at once."""

import json

import pytest
from django.utils import timezone, translation

from munera.engines.attestation.canonical import read_document
from munera.engines.attestation.log.leaves import CredentialWithdrawn, read_entry
from munera.engines.attestation.status import read_bitstring, status_in_credential
from munera.kernel.credentials import actions, queries
from munera.kernel.credentials.actions.withdrawing import AlreadyWithdrawn, ReasonMissing
from munera.kernel.credentials.models import Credential
from munera.kernel.skills.models import Evidence
from munera.kernel.skills.queries import has_verified
from tests.factories.credentials import achievement, credential
from tests.factories.people import person

pytestmark = pytest.mark.django_db


def test_a_withdrawal_reaches_the_list_the_log_and_the_skills() -> None:
    certified = achievement()
    issued, other = credential(of=certified), credential(of=certified)
    uri = certified.skills.get().uri
    actions.withdraw_credential(issued, because="The examination was not hers.", by=person())
    withdrawn = Credential.objects.get(pk=issued.pk)
    assert withdrawn.is_withdrawn
    assert withdrawn.withdrawal is not None
    said = read_entry(bytes(withdrawn.withdrawal.payload))
    assert isinstance(said, CredentialWithdrawn)
    assert (said.issuer, said.index) == (issued.issuer.did, issued.leaf_id)
    assert b"hers" not in bytes(withdrawn.withdrawal.payload)
    states = [state_of(each) for each in (issued, other)]
    assert states == [True, False]
    today = timezone.localdate()
    assert [has_verified(each.holder, uri, today) for each in (issued, other)] == [False, True]


def state_of(issued: Credential) -> bool:
    """As a stranger finds it: from the credential and the published list alone."""
    listing = queries.status_lists().get(pk=issued.status_list_id)
    published = queries.published_list(listing)
    assert published is not None
    entry = read_document(issued.body)["credentialStatus"]
    issuers = [issued.issuer.did]
    return status_in_credential(entry, json.loads(published), issuers=issuers, now=timezone.now()).is_set


def test_the_body_stays_as_it_was_signed() -> None:
    issued = credential()
    body = issued.body
    actions.withdraw_credential(issued, because="A mistake of ours.", by=None)
    assert Credential.objects.get(pk=issued.pk).body == body


def test_it_is_withdrawn_once_and_for_a_reason() -> None:
    issued = credential()
    with pytest.raises(ReasonMissing):
        actions.withdraw_credential(issued, because=" ", by=None)
    actions.withdraw_credential(issued, because="A mistake of ours.", by=None)
    size = queries.log_size()
    with pytest.raises(AlreadyWithdrawn):
        actions.withdraw_credential(issued, because="Again.", by=None)
    assert queries.log_size() == size


def test_what_the_holder_reads_of_the_skill_is_in_their_language() -> None:
    issued = credential()
    with translation.override("pt"):
        actions.withdraw_credential(issued, because="Um erro nosso.", by=None)
    assert Credential.objects.get(pk=issued.pk).withdrawn_because == "Um erro nosso."


def test_a_list_has_as_many_places_as_the_standard_asks() -> None:
    listing = queries.status_lists().get(pk=credential().status_list_id)
    published = queries.published_list(listing)
    assert published is not None
    encoded = json.loads(published)["credentialSubject"]["encodedList"]
    assert len(read_bitstring(encoded)) >= 131_072


def test_why_a_skill_counts_no_more_is_told_in_the_language_of_its_reader() -> None:
    """Not in that of whoever withdrew."""
    issued = credential()
    with translation.override("pt"):
        actions.withdraw_credential(issued, because="Anulado", by=None)
    [voided] = Evidence.objects.filter(reference=issued.identifier)
    assert voided.why_voided == "The credential was withdrawn"
    with translation.override("sr-latn"):
        assert voided.why_voided == "Uverenje je povučeno"
