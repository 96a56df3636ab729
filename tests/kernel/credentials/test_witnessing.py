"""Our log is cosigned by others, and others' logs by us: what does not continue what was seen finds no witness."""

from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from munera.engines.attestation.log.checkpoints import CosignatureVerifier, open_checkpoint
from munera.engines.attestation.log.notes import NoteVerifier
from munera.engines.attestation.log.receipts import LogPolicy, Receipt
from munera.engines.attestation.log.tree import leaf_hash
from munera.engines.attestation.log.witness import Request, Witness, cosigned
from munera.engines.attestation.witness_program import Desk, StateFile, _Server, create
from munera.kernel.credentials import actions, queries
from munera.kernel.credentials.actions.witnessing import VerifierKeyUnreadable
from munera.kernel.credentials.models import Cosignature, WatchedLog
from munera.kernel.credentials.models import Witness as Listed
from tests.engines.attestation.log.logs import LOG, ORIGIN, Log, filled
from tests.factories.credentials import achievement, credential
from tests.processes import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_key")]


@pytest.fixture
def neighbour(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The witness program of another body, which knows our log; where it answers, and its line."""
    key, state = tmp_path / "witness.key", tmp_path / "witness.json"
    cosigner = create(key, state, "north.example/witness")
    ours = NoteVerifier.from_vkey(queries.log_vkey())
    witness = Witness(cosigner, {ours.name: (ours,)})
    server: ThreadingHTTPServer = _Server(("127.0.0.1", 0), Desk(witness, StateFile(state)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", cosigner.verifier.vkey
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_neighbour_cosigns_each_checkpoint_and_the_receipt_shows_it(neighbour: tuple[str, str]) -> None:
    address, vkey = neighbour
    actions.add_witness("North", address=address, verifier_key=vkey, by=None)
    certified = achievement()
    issued = credential(of=certified)
    for _ in range(3):
        credential(of=certified)
        actions.publish_checkpoint()
        assert actions.ask_witnesses() == {"North": "cosigned"}
    assert not queries.witnesses_to_ask().exists()
    assert Cosignature.objects.count() == 3
    log, north = NoteVerifier.from_vkey(queries.log_vkey()), CosignatureVerifier.from_vkey(vkey)
    data = queries.receipt_of(issued)
    assert data is not None
    leaf = leaf_hash(queries.commitment_of(issued))
    policy = LogPolicy(log, witnesses=(north,), quorum=1)
    logged = Receipt.loads(data).verify(leaf, policy, now=timezone.now())
    assert [each.witness.name for each in logged.cosignatures] == ["north.example/witness"]


def test_a_witness_that_remembers_another_size_says_so_and_is_asked_from_there(neighbour: tuple[str, str]) -> None:
    address, vkey = neighbour
    listed = actions.add_witness("North", address=address, verifier_key=vkey, by=None)
    certified = achievement()
    actions.publish_checkpoint()
    actions.ask_witnesses()
    Listed.objects.filter(pk=listed.pk).update(size=0)
    credential(of=certified)
    actions.publish_checkpoint()
    assert actions.ask_witnesses() == {"North": "cosigned"}


def test_a_log_that_was_changed_finds_no_witness(neighbour: tuple[str, str]) -> None:
    """Somebody rewrites the database: the next checkpoint does not continue what the neighbour has seen."""
    address, vkey = neighbour
    actions.add_witness("North", address=address, verifier_key=vkey, by=None)
    certified = achievement()
    actions.publish_checkpoint()
    actions.ask_witnesses()
    tamper_with_first_leaf()
    credential(of=certified)
    actions.publish_checkpoint()
    assert actions.ask_witnesses() == {"North": "refused with 422"}
    assert Listed.objects.get().failure == "refused with 422"


def tamper_with_first_leaf() -> None:
    """As the owner of the database may: past Django and past the trigger."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("alter table credentials_leaf disable trigger user")
        cursor.execute("update credentials_leaf set hash = %s where position = 0", [bytes(32)])


def test_a_witness_that_is_away_keeps_nobody_from_issuing() -> None:
    verifier = CosignatureVerifier("away.example/witness", LOG.key.public)
    address = f"http://127.0.0.1:{free_port()}"
    actions.add_witness("Away", address=address, verifier_key=verifier.vkey, by=None)
    credential()
    actions.publish_checkpoint()
    assert actions.ask_witnesses() == {"Away": "not reached"}
    assert queries.witnesses_to_ask().count() == 1
    assert credential().pk


def test_a_line_that_is_no_key_is_refused() -> None:
    with pytest.raises(VerifierKeyUnreadable):
        actions.add_witness("North", address="https://north.example", verifier_key="north+nonsense", by=None)
    with pytest.raises(VerifierKeyUnreadable):
        actions.watch_log("north+nonsense", by=None)


def submit(client: Client, log: Log, *, old: int = 0) -> tuple[int, bytes]:
    proof = tuple(log.tree.consistency(old)) if old else ()
    body = Request(old, proof, log.note()).to_bytes()
    answer = client.post(reverse("credentials:add_checkpoint"), body, content_type="text/plain")
    return answer.status_code, answer.content


def test_we_cosign_what_grows_and_refuse_what_does_not(client: Client) -> None:
    actions.watch_log(LOG.verifier.vkey, by=None)
    status, line = submit(client, filled(5))
    assert status == 200
    us = CosignatureVerifier.from_vkey(queries.witness_vkey())
    opened = open_checkpoint(cosigned(filled(5).note(), line), LOG.verifier, witnesses=[us])
    assert [each.witness.name for each in opened.cosignatures] == [settings.MUNERA_WITNESS_NAME]
    assert submit(client, filled(9), old=5)[0] == 200
    # Two faces: as large as what we saw, and not the same.
    assert submit(client, filled(9, word=b"other"), old=9)[0] == 422
    assert submit(client, filled(12, word=b"other"), old=9)[0] == 422
    assert submit(client, filled(12), old=5) == (409, b"9\n")
    seen = WatchedLog.objects.get(origin=ORIGIN)
    assert (seen.size, bytes(seen.root)) == (9, filled(9).tree.root())


def test_we_cosign_no_stranger_and_no_nonsense(client: Client) -> None:
    assert submit(client, filled(5))[0] == 404
    actions.watch_log(LOG.verifier.vkey, by=None)
    stranger = filled(5, signer=type(LOG)("log.stranger.example", LOG.key))
    assert submit(client, stranger)[0] == 404
    forged = filled(5, signer=type(LOG)(ORIGIN, queries.key_of_site(queries.LOG_KEY)))
    assert submit(client, forged)[0] == 403
    address = reverse("credentials:add_checkpoint")
    assert client.post(address, b"nonsense", content_type="text/plain").status_code == 400
    assert client.post(address, b"x" * 300_000, content_type="text/plain").status_code == 413
    assert WatchedLog.objects.get().seen_at is None
