"""Demands: a policy or programme that asks for an evaluation, and what it asks of who evaluates it."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.skills.models import Concept
from munera.services.evaluators.choices import DemandStatus, EvaluationKind, MinimumEvidence, Sphere, Theme


class Demand(models.Model):
    """A card. Every manager of the body may work on it; ``manager`` is whom a match reaches."""

    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    manager = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sphere = models.CharField(_("level of the state"), max_length=10, choices=Sphere)
    policy = models.CharField(_("policy or programme"), max_length=200)
    about = models.TextField(_("what it does"), max_length=2000, blank=True)
    theme = models.CharField(_("theme"), max_length=2, choices=Theme)
    kind = models.CharField(_("kind of evaluation"), max_length=10, choices=EvaluationKind)
    question = models.TextField(_("what you want to know"), max_length=1000)
    data_at_hand = models.TextField(_("data at hand"), max_length=1000, blank=True)
    # Codes; empty leaves the way to the researcher.
    methods = models.JSONField(_("methods"), default=list, blank=True)
    place = models.CharField(_("place"), max_length=6)
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    # In Brazilian reais; None where there is no budget.
    budget = models.DecimalField(_("budget"), max_digits=12, decimal_places=2, null=True, blank=True)
    # The last day on which researchers may answer.
    deadline = models.DateField(_("answers until"))
    status = models.CharField(_("state"), max_length=8, choices=DemandStatus, default=DemandStatus.DRAFT)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Taken out of every deck by the moderation.
    hidden_at = models.DateTimeField(null=True, blank=True)
    # How many have answered this card: those that few have seen come earlier among near equals.
    seen = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=DemandStatus.OPEN) | Q(opened_at__isnull=False), name="open_demand_was_opened"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="demand_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(budget=None) | Q(budget__gt=0), name="demand_budget_is_none_or_more"),
        ]
        indexes = [
            models.Index(fields=["status", "deadline"], name="demand_status_deadline"),
            models.Index(fields=["body", "status"], name="demand_body_status"),
        ]

    def __str__(self) -> str:
        return f"demand {self.pk} of organisation {self.body_id}"

    def is_in_decks(self, *, on: date) -> bool:
        return self.status == DemandStatus.OPEN and self.hidden_at is None and self.deadline >= on


class Requirement(models.Model):
    """One skill the demand asks for: how much it weighs, and the least that will do."""

    demand = models.ForeignKey(Demand, on_delete=models.CASCADE, related_name="requirements")
    skill = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+")
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    must = models.BooleanField(_("without it, nobody is shown"), default=False)
    # 0 where any level will do.
    minimum_level = models.PositiveSmallIntegerField(_("at least"), default=0)
    minimum_evidence = models.CharField(
        _("how it must be known"), max_length=20, choices=MinimumEvidence, default=MinimumEvidence.DECLARED
    )

    class Meta:
        ordering = ["-must", "-weight", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["demand", "skill"], name="demand_asks_for_a_skill_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=5), name="requirement_weight_from_1_to_5"),
            models.CheckConstraint(condition=Q(minimum_level__lte=6), name="requirement_level_on_the_scale"),
        ]

    def __str__(self) -> str:
        return f"requirement {self.pk} of demand {self.demand_id}"
