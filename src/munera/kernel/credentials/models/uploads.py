"""Files of awards that issuers upload, and what became of each of their rows."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.credentials.choices import RowOutcome, UploadState
from munera.kernel.credentials.models.achievements import Achievement
from munera.kernel.credentials.models.issued import Batch
from munera.kernel.jobs.models import Job


class Upload(models.Model):
    """A file of people to certify. It holds their numbers: kept sealed until it is worked off, then only its digest."""

    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="uploads")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="uploads")
    name = models.CharField(_("name of the file"), max_length=100, blank=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    sealed = models.BinaryField(blank=True)
    state = models.CharField(max_length=16, choices=UploadState, default=UploadState.RECEIVED)
    fault = models.CharField(max_length=40, blank=True)
    work = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=UploadState.RECEIVED, ended_at=None)
                | (~Q(state=UploadState.RECEIVED) & Q(ended_at__isnull=False, sealed=b"")),
                name="file_of_awards_is_kept_until_it_ends",
            )
        ]

    def __str__(self) -> str:
        return f"upload {self.pk}"

    @property
    def has_ended(self) -> bool:
        return self.state != UploadState.RECEIVED


class UploadRow(models.Model):
    """The answer to one row. Who it is about is kept masked: enough to find the line in one's own file."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="rows")
    # As the spreadsheet counts its lines.
    number = models.PositiveIntegerField()
    masked = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(max_length=16, choices=RowOutcome)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="row_of_awards_is_answered_once")]

    def __str__(self) -> str:
        return f"row {self.number} of upload {self.upload_id}"
