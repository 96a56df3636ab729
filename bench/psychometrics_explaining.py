"""What it takes to explain everybody's result: five subjects of twenty questions, all numbers, as objects and as JSON.

CPU time of one process, the best of several; two processes that share the work are twice as quick.
"""

import time
from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

import numpy as np

from munera.engines.psychometrics.decisions import pass_rule
from munera.engines.psychometrics.explaining import explain_all, grounds_of
from munera.engines.psychometrics.model import Calibration, Item, ItemParameters
from munera.engines.psychometrics.record import written
from munera.engines.psychometrics.retake import Growth, Recalibration, RetakeModel

Result = TypeVar("Result")

PEOPLE, SKILLS, QUESTIONS = 8_000, 5, 20
CORES = 2
ROUNDS = 5
LEAST_A_SECOND = 20_000
RETAKE = RetakeModel(
    Growth(at_once=0.1, per_year=0.3, deviation=0.3, shortest=0.25, longest=2.0, people=900),
    Recalibration(intercept=0.05, slope=0.97, covariance=((0.004, 0.001), (0.001, 0.002)), people=400),
)


def report() -> bool:
    """Print the lines; whether explanations are made quickly enough."""
    print(f"Explanations, {SKILLS} skills of {QUESTIONS} questions, every number, CPU, best of {ROUNDS}")
    calibration, skills, table = sitting()
    learning, grounds = taken(
        lambda: grounds_of(calibration, table, rule=pass_rule("kr-engineer-written"), skills=skills), rounds=2
    )
    explain_all(grounds, table[:10], retake=RETAKE, years=0.5)
    explaining, found = taken(lambda: explain_all(grounds, table, retake=RETAKE, years=0.5))
    writing, _ = taken(lambda: [written(each) for each in found])
    a_second = CORES * PEOPLE / explaining
    held = a_second >= LEAST_A_SECOND
    passed = Fraction(sum(each.decision.passed for each in found), PEOPLE)
    print(f"  {'passed, share':<52}{float(passed):>10.3f}")
    print(f"  {f'learned from {PEOPLE:,} who sat, s':<52}{learning:>10.2f}")
    print(f"  {'explained, a second on two cores':<52}{a_second:>10,.0f}   (at least {LEAST_A_SECOND:,})")
    print(f"  {'one of them, microseconds':<52}{1e6 * explaining / PEOPLE:>10.1f}")
    print(f"  {'written down, microseconds more':<52}{1e6 * writing / PEOPLE:>10.1f}")
    print()
    return held


def sitting() -> tuple[Calibration, dict[str, list[str]], np.ndarray[tuple[int, int], np.dtype[np.int8]]]:
    """People whose abilities go together, and what they answered."""
    chance = np.random.default_rng(5)
    slopes, intercepts = np.exp(0.3 * chance.normal(size=(SKILLS, QUESTIONS))), chance.normal(size=(SKILLS, QUESTIONS))
    together = 0.3 * np.eye(SKILLS) + 0.7
    abilities = chance.standard_normal((PEOPLE, SKILLS)) @ np.linalg.cholesky(together).T
    chances = 1 / (1 + np.exp(-(slopes * abilities[:, :, None] + intercepts)))
    table = (chance.random(chances.shape) < chances).reshape(PEOPLE, -1).astype(np.int8)
    skills = {f"skill {k}": [f"{k}/{number}" for number in range(QUESTIONS)] for k in range(SKILLS)}
    parameters = [
        ItemParameters(Item(key, subject=skill), float(slopes[k, number]), (float(intercepts[k, number]),))
        for k, (skill, keys) in enumerate(skills.items())
        for number, key in enumerate(keys)
    ]
    return Calibration(tuple(parameters)), skills, table


def taken(work: Callable[[], Result], *, rounds: int = ROUNDS) -> tuple[float, Result]:
    """The least CPU time of several rounds, and what came of the last."""
    seconds: list[float] = []
    found: list[Result] = []
    for _ in range(rounds):
        found.clear()  # to throw away what the round before made is not counted
        start = time.process_time()
        found.append(work())
        seconds.append(time.process_time() - start)
    return min(seconds), found[0]
