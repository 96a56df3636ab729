"""Writing the log: leaves in the transaction of what they tell, and the checkpoints that are signed of them."""

import logging
from collections.abc import Iterable, Sequence
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from munera.engines.attestation.errors import KeyRefused
from munera.engines.attestation.log import tiles, tree
from munera.engines.attestation.log.checkpoints import Checkpoint as Head
from munera.engines.attestation.log.checkpoints import sign_checkpoint
from munera.engines.attestation.log.notes import NoteSigner
from munera.kernel.credentials import queries
from munera.kernel.credentials.models import Checkpoint, Leaf, LogHead, Subtree
from munera.kernel.inserting import insert_rows

logger = logging.getLogger(__name__)
LEAF_COLUMNS: Final = ("position", "kind", "payload", "hash", "added_at")


def append_leaves(entries: Sequence[tuple[str, bytes]]) -> range:
    """Add a leaf for each kind and entry; their positions, which follow one another without a gap.

    Call it inside the transaction of what the leaves tell, and late in it: from here to its end nobody else can add.
    Rolled back, the head goes back as well, and the next transaction is given the same positions.
    """
    head = _hold_head()
    positions = range(head.size, head.size + len(entries))
    now = timezone.now()
    rows = [
        (position, kind, entry, tree.leaf_hash(entry), now)
        for position, (kind, entry) in zip(positions, entries, strict=True)
    ]
    insert_rows(Leaf, LEAF_COLUMNS, rows)
    head.size = positions.stop
    head.save(update_fields=["size"])
    return positions


def append_leaf(kind: str, entry: bytes) -> Leaf:
    """One leaf, in the transaction of what it tells."""
    [position] = append_leaves([(kind, entry)])
    return Leaf.objects.get(position=position)


def _hold_head() -> LogHead:
    """Lock the end of the log until the transaction ends."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a leaf is written in the transaction of what it tells")
    held = LogHead.objects.select_for_update().filter(number=1).first()
    if held is not None:
        return held
    LogHead.objects.get_or_create(number=1)
    return LogHead.objects.select_for_update().get(number=1)


@transaction.atomic
def publish_checkpoint() -> Checkpoint | None:
    """Sign for the leaves that have come since the last checkpoint; nothing if none have."""
    size = _hold_head().size
    newest = queries.newest_checkpoint()
    if size == (newest.size if newest else 0):
        return None
    _grow_subtrees(size)
    root = tree.root(size, queries.hashes(size))
    head = Head(settings.MUNERA_LOG_ORIGIN, size, root)
    note = sign_checkpoint(head, NoteSigner(settings.MUNERA_LOG_ORIGIN, queries.key_of_site(queries.LOG_KEY)))
    # In the log of the machine the root reaches where this database cannot change it.
    logger.info("Checkpoint of the credential log signed", extra={"size": size, "root": root.hex()})
    return Checkpoint.objects.create(size=size, root=root, note=note.decode())


def _grow_subtrees(size: int) -> None:
    """Note the root of each tile that has become full, row by row upwards."""
    level = 1
    while (full := size // tiles.WIDTH**level) > 0:
        known = Subtree.objects.filter(level=level).count()
        if known == full:
            return
        rows = [(level, index, _root_of(queries.tile(level - 1, index))) for index in range(known, full)]
        insert_rows(Subtree, ("level", "index", "hash"), rows)
        level += 1


def _root_of(hashes: Iterable[bytes]) -> bytes:
    row = list(hashes)
    while len(row) > 1:
        row = [tree.node_hash(left, right) for left, right in zip(row[::2], row[1::2], strict=True)]
    return row[0]


def make_key_of_site(name: str) -> None:
    """The key of the log, or of this site as a witness, is made the first time that it is needed."""
    store = queries.key_store()
    if name in store.names():
        return
    try:
        store.create(name, algorithm="Ed25519")
    except KeyRefused as refused:
        if refused.code != "name-taken":  # another process was quicker
            raise
