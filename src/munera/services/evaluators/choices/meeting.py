"""Who answers whom, what an answer can become, and what keeps two sides apart."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    """Whose answer it is."""

    EVALUATOR = "evaluator", _("of the researcher")
    BODY = "body", _("of the public body")

    @property
    def other(self) -> "Direction":
        return Direction.BODY if self is Direction.EVALUATOR else Direction.EVALUATOR


class InterestState(models.TextChoices):
    PASSED = "passed", _("Passed")
    INTERESTED = "interested", _("Interested")
    MUTUAL = "mutual", _("Both are interested")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class ProjectState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    STARTED = "started", _("Started")
    FINISHED = "finished", _("Finished")
    ABANDONED = "abandoned", _("Given up")


class ConflictKind(models.TextChoices):
    """Why somebody should not evaluate here. The same institution is found by itself and is not declared."""

    CO_AUTHOR = "co-author", _("We have published together")
    SUPERVISED = "supervised", _("One of us supervised the other")
    WORKED_TOGETHER = "worked-together", _("I worked there in the last years")
    CLOSE = "close", _("We are related or close")


class ReportReason(models.TextChoices):
    UNTRUE = "untrue", _("It says something untrue")
    RUDE = "rude", _("It is rude or discriminates")
    ADVERTISING = "advertising", _("It is advertising")
    CONTACTS = "contacts", _("It tells contacts before both are interested")
    OTHER = "other", _("Something else")
