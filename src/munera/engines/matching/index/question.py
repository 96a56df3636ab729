"""A demand as tables that a compiled loop can read."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.index.codes import CODES, worth
from munera.engines.matching.model import WHOLE, Evidence
from munera.engines.matching.scoring import Asked
from munera.engines.matching.taxonomy import Kinship

SIMILARITY: int = 256
"""Similarities in bounds: parts of 256, rounded up."""


@dataclass(frozen=True, slots=True)
class Question:
    """Terms are pairs of a requirement and a skill that answers it, in the order of the requirements."""

    weights: NDArray[np.int64]
    musts: np.uint64
    """A bit for each requirement that must be met."""
    firsts: NDArray[np.int64]
    """Where the terms of each requirement begin; one more, where the last ends."""
    skills: NDArray[np.int64]
    similarities: NDArray[np.int64]
    worths: NDArray[np.uint16]
    """For each term what each code is worth."""
    term_starts: NDArray[np.int64]
    """For each distinct skill, numbered from 1, where its terms begin in ``terms``."""
    terms: NDArray[np.int64]
    requirement_of: NDArray[np.int64]
    distinct: NDArray[np.int64]
    """The distinct skills, in the order of their numbers."""


Alike = tuple[int, bool, int, Evidence]
"""What the worths of a term hang on: similarity, whether it meets a must, the two minimums."""


def question_of(
    asked: Asked, numbers: Mapping[str, int], strong: NDArray[np.int64], known: dict[Alike, NDArray[np.uint16]]
) -> Question:
    """Skills that nobody in the index has are left out: they answer nothing. ``known`` keeps tables for later."""
    requirements = asked.demand.requirements
    firsts, skills, similarities, requirement_of, worths = [0], [], [], [], []
    musts = 0
    for place, (requirement, answers) in enumerate(zip(requirements, asked.answers, strict=True)):
        musts |= requirement.must << place
        for skill, neighbour in answers.items():
            number = numbers.get(skill)
            if number is None:
                continue
            similarity = neighbour.similarity if neighbour else WHOLE
            is_must = requirement.must and (neighbour is None or neighbour.kinship is Kinship.NARROWER)
            alike = similarity, is_must, requirement.minimum_level, requirement.minimum_evidence
            if alike not in known:
                known[alike] = worth(requirement, similarity, is_must=is_must, strong=strong)
            worths.append(known[alike])
            skills.append(number)
            similarities.append(-(-similarity * SIMILARITY // WHOLE))
            requirement_of.append(place)
        firsts.append(len(skills))
    term_skills = np.array(skills, np.int64)
    order = np.argsort(term_skills, kind="stable")
    ordered = term_skills[order]
    begins = np.flatnonzero(np.diff(ordered, prepend=-1))
    return Question(
        weights=np.array([requirement.weight for requirement in requirements], np.int64),
        musts=np.uint64(musts),
        firsts=np.array(firsts, np.int64),
        skills=term_skills,
        similarities=np.array(similarities, np.int64),
        worths=np.concatenate([np.zeros(0, np.uint16), *worths]).reshape(-1, CODES),
        term_starts=np.concatenate([[0], begins, [len(skills)]]),
        terms=order,
        requirement_of=np.array(requirement_of, np.int64),
        distinct=ordered[begins],
    )
