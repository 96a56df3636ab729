"""Letters, their deliveries (the outbox), and who wants which kind by e-mail."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.messages.choices import Channel, DeliveryState
from munera.kernel.people.models import Person


class Letter(models.Model):
    """What was written to a person, in the words and the language they received it in."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=80)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=15)
    # ``app.model:pk``, as in the audit: a letter may outlive what it speaks of.
    about = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-created_at"], name="letter_inbox"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="letter_unread"),
            models.Index(fields=["kind", "about"], name="letter_about"),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk} ({self.kind})"

    def get_absolute_url(self) -> str:
        return reverse("messages:show_letter", args=[self.pk])


class Delivery(models.Model):
    """One letter going one way. The rows that wait are the queue."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel)
    # Makes the Message-ID, which is the same at every attempt: mail systems drop a second copy by it.
    token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=8, choices=DeliveryState, default=DeliveryState.WAITING)
    # Also the token of the present attempt: who writes with an older one is refused.
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "channel"], name="letter_goes_each_way_once"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.SENT, sent_at__isnull=False)
                | (~Q(state=DeliveryState.SENT) & Q(sent_at=None)),
                name="sent_has_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(state__in=[DeliveryState.WAITING, DeliveryState.CLAIMED, DeliveryState.HANDING]),
                name="delivery_unfinished",
            )
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk} of letter {self.letter_id} ({self.state})"


class Preference(models.Model):
    """That a person does (not) want letters of a kind by a channel; without a row, they do."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=80)
    channel = models.CharField(max_length=8, choices=Channel)
    wanted = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "channel"], name="one_preference_each")]

    def __str__(self) -> str:
        return f"preference {self.pk} of person {self.person_id}"
