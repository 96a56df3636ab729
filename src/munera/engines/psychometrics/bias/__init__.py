"""Items that are harder for one group than for another of the same ability.

Three ways to look, none of which proves anything alone: Mantel–Haenszel and logistic regression hold the total of
points equal, the third holds ability equal. Many people make any difference significant; so each says how large it is.
"""

from munera.engines.psychometrics.bias.ability import AbilityBias, Difference, ability_bias, parameters_differ
from munera.engines.psychometrics.bias.kinds import BiasClass
from munera.engines.psychometrics.bias.logistic import LogisticBias, logistic_bias
from munera.engines.psychometrics.bias.mantel_haenszel import MantelHaenszel, mantel_haenszel

__all__ = [
    "AbilityBias",
    "BiasClass",
    "Difference",
    "LogisticBias",
    "MantelHaenszel",
    "ability_bias",
    "logistic_bias",
    "mantel_haenszel",
    "parameters_differ",
]
