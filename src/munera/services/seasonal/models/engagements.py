"""Receipts, engagements by the day, and what was reckoned for them."""

from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from stdnum.iso7064 import mod_97_10

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.seasonal.choices import CancelReason, EngagementState, Job, OperationKind, Outcome
from munera.services.seasonal.models.crews import Worker


class Receipt(models.Model):
    """The answer to one operation: a crew registered for a day, or taken off it. In law only what it says counts.

    ``op_id`` was made where the thumb hit the button: the same one sent again finds this row and changes nothing.
    Three clocks are kept: when the button was pressed and when the queue was sent, by the clock of the device, and
    when it was received, by ours. Only ours decides.
    """

    # Found by the two indexes below: one of its own would cost every row that is written.
    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    op_id = models.UUIDField()
    kind = models.CharField(max_length=16, choices=OperationKind, default=OperationKind.REGISTER)
    on = models.DateField(_("day"))
    shift = models.CharField(max_length=16)
    # The workers that were asked for, by number: some may have been registered for the day before.
    asked = models.JSONField()
    # Whatever else was asked, in one fixed spelling: the same op_id with other words is a mistake, not a repetition.
    terms = models.JSONField(default=dict)
    outcome = models.CharField(max_length=16, choices=Outcome, default=Outcome.OK)
    # One object for each worker asked for: "worker", "outcome" and, where it was refused, the rule and its numbers.
    answers = models.JSONField(default=list)
    device = models.CharField(max_length=40, blank=True)
    sequence = models.PositiveIntegerField(null=True, blank=True)
    pressed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    received_from = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employer", "op_id"], name="operation_is_answered_once")]
        indexes = [models.Index(fields=["employer", "on"], name="receipt_employer_on")]

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
    """One worker in one shift of one day. Cancelling keeps the row; registering again adds another.

    Without an ``assessment`` the levy of that day is not known yet: the day is registered all the same. A row that
    came too late is kept as evidence with both its times (the receipt holds them), and counts for nothing.
    """

    # Without an index of its own: that of employer and day serves as well, and each costs every row that is written.
    employer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="engagements")
    # The worker's person again: limits count over all employers, and must find the days by one index.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField(_("day"))
    shift = models.CharField(_("shift"), max_length=16)
    # One of the rule book's kinds, and the first day of the relationship: some laws price by it.
    kind = models.CharField(max_length=16)
    began_on = models.DateField()
    job = models.CharField(_("job"), max_length=16, choices=Job)
    place = models.CharField(_("place of work"), max_length=100, blank=True)
    hours = models.DecimalField(_("hours"), max_digits=4, decimal_places=2, null=True, blank=True)
    pay_per_hour = models.DecimalField(_("pay per hour"), max_digits=10, decimal_places=2, null=True, blank=True)
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="engagements")
    # Nobody asks for the days of an assessment, but for those that wait for one: their index is below.
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    state = models.CharField(_("state"), max_length=16, choices=EngagementState, default=EngagementState.REGISTERED)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # Its index is below, and holds the few rows that were cancelled.
    cancelled_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    cancel_reason = models.CharField(max_length=16, choices=CancelReason, blank=True)
    # A correction of a closed month may count a late day in after all.
    admitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "worker", "on", "shift"],
                condition=models.Q(state=EngagementState.REGISTERED),
                name="worker_is_registered_once_a_shift",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[EngagementState.REGISTERED, EngagementState.LATE],
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
        indexes = [
            models.Index(fields=["employer", "on"], name="engagement_employer_on"),
            models.Index(fields=["person", "on"], name="engagement_of_person"),
            models.Index(fields=["on", "place"], name="engagement_on_place"),
            models.Index(
                fields=["cancelled_by"],
                condition=models.Q(cancelled_by__isnull=False),
                name="engagement_cancelled_by",
            ),
            models.Index(
                fields=["employer"],
                condition=models.Q(assessment__isnull=True, state=EngagementState.REGISTERED),
                name="engagement_without_levy",
            ),
        ]

    def __str__(self) -> str:
        return f"engagement {self.pk} on {self.on}"

    @property
    def is_registered(self) -> bool:
        return self.state == EngagementState.REGISTERED

    @property
    def is_late(self) -> bool:
        return self.state == EngagementState.LATE
