"""The log as others see it: checkpoints that they can check, tiles, and receipts that need no network."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from munera.engines.attestation.errors import LogRefused
from munera.engines.attestation.keys import MemoryKey
from munera.engines.attestation.log import tiles, tree
from munera.engines.attestation.log.checkpoints import open_checkpoint
from munera.engines.attestation.log.leaves import commitment
from munera.engines.attestation.log.notes import NoteVerifier
from munera.engines.attestation.log.receipts import LogPolicy, Receipt
from munera.kernel.audit.models import WrittenOnce
from munera.kernel.credentials import actions, queries
from munera.kernel.credentials.choices import LeafKind
from munera.kernel.credentials.models import Checkpoint, Leaf, Subtree
from tests.factories.credentials import credential

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_key")]
SIZES = (1, 2, 255, 256, 257, 600, 66_000)


def grow(size: int) -> None:
    """As if so many credentials had been issued."""
    begin = queries.log_size()
    with transaction.atomic():
        entries = [(LeafKind.CREDENTIAL, commitment(b"%d" % number)) for number in range(begin, size)]
        actions.append_leaves(entries)


def published() -> Checkpoint:
    checkpoint = actions.publish_checkpoint()
    assert checkpoint is not None
    return checkpoint


def same_in_memory(size: int) -> tree.Tree:
    grown = tree.Tree()
    grown.extend([tree.leaf_hash(commitment(b"%d" % number)) for number in range(size)])
    return grown


def test_the_roots_are_those_of_the_tree_in_memory() -> None:
    memory = same_in_memory(SIZES[-1])
    for size in SIZES:
        grow(size)
        assert bytes(published().root) == memory.root(size)
    assert Subtree.objects.filter(level=1).count() == 66_000 // 256
    assert Subtree.objects.filter(level=2).count() == 1
    for position, size in ((0, 66_000), (65_535, 66_000), (65_999, 66_000), (300, 600), (0, 1)):
        assert queries.inclusion_proof(position, size) == memory.inclusion(position, size)
    for old, new in ((1, 66_000), (256, 66_000), (600, 66_000), (255, 257)):
        assert queries.consistency_proof(old, new) == memory.consistency(old, new)


def test_a_stranger_rebuilds_the_log_from_its_tiles() -> None:
    grow(700)
    checkpoint = published()

    def fetched(tile: tiles.Tile) -> bytes:
        data = queries.tile_file(tile.path)
        assert data is not None
        return data

    assert tree.root(700, tiles.hashes_from_tiles(fetched, 700)) == bytes(checkpoint.root)
    bundles = [queries.tile_file(bundle.path) for bundle in tiles.bundles(700)]
    entries = [entry for data in bundles if data for entry in tiles.read_bundle(data)]
    assert [tree.leaf_hash(entry) for entry in entries] == [bytes(leaf.hash) for leaf in Leaf.objects.all()]


def test_nothing_is_shown_that_no_checkpoint_has_signed_for() -> None:
    grow(3)
    assert queries.tile_file("tile/0/000.p/3") is None
    assert queries.receipt_at(2) is None
    published()
    grow(4)
    assert queries.tile_file("tile/0/000.p/3") is not None
    assert queries.tile_file("tile/0/000.p/4") is None
    assert queries.tile_file("tile/../secrets") is None
    assert queries.receipt_at(3) is None


def test_a_receipt_convinces_whoever_trusts_the_log_and_nobody_else() -> None:
    issued = credential()
    published()
    data = queries.receipt_of(issued)
    assert data is not None
    log = NoteVerifier.from_vkey(queries.log_vkey())
    leaf = tree.leaf_hash(queries.commitment_of(issued))
    logged = Receipt.loads(data).verify(leaf, LogPolicy(log), now=datetime.now(UTC))
    assert (logged.index, logged.checkpoint.origin) == (issued.leaf_id, settings.MUNERA_LOG_ORIGIN)
    stranger = NoteVerifier(log.name, MemoryKey.from_seed(bytes(32)).public)
    with pytest.raises(LogRefused):
        Receipt.loads(data).verify(leaf, LogPolicy(stranger), now=datetime.now(UTC))


def test_a_checkpoint_is_signed_once_for_each_size() -> None:
    grow(2)
    note = published().note.encode()
    assert actions.publish_checkpoint() is None
    opened = open_checkpoint(note, NoteVerifier.from_vkey(queries.log_vkey()))
    assert opened.checkpoint.size == 2


def test_leaves_wait_for_their_checkpoint_until_they_are_many_or_old(settings: Any) -> None:
    settings.MUNERA_CHECKPOINT_LEAVES, settings.MUNERA_CHECKPOINT_SECONDS = 5, 3_600
    grow(1)
    assert queries.leaves_to_sign().count() == 1
    published()
    grow(3)
    assert not queries.leaves_to_sign().exists()
    grow(6)
    assert queries.leaves_to_sign().count() == 5
    published()
    grow(7)
    settings.MUNERA_CHECKPOINT_SECONDS = 0
    assert queries.leaves_to_sign().count() == 1


def test_a_leaf_and_a_checkpoint_are_written_once() -> None:
    grow(1)
    checkpoint = published()
    with pytest.raises(WrittenOnce):
        Leaf.objects.update(hash=b"\0" * 32)
    with pytest.raises(WrittenOnce):
        Leaf.objects.get().delete()
    with pytest.raises(WrittenOnce):
        checkpoint.delete()
