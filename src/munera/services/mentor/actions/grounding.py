"""What the explanations of one form rest on. For workers: it brings in compiled loops."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.decisions import PassRule
from munera.engines.psychometrics.grounds import Grounds, grounds_of
from munera.engines.psychometrics.model import Calibration as Parameters
from munera.services.mentor.actions.gathering import Gathered


class CurveMissing(Exception):
    """The form asked questions that have no curve."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(", ".join(keys))
        self.keys = keys


def grounds_for(parameters: Parameters, mine: Gathered, rule: PassRule) -> Grounds:
    """From everybody who sat the form; raises ``CurveMissing``."""
    missing = [item.key for item in mine.items if item.key not in parameters]
    if missing:
        raise CurveMissing(missing)
    asked = {item.key for item in mine.items}
    keys = [each.item.key for each in parameters.items if each.item.key in asked]
    return grounds_of(parameters, columns(mine, keys), rule=rule, skills=_skills(mine))


def columns(mine: Gathered, keys: Sequence[str]) -> NDArray[np.int8]:
    """The points of everybody in these questions, in this order."""
    place = {item.key: at for at, item in enumerate(mine.items)}
    return mine.table[:, [place[key] for key in keys]]


def _skills(mine: Gathered) -> dict[str, list[str]]:
    """By topic, the keys of its questions, in the order of the blueprint."""
    skills: dict[str, list[str]] = {}
    for question in mine.questions:
        skills.setdefault(question.topic.key, []).append(question.key)
    return skills
