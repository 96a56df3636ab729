"""Answers that were published: the Law School Admission Test, subtraction of fractions, GMAT.

Where they come from, and under which terms, is told in docs/engines/published-answers.md.
"""

import csv
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.model import Floats, Item, Model
from munera.engines.psychometrics.responses import Responses
from tests.engines.measured import published_answers


def law_school(section: int, model: Model = Model.TWO_PARAMETER) -> Responses:
    """Section 6 or 7 of the Law School Admission Test: a row for each pattern, weighted by how many gave it."""
    _, rows = _table(f"lsat{section}.csv")
    items = [Item(f"item {number}", model) for number in range(1, 6)]
    return Responses.of(rows[:, :5].astype(np.int8), items, weights=rows[:, 5])


@dataclass(frozen=True, slots=True, eq=False)
class Fractions:
    """536 pupils subtract fractions."""

    answers: Responses
    skills_of_item: NDArray[np.bool_]


def fractions() -> Fractions:
    """K. K. Tatsuoka's twenty items and eight skills."""
    names, rows = _table("fraction-subtraction.csv")
    skills, needed = _table("fraction-subtraction-q.csv")
    needs = needed.astype(np.bool_)
    items = [
        Item(name, skills=tuple(skill for skill, needs_it in zip(skills, row, strict=True) if needs_it))
        for name, row in zip(names, needs, strict=True)
    ]
    return Fractions(Responses.of(rows.astype(np.int8), items), needs)


def admission(model: Model = Model.TWO_PARAMETER) -> Responses:
    """2,000 answers to twenty items of the Graduate Management Admission Test, in two groups."""
    names, rows = _table("gmat.csv")
    items = [Item(name, model) for name in names[:20]]
    return Responses.of(rows[:, :20].astype(np.int8), items, groups=[f"{group:.0f}" for group in rows[:, 20]])


def _table(name: str) -> tuple[list[str], Floats]:
    with published_answers(name).open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    return head, np.array(rows, np.float64)
