"""Crews, receipts, engagements by the day, what was reckoned for them, returns of months, what workers carry along."""

from munera.services.seasonal.models.accounts import ActingConsent, EmployerAccount
from munera.services.seasonal.models.certificates import DaysCredential
from munera.services.seasonal.models.codes import Confirmation, SelfCheckCode
from munera.services.seasonal.models.crews import AnyWorker, Crew, Judged, Worker
from munera.services.seasonal.models.engagements import Assessment, Engagement, Receipt
from munera.services.seasonal.models.imports import Upload, UploadRow
from munera.services.seasonal.models.returns import MonthlyReturn

__all__ = [
    "ActingConsent",
    "AnyWorker",
    "Assessment",
    "Confirmation",
    "Crew",
    "DaysCredential",
    "EmployerAccount",
    "Engagement",
    "Judged",
    "MonthlyReturn",
    "Receipt",
    "SelfCheckCode",
    "Upload",
    "UploadRow",
    "Worker",
]
