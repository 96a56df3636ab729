"""Input to clean values; nothing here saves."""

from munera.services.evaluators.forms.answers import AnswerForm, ConcernForm
from munera.services.evaluators.forms.demands import DemandForm, RequirementForm, SkillSearchForm
from munera.services.evaluators.forms.profiles import ExperienceForm, OpenProfileForm, ProfileForm
from munera.services.evaluators.forms.projects import FeedbackForm, FinishForm, ProposeForm

__all__ = [
    "AnswerForm",
    "ConcernForm",
    "DemandForm",
    "ExperienceForm",
    "FeedbackForm",
    "FinishForm",
    "OpenProfileForm",
    "ProfileForm",
    "ProposeForm",
    "RequirementForm",
    "SkillSearchForm",
]
