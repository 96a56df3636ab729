"""Events, written once in the transaction they tell of, and the seals that chain them."""

import uuid
from typing import Any, ClassVar, NoReturn

from django.db import models


class WrittenOnce(TypeError):
    """Code tried to change or delete what is written once: a fault of the program, never of a person."""


class WrittenOnceQuerySet(models.QuerySet[Any]):
    """Rows that can be added and read."""

    def update(self, **_kwargs: Any) -> NoReturn:
        raise WrittenOnce

    def delete(self) -> NoReturn:
        raise WrittenOnce

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise WrittenOnce


class WrittenOnceModel(models.Model):
    """Refuses a second save in Python; on PostgreSQL a trigger refuses it to everyone (``0002_written_once``)."""

    objects: ClassVar[models.Manager[Any]] = WrittenOnceQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        if not self._state.adding:
            raise WrittenOnce
        super().save(**(kwargs | {"force_insert": True}))

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise WrittenOnce


class Event(WrittenOnceModel):
    """One thing that happened. References are ``app.model:pk`` texts, never foreign keys."""

    # Drawn by lot and part of the mac, so that a true row cannot be copied to make something happen twice.
    nonce = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(db_index=True)
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
            # Verbs are asked for by their beginning, which PostgreSQL finds by this order alone.
            models.Index(fields=["verb"], opclasses=["varchar_pattern_ops"], name="event_verb"),
            models.Index(fields=["object"], name="event_object"),
            models.Index(fields=["actor"], name="event_actor"),
            models.Index(fields=["on_behalf_of"], name="event_on_behalf_of", condition=~models.Q(on_behalf_of="")),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.verb} {self.object}"


class Seal(WrittenOnceModel):
    """The link of one event into the chain; positions have no gaps."""

    position = models.PositiveBigIntegerField(primary_key=True)
    event = models.PositiveBigIntegerField(unique=True)
    previous = models.CharField(max_length=64)
    link = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position}: {self.link}"


class Head(models.Model):
    """Where the chain ends, signed with the audit key: the one row here that changes.

    It makes two workers seal one after the other, and it shows when the last events were cut off.
    """

    number = models.PositiveSmallIntegerField(primary_key=True, default=1)
    position = models.PositiveBigIntegerField(default=0)
    link = models.CharField(max_length=64, default="0" * 64)
    sealed_at = models.DateTimeField(null=True, blank=True)
    mac = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(number=1), name="a_chain_has_one_head")]

    def __str__(self) -> str:
        return f"{self.position}: {self.link}"
