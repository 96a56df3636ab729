"""The compiled loops over what might be, beside the same in plain numpy: whole arrays, and the normal curve itself."""

from dataclasses import fields

import numpy as np
import pytest
from scipy import stats

from munera.engines.psychometrics.advice.prospects import (
    DRAWS,
    FACTORS,
    FEWER_DRAWS,
    LIFTS,
    MORE_DRAWS,
    PLAN_DRAWS,
    Prospects,
    Question,
    even_normals,
    grown_chances,
    prospects,
)
from munera.engines.psychometrics.decisions import pass_rule
from munera.engines.psychometrics.decisions.course import Course, course_of
from munera.engines.psychometrics.decisions.nearly import FARTHEST_NORMAL, LATTICE
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.skills import structure_of
from munera.engines.psychometrics.skills.structure import GRID
from tests.engines.psychometrics.sittings import questions

PEOPLE = 12
# Of the tables that the loops look up instead of the normal curve.
NEARLY = 2e-4


def above(mean: Floats, variance: Floats, third: Floats, minimum: float, fineness: float) -> Floats:
    """The chance that a sum reaches ``minimum``, by Edgeworth."""
    deviation = np.sqrt(variance + LATTICE * fineness**2)
    z = (minimum - fineness / 2 - mean) / deviation
    skewed = stats.norm.sf(z) + stats.norm.pdf(z) * third / deviation**3 / 6 * (z**2 - 1)
    return np.asarray(np.clip(skewed, 0.0, 1.0))


def cut(mean: Floats, variance: Floats, third: Floats, minimum: float) -> tuple[Floats, tuple[Floats, Floats, Floats]]:
    """The chance that a mixed subject reaches ``minimum``, and the moments of what is left of a normal curve then."""
    if minimum <= 0:
        return np.ones(len(mean)), (mean, variance, third)
    spread = np.sqrt(variance + LATTICE)
    z = np.clip((minimum - 0.5 - mean) / spread, -FARTHEST_NORMAL, FARTHEST_NORMAL)
    mills = stats.norm.pdf(z) / stats.norm.sf(z)
    narrower = 1 + z * mills - mills**2
    skewness = mills * (2 * mills**2 - 3 * z * mills + z**2 - 1)
    left = (
        mean + spread * mills,
        np.maximum(spread**2 * narrower - LATTICE, 0.0),
        third + spread**3 * skewness,
    )
    return above(mean, variance, third, minimum, 1.0), left


def chances(course: Course, abilities: Floats) -> tuple[Floats, Floats]:
    """To pass with each of these abilities, and whether their points on average are enough."""
    chance, total, enough = np.ones(len(abilities)), np.zeros((3, len(abilities))), np.ones(len(abilities), bool)
    on_average = np.zeros(len(abilities))
    whole = np.zeros((len(course.steps), 5, len(abilities)))
    for skill, mixed, table, least in zip(course.skill_of, course.mixed_of, course.tables, course.least, strict=True):
        looked_up = np.stack([np.interp(abilities[:, skill], GRID, column) for column in table.T])
        if mixed >= 0:
            whole[mixed] += looked_up
            continue
        chance = chance * looked_up[0]
        total += looked_up[1:4]
        enough &= looked_up[4] >= least
        on_average += looked_up[4]
    for parts, step, minimum in zip(whole, course.steps, course.minimums, strict=True):
        reached, left = cut(*parts[1:4], minimum)
        chance = chance * reached
        total += np.stack([step * left[0], step**2 * left[1], step**3 * left[2]])
        enough &= parts[4] >= minimum
        on_average += step * parts[4]
    return chance * above(*total, *course.bars), enough & (on_average >= course.bars[0])


