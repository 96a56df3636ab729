"""A demand as tables that a compiled loop can read."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.index.codes import CODES, worth
from munera.engines.matching.model import WHOLE, Requirement
from munera.engines.matching.scoring import Asked
from munera.engines.matching.taxonomy import Kinship, Neighbour

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
    term_starts: NDArray[np.int64]
    """For each distinct skill, numbered from 1, where its terms begin in the two that follow."""
    requirement_of: NDArray[np.int64]
    worth_of: NDArray[np.int64]
    """The row in ``worths``."""
    worths: NDArray[np.uint16]
    """What each code is worth, for each kind of term that was ever asked for."""
    distinct: NDArray[np.int64]
    """The distinct skills, in the order of their numbers."""


class Worths:
    """What each code is worth for a term, reckoned once and kept: few terms differ in what that hangs on."""

    def __init__(self, strong: NDArray[np.int64]) -> None:
        self._strong = strong
        self._known: dict[tuple[int, int], dict[int, int]] = {}
        self._count = 0
        self.table = np.zeros((64, CODES), np.uint16)

    def rows(self, requirement: Requirement, similarities: list[int]) -> list[int]:
        """Rows of the table. ``similarities`` are in parts of a thousand; below nothing where the term meets a must."""
        known = self._known.setdefault((requirement.minimum_level, int(requirement.minimum_evidence)), {})
        for similarity in similarities:
            if similarity not in known:
                known[similarity] = self._added(requirement, similarity)
        return [known[similarity] for similarity in similarities]

    def _added(self, requirement: Requirement, similarity: int) -> int:
        if self._count == len(self.table):
            # Who is searching keeps the former table, in which their rows stay as they are.
            self.table = np.concatenate([self.table, np.zeros_like(self.table)])
        row = self._count
        self.table[row] = worth(requirement, abs(similarity), is_must=similarity < 0, strong=self._strong)
        self._count += 1
        return row


def question_of(asked: Asked, numbers: Mapping[str, int], table: Worths) -> Question:
    """Skills that nobody in the index has are left out: they answer nothing."""
    requirements = asked.demand.requirements
    firsts, skills, similarities, requirement_of = [0], list[int](), list[int](), list[int]()
    worth_of, musts = list[int](), 0
    for place, (requirement, answers) in enumerate(zip(requirements, asked.answers, strict=True)):
        musts |= requirement.must << place
        near = [
            (numbers[skill], _similarity(neighbour, must=requirement.must))
            for skill, neighbour in answers.items()
            if skill in numbers
        ]
        of_terms = [similarity for _, similarity in near]
        skills += [number for number, _ in near]
        similarities += of_terms
        requirement_of += [place] * len(near)
        worth_of += table.rows(requirement, of_terms)
        firsts.append(len(skills))
    term_skills = np.array(skills, np.int64)
    order = np.argsort(term_skills, kind="stable")
    ordered = term_skills[order]
    begins = np.flatnonzero(np.concatenate([[True] * bool(skills), ordered[1:] != ordered[:-1]]))
    return Question(
        weights=np.array([requirement.weight for requirement in requirements], np.int64),
        musts=np.uint64(musts),
        firsts=np.array(firsts, np.int64),
        skills=term_skills,
        similarities=-(-np.abs(np.array(similarities, np.int64)) * SIMILARITY // WHOLE),
        term_starts=np.concatenate([[0], begins, [len(skills)]]),
        requirement_of=np.array(requirement_of, np.int64)[order],
        worth_of=np.array(worth_of, np.int64)[order],
        worths=table.table,
        distinct=ordered[begins],
    )


def _similarity(neighbour: Neighbour | None, *, must: bool) -> int:
    """Below nothing where it meets a must."""
    if neighbour is None:
        return -WHOLE if must else WHOLE
    return -neighbour.similarity if must and neighbour.kinship is Kinship.NARROWER else neighbour.similarity
