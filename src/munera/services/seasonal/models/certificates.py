"""What a register has certified of somebody's days of a year, and which days that were."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from munera.kernel.credentials.models import Credential
from munera.kernel.people.models import Person


class DaysCredential(models.Model):
    """The days of one calendar year in one country, as the register knew them when the credential was taken.

    One stands for a person, year and country. It ends when more days have come and a newer one takes its place, or when
    a correction strikes off a day that it counts.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    country = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    # The numbers of the engagements that it counts, ascending: by them is known what has become of each.
    engagements = models.JSONField()
    days = models.PositiveSmallIntegerField(_("days"))
    credential = models.OneToOneField(Credential, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "year", "country"],
                condition=models.Q(ended_at=None),
                name="days_of_a_year_are_certified_once",
            )
        ]

    def __str__(self) -> str:
        return f"certified days {self.pk} of person {self.person_id}"
