"""The answer that was given to a request, kept for a day in case the same request comes again."""

from django.db import models
from django.utils import timezone


class StoredAnswer(models.Model):
    """One write that was done, found again by who asked and the key they sent with it."""

    # "key:7" or "person:4": no foreign key, because the row lives for a day and nothing else asks for it.
    caller = models.CharField(max_length=40)
    key = models.CharField(max_length=255)
    # SHA-256 of method, address and body: the same key with another request is a mistake of the caller.
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    # An answer may name people, so it is kept encrypted.
    sealed = models.TextField()
    stored_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="one_answer_per_caller_and_key")]

    def __str__(self) -> str:
        return f"answer {self.status} to {self.caller}"
