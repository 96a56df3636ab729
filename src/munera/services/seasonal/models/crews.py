"""Whom an employer engages by the day, and the crews it makes of them."""

from datetime import date
from typing import NamedTuple, TypeAlias

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.choices import Sex
from munera.kernel.people.models import Person
from munera.services.seasonal.choices import Job


def full_years(born_on: date | None, day: date) -> int | None:
    """None where the date of birth is not known."""
    if born_on is None:
        return None
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


class Judged(NamedTuple):
    """What the law asks of a worker, without the rest of the row: a file has a hundred thousand to judge."""

    pk: int
    person_id: int
    born_on: date | None
    is_foreigner: bool
    consent_seen_on: date | None
    medical_finding_seen_on: date | None
    is_unpaid_family: bool

    def age_on(self, day: date) -> int | None:
        """In full years; None where the date of birth is not known."""
        return full_years(self.born_on, day)


class Worker(models.Model):
    """Somebody an employer engages by the day; ``name`` is as this employer wrote it.

    Birthday and sex are read off the national number where it tells them: the law asks for the age, the statistics
    for both. Someone whose number does not tell has them entered from the document.
    """

    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    job = models.CharField(_("usual job"), max_length=16, choices=Job)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=8, choices=Sex, blank=True)
    municipality = models.CharField(_("municipality of residence"), max_length=100, blank=True)
    is_foreigner = models.BooleanField(default=False)
    # Papers the employer has seen: for somebody under age, and for a relative who helps without pay.
    consent_seen_on = models.DateField(_("written consent of a parent or guardian seen on"), null=True, blank=True)
    medical_finding_seen_on = models.DateField(_("medical finding seen on"), null=True, blank=True)
    is_unpaid_family = models.BooleanField(_("relative who helps without pay"), default=False)
    enrolled_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employer", "person"], name="worker_is_enrolled_once")]

    def __str__(self) -> str:
        # A number, not a name: what is printed by accident must not identify.
        return f"worker {self.pk} of organisation {self.employer_id}"

    @property
    def shown_name(self) -> str:
        """The name for a page; one who was forgotten is shown by number."""
        return self.name or _("Worker %(number)s") % {"number": self.pk}

    def age_on(self, day: date) -> int | None:
        """In full years; None where the date of birth is not known."""
        return full_years(self.born_on, day)


# Whoever can be judged: all that is asked of them is in either.
AnyWorker: TypeAlias = Worker | Judged


class Crew(models.Model):
    """A named list of workers who are often registered together."""

    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name of the crew"), max_length=100)
    workers = models.ManyToManyField(Worker, related_name="crews", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employer", "name"], name="crew_is_named_once")]

    def __str__(self) -> str:
        return f"crew {self.pk} of organisation {self.employer_id}"
