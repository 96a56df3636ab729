"""Jobs, states of an engagement, and why one is cancelled."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.TextChoices):
    """Kinds of seasonal work, as the act of 2018 lists them."""

    SOIL = "soil", _("Preparing the soil")
    PLANTING = "planting", _("Planting and sowing")
    PROTECTION = "protection", _("Protecting plants")
    PRUNING = "pruning", _("Pruning and thinning")
    FRUIT = "fruit", _("Picking fruit")
    VEGETABLES = "vegetables", _("Picking and digging vegetables")
    TOBACCO = "tobacco", _("Picking tobacco")
    WILD = "wild", _("Gathering wild plants and mushrooms")
    MACHINES = "machines", _("Driving farm machines")
    LIVESTOCK = "livestock", _("Tending livestock")
    FORESTRY = "forestry", _("Felling and clearing in the forest")
    PACKING = "packing", _("Sorting, packing and storing")


class EngagementState(models.TextChoices):
    REGISTERED = "registered", _("Registered")
    CANCELLED = "cancelled", _("Cancelled")


class CancelReason(models.TextChoices):
    RAIN = "rain", _("Rain or other weather")
    ABSENT = "absent", _("The worker did not come")
    MISTAKE = "mistake", _("Registered by mistake")
