"""Crews, receipts, engagements by the day, and what was reckoned for them."""

from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from stdnum.iso7064 import mod_97_10

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.seasonal.choices import CancelReason, EngagementState, Job


class Worker(models.Model):
    """Somebody an employer engages by the day; ``name`` is as this employer wrote it."""

    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    job = models.CharField(_("usual job"), max_length=16, choices=Job)
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


class Receipt(models.Model):
    """The answer to one registration of a crew. In law this counts, and only this.

    ``op_id`` was made where the thumb hit the button: the same one sent again finds this row and changes nothing.
    """

    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    op_id = models.UUIDField()
    on = models.DateField(_("day"))
    # The workers that were asked for, by number: some may have been registered for the day before.
    asked = models.JSONField()
    received_at = models.DateTimeField(default=timezone.now)
    received_from = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employer", "op_id"], name="operation_is_answered_once")]

    def __str__(self) -> str:
        return f"receipt {self.number}"

    @property
    def number(self) -> str:
        """The receipt's number with two check digits (ISO 7064, MOD 97-10), to be read out over the telephone."""
        year, running = f"{self.received_at:%Y}", f"{self.pk:07d}"
        return f"{year}-{running}-{mod_97_10.calc_check_digits(year + running)}"


class Assessment(models.Model):
    """What the engine reckoned, kept whole so that it explains itself without the rules.

    The version of the rules and the digest of what was asked fix the answer, so it is stored once: every engagement
    of that day points to it.
    """

    on = models.DateField(_("day"))
    total = models.DecimalField(_("levy"), max_digits=14, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    result = models.JSONField()
    version = models.CharField(max_length=64)
    inputs_digest = models.CharField(max_length=64)
    assessed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "inputs_digest"], name="question_is_assessed_once"),
            models.CheckConstraint(condition=models.Q(total__gte=Decimal(0)), name="levy_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"assessment of {self.on}"


class Engagement(models.Model):
    """One worker on one day. Cancelling keeps the row; registering again adds another.

    Without an ``assessment`` the levy of that day is not known yet: the day is registered all the same.
    """

    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="engagements")
    on = models.DateField(_("day"))
    job = models.CharField(_("job"), max_length=16, choices=Job)
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="engagements")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=EngagementState, default=EngagementState.REGISTERED)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    cancel_reason = models.CharField(max_length=16, choices=CancelReason, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "worker", "on"],
                condition=models.Q(state=EngagementState.REGISTERED),
                name="worker_is_registered_once_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state=EngagementState.REGISTERED,
                    cancelled_at__isnull=True,
                    cancelled_by__isnull=True,
                    cancel_reason="",
                )
                | models.Q(
                    ~models.Q(cancel_reason=""),
                    state=EngagementState.CANCELLED,
                    cancelled_at__isnull=False,
                    cancelled_by__isnull=False,
                ),
                name="cancelled_says_when_by_whom_and_why",
            ),
        ]
        indexes = [models.Index(fields=["employer", "on"], name="engagement_employer_on")]

    def __str__(self) -> str:
        return f"engagement {self.pk} on {self.on}"

    @property
    def is_registered(self) -> bool:
        return self.state == EngagementState.REGISTERED
