"""Files of crews that employers upload, and what became of each of their rows."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.jobs.models import Job as Work
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.seasonal.choices import Outcome, UploadState
from munera.services.seasonal.models.crews import Worker
from munera.services.seasonal.models.engagements import Receipt


class Upload(models.Model):
    """A file of rows to register. It is judged by the hour at which it was received, whenever it is worked off.

    The file holds national numbers: it is kept sealed until it is worked off, and its digest afterwards.
    """

    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(default=timezone.now)
    # As its sender called it.
    name = models.CharField(_("name of the file"), max_length=100, blank=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    sealed = models.BinaryField(blank=True)
    state = models.CharField(max_length=16, choices=UploadState, default=UploadState.RECEIVED)
    work = models.ForeignKey(Work, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Why a file could not be read: the fault, and what its sentence names.
    fault = models.CharField(max_length=40, blank=True)
    said = models.JSONField(default=dict, blank=True)
    # How many days of rows were answered in which way, once all are.
    counts = models.JSONField(default=dict, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=UploadState.RECEIVED, ended_at=None)
                | (~Q(state=UploadState.RECEIVED) & Q(ended_at__isnull=False, sealed=b"")),
                name="upload_keeps_its_file_until_it_ends",
            )
        ]
        indexes = [models.Index(fields=["employer", "-received_at"], name="upload_employer_received")]

    def __str__(self) -> str:
        return f"upload {self.pk}"

    @property
    def has_ended(self) -> bool:
        return self.state != UploadState.RECEIVED


class UploadRow(models.Model):
    """The answer to one day of one row of a file; a row that names no day that can be read has one without.

    The number is kept masked: enough to find the line in one's own file.
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="rows")
    # As the spreadsheet counts its lines.
    number = models.PositiveIntegerField()
    on = models.DateField(null=True, blank=True)
    masked = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome)
    rule = models.CharField(max_length=40, blank=True)
    # The words of the rules by language, or what our own sentence names.
    said = models.JSONField(default=dict, blank=True)
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["upload", "number", "on"], condition=Q(on__isnull=False), name="day_of_row_is_answered_once"
            ),
            models.UniqueConstraint(
                fields=["upload", "number"], condition=Q(on=None), name="row_without_day_is_answered_once"
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.number} of upload {self.upload_id}"
