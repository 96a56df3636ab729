"""The transparency log: leaves in an order without gaps, what is signed of it, and who else has seen it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.models import WrittenOnceModel
from munera.kernel.credentials.choices import AnchorKind, LeafKind
from munera.kernel.credentials.models.witnesses import Witness


class LogHead(models.Model):
    """How many leaves there are: the one row that changes. Whoever holds it adds leaves, so positions have no gaps."""

    number = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(number=1), name="a_log_has_one_head")]

    def __str__(self) -> str:
        return f"log of {self.size} leaves"


class Leaf(WrittenOnceModel):
    """One entry. It is public, and therefore speaks of no person: of a credential it holds a digest alone."""

    # Counted from 0, as RFC 6962 does.
    position = models.PositiveBigIntegerField(primary_key=True)
    kind = models.CharField(_("kind"), max_length=24, choices=LeafKind)
    # The entry itself, as it stands in the entry bundles; ``hash`` is SHA-256 over a zero byte and this.
    payload = models.BinaryField()
    hash = models.BinaryField(max_length=32)
    added_at = models.DateTimeField(_("added at"), default=timezone.now)

    class Meta:
        ordering = ["position"]
        indexes = [
            # Of the few among very many.
            models.Index(
                fields=["kind", "position"],
                condition=~models.Q(kind=LeafKind.CREDENTIAL),
                name="leaf_of_issuer_event",
            ),
            models.Index(fields=["hash"], name="leaf_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.kind}"


class Subtree(WrittenOnceModel):
    """The root of a full subtree of 256, 65,536, … leaves: what the upper tiles are made of."""

    # 1 stands over 256 leaves, 2 over 256 of those.
    level = models.PositiveSmallIntegerField()
    index = models.PositiveBigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="one_root_per_subtree")]

    def __str__(self) -> str:
        return f"subtree {self.level}/{self.index}"


class Checkpoint(WrittenOnceModel):
    """The log's signed word about its first ``size`` leaves (C2SP tlog-checkpoint)."""

    size = models.PositiveBigIntegerField(_("size"), unique=True)
    root = models.BinaryField(max_length=32)
    # With our own signature; those of witnesses are added when it is shown.
    note = models.TextField()
    made_at = models.DateTimeField(_("signed at"), default=timezone.now)

    class Meta:
        ordering = ["-size"]

    def __str__(self) -> str:
        return f"checkpoint at {self.size}"

    @property
    def root_hex(self) -> str:
        return bytes(self.root).hex()


class Cosignature(WrittenOnceModel):
    """A witness has seen this checkpoint, and that it continues the ones it saw before (C2SP tlog-cosignature)."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="cosignatures")
    # The signature line of the note.
    line = models.TextField()
    received_at = models.DateTimeField(_("received at"), default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["checkpoint", "witness"], name="a_witness_cosigns_once")]

    def __str__(self) -> str:
        return f"cosignature {self.pk} of checkpoint {self.checkpoint_id}"


class Anchor(WrittenOnceModel):
    """A receipt from outside that the checkpoint existed then; never needed to verify a credential."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="anchors")
    kind = models.CharField(_("kind"), max_length=8, choices=AnchorKind)
    # In the format of its kind: a token of RFC 3161, or where on which chain.
    evidence = models.BinaryField()
    received_at = models.DateTimeField(_("received at"), default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["checkpoint", "kind"], name="anchored_once_each_way")]

    def __str__(self) -> str:
        return f"{self.kind} of checkpoint {self.checkpoint_id}"
