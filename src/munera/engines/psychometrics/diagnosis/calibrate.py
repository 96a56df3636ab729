"""From answers to chances and shares: turns from several starts, for there may be more than one summit.

What turns are mixed on are angles, ``arcsin √chance`` and ``√share``: there a step says as much of people near 0 as in
the middle. On chances as they are, mixing stops far from the summit wherever many shares are small.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.diagnosis.information import Found, standard_errors_of
from munera.engines.psychometrics.diagnosis.model import (
    LEAST,
    Diagnosis,
    DiagnosticItem,
    Rule,
    combinations_of,
    profiles_of,
)
from munera.engines.psychometrics.diagnosis.needs import combination_of_profile, doubts_about, skills_of
from munera.engines.psychometrics.errors import NotIdentified
from munera.engines.psychometrics.executors import Executor, Threads
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.node_tables.expectation import Turn, expected
from munera.engines.psychometrics.numerics.acceleration import Anderson
from munera.engines.psychometrics.numerics.climbing import Climbed, Progress, Turned, climbed
from munera.engines.psychometrics.responses.blocks import Block
from munera.engines.psychometrics.responses.responses import Responses

TRIED_ROWS: Final = 5_000
TRIED_TURNS: Final = 40
TRIED_TOLERANCE: Final = 3e-3
LEAST_SHARE: Final = 1e-12
INWARD: Final = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What is asked of one set of rows."""

    responses: Responses
    blocks: Sequence[Block]
    combination: NDArray[np.int64]
    """Of each item and profile."""
    counts: NDArray[np.int64]
    """How many combinations each item has."""
    executor: Executor

    @property
    def begins(self) -> NDArray[np.int64]:
        """Where the chances of each item begin in the vector."""
        return np.asarray(np.cumsum(self.counts) - self.counts)

    @property
    def chances_of_profile(self) -> NDArray[np.int64]:
        """Where the chance of each item and profile stands in the vector."""
        return np.asarray(self.begins[:, None] + self.combination)

    def chances_and_shares(self, angles: Floats) -> tuple[Floats, Floats]:
        """Chances, and shares of shape (groups, profiles)."""
        size = int(self.counts.sum())
        chances = np.sin(np.clip(angles[:size], 0.0, 0.5 * np.pi)) ** 2
        shares = np.maximum(angles[size:], 0.0).reshape(-1, self.combination.shape[1]) ** 2
        return chances, shares / shares.sum(axis=1, keepdims=True)

    def turn(self, chances: Floats, shares: Floats) -> Turn:
        """What every worker is told."""
        right = np.clip(chances[self.chances_of_profile], LEAST, 1.0 - LEAST)
        log_chances = np.log(np.stack((1.0 - right, right), axis=1))
        everywhere = np.repeat(log_chances[None], len(shares), axis=0)
        return Turn(self.responses.forms, everywhere, np.log(np.maximum(shares, LEAST_SHARE)), np.zeros(0))

    def turned(self, angles: Floats) -> Turned:
        """One turn: who has which profile, and the shares that follow from it."""
        before, shares = self.chances_and_shares(angles)
        log_likelihood, people, profiles = self.executor.summed(expected, self.blocks, self.turn(before, shares))
        size = int(self.counts.sum())
        answered = np.zeros((2, size))
        for answer in (0, 1):
            by_profile = people[:, :, answer].sum(axis=0)
            answered[answer] = np.bincount(self.chances_of_profile.ravel(), by_profile.ravel(), minlength=size)
        total = answered.sum(axis=0)
        chances = np.where(total > 0.0, answered[1] / np.maximum(total, 1e-300), before)
        shares = profiles / profiles.sum(axis=1, keepdims=True)
        found = float(log_likelihood[0])
        return Turned(angles_of(chances, shares), found, found)

    def climbed(self, start: Floats, *, tolerance: float, most_turns: int, progress: Progress | None = None) -> Climbed:
        return climbed(
            self.turned,
            start,
            tolerance=tolerance,
            most_turns=most_turns,
            accelerator=Anderson(),
            mended=lambda proposed, image: proposed if np.isfinite(proposed).all() else image,
            progress=progress,
        )

    def some_rows(self) -> "Problem":
        step = max(1, self.responses.count // TRIED_ROWS)
        return self if step == 1 else replace(self, blocks=tuple(block.every(step) for block in self.blocks))


def angles_of(chances: Floats, shares: Floats) -> Floats:
    return np.concatenate((np.arcsin(np.sqrt(np.clip(chances, 0.0, 1.0))), np.sqrt(shares).ravel()))


def calibrate_skills(
    responses: Responses,
    generator: np.random.Generator,
    *,
    rule: Rule = Rule.ALL,
    starts: int = 8,
    despite_doubts: bool = False,
    tolerance: float = 1e-5,
    most_turns: int = 1_000,
    executor: Executor | None = None,
    progress: Progress | None = None,
    standard_errors: bool = True,
) -> Diagnosis:
    """The likeliest chances of all items and shares of all profiles; the skills are those that the items name.

    The likelihood may have several summits. The first of the ``starts`` is always the same, the others are drawn; each
    climbs for a while on some of the rows, and the highest goes on with all. Raises ``NotIdentified`` where the items
    cannot tell all profiles apart, unless one says ``despite_doubts``: then the doubts stand in the result.
    """
    skills = skills_of(responses.items)
    doubts = doubts_about(responses.items)
    if doubts and not despite_doubts:
        raise NotIdentified(" ".join(doubts))
    if not responses.count:
        raise NotIdentified("Nobody answered anything; a calibration needs answers.")
    combination = combination_of_profile(responses.items, skills, rule)
    counts = np.array([len(combinations_of(item, rule)) for item in responses.items])
    problem = Problem(responses, responses.blocks, combination, counts, executor or Threads())
    tried = problem.some_rows()
    climbs = [
        tried.climbed(start, tolerance=TRIED_TOLERANCE, most_turns=TRIED_TURNS)
        for start in _starts(problem, len(responses.groups), rule, generator, starts)
    ]
    best = max(climbs, key=lambda climb: climb.height)
    inside = _away_from_the_edge(*problem.chances_and_shares(best.vector))
    found = problem.climbed(inside, tolerance=tolerance, most_turns=most_turns, progress=progress)
    chances, shares = problem.chances_and_shares(found.vector)
    errors = None
    if standard_errors:
        ended = Found(problem.turn(chances, shares), chances, shares, problem.chances_of_profile)
        errors = standard_errors_of(ended, problem.blocks, problem.executor)
    answers = np.rint(responses.category_totals().sum(axis=1)).astype(int)
    items = []
    for row, item in enumerate(responses.items):
        own = slice(problem.begins[row], problem.begins[row] + counts[row])
        told = () if errors is None else tuple(errors[own].tolist())
        items.append(
            DiagnosticItem(item, combinations_of(item, rule), tuple(chances[own].tolist()), told, int(answers[row]))
        )
    return Diagnosis(
        rule,
        skills,
        tuple(items),
        responses.groups,
        shares,
        found.log_likelihood,
        found.trace,
        found.converged,
        tuple(climb.log_likelihood for climb in climbs),
        doubts,
        responses.count,
    )


def _away_from_the_edge(chances: Floats, shares: Floats) -> Floats:
    """A share of some rows may be nothing by chance, and nothing hardly grows."""
    chances = (1.0 - INWARD) * chances + 0.5 * INWARD
    return angles_of(chances, (1.0 - INWARD) * shares + INWARD / shares.shape[1])


def _starts(problem: Problem, groups: int, rule: Rule, generator: np.random.Generator, count: int) -> list[Floats]:
    """More skills, better chances: from a guess to a slip, in steps that are drawn."""
    profiles = profiles_of(int(np.log2(problem.combination.shape[1])))
    found = []
    for start in range(max(1, count)):
        guess, slip, power = np.full((3, len(problem.counts)), [[0.2], [0.2], [1.0]])
        shares = np.full((groups, len(profiles)), 1.0 / len(profiles))
        if start:
            guess, slip = generator.uniform(0.02, 0.4, (2, len(problem.counts)))
            power = generator.uniform(0.5, 2.0, len(problem.counts))
            shares = generator.dirichlet(np.ones(len(profiles)), groups)
        chances = []
        for row, item in enumerate(problem.responses.items):
            sizes = np.array([len(each) for each in combinations_of(item, rule)]) / len(item.skills)
            chances.append(guess[row] + (1.0 - guess[row] - slip[row]) * sizes ** power[row])
        found.append(angles_of(np.concatenate(chances), shares))
    return found
