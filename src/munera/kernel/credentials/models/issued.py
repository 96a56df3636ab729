"""What was issued: the credential as it was signed, its place in a status list, and the batch it came with."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from munera.kernel.credentials.models.achievements import Achievement
from munera.kernel.credentials.models.issuers import Issuer, IssuerKey
from munera.kernel.credentials.models.log import Leaf
from munera.kernel.people.models import Person
from munera.kernel.sealing import unseal_block

STATUS_LIST_LENGTH = 131_072


class StatusList(models.Model):
    """One issuer's list of bits. Its places are given out in an order drawn by lot, so that a number tells nothing."""

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="status_lists")
    # Where this site stood when the list was begun: credentials call it so for ever, also when the site moves.
    site = models.CharField(max_length=200)
    length = models.PositiveIntegerField(default=STATUS_LIST_LENGTH)
    # Of the order in which places are given out; sealed, because with it a place tells when its holder was certified.
    sealed_seed = models.BinaryField()
    used = models.PositiveIntegerField(default=0)
    # One bit a place, the first place in the lowest bit of the first byte, as the engine keeps it.
    bits = models.BinaryField()
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(used__lte=models.F("length")), name="no_place_is_given_out_twice"),
            models.CheckConstraint(condition=Q(length__gte=STATUS_LIST_LENGTH), name="status_list_hides_its_holders"),
        ]

    def __str__(self) -> str:
        return f"status list {self.pk}"

    @property
    def address(self) -> str:
        """Where it is published; by this name a credential calls it."""
        return f"{self.site}/status/{self.pk}"


class Batch(models.Model):
    """Many credentials of one achievement, asked for together; by its reference the same batch is known again."""

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="batches")
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="batches")
    reference = models.CharField(_("reference"), max_length=120)
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["issuer", "reference"], name="reference_names_one_batch")]

    def __str__(self) -> str:
        return f"batch {self.pk}"


class Credential(models.Model):
    """What an issuer certified of a person. The body is the signed document, byte for byte; nothing is written anew.

    The body names its holder and is as good as the paper itself: whoever copied the database could show it as theirs.
    So it is sealed at rest, and goes with its row when the person is forgotten. The leaf and the place in the status
    list stay: they say nothing of anybody, and the copy that the holder keeps can still be checked.
    """

    # 128 bits drawn by lot: the address of a credential cannot be guessed.
    number = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # Each index makes a batch dearer: the keys below are found by those of the table, and never all at once.
    holder = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="credentials", db_index=False)
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="credentials", db_index=False)
    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="credentials", db_index=False)
    key = models.ForeignKey(IssuerKey, on_delete=models.PROTECT, related_name="+", db_index=False)
    sealed = models.BinaryField()
    leaf = models.OneToOneField(Leaf, on_delete=models.PROTECT, related_name="credential")
    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="+", db_index=False)
    status_index = models.PositiveIntegerField()
    issued_at = models.DateTimeField(_("issued at"))
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    # When the holder was written to that it ends soon.
    end_told_at = models.DateTimeField(null=True, blank=True)
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, related_name="credentials", null=True, blank=True, db_index=False
    )
    # What the row is called in its batch: the same again issues nothing twice.
    row = models.CharField(max_length=80, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_because = models.TextField(_("why it was withdrawn"), blank=True)
    withdrawal = models.OneToOneField(Leaf, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["status_list", "status_index"], name="a_place_has_one_credential"),
            models.UniqueConstraint(
                fields=["batch", "row"], condition=Q(batch__isnull=False), name="a_row_of_a_batch_is_issued_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawal=None, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False, withdrawal__isnull=False) & ~Q(withdrawn_because="")),
                name="withdrawn_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "-issued_at"], name="credential_wallet"),
            models.Index(fields=["issuer", "-issued_at"], name="credential_desk"),
            # Those whose end nobody was told of; without an end a credential is not in it.
            models.Index(
                fields=["valid_until"],
                condition=Q(valid_until__isnull=False, end_told_at=None, withdrawn_at=None),
                name="credential_ending",
            ),
        ]

    def __str__(self) -> str:
        return f"credential {self.pk}"

    @property
    def identifier(self) -> str:
        """The ``id`` of the document. It holds no address of this site, which may move; the credential may not."""
        return f"urn:uuid:{self.number}"

    @property
    def body(self) -> bytes:
        """The canonical bytes that were signed and whose digest is in the log."""
        return unseal_block(bytes(self.sealed))

    @property
    def text(self) -> str:
        """The same for a reader, who takes it along in the copy of their data."""
        return self.body.decode()

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def why_withdrawn(self) -> str:
        """In the reader's language, where the words are ours; an issuer's are as it wrote them."""
        return gettext(self.withdrawn_because) if self.withdrawn_because else ""

    @property
    def has_expired(self) -> bool:
        return self.valid_until is not None and self.valid_until <= timezone.now()

    @property
    def is_valid(self) -> bool:
        """As far as its own row tells."""
        return not self.is_withdrawn and not self.has_expired
