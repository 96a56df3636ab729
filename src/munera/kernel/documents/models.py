"""A document: what is known of a file, and the key without which the file is noise."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.documents.choices import Kind, Purpose
from munera.kernel.people.models import Person


class Document(models.Model):
    """One file of one person.

    Each file is encrypted with a key of its own, which lies sealed in its row: with the row goes the key, and what may
    be left of the file on a disk or in a back-up of the folder can be read by nobody.
    """

    owner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="documents")
    purpose = models.CharField(_("what it is for"), max_length=40, choices=Purpose)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    # The name of the file in the folder of documents: drawn by lot, so that it tells nothing.
    file = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sealed_key = models.TextField()
    stored_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-stored_at", "-pk"]

    def __str__(self) -> str:
        # A number, not a name: people write into a file's name who they are.
        return f"document {self.pk}"

    @property
    def path(self) -> Path:
        """Where the encrypted file lies, outside everything that a web server hands out."""
        return Path(settings.MEDIA_ROOT) / self.file.hex[:2] / self.file.hex
