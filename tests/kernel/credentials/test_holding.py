"""What becomes of a credential when its holder asks for a copy, or to be forgotten; and when the site changes keys."""

from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.utils import timezone

from munera.engines.attestation.canonical import read_document
from munera.flows import personal_data
from munera.kernel.credentials import actions, queries
from munera.kernel.credentials.models import Credential, Issuer, Leaf
from munera.kernel.people.actions import approve_erasure, request_erasure
from munera.kernel.skills.queries import has_verified
from tests.factories.credentials import credential
from tests.factories.people import person
from tests.kernel.credentials.test_public import verified

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_key")]


def test_somebody_forgotten_leaves_a_leaf_that_says_nothing_and_a_copy_that_still_verifies() -> None:
    holder = person("Ana Marković")
    issued = credential(holder)
    actions.publish_checkpoint()
    copy, position = queries.bundle_of(issued), issued.leaf_id
    approve_erasure(request_erasure(holder, by=holder), by=person("Officer"))
    assert personal_data.run() == 1
    assert not Credential.objects.exists()
    assert Leaf.objects.filter(position=position).exists()
    checks = verified(copy, issued)
    assert [name for name, outcome in checks.items() if outcome == "failed"] == []
    # Its place is given to nobody else.
    other = credential(of=issued.achievement)
    assert other.status_index != issued.status_index


def test_the_copy_of_ones_data_holds_the_document() -> None:
    issued = credential(person("Ana Marković"))
    *_links, records = queries.personal_records(issued.holder)
    [row] = records.rows
    assert read_document(row.text.encode())["id"] == row.identifier == issued.identifier


def test_new_keys_open_what_old_ones_sealed(settings: Any) -> None:
    issued = credential()
    body = issued.body
    token = actions.share_credential(issued, days=7, by=issued.holder).token
    settings.MUNERA_SEALING_KEYS = [Fernet.generate_key().decode(), *settings.MUNERA_SEALING_KEYS]
    assert (actions.reseal_credentials(), actions.reseal_credentials()) == (3, 0)
    settings.MUNERA_SEALING_KEYS = settings.MUNERA_SEALING_KEYS[:1]
    assert Credential.objects.get().body == body
    assert queries.shares_of(issued).get().token == token
    assert credential(of=issued.achievement).status_list_id == issued.status_list_id


def test_the_demo_town_has_issuers_and_people_with_credentials() -> None:
    for _ in range(2):
        call_command("build_demo", stdout=StringIO())
    assert [issuer.is_accredited for issuer in Issuer.objects.all()] == [True] * 5
    held = Credential.objects.select_related("achievement")
    assert held.count() == 8
    first_aid = held.filter(achievement__code="first-aid").first()
    assert first_aid is not None
    uri = first_aid.achievement.skills.get().uri
    assert has_verified(first_aid.holder, uri, timezone.localdate())
    newest = queries.newest_checkpoint()
    assert newest is not None
    assert newest.size == queries.log_size()
