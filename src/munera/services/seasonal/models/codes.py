"""What a worker holds in hand: a code that opens their days without an account, and confirmations on paper."""

from django.db import models
from django.utils import timezone

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person


class SelfCheckCode(models.Model):
    """Opens a worker's days to whoever knows their number as well; only a keyed digest of it is kept.

    One that an employer hands out names that ``employer`` and opens the days with them alone: the employer knows the
    number, and could keep a copy of the code. One without was given to somebody whose document was seen.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    digest = models.CharField(max_length=64, db_index=True)
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "employer"],
                condition=models.Q(withdrawn_at=None, employer__isnull=False),
                name="worker_has_one_code_of_an_employer",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(withdrawn_at=None, employer=None),
                name="worker_has_one_code_for_all_days",
            ),
        ]

    def __str__(self) -> str:
        return f"code {self.pk} of person {self.person_id}"


class Confirmation(models.Model):
    """A paper that says on which days of a year somebody was registered with an employer, as it was then.

    ``days`` is what the paper lists, so that whoever is handed one can hold it against what we printed. ``reference``
    is drawn by lot and too long to guess. When its bearer is forgotten the row goes, and the paper cannot be checked.
    """

    reference = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=20, blank=True)
    # One object for each day: "on", "shift", "job", "receipt" and "received_at".
    days = models.JSONField()
    digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "employer", "year", "digest"], name="same_days_are_confirmed_once"
            )
        ]

    def __str__(self) -> str:
        return f"confirmation {self.pk} for person {self.person_id}"

    @property
    def count(self) -> int:
        """On how many days: one with two shifts is one day."""
        return len({day["on"] for day in self.days})
