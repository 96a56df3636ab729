"""Examinations of people whose abilities are known, for tests that ask whether what is said of them is true."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.model import Calibration, Floats, Item, ItemParameters, Model


@dataclass(frozen=True, slots=True)
class Simulated:
    """A sitting and what nobody knows of those who sat."""

    calibration: Calibration
    skills: dict[str, tuple[str, ...]]
    abilities: Floats
    table: NDArray[np.int8]


def questions(
    sizes: tuple[int, ...],
    chance: np.random.Generator,
    *,
    subjects: tuple[str, ...] | None = None,
    three: int = 0,
    spread: float = 0.0,
    guessed: float = 0.0,
) -> tuple[Calibration, dict[str, tuple[str, ...]]]:
    """Questions of as many skills as there are sizes, each a subject of its own unless others are named; the first
    ``three`` questions of each skill have three categories. The first skill is by ``spread`` easier than the middle,
    the last by as much harder. Where right answers are ``guessed`` by so many, questions are 3PL and those with three
    categories graded."""
    easier = np.linspace(spread, -spread, len(sizes))
    parameters, skills = [], {}
    for k, size in enumerate(sizes):
        name = f"skill {k}"
        skills[name] = tuple(f"{k}/{number}" for number in range(size))
        for number, key in enumerate(skills[name]):
            subject = subjects[k] if subjects else name
            slope, intercept = float(np.exp(0.3 * chance.normal())), float(chance.normal() + easier[k])
            if guessed and number < three:
                item = Item(key, Model.GRADED_RESPONSE, 3, subject=subject)
                parameters.append(ItemParameters(item, slope, (intercept + 0.7, intercept - 0.7)))
            elif guessed:
                item = Item(key, Model.THREE_PARAMETER, subject=subject)
                parameters.append(ItemParameters(item, slope, (intercept,), guessed))
            elif number < three:
                item = Item(key, Model.GENERALIZED_PARTIAL_CREDIT, 3, subject=subject)
                parameters.append(ItemParameters(item, slope, (intercept + 0.5, 2 * intercept)))
            else:
                parameters.append(ItemParameters(Item(key, subject=subject), slope, (intercept,)))
    return Calibration(tuple(parameters)), skills


def people(number: int, *, skills: int, correlation: float, chance: np.random.Generator) -> Floats:
    """Abilities that go together alike."""
    together = np.full((skills, skills), correlation) + (1 - correlation) * np.eye(skills)
    return np.asarray(chance.standard_normal((number, skills)) @ np.linalg.cholesky(together).T)


def answered(
    calibration: Calibration, sizes: tuple[int, ...], abilities: Floats, chance: np.random.Generator
) -> NDArray[np.int8]:
    """Answers by lot, question by question."""
    skill_of = np.repeat(np.arange(len(sizes)), sizes)
    columns = []
    for parameters, skill in zip(calibration.items, skill_of, strict=True):
        steps = parameters.probabilities(abilities[:, skill]).cumsum(axis=1)
        columns.append((chance.random((len(abilities), 1)) > steps[:, :-1]).sum(axis=1))
    return np.column_stack(columns).astype(np.int8)


def sat(
    sizes: tuple[int, ...],
    *,
    correlation: float,
    number: int,
    seed: int,
    subjects: tuple[str, ...] | None = None,
    three: int = 0,
    spread: float = 0.0,
    guessed: float = 0.0,
) -> Simulated:
    """A sitting."""
    chance = np.random.default_rng(seed)
    calibration, skills = questions(sizes, chance, subjects=subjects, three=three, spread=spread, guessed=guessed)
    abilities = people(number, skills=len(sizes), correlation=correlation, chance=chance)
    return Simulated(calibration, skills, abilities, answered(calibration, sizes, abilities, chance))
