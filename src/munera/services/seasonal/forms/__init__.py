"""Input to clean values; nothing here saves."""

from munera.services.seasonal.forms.days import CancelForm, CrewForm, DayForm
from munera.services.seasonal.forms.imports import UploadForm
from munera.services.seasonal.forms.workers import EnrolWorkerForm

__all__ = ["CancelForm", "CrewForm", "DayForm", "EnrolWorkerForm", "UploadForm"]
