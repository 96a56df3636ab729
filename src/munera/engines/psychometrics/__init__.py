"""Why did I fail, how sure is that, and what next: item response theory for examinations of any size.

>>> import numpy as np
>>> from munera.engines.psychometrics import Item, Method
>>> from munera.engines.psychometrics.ability import score
>>> from munera.engines.psychometrics.calibration import calibrate
>>> from munera.engines.psychometrics.responses import Responses
>>> lot = np.random.default_rng(1)
>>> ability, difficulty = lot.normal(size=50_000), np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
>>> right = lot.logistic(size=(50_000, 5)) < ability[:, None] - difficulty
>>> answers = Responses.of(right, [Item(key) for key in "abcde"])
>>> found = calibrate(answers)
>>> found.converged
True
>>> [round(each.difficulty, 1) for each in found.items]
[-1.0, -0.5, 0.0, 0.5, 1.0]
>>> scores = score(found, answers, Method.EAP)
>>> round(float(np.corrcoef(scores.theta, ability)[0, 1]), 2)
0.7

What needs compiled loops is imported by its own name, as above; this module is light. ``docs/engines/psychometrics.md``
tells the idea, the formulas and what was measured.
"""

from munera.engines.psychometrics.errors import (
    BadShard,
    Malformed,
    MalformedResponses,
    MalformedRule,
    NotIdentified,
    PsychometricsError,
    UnknownItem,
)
from munera.engines.psychometrics.model import (
    MISSING,
    Calibration,
    Group,
    Item,
    ItemParameters,
    Method,
    Model,
    Normal,
    Priors,
    Scores,
    SkillProfiles,
    Step,
)

__all__ = [
    "MISSING",
    "BadShard",
    "Calibration",
    "Group",
    "Item",
    "ItemParameters",
    "Malformed",
    "MalformedResponses",
    "MalformedRule",
    "Method",
    "Model",
    "Normal",
    "NotIdentified",
    "Priors",
    "PsychometricsError",
    "Scores",
    "SkillProfiles",
    "Step",
    "UnknownItem",
]
