"""What one attempt tells its candidate."""

from datetime import datetime

from django.db import models

from munera.services.mentor.models.attempts import Attempt
from munera.services.mentor.models.releases import Release


class Report(models.Model):
    """The engine's explanation of one attempt as sealed JSON (``queries.reports`` opens it)."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="reports")
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="reports")
    sealed = models.BinaryField()
    # Of the form of the JSON.
    version = models.PositiveSmallIntegerField(default=1)
    # Of the JSON before it was sealed: what was told can be shown to be what was made.
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["release", "pk"]
        constraints = [models.UniqueConstraint(fields=["release", "attempt"], name="one_report_per_release")]

    def __str__(self) -> str:
        return f"report {self.pk} of attempt {self.attempt_id}"

    @property
    def released_at(self) -> datetime | None:
        """When candidates were first shown it; None as long as they are not."""
        return self.release.released_at
