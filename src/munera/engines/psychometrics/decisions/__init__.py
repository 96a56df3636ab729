"""Who has passed, by a dated rule; how sure that is; and the exact chance to pass of somebody with known abilities.

Reading a rule and applying it is cheap. What reckons chances brings in compiled loops, and is loaded when it is first
asked for: a process that only shows pages never waits for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from munera.engines.psychometrics.decisions.reading import pass_rule, read_rule, shipped_rules
from munera.engines.psychometrics.decisions.rule import Grading, PassRule, Weighting

if TYPE_CHECKING:
    from munera.engines.psychometrics.decisions.exact import pass_probability, score_distribution
    from munera.engines.psychometrics.decisions.repeating import Quality, decision_quality

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

_LATER: Final = {
    "Quality": "repeating",
    "decision_quality": "repeating",
    "pass_probability": "exact",
    "score_distribution": "exact",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
