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

__all__ = [
    "BlueprintFileForm",
    "ClaimForm",
    "ExaminationForm",
    "HoursForm",
    "OptInForm",
    "PartForm",
    "QuestionForm",
    "UnitForm",
]
