"""Published data are not kept here: the small tables below, covariances of points and reliabilities, were reckoned from
them, and all that is asked follows from these."""

import numpy as np
import pytest

from munera.engines.psychometrics.skills import (
    augmented,
    reliabilities,
    skill_profiles,
    structure_of,
    worths,
    worths_of,
)
from munera.engines.psychometrics.skills.population import population_of
from tests.engines.psychometrics.sittings import sat

# TIMSS 2011, grade 8, mathematics: 765 students; number (11 questions), algebra (9), geometry (6), data and chance (6).
# From the R package subscore; values by its subscore.x, as printed in Dai, Svetina and Wang (2017), JEBS 42(2).
TIMSS = (
    np.array(
        [
            [6.7443725832392305, 3.3862094925230126, 2.1839201998425892, 2.777883858604526],
            [3.3862094925230126, 4.379420319611265, 1.583865448448141, 1.753298771515588],
            [2.1839201998425892, 1.583865448448141, 2.122311193238202, 1.384522465181535],
            [2.777883858604526, 1.753298771515588, 1.384522465181535, 2.7475344762686866],
        ]
    ),
    # The sum of the variances of the questions in each.
    np.array([2.4785442973000715, 1.7048386544844814, 1.216798412209561, 1.2755055949081204]),
    np.array([11, 9, 6, 6]),
)
# Reading: 328 students, three texts of four questions. From the R package sirt.
READING = (
    np.array(
        [
            [1.3810322965614972, 0.46844931752069796, 0.31768852092190664],
            [0.46844931752069796, 1.058961736406353, 0.2742783620496759],
            [0.31768852092190664, 0.2742783620496759, 1.107024315656],
        ]
    ),
    np.array([0.8169426419034833, 0.7563586186320578, 0.5753244573730141]),
    np.array([4, 4, 4]),
)


@pytest.mark.parametrize(
    ("table", "own", "total"),
    [
        (TIMSS, [0.6958, 0.6871, 0.5120, 0.6429], [0.8601, 0.7471, 0.8502, 0.7929]),
        (READING, [0.5446, 0.3810, 0.6404], [0.5551, 0.5745, 0.4212]),
    ],
)
def test_published_examinations_have_the_published_worth(table, own, total):
    covariance, inside, questions = table
    alpha = questions / (questions - 1) * (1 - inside / np.diag(covariance))
    found = worths_of([str(number) for number in range(len(alpha))], covariance, alpha)
    assert [each.own for each in found] == pytest.approx(own, abs=1e-4)
    assert [each.total for each in found] == pytest.approx(total, abs=1e-4)
    assert [each.has_value for each in found] == [mine > other for mine, other in zip(own, total, strict=True)]
    for each in found:
        assert max(each.own, each.total) <= each.both <= each.augmented <= 1


def test_worth_is_reckoned_from_answers_as_from_their_covariances():
    sitting = sat((6, 9), correlation=0.5, number=500, seed=8, three=2)
    structure = structure_of(sitting.calibration, sitting.skills)
    points = structure.points(sitting.table)
    by_skill = np.column_stack((points[:, :6].sum(axis=1), points[:, 6:].sum(axis=1)))
    expected = [
        size / (size - 1) * (1 - points[:, part].var(axis=0, ddof=1).sum() / by_skill[:, k].var(ddof=1))
        for k, (size, part) in enumerate([(6, slice(0, 6)), (9, slice(6, 15))])
    ]
    found = worths(structure.skills, points, structure.members)
    assert reliabilities(points, structure.members) == pytest.approx(expected)
    assert [each.own for each in found] == pytest.approx(expected)


def test_one_question_alone_cannot_say_how_reliable_it_is():
    sitting = sat((1, 9), correlation=0.5, number=500, seed=8)
    structure = structure_of(sitting.calibration, sitting.skills)
    alone, other = worths(structure.skills, structure.points(sitting.table), structure.members)
    assert (alone.own, alone.has_value) == (0, False)
    assert other.has_value


def test_long_and_different_skills_have_worth_of_their_own_and_short_and_alike_ones_have_not():
    for sizes, correlation, has_value in (((20,) * 4, 0.6, True), ((5,) * 4, 0.9, False)):
        sitting = sat(sizes, correlation=correlation, number=3_000, seed=9)
        structure = structure_of(sitting.calibration, sitting.skills)
        found = worths(structure.skills, structure.points(sitting.table), structure.members)
        assert [each.has_value for each in found] == [has_value] * 4


def test_augmented_points_know_the_skills_nearly_as_well_as_the_model_does():
    """Two ways of different make: neither could agree with the truth so well by a mistake of the other."""
    sitting = sat((10,) * 4, correlation=0.8, number=3_000, seed=10)
    structure = structure_of(sitting.calibration, sitting.skills)
    points = structure.points(sitting.table)
    by_skill = (points @ structure.members).astype(np.float64)
    closed = augmented(by_skill, reliabilities(points, structure.members))
    model = skill_profiles(structure, population_of(structure, sitting.table), sitting.table).mean
    for k in range(4):
        raw, ours, theirs = (
            np.corrcoef(each[:, k], sitting.abilities[:, k])[0, 1] for each in (by_skill, model, closed)
        )
        assert raw + 0.05 < theirs <= ours + 0.002 < theirs + 0.02
