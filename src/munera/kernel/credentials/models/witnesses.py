"""Who watches our log, and which logs of others we watch."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Witness(models.Model):
    """Another public body that cosigns our checkpoints if they continue what it has seen."""

    name = models.CharField(_("name"), max_length=200)
    # The verifier key of a signed note: its name, its number and the public key.
    verifier_key = models.TextField(_("verifier key"), unique=True)
    address = models.URLField(_("address"), max_length=300)
    is_asked = models.BooleanField(_("is asked"), default=True)
    # The size it has last cosigned: the next consistency proof begins there.
    size = models.PositiveBigIntegerField(default=0)
    added_at = models.DateTimeField(default=timezone.now)
    # When it last failed to answer well, and how (a word of the protocol); empty when it answered.
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class WatchedLog(models.Model):
    """The log of another body, and the last checkpoint of it that we cosigned."""

    origin = models.CharField(_("origin"), max_length=200, unique=True)
    verifier_key = models.TextField(_("verifier key"))
    size = models.PositiveBigIntegerField(default=0)
    root = models.BinaryField(max_length=32, default=bytes)
    # The checkpoint as it was shown to us, with our cosignature.
    note = models.BinaryField(default=bytes)
    added_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["origin"]

    def __str__(self) -> str:
        return self.origin
