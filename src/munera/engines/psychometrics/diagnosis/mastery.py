"""What the answers of each person say of their skills."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.diagnosis.model import LEAST, Diagnosis
from munera.engines.psychometrics.diagnosis.needs import combination_of_profile
from munera.engines.psychometrics.errors import UnknownItem
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.node_tables.kernel import posteriors
from munera.engines.psychometrics.responses.blocks import chunks
from munera.engines.psychometrics.responses.responses import Responses

ROWS_AT_ONCE: Final = 1 << 12


@dataclass(frozen=True, slots=True)
class Mastery:
    """Of each person, in the order of their answers."""

    skills: tuple[str, ...]
    chances: Floats
    """That they have each skill, given their answers and how common the profiles are: shape (people, skills)."""
    likeliest: NDArray[np.int64]
    """The number, among the profiles of the diagnosis, of the likeliest one: shape (people,)."""
    likelihood: Floats
    """How likely that one is: shape (people,)."""


def mastery(diagnosis: Diagnosis, responses: Responses) -> Mastery:
    """Whoever answers nothing is held to be as the group is.

    A chance is only as true as the model: where skills are more or less rather than there or not, it is too sure of
    itself. Raises ``UnknownItem``.
    """
    items = [diagnosis[item.key] for item in responses.items]
    combination = combination_of_profile([each.item for each in items], diagnosis.skills, diagnosis.rule)
    right = np.array([np.array(each.chances)[row] for each, row in zip(items, combination, strict=True)])
    right = np.clip(right, LEAST, 1.0 - LEAST)
    log_chances, profiles = np.log(np.stack((1.0 - right, right), axis=1)), diagnosis.profiles
    chances = np.empty((responses.count, len(diagnosis.skills)))
    likeliest, likelihood = np.empty(responses.count, np.int64), np.empty(responses.count)
    for block in responses.blocks:
        group = _group(diagnosis, responses.groups[block.group])
        form = responses.forms[block.form]
        tables = form.byte_tables(log_chances[np.array(form.items)])
        log_weights = np.log(np.maximum(diagnosis.shares[group], LEAST))
        for part in chunks(block, ROWS_AT_ONCE):
            posterior, _ = posteriors(part.answers, tables, log_weights)
            chances[part.places] = posterior @ profiles
            likeliest[part.places] = posterior.argmax(axis=1)
            likelihood[part.places] = posterior.max(axis=1)
    return Mastery(diagnosis.skills, chances, likeliest, likelihood)


def _group(diagnosis: Diagnosis, key: str) -> int:
    if len(diagnosis.groups) == 1:
        return 0
    if key not in diagnosis.groups:
        known = ", ".join(map(repr, diagnosis.groups))
        raise UnknownItem(f"The group {key!r} was not calibrated; there are {known}.")
    return diagnosis.groups.index(key)
