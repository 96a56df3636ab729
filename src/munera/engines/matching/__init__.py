"""Who is right for this, and why: exact ranking, assignment and audit, in whole numbers.

>>> from datetime import date
>>> from munera.engines import matching
>>> taxonomy = matching.Taxonomy.from_relations("example", broader=[("impact evaluation", "evaluation")])
>>> demand = matching.Demand(
...     "d1",
...     (
...         matching.Requirement(("evaluation",), weight=3, must=True),
...         matching.Requirement(("statistics",), weight=1),
...     ),
... )
>>> ana = matching.Person(
...     "ana", (matching.Claim("impact evaluation", level=5, evidence=matching.Evidence.VERIFIED, source="ENAP"),)
... )
>>> explanation = matching.explain(ana, demand, taxonomy, matching.policy(), on=date(2026, 6, 1))
>>> explanation.points
67
>>> print(matching.told(explanation, names={}), end="")
ana: 67 of 100 points, 100 % of them verified
   67.5 of 75.0  evaluation: met by impact evaluation, which is narrower, level 5, verified by ENAP
    0.0 of 25.0  statistics: missing
  hint   add statistics at level 1, declared: 75 points
  hint   add evaluation at level 5, verified: 75 points

``docs/engines/matching.md`` tells the idea, the formula and what was measured.
"""

from munera.engines.matching.errors import Malformed, MalformedPolicy, MatchingError, NoSuchPolicy
from munera.engines.matching.explaining import Change, ChangeKind, Explanation, Line, Rule, explain
from munera.engines.matching.model import (
    Claim,
    Demand,
    Evidence,
    Filter,
    Person,
    Policy,
    Requirement,
    Satisfaction,
)
from munera.engines.matching.policy import policy, read_policy
from munera.engines.matching.scoring import Answer, Asked, Score, asked, score
from munera.engines.matching.taxonomy import Kinship, Neighbour, Taxonomy
from munera.engines.matching.telling import told

__all__ = [
    "Answer",
    "Asked",
    "Change",
    "ChangeKind",
    "Claim",
    "Demand",
    "Evidence",
    "Explanation",
    "Filter",
    "Kinship",
    "Line",
    "Malformed",
    "MalformedPolicy",
    "MatchingError",
    "Neighbour",
    "NoSuchPolicy",
    "Person",
    "Policy",
    "Requirement",
    "Rule",
    "Satisfaction",
    "Score",
    "Taxonomy",
    "asked",
    "explain",
    "policy",
    "read_policy",
    "score",
    "told",
]
