"""Jobs, states of an engagement, why one is cancelled, and how an operation is answered."""

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
    LATE = "late", _("Received too late")


class CancelReason(models.TextChoices):
    RAIN = "rain", _("Rain or other weather")
    ABSENT = "absent", _("The worker did not come")
    MISTAKE = "mistake", _("Registered by mistake")
    CORRECTION = "correction", _("Struck off by a correction")


class OperationKind(models.TextChoices):
    REGISTER = "register", _("Registered")
    CANCEL = "cancel", _("Cancelled")


class Outcome(models.TextChoices):
    """How an operation, or one worker in it, was answered. A crew is answered by the worst of its workers."""

    OK = "ok", _("Done")
    DUPLICATE = "duplicate", _("Was so already")
    LATE = "late", _("Received too late")
    LIMIT = "limit", _("Over a limit of the law")
    CLOSED = "closed", _("The month is closed")
    INVALID = "invalid", _("Not possible")


class UploadState(models.TextChoices):
    RECEIVED = "received", _("Received, not yet worked off")
    DONE = "done", _("Worked off")
    REFUSED = "refused", _("Could not be read")
    STOPPED = "stopped", _("Stopped before its end")
