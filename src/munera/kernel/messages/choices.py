"""Kinds of letters, the ways they go, and the states of one delivery."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from munera.kernel.refusal import Sentence


@dataclass(frozen=True, slots=True)
class LetterKind:
    """What letters of this kind are about. A mandatory kind is sent by e-mail whatever the person prefers."""

    code: str
    name: Sentence
    mandatory: bool = False


class Channel(models.TextChoices):
    """A way to a person besides the inbox, which holds every letter."""

    EMAIL = "email", _("e-mail")


class DeliveryState(models.TextChoices):
    """Waiting → claimed → handing over → sent.

    A crash while ``claimed`` leads back to waiting: nothing has been handed over yet. A crash while ``handing`` ends
    in ``sent`` where the journal holds the server's receipt, and otherwise in ``unsure``, which is never sent again
    by itself. ``failed`` is a refusal for good, or the end of our patience.
    """

    WAITING = "waiting", _("waiting")
    CLAIMED = "claimed", _("being sent")
    HANDING = "handing", _("being handed over")
    SENT = "sent", _("sent")
    UNSURE = "unsure", _("perhaps sent")
    FAILED = "failed", _("not sent")
