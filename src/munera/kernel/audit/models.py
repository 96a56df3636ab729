"""Events, written once in the transaction they tell of, and the seals that chain them."""

from django.db import models


class Event(models.Model):
    """One thing that happened. References are ``app.model:pk`` texts, never foreign keys."""

    at = models.DateTimeField()
    verb = models.CharField(max_length=120)
    actor = models.CharField(max_length=120)
    on_behalf_of = models.CharField(max_length=120, blank=True)
    object = models.CharField(max_length=120)
    details = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    # A keyed digest of the whole row: a change between writing and sealing is found as well.
    mac = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["object"], name="event_object"),
            models.Index(fields=["actor"], name="event_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.verb} {self.object}"


class Seal(models.Model):
    """The link of one event into the chain; positions have no gaps."""

    position = models.PositiveBigIntegerField(primary_key=True)
    event = models.PositiveBigIntegerField(unique=True)
    previous = models.CharField(max_length=64)
    link = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position}: {self.link}"
