"""What a closed month owes: each version of an employer's return, kept whole."""

from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person


class MonthlyReturn(models.Model):
    """An employer's return for a month. The first version closes the month; a correction adds the next.

    ``rows`` holds, for each worker, the days and the amount of each component as texts; ``to_pay`` is what this
    version adds to those before it, less than nothing where too much was declared.
    """

    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("month"))
    version = models.PositiveSmallIntegerField(default=1)
    closed_at = models.DateTimeField(default=timezone.now)
    # Nobody where the month closed by itself.
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    because = models.TextField(_("reason of the correction"), blank=True)
    person_days = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    total = models.DecimalField(_("levy"), max_digits=16, decimal_places=2)
    to_pay = models.DecimalField(_("to pay"), max_digits=16, decimal_places=2)
    rows = models.JSONField()
    rules_version = models.CharField(max_length=64)
    inputs_digest = models.CharField(max_length=64)
    # Model 97, and the day until which it is to be paid, where the rules of the country know them.
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["employer", "month", "version"], name="return_version_is_made_once"),
            models.CheckConstraint(condition=models.Q(total__gte=Decimal(0)), name="return_is_not_negative"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="return_month_is_its_first_day"),
        ]
        indexes = [models.Index(fields=["month"], name="return_month")]

    def __str__(self) -> str:
        return f"return {self.month:%Y-%m} of organisation {self.employer_id}, version {self.version}"
