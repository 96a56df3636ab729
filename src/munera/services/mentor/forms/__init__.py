"""Input to clean values; never saves."""

from munera.services.mentor.forms.blueprints import (
    BlueprintFileForm,
    ExaminationForm,
    PartForm,
    QuestionForm,
    UnitForm,
)
from munera.services.mentor.forms.candidates import (
    ClaimForm,
    HoursForm,
    OptInForm,
)
from munera.services.mentor.forms.sittings import (
    CalibrationForm,
    KeyForm,
    QuestionOrderForm,
    ResultFileForm,
    SendBackForm,
    SittingForm,
)

__all__ = [
    "BlueprintFileForm",
    "CalibrationForm",
    "ClaimForm",
    "ExaminationForm",
    "HoursForm",
    "KeyForm",
    "OptInForm",
    "PartForm",
    "QuestionForm",
    "QuestionOrderForm",
    "ResultFileForm",
    "SendBackForm",
    "SittingForm",
    "UnitForm",
]
