"""Blueprints, sittings, what candidates answered, what the answers tell, and what is told to whom."""

from munera.services.mentor.models.attempts import Attempt, AuditedGroups, Recognition
from munera.services.mentor.models.blueprints import (
    Blueprint,
    CompetenceUnit,
    Examination,
    Question,
    Subject,
    Topic,
)
from munera.services.mentor.models.calibrations import Calibration, QuestionStatistic
from munera.services.mentor.models.catalogue import Offer
from munera.services.mentor.models.claims import Claim, OptIn
from munera.services.mentor.models.imports import ResultFile, ResultRow
from munera.services.mentor.models.releases import Release
from munera.services.mentor.models.reports import Report
from munera.services.mentor.models.sittings import Form, FormQuestion, Sitting

__all__ = [
    "Attempt",
    "AuditedGroups",
    "Blueprint",
    "Calibration",
    "Claim",
    "CompetenceUnit",
    "Examination",
    "Form",
    "FormQuestion",
    "Offer",
    "OptIn",
    "Question",
    "QuestionStatistic",
    "Recognition",
    "Release",
    "Report",
    "ResultFile",
    "ResultRow",
    "Sitting",
    "Subject",
    "Topic",
]
