"""The states of a seat in a panel, and what a moderation may decide."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SeatState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPOINTED = "appointed", _("Asked")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class Verdict(models.TextChoices):
    LEFT = "left", _("The card stays")
    HIDDEN = "hidden", _("The card is taken out of every deck")
    RESTORED = "restored", _("The card is put back")
