"""What ties an attempt to a person: nothing, until the person wants it; taken back, the tie is deleted."""

from django.db import models
from django.utils import timezone

from munera.kernel.people.models import Person
from munera.services.mentor.models.attempts import Attempt


class OptIn(models.Model):
    """A person wants to be told about their examinations, in which words, since when and until when."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    text_version = models.CharField(max_length=20)
    # SHA-256 of the words as they were shown, in that language.
    text_digest = models.CharField(max_length=64)
    language = models.CharField(max_length=15)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(withdrawn_at=None), name="one_standing_opt_in_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"opt-in of person {self.person_id}"


class Claim(models.Model):
    """An attempt is this person's: they knew its number and what else was asked."""

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="claim")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    claimed_at = models.DateTimeField(default=timezone.now)
    # Finds the row of ``AuditedGroups``, so that its person may have a copy of it, and have it erased.
    audited = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-claimed_at", "-pk"]

    def __str__(self) -> str:
        return f"claim {self.pk} on attempt {self.attempt_id}"
