"""The chance to pass next time, as those who came again teach it."""

from munera.engines.psychometrics.retake.evaluating import Evaluation, evaluate, evaluate_groups
from munera.engines.psychometrics.retake.growth import Retakers, growth_of
from munera.engines.psychometrics.retake.model import Growth, Recalibration, RetakeModel
from munera.engines.psychometrics.retake.predicting import learn_retake, outcomes, told_chances

__all__ = [
    "Evaluation",
    "Growth",
    "Recalibration",
    "RetakeModel",
    "Retakers",
    "evaluate",
    "evaluate_groups",
    "growth_of",
    "learn_retake",
    "outcomes",
    "told_chances",
]
