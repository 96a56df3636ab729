"""Input to clean values; never saves."""

from munera.services.mentor.forms.blueprints import (
    BlueprintFileForm,
    ExaminationForm,
    PartForm,
    QuestionForm,
    UnitForm,
)

__all__ = ["BlueprintFileForm", "ExaminationForm", "PartForm", "QuestionForm", "UnitForm"]
