"""Reading the log: its leaves, tiles and proofs, what was signed of it, and what it says about issuers."""

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from munera.engines.attestation.errors import AttestationError
from munera.engines.attestation.history import KeyHistory
from munera.engines.attestation.log import leaves, tiles, tree
from munera.kernel.credentials.choices import ISSUER_EVENTS
from munera.kernel.credentials.models import Checkpoint, Cosignature, Leaf, LogHead, Subtree


def log_size() -> int:
    """How many leaves there are, signed for or not."""
    return LogHead.objects.filter(number=1).values_list("size", flat=True).first() or 0


def newest_checkpoint() -> Checkpoint | None:
    return Checkpoint.objects.first()


def checkpoints() -> QuerySet[Checkpoint]:
    """Newest first, with who has cosigned them."""
    return Checkpoint.objects.prefetch_related("cosignatures__witness", "anchors")


def cosignatures_of(checkpoint: Checkpoint) -> QuerySet[Cosignature]:
    return checkpoint.cosignatures.select_related("witness").order_by("pk")


def note_of(checkpoint: Checkpoint) -> str:
    """The checkpoint as the public sees it: our signature, then those of the witnesses that have answered."""
    return str(checkpoint.note) + "".join(each.line for each in cosignatures_of(checkpoint))


def leaves_to_sign() -> QuerySet[Leaf]:
    """Leaves that no checkpoint covers, as soon as they are many or have waited for long enough."""
    newest = newest_checkpoint()
    unsigned = Leaf.objects.filter(position__gte=newest.size if newest else 0)
    if newest is None or log_size() - newest.size >= settings.MUNERA_CHECKPOINT_LEAVES:
        return unsigned
    waited = (timezone.now() - newest.made_at).total_seconds()
    return unsigned if waited >= settings.MUNERA_CHECKPOINT_SECONDS else unsigned.none()


def issuer_events() -> QuerySet[Leaf]:
    """What the log says about issuers and their keys, newest first."""
    return Leaf.objects.filter(kind__in=ISSUER_EVENTS).order_by("-position")


def key_history() -> KeyHistory:
    """What the log says of every issuer's keys and accreditation, for whoever verifies."""
    found = Leaf.objects.filter(kind__in=ISSUER_EVENTS).order_by("position")
    events = ((leaf.position, leaves.read_entry(bytes(leaf.payload))) for leaf in found)
    told = ((position, event) for position, event in events if isinstance(event, leaves.IssuerEvent))
    return KeyHistory(told, origin=settings.MUNERA_LOG_ORIGIN)


def leaf_at(position: int) -> Leaf | None:
    return Leaf.objects.filter(position=position).first()


def leaf_by_hash(digest: bytes) -> Leaf | None:
    """The first leaf with this hash."""
    return Leaf.objects.filter(hash=digest).order_by("position").first()


def entries(start: int, count: int) -> list[bytes]:
    """The entries themselves, in order."""
    found = Leaf.objects.filter(position__gte=start, position__lt=start + count).order_by("position")
    return [bytes(payload) for payload in found.values_list("payload", flat=True)]


def told_by(leaf: Leaf) -> dict[str, str]:
    """What an event of the log says, by the names that the engine gives its parts."""
    event = leaves.read_entry(bytes(leaf.payload))
    if isinstance(event, leaves.Commitment):
        return {"digest": event.digest.hex()}
    return {name: str(getattr(event, name)) for name in event.__dataclass_fields__}


def tile_file(path: str) -> bytes | None:
    """What is served under ``tile/…``: hashes or entries; nothing for what no checkpoint has signed for yet."""
    try:
        asked = tiles.read_path(path)
    except AttestationError:
        return None
    newest = newest_checkpoint()
    if newest is None or asked.end > newest.size:
        return None
    if isinstance(asked, tiles.Bundle):
        return tiles.bundle_bytes(entries(asked.index * tiles.WIDTH, asked.width))
    return b"".join(tile(asked.level, asked.index, asked.width))


def tile(level: int, index: int, width: int = tiles.WIDTH) -> list[bytes]:
    """The first ``width`` hashes of a tile; fewer where the log has no more."""
    start = index * tiles.WIDTH
    if level == 0:
        leaves = Leaf.objects.filter(position__gte=start, position__lt=start + width).order_by("position")
        return [bytes(digest) for digest in leaves.values_list("hash", flat=True)]
    roots = Subtree.objects.filter(level=level, index__gte=start, index__lt=start + width).order_by("index")
    return [bytes(digest) for digest in roots.values_list("hash", flat=True)]


def hashes(size: int) -> tree.Hashes:
    """The hashes of the tree of the first ``size`` leaves, each tile read once."""
    return tiles.hashes_from_tiles(lambda each: b"".join(tile(each.level, each.index, each.width)), size)


def inclusion_proof(position: int, size: int) -> list[bytes]:
    """The path from a leaf to the root over the first ``size`` leaves, which a checkpoint has signed for."""
    return tree.inclusion(position, size, hashes(size))


def consistency_proof(old: int, new: int) -> list[bytes]:
    """That the log of ``new`` leaves begins with that of ``old``; empty from nothing, of which nothing can be shown."""
    return tree.consistency(old, new, hashes(new)) if old else []
