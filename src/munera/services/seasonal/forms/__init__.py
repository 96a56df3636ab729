"""Input to clean values; nothing here saves."""

from munera.services.seasonal.forms.accounts import ActAgainForm, CodeAtDeskForm, OpenAccountForm
from munera.services.seasonal.forms.calendar import CalendarForm
from munera.services.seasonal.forms.days import CancelForm, CrewForm, DayForm, TakeOffForm
from munera.services.seasonal.forms.imports import UploadForm
from munera.services.seasonal.forms.inspection import FindReceiptForm, FindWorkerForm, InspectionForm, MomentForm
from munera.services.seasonal.forms.returns import CloseForm, CorrectForm
from munera.services.seasonal.forms.self_check import ReferenceForm, SelfCheckForm
from munera.services.seasonal.forms.statistics import PeriodForm
from munera.services.seasonal.forms.workers import (
    ChangeWorkerForm,
    EnrolWorkerForm,
    NameCrewForm,
    PapersForm,
    SearchForm,
)

__all__ = [
    "ActAgainForm",
    "CalendarForm",
    "CancelForm",
    "ChangeWorkerForm",
    "CloseForm",
    "CodeAtDeskForm",
    "CorrectForm",
    "CrewForm",
    "DayForm",
    "EnrolWorkerForm",
    "FindReceiptForm",
    "FindWorkerForm",
    "InspectionForm",
    "MomentForm",
    "NameCrewForm",
    "OpenAccountForm",
    "PapersForm",
    "PeriodForm",
    "ReferenceForm",
    "SearchForm",
    "SelfCheckForm",
    "TakeOffForm",
    "UploadForm",
]
