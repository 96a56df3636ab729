"""Input to clean values; nothing here saves."""

from munera.services.seasonal.forms.accounts import CodeAtDeskForm, OpenAccountForm
from munera.services.seasonal.forms.days import CancelForm, CrewForm, DayForm
from munera.services.seasonal.forms.inspection import FindReceiptForm, FindWorkerForm, InspectionForm, MomentForm
from munera.services.seasonal.forms.self_check import ReferenceForm, SelfCheckForm
from munera.services.seasonal.forms.statistics import PeriodForm
from munera.services.seasonal.forms.workers import EnrolWorkerForm

__all__ = [
    "CancelForm",
    "CodeAtDeskForm",
    "CrewForm",
    "DayForm",
    "EnrolWorkerForm",
    "FindReceiptForm",
    "FindWorkerForm",
    "InspectionForm",
    "MomentForm",
    "OpenAccountForm",
    "PeriodForm",
    "ReferenceForm",
    "SelfCheckForm",
]