def plainly(mean: Floats, covariance: Floats, course: Course, question: Question) -> Prospects:
    """Person by person, all draws at once."""
    people, skills = mean.shape
    found = {field.name: np.zeros((people, skills)) for field in fields(Prospects)}
    found |= {name: np.zeros(people) for name in ("true_score_passes", "chance")}
    found |= {"quarters": np.zeros((people, 2)), "lifted": np.zeros((people, len(LIFTS)))}
    found["gains_otherwise"] = np.zeros((people, len(FACTORS), skills))
    for person in range(people):
        lower = np.linalg.cholesky(covariance[person])
        many = mean[person] + even_normals(MORE_DRAWS, skills) @ lower.T
        lowest = ((many - question.centre) / question.spread).argmin(axis=1)
        found["weakest"][person] = np.bincount(lowest, minlength=skills) / MORE_DRAWS
        found["below"][person] = (many < question.reference).mean(axis=0)
        theta = mean[person] + even_normals(DRAWS, skills) @ lower.T
        now, enough = chances(course, theta)
        found["true_score_passes"][person] = enough.mean()
        if not question.failed[person]:
            continue
        found["chance"][person] = now.mean()
        found["quarters"][person] = np.sort(now)[[DRAWS // 4, 3 * DRAWS // 4]]
        few, fewer = theta[:PLAN_DRAWS], theta[:FEWER_DRAWS]
        steps = np.diag(question.lifts)
        gains = np.stack([chances(course, few + step)[0] - now[:PLAN_DRAWS] for step in steps])
        found["gains"][person] = gains.mean(axis=1)
        first = (gains / question.hours[:, None]).argmax(axis=0)
        found["best"][person] = np.bincount(first, minlength=skills) / PLAN_DRAWS
        for which, factor in enumerate(FACTORS):
            otherwise = [chances(course, fewer + factor * step)[0] - now[:FEWER_DRAWS] for step in steps]
            found["gains_otherwise"][person, which] = np.mean(otherwise, axis=1)
        found["lifted"][person] = [chances(course, fewer + lift)[0].mean() for lift in LIFTS]
    return Prospects(**found)


def posteriors(skills: int) -> tuple[Floats, Floats]:
    chance = np.random.default_rng(17)
    mean = chance.normal(0.3, 0.7, (PEOPLE, skills))
    roots = chance.normal(size=(PEOPLE, skills, skills))
    return mean, 0.15 * np.eye(skills) + 0.05 * roots @ roots.transpose(0, 2, 1)


@pytest.mark.parametrize(
    ("sizes", "subjects", "rule"),
    [
        ((15, 20, 10), None, "kr-engineer-written"),
        ((10, 8, 15), ("A", "A", "B"), "kr-engineer-written"),
        ((10, 8, 15), ("A", "A", "B"), "kr-craftsman-written"),
    ],
    ids=["a subject for each skill", "a mixed subject", "a mixed subject without a minimum"],
)
def test_the_compiled_loops_are_the_plain_ones(sizes: tuple[int, ...], subjects: tuple[str, ...], rule: str) -> None:
    structure = structure_of(*questions(sizes, np.random.default_rng(3), subjects=subjects, three=2))
    course = course_of(structure, pass_rule(rule).on([each.item for each in structure.parameters]))
    mean, covariance = posteriors(3)
    question = Question(
        centre=np.array([0.0, 0.1, -0.1]),
        spread=np.array([1.0, 0.9, 1.1]),
        reference=np.array([0.6, 0.4, 0.5]),
        lifts=np.array([0.5, 0.5, 0.8]),
        hours=np.array([20.0, 30.0, 20.0]),
        failed=np.arange(PEOPLE) != 4,
    )
    compiled, plain = prospects(mean, covariance, course, question), plainly(mean, covariance, course, question)
    assert 0.1 < plain.chance.mean() < 0.9
    assert not compiled.chance[4]
    for name in ("weakest", "below", "true_score_passes"):
        assert getattr(compiled, name) == pytest.approx(getattr(plain, name), abs=1e-12), name
    for name in ("chance", "quarters", "gains", "gains_otherwise", "lifted"):
        assert getattr(compiled, name) == pytest.approx(getattr(plain, name), abs=NEARLY), name
    # Where two skills bring alike in a draw, the last digit decides.
    assert compiled.best == pytest.approx(plain.best, abs=1.01 / PLAN_DRAWS)

    points = even_normals(DRAWS, 4)
    growth = np.array([[0.3, 0.4]])
    grown = []
    for person in range(PEOPLE):
        theta = mean[person] + points[:, :3] @ np.linalg.cholesky(covariance[person]).T
        gained = growth[0, 0] + growth[0, 1] * points[:, 3:]
        grown.append(chances(course, theta + gained)[0].mean())
    assert grown_chances(mean, covariance, points, course, growth) == pytest.approx(grown, abs=NEARLY)
