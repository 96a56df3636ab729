"""Input to clean values; nothing here saves."""

from munera.services.seasonal.forms.days import CancelForm, CrewForm, DayForm
from munera.services.seasonal.forms.self_check import ReferenceForm, SelfCheckForm
from munera.services.seasonal.forms.workers import EnrolWorkerForm

__all__ = ["CancelForm", "CrewForm", "DayForm", "EnrolWorkerForm", "ReferenceForm", "SelfCheckForm"]
