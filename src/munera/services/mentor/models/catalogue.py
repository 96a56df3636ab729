"""Courses, trainings and jobs of public bodies, by the units of competence they teach or ask for."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.credentials.models.achievements import in_language
from munera.kernel.organisations.models import Organisation
from munera.services.mentor.choices import OfferKind
from munera.services.mentor.models.blueprints import CompetenceUnit, Examination


class Offer(models.Model):
    """A course or training that teaches units of competence, or a job that asks for them."""

    body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=OfferKind)
    names = models.JSONField(_("name"))
    summaries = models.JSONField(_("in a few sentences"), default=dict, blank=True)
    units = models.ManyToManyField(CompetenceUnit, related_name="offers")
    # A job may ask for the qualification itself.
    examination = models.ForeignKey(Examination, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # As people say it; empty where it is held at a distance.
    place = models.CharField(_("place"), max_length=100, blank=True)
    region = models.CharField(_("region"), max_length=10, blank=True)
    hours = models.PositiveSmallIntegerField(_("hours"), null=True, blank=True)
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    apply_until = models.DateField(_("apply until"), null=True, blank=True)
    link = models.URLField(_("more about it"), blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="offer_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(link="") | Q(link__startswith="https://"), name="offer_leads_to_a_secure_page"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def name(self) -> str:
        return in_language(self.names)

    @property
    def summary(self) -> str:
        return in_language(self.summaries)

    def is_open(self, *, on: date) -> bool:
        """Whether it is shown to candidates: not withdrawn, and somebody can still come. It may have begun."""
        return self.withdrawn_at is None and not self.is_over(on=on)

    def is_over(self, *, on: date) -> bool:
        """Whether nobody can apply or come any more."""
        return any(day is not None and day < on for day in (self.apply_until, self.ends_on))

    def has_begun(self, *, on: date) -> bool:
        return self.starts_on is not None and self.starts_on < on
