"""The states of files, attempts, calibrations and releases, and what a candidate may be known by."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileState(models.TextChoices):
    """What became of a file of results."""

    RECEIVED = "received", _("Being read")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Cannot be read")
    STOPPED = "stopped", _("Given up")


class RowOutcome(models.TextChoices):
    """What became of one row of a file of results."""

    OK = "ok", _("Taken in")
    SAME = "same", _("Was here already")
    REFUSED = "refused", _("Not taken in")


class AttemptStatus(models.TextChoices):
    COUNTED = "counted", _("Counted")
    ABSENT = "absent", _("Did not come")
    ANNULLED = "annulled", _("Annulled")


class ProofKind(models.TextChoices):
    """What a candidate knows beside their number, by which an attempt is claimed."""

    BIRTH_DATE = "birth-date", _("Date of birth")
    IDENTIFIER = "identifier", _("National number")


class RunState(models.TextChoices):
    """Of a calibration, and of the making of reports."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class CurveModel(models.TextChoices):
    """How the chance of a right answer depends on ability; the values are the engine's."""

    TWO_PARAMETER = "2pl", _("Each question has its own difficulty and its own sharpness")
    ONE_PARAMETER = "1pl", _("Each question has its own difficulty, all are equally sharp")


class ReleaseState(models.TextChoices):
    MAKING = "making", _("Reports are being made")
    FAILED = "failed", _("The reports could not be made")
    ASKED = "asked", _("Waits for a second person")
    RELEASED = "released", _("Released")
    SENT_BACK = "sent-back", _("Sent back")


class OfferKind(models.TextChoices):
    COURSE = "course", _("Course")
    TRAINING = "training", _("Training")
    JOB = "job", _("Job")


class OfferState(models.TextChoices):
    """How a course or job stands with candidates, as the days tell."""

    SHOWN = "shown", _("Shown")
    PAST = "past", _("Past")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class AuditedTrait(models.TextChoices):
    """By what an examination is audited for fairness; none of it ever enters a score or a report."""

    GENDER = "gender", _("Gender")
    AGE_BAND = "age_band", _("Age")
    REGION = "region", _("Region")
