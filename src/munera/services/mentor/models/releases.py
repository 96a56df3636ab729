"""Reports of a sitting are made, looked at by a second person, and only then shown to candidates."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.jobs.models import Job
from munera.kernel.people.models import Person
from munera.services.mentor.choices import ReleaseState
from munera.services.mentor.models.calibrations import Calibration
from munera.services.mentor.models.sittings import Sitting


class Release(models.Model):
    """All reports of a sitting that were made together. One of a sitting is released at a time: the last."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="releases")
    calibration = models.ForeignKey(Calibration, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    work = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=9, choices=ReleaseState, default=ReleaseState.MAKING)
    fault = models.CharField(max_length=40, blank=True)
    said = models.JSONField(default=dict, blank=True)
    # How many reports, how many passed, how often what was withheld; what the second person looks at.
    numbers = models.JSONField(default=dict, blank=True)
    # What those who sat twice teach, as all its reports use it: model, digest, evaluation, years; or why nothing was
    # learned (``actions.retaking``).
    learned = models.JSONField(default=dict, blank=True)
    seen_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    # Why it was sent back.
    because = models.CharField(_("why"), max_length=300, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    # A later one took its place.
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seen_by=None) | ~Q(seen_by=F("asked_by")), name="second_look_is_another_persons"
            ),
            models.CheckConstraint(
                condition=~Q(state=ReleaseState.RELEASED)
                | Q(seen_by__isnull=False, seen_at__isnull=False, released_at__isnull=False),
                name="released_reports_were_seen",
            ),
            models.UniqueConstraint(
                fields=["sitting"],
                condition=Q(state=ReleaseState.RELEASED, replaced_at=None),
                name="one_standing_release_of_a_sitting",
            ),
            models.UniqueConstraint(
                fields=["sitting"],
                condition=Q(state__in=[ReleaseState.MAKING, ReleaseState.ASKED]),
                name="one_release_in_preparation",
            ),
        ]

    def __str__(self) -> str:
        return f"release {self.pk} of sitting {self.sitting_id}"

    @property
    def is_standing(self) -> bool:
        return self.state == ReleaseState.RELEASED and self.replaced_at is None
