"""What candidates answered. Nobody's name stands here; who a candidate is, only the candidate can tell."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from munera.services.mentor.choices import AttemptStatus, ProofKind
from munera.services.mentor.models.sittings import Form, Sitting


class Attempt(models.Model):
    """One candidate at one sitting.

    ``sealed`` holds the number of the candidate and the answers (``actions.packing``); ``digest`` finds the number
    within the sitting, ``proof`` is the keyed digest of number and birth date, or national number, together.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="attempts")
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="attempts")
    sealed = models.BinaryField()
    digest = models.CharField(max_length=64)
    proof_kind = models.CharField(max_length=12, choices=ProofKind, blank=True)
    proof = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=8, choices=AttemptStatus, default=AttemptStatus.COUNTED)
    # Subject by subject in the order of the blueprint; and the total as the rule shows it.
    subject_points = models.JSONField(default=list)
    total = models.FloatField(_("mark"), null=True, blank=True)
    passed = models.BooleanField(_("passed"), null=True, blank=True)

    class Meta:
        ordering = ["sitting", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "digest"], name="candidate_sits_once_in_a_sitting"),
            models.CheckConstraint(
                condition=Q(passed=None) | Q(total__isnull=False, status=AttemptStatus.COUNTED),
                name="verdict_rests_on_marks",
            ),
        ]
        indexes = [models.Index(fields=["proof"], condition=~Q(proof=""), name="attempt_proof")]

    def __str__(self) -> str:
        return f"attempt {self.pk} at sitting {self.sitting_id}"


class Recognition(models.Model):
    """By what one examining body knows the candidate again at another sitting; nobody is ever shown it.

    The keyed digest of the national number and the body together: of one person every body has another.
    """

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="recognition")
    digest = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return f"recognition of attempt {self.attempt_id}"


class AuditedGroups(models.Model):
    """By what one sitting is audited for fairness, candidate by candidate.

    Kept apart: no key leads from here to an attempt. Only the audit joins them, by a keyed digest of its own, and
    the claim of a person who wants to know what is held about them.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    gender = models.CharField(_("gender"), max_length=20, blank=True)
    age_band = models.CharField(_("age"), max_length=20, blank=True)
    region = models.CharField(_("region"), max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sitting", "digest"], name="audited_once_in_a_sitting")]

    def __str__(self) -> str:
        return f"audited groups {self.pk}"
