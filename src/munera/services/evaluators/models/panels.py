"""Panels: an office composes, for several demands at once, who evaluates each of them."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.evaluators.choices import SeatState
from munera.services.evaluators.models.demands import Demand
from munera.services.evaluators.models.profiles import Profile


class Round(models.Model):
    """Several demands that an office serves together, so that no panel is good at the cost of another."""

    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name of the round"), max_length=120)
    demands = models.ManyToManyField(Demand, related_name="rounds")
    fewest = models.PositiveSmallIntegerField(_("researchers in each panel, at least"), default=2)
    most = models.PositiveSmallIntegerField(_("researchers in each panel, at most"), default=3)
    load = models.PositiveSmallIntegerField(_("panels of one researcher, at most"), default=1)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    appointed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    appointed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fewest__gte=1, most__gte=F("fewest"), most__lte=9, load__gte=1, load__lte=9),
                name="round_has_sensible_sizes",
            ),
        ]

    def __str__(self) -> str:
        return f"round {self.pk} of organisation {self.office_id}"

    @property
    def is_appointed(self) -> bool:
        return self.appointed_at is not None


class Composition(models.Model):
    """One reckoning of a round, written once: what went in, by which versions, and what came out or why nothing did.

    ``inputs`` is all that was reckoned with; run again with it, the engine gives the same pairs. The office's own
    changes are in the seats, not here.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="compositions")
    composed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    composed_at = models.DateTimeField(default=timezone.now)
    inputs = models.JSONField()
    inputs_sha256 = models.CharField(max_length=64)
    # Of the engine, the policy and the table of neighbouring skills.
    versions = models.JSONField()
    # Pairs, welfare, worst-off, the bound that proves it, and the other ways that were weighed.
    outcome = models.JSONField(default=dict)
    # Which demands and researchers get in each other's way; empty where panels were found.
    bottleneck = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-composed_at", "-pk"]

    def __str__(self) -> str:
        return f"composition {self.pk} of round {self.round_id}"

    @property
    def is_feasible(self) -> bool:
        return not self.bottleneck


class Seat(models.Model):
    """One researcher in the panel of one demand, and why."""

    composition = models.ForeignKey(Composition, on_delete=models.CASCADE, related_name="seats")
    demand = models.ForeignKey(Demand, on_delete=models.CASCADE, related_name="+")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="seats")
    points = models.PositiveSmallIntegerField()
    # The lines of the engine's explanation, as data.
    reason = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=SeatState, default=SeatState.PROPOSED)
    # Where the office put somebody else than was found best: who did, why, and how many points it cost.
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    change_reason = models.CharField(_("why"), max_length=300, blank=True)
    change_cost = models.SmallIntegerField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    consent_version = models.CharField(max_length=20, blank=True)
    consent_digest = models.CharField(max_length=64, blank=True)
    consent_language = models.CharField(max_length=15, blank=True)

    class Meta:
        ordering = ["demand_id", "-points", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["composition", "demand", "profile"], name="researcher_sits_once_in_panel"),
            models.CheckConstraint(
                condition=Q(changed_at=None) | (Q(changed_by__isnull=False) & ~Q(change_reason="")),
                name="changed_seat_says_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=SeatState.ACCEPTED) | ~Q(consent_digest=""), name="accepted_seat_has_consent"
            ),
        ]

    def __str__(self) -> str:
        return f"seat {self.pk} in the panel of demand {self.demand_id}"
