"""Input to clean values; nothing here saves."""

from munera.services.evaluators.forms.answers import AnswerForm, ConcernForm
from munera.services.evaluators.forms.demands import DemandForm, RequirementForm, SkillSearchForm
from munera.services.evaluators.forms.offices import (
    RearrangeForm,
    RoundForm,
    RulingForm,
    SeatAnswerForm,
    SeatForm,
    WayForm,
)
from munera.services.evaluators.forms.profiles import ExperienceForm, OpenProfileForm, ProfileForm
from munera.services.evaluators.forms.projects import FeedbackForm, FinishForm, ProposeForm
from munera.services.evaluators.forms.searching import DraftForm, OrcidForm, SearchForm

__all__ = [
    "AnswerForm",
    "ConcernForm",
    "DemandForm",
    "DraftForm",
    "ExperienceForm",
    "FeedbackForm",
    "FinishForm",
    "OpenProfileForm",
    "OrcidForm",
    "ProfileForm",
    "ProposeForm",
    "RearrangeForm",
    "RequirementForm",
    "RoundForm",
    "RulingForm",
    "SearchForm",
    "SeatAnswerForm",
    "SeatForm",
    "SkillSearchForm",
    "WayForm",
]
