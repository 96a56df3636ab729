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
from munera.services.mentor.forms.offers import (
    OfferForm,
    OfferSearchForm,
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
    "OfferForm",
    "OfferSearchForm",
    "OptInForm",
    "PartForm",
    "QuestionForm",
    "QuestionOrderForm",
    "ResultFileForm",
    "SendBackForm",
    "SittingForm",
    "UnitForm",
]
