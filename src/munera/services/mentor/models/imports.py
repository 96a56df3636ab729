"""Files of results, and what became of each of their rows."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.jobs.models import Job
from munera.kernel.people.models import Person
from munera.services.mentor.choices import FileState, RowOutcome
from munera.services.mentor.models.sittings import Form


class ResultFile(models.Model):
    """A table of candidates and their answers to one form: kept sealed until it is read, and its digest afterwards."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="files")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(default=timezone.now)
    # As its sender called it.
    name = models.CharField(_("name of the file"), max_length=100, blank=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    sealed = models.BinaryField(blank=True)
    state = models.CharField(max_length=8, choices=FileState, default=FileState.RECEIVED)
    work = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Why it could not be read, and what the sentence about it names.
    fault = models.CharField(max_length=40, blank=True)
    said = models.JSONField(default=dict, blank=True)
    # The number of the last row that was answered: begun again, reading goes on behind it.
    read_to = models.PositiveIntegerField(default=0)
    # How many rows were answered in which way.
    counts = models.JSONField(default=dict, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=FileState.RECEIVED, ended_at=None)
                | (~Q(state=FileState.RECEIVED) & Q(ended_at__isnull=False, sealed=b"")),
                name="results_are_kept_until_they_are_read",
            )
        ]

    def __str__(self) -> str:
        return f"file {self.pk} of form {self.form_id}"

    @property
    def has_ended(self) -> bool:
        return self.state != FileState.RECEIVED


class ResultRow(models.Model):
    """A row that was not simply taken in, and why. The number of the candidate is kept masked."""

    file = models.ForeignKey(ResultFile, on_delete=models.CASCADE, related_name="rows")
    # As the spreadsheet counts its lines.
    number = models.PositiveIntegerField()
    masked = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=8, choices=RowOutcome)
    fault = models.CharField(max_length=40)
    said = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="row_is_answered_once")]

    def __str__(self) -> str:
        return f"row {self.number} of file {self.file_id}"
