"""What anybody may fetch, as programs fetch it."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from munera.engines.attestation.canonical import read_document
from munera.engines.attestation.jose import check_compact
from munera.engines.attestation.keys import PublicKey
from munera.engines.attestation.log import tiles, tree
from munera.engines.attestation.log.checkpoints import open_checkpoint
from munera.engines.attestation.log.notes import NoteVerifier
from munera.engines.attestation.log.receipts import LogPolicy, Receipt
from munera.engines.attestation.proofs import check_proofs
from munera.engines.attestation.report import Policy
from munera.engines.attestation.resolver import OfflineResolver, parse_did_document
from munera.engines.attestation.verify import verify
from munera.kernel.credentials import actions, queries, rules
from munera.kernel.credentials.choices import KeyAlgorithm, RevocationReason, Verdict
from munera.kernel.credentials.models import Credential
from tests.factories.credentials import achievement, credential, issuer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_key")]


def fetched(client: Client, name: str, *args: object, **headers: str) -> bytes:
    answer = client.get(reverse(f"credentials:{name}", args=args), headers=headers)
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    return bytes(answer.content)


def test_a_stranger_follows_a_credential_from_its_file_to_the_root(client: Client) -> None:
    issued = credential()
    actions.publish_checkpoint()
    note = fetched(client, "show_checkpoint")
    log = NoteVerifier.from_vkey(queries.log_vkey())
    opened = open_checkpoint(note, log)
    assert opened.checkpoint.size == queries.log_size()
    leaf = tree.leaf_hash(queries.commitment_of(issued))
    for name in (str(issued.number), leaf.hex()):
        receipt = Receipt.loads(fetched(client, "show_proof", name))
        assert receipt.verify(leaf, LogPolicy(log), now=timezone.now()).index == issued.leaf_id
    size = opened.checkpoint.size
    hashes = tiles.hashes_from_tiles(lambda tile: fetched(client, "show_tile", tile.path.removeprefix("tile/")), size)
    assert tree.root(size, hashes) == opened.checkpoint.root


def test_no_address_tells_a_name(client: Client) -> None:
    issued = credential()
    actions.withdraw_credential(issued, because="Ana was not there.", by=None)
    actions.publish_checkpoint()
    said = b"".join(
        [
            fetched(client, "show_checkpoint"),
            fetched(client, "show_tile", f"entries/000.p/{queries.log_size()}"),
            fetched(client, "show_proof", str(issued.number)),
            fetched(client, "show_status_list", issued.status_list_id),
            fetched(client, "show_did", issued.issuer.slug),
            client.get(reverse("credentials:show_log")).content,
        ]
    )
    assert b"Ana" not in said.replace(b"data:", b"")
    assert str(issued.number).encode() not in said


def test_the_status_list_comes_in_both_forms(client: Client) -> None:
    certified = achievement()
    european = actions.add_key(certified.issuer, algorithm=KeyAlgorithm.P256, by=None)
    issued = credential(of=certified)
    actions.withdraw_credential(issued, because="A mistake of ours.", by=None)
    document = read_document(fetched(client, "show_status_list", issued.status_list_id))
    key = PublicKey.from_multibase(issued.key.multikey)
    outcomes = check_proofs(document, key_of={issued.key.verification_method: key}.__getitem__)
    assert [outcome.ok for outcome in outcomes] == [True]
    assert document["id"] == read_document(issued.body)["credentialStatus"]["statusListCredential"]
    token = fetched(client, "show_status_list", issued.status_list_id, accept="application/statuslist+jwt").decode()
    public = PublicKey.from_multibase(european.multikey)
    parts = check_compact(token, keys=lambda _header: public, typ="statuslist+jwt", algorithms=["ES256"])
    claims = json.loads(parts.payload)
    assert claims["sub"] == document["id"]
    # Kept for a while by whoever reads it, so that not each look at a credential is told to its issuer.
    assert (document["credentialSubject"]["ttl"], claims["ttl"]) == (300_000, 300)
    answer = client.get(reverse("credentials:show_status_list", args=[issued.status_list_id]))
    assert answer["Cache-Control"] == "public, max-age=300"


def test_a_list_is_signed_once_a_day_and_after_each_withdrawal(client: Client) -> None:
    issued, other = credential(of=(certified := achievement())), credential(of=certified)
    lists = [fetched(client, "show_status_list", issued.status_list_id) for _ in range(2)]
    assert lists[0] == lists[1]
    actions.withdraw_credential(other, because="A mistake of ours.", by=None)
    assert fetched(client, "show_status_list", issued.status_list_id) != lists[0]


def test_what_is_not_there_is_not_found(client: Client) -> None:
    for name, args in (
        ("show_checkpoint", ()),
        ("show_site_did", ()),
        ("show_did", ("nobody",)),
        ("show_status_list", (7,)),
        ("show_tile", ("0/000",)),
        ("show_proof", (str(uuid4()),)),
        ("show_proof", ("0" * 64,)),
        ("show_proof", ("nonsense",)),
    ):
        assert client.get(reverse(f"credentials:{name}", args=args)).status_code == 404, name


def test_the_site_has_the_name_of_the_site(client: Client) -> None:
    certifying = issuer(runs_site=True)
    assert certifying.did == rules.did_of_site() == "did:web:localhost%3A8000"
    assert reverse("credentials:show_site_did") == "/.well-known/did.json"
    document = fetched(client, "show_site_did")
    assert parse_did_document(document, did=certifying.did).assertion_methods == {f"{certifying.did}#key-1"}


def test_the_page_tells_of_issuers_and_their_keys(client: Client) -> None:
    certifying = issuer()
    actions.publish_checkpoint()
    page = client.get(reverse("credentials:show_log")).content.decode()
    assert certifying.did in page
    assert "An issuer was accredited" in page
    assert queries.log_vkey() in page


def verified(data: bytes, issued: Credential) -> dict[str, str]:
    """The outcome of each check, offline: documents and keys are handed in."""
    document = parse_did_document(queries.did_file(issued.issuer), did=issued.issuer.did)
    report = verify(
        data,
        policy=Policy(),
        resolver=OfflineResolver([document]),
        history=queries.key_history(),
        log_keys=queries.log_policy(),
        now=timezone.now() + timedelta(seconds=1),
    )
    return {check.id: check.outcome for check in report.checks}


def test_a_bundle_is_verified_without_a_network() -> None:
    issued = credential()
    actions.publish_checkpoint()
    checks = verified(queries.bundle_of(issued), issued)
    expected = ("readable", "format", "rules", "context", "issuer", "proof", "key-authorised", "dates", "status", "log")
    assert {name: checks.get(name) for name in expected} == dict.fromkeys(expected, "ok")


def test_a_credential_survives_the_change_of_its_key_and_a_later_theft() -> None:
    issued = credential()
    new = actions.rotate_key(issued.key, by=None)
    actions.publish_checkpoint()
    assert verified(queries.bundle_of(issued), issued)["key-authorised"] == "ok"
    later = credential(of=issued.achievement)
    actions.revoke_key(new, because=RevocationReason.COMPROMISED, by=None)
    actions.publish_checkpoint()
    later = Credential.objects.get(pk=later.pk)
    assert verified(queries.bundle_of(later), later)["key-authorised"] == "ok"
    assert verified(queries.bundle_of(issued), issued)["key-authorised"] == "ok"


def test_a_withdrawn_credential_fails_by_its_status_alone() -> None:
    issued = credential()
    actions.withdraw_credential(issued, because="A mistake of ours.", by=None)
    actions.publish_checkpoint()
    checks = verified(queries.bundle_of(issued), issued)
    assert [name for name, outcome in checks.items() if outcome == "failed"] == ["status"]


def test_what_was_issued_is_still_found_good_when_the_site_has_moved(settings: Any) -> None:
    before, withdrawn = credential(), credential()
    actions.withdraw_credential(withdrawn, because="A mistake of ours.", by=None)
    settings.MUNERA_ADDRESS = "https://moved.example"
    after = credential()
    actions.publish_checkpoint()
    addresses = [json.loads(each.body)["credentialStatus"]["statusListCredential"] for each in (before, after)]
    assert addresses == [before.status_list.address, f"https://moved.example/status/{after.status_list_id}"]
    found = [queries.check(queries.shared_body(each)).verdict for each in (before, withdrawn, after)]
    assert found == [Verdict.VALID, Verdict.WITHDRAWN, Verdict.VALID]
    assert verified(queries.bundle_of(before), before)["status"] == "ok"
