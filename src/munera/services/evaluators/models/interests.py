"""What each side answered to a card of the other, and the match where both said yes."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from munera.kernel.people.models import Person
from munera.services.evaluators.choices import Direction, InterestState
from munera.services.evaluators.models.demands import Demand
from munera.services.evaluators.models.profiles import Profile


class Interest(models.Model):
    """One side's answer to one card: one row for a pair and a direction, in one state.

    The other side learns nothing of it until the state is mutual. Whoever is interested has agreed, in the words of
    ``consent_…``, that their contacts are shown to the other side if it is interested too.
    """

    demand = models.ForeignKey(Demand, on_delete=models.CASCADE, related_name="interests")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="interests")
    direction = models.CharField(max_length=10, choices=Direction)
    state = models.CharField(max_length=10, choices=InterestState)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    # Points of 100 and the policy by which the card was ranked when it was answered.
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    consent_version = models.CharField(max_length=20, blank=True)
    consent_digest = models.CharField(max_length=64, blank=True)
    consent_language = models.CharField(max_length=15, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["demand", "profile", "direction"], name="pair_has_one_state_in_each_direction"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[InterestState.INTERESTED, InterestState.MUTUAL]) | ~Q(consent_digest=""),
                name="interest_has_consent",
            ),
        ]
        indexes = [
            models.Index(fields=["profile", "direction", "state"], name="interest_of_profile"),
            models.Index(fields=["state", "decided_at"], name="interest_state_decided"),
        ]

    def __str__(self) -> str:
        return f"interest {self.pk} of demand {self.demand_id} and profile {self.profile_id}"


class Match(models.Model):
    """Both sides were interested: from now on each sees how to reach the other, until one of them ends it."""

    demand = models.ForeignKey(Demand, on_delete=models.CASCADE, related_name="matches")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="matches")
    made_at = models.DateTimeField(default=timezone.now)
    # Points of 100 on the day of the match.
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, choices=Direction, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["demand", "profile"], condition=Q(ended_at=None), name="pair_has_one_standing_match"
            ),
        ]

    def __str__(self) -> str:
        return f"match {self.pk} of demand {self.demand_id} and profile {self.profile_id}"

    @property
    def stands(self) -> bool:
        return self.ended_at is None
