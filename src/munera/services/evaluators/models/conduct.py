"""What keeps two sides apart: conflicts of interest, blocks; and reports to the moderation."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.evaluators.choices import ConflictKind, Direction, ReportReason
from munera.services.evaluators.models.demands import Demand
from munera.services.evaluators.models.profiles import Profile


class Conflict(models.Model):
    """Declared by either side: this researcher should evaluate nothing of this body, or nothing of this manager's."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="conflicts")
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # None where it concerns the whole body.
    manager = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=16, choices=ConflictKind)
    side = models.CharField(max_length=10, choices=Direction)
    declared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "body", "kind", "side"],
                condition=Q(manager=None),
                name="conflict_with_body_is_declared_once",
            ),
            models.UniqueConstraint(
                fields=["profile", "body", "manager", "kind", "side"],
                condition=Q(manager__isnull=False),
                name="conflict_with_manager_is_declared_once",
            ),
        ]

    def __str__(self) -> str:
        return f"conflict {self.pk} of profile {self.profile_id} with organisation {self.body_id}"


class Block(models.Model):
    """One side wants to see no more of the other; the other is not told, and sees no more of it either."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="blocks")
    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Direction)
    blocked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    blocked_at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "body", "side"], condition=Q(lifted_at=None), name="side_blocks_once"
            ),
        ]

    def __str__(self) -> str:
        return f"block {self.pk} between profile {self.profile_id} and organisation {self.body_id}"


class Report(models.Model):
    """Something is wrong with a card; the moderation decides. Who reported is not told to whom it concerns."""

    demand = models.ForeignKey(Demand, on_delete=models.CASCADE, null=True, blank=True, related_name="reports")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, null=True, blank=True, related_name="reports")
    reason = models.CharField(_("what is wrong"), max_length=12, choices=ReportReason)
    words = models.TextField(_("in a few words"), max_length=500, blank=True)
    reported_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["reported_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(demand=None, profile__isnull=False) | Q(demand__isnull=False, profile=None),
                name="report_concerns_one_card",
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"
