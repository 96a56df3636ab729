"""Who has passed, by a dated rule; how sure that is; and the exact chance to pass of somebody with known abilities."""

from munera.engines.psychometrics.decisions.reading import pass_rule, read_rule, shipped_rules
from munera.engines.psychometrics.decisions.rule import Grading, PassRule, Weighting

__all__ = ["Grading", "PassRule", "Weighting", "pass_rule", "read_rule", "shipped_rules"]
