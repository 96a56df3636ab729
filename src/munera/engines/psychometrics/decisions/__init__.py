"""Who has passed, by a dated rule; how sure that is; and the exact chance to pass of somebody with known abilities."""

from munera.engines.psychometrics.decisions.exact import pass_probability, score_distribution
from munera.engines.psychometrics.decisions.reading import pass_rule, read_rule, shipped_rules
from munera.engines.psychometrics.decisions.repeating import Quality, decision_quality
from munera.engines.psychometrics.decisions.rule import Grading, PassRule, Weighting

__all__ = [
    "Grading",
    "PassRule",
    "Quality",
    "Weighting",
    "decision_quality",
    "pass_probability",
    "pass_rule",
    "read_rule",
    "score_distribution",
    "shipped_rules",
]
