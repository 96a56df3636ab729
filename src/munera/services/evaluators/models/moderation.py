"""What the moderation decided about a card, on which reports, and why."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.people.models import Person
from munera.services.evaluators.choices import Verdict
from munera.services.evaluators.models.conduct import Report
from munera.services.evaluators.models.demands import Demand
from munera.services.evaluators.models.profiles import Profile


class Ruling(models.Model):
    """One decision about one card. Whose card it is reads the reason, and may ask for another look."""

    demand = models.ForeignKey(Demand, on_delete=models.CASCADE, null=True, blank=True, related_name="rulings")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, null=True, blank=True, related_name="rulings")
    # The reports it answers; none where a card is put back.
    reports = models.ManyToManyField(Report, related_name="rulings")
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict)
    because = models.TextField(_("reason, which the owner of the card reads"), max_length=1000)
    ruled_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ruled_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-ruled_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(demand=None, profile__isnull=False) | Q(demand__isnull=False, profile=None),
                name="ruling_concerns_one_card",
            ),
        ]

    def __str__(self) -> str:
        return f"ruling {self.pk}"
