"""How able somebody is, given their answers and the parameters of the items: estimates, errors, plausible values."""

from munera.engines.psychometrics.ability.plausible import plausible_values
from munera.engines.psychometrics.ability.score import score
from munera.engines.psychometrics.ability.sum_scores import SumScores, sum_score_table

__all__ = ["SumScores", "plausible_values", "score", "sum_score_table"]
