from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from munera.engines.psychometrics.advice import Assumptions
from munera.engines.psychometrics.advice.prospects import DRAWS, even_normals
from munera.engines.psychometrics.decisions import pass_probability, pass_rule
from munera.engines.psychometrics.errors import Malformed
from munera.engines.psychometrics.grounds import grounds_of
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.reckoning import Reckoned, prepared, reckon
from tests.engines.psychometrics.sittings import sat

ENGINEERS = pass_rule("kr-engineer-written")
USUAL = Assumptions()


@dataclass(frozen=True, slots=True)
class Advised:
    """Five subjects of twenty questions: what people are told, and what is true of those who failed."""

    reckoned: Reckoned
    failed: NDArray[np.bool_]
    now: Floats
    """The true chance of those who failed."""
    gains: Floats
    """What studying each skill truly adds to it."""


def advised(seed: int) -> Advised:
    sitting = sat((20,) * 5, correlation=0.8, number=1_200, seed=seed, spread=0.7)
    grounds = grounds_of(sitting.calibration, sitting.table, rule=ENGINEERS, skills=sitting.skills)
    reckoned = reckon(prepared(grounds), sitting.table, advice=USUAL, retake=None, years=None)
    abilities = sitting.abilities[~reckoned.passed]
    now = pass_probability(grounds.structure, ENGINEERS, abilities)
    lifted = [
        pass_probability(grounds.structure, ENGINEERS, abilities + USUAL.ability_gain * (np.arange(5) == k))
        for k in range(5)
    ]
    return Advised(reckoned, ~reckoned.passed, now, np.column_stack(lifted) - now[:, None])


@pytest.fixture(scope="module")
def examinations() -> list[Advised]:
    """Some whose subjects are not equally hard, as they never are."""
    return [advised(seed) for seed in range(4)]


def test_advice_reaches_nine_tenths_of_what_can_be_reached_and_lowest_score_does_not(examinations):
    attainable = sum(each.gains.max(axis=1).sum() for each in examinations)

    def reached(choices: list[NDArray[np.int64]]) -> float:
        return (
            sum(
                each.gains[np.arange(len(choice)), choice].sum()
                for each, choice in zip(examinations, choices, strict=True)
            )
            / attainable
        )

    ours = reached([each.reckoned.prospects.gains[each.failed].argmax(axis=1) for each in examinations])
    lowest = reached([each.reckoned.skills[each.failed].argmin(axis=1) for each in examinations])
    least_able = reached([each.reckoned.ability[each.failed, :, 0].argmin(axis=1) for each in examinations])
    assert ours >= 0.90
    assert ours - lowest >= 0.04
    assert ours - least_able >= 0.04


def test_the_chance_that_is_told_comes_true_on_average(examinations):
    told = np.concatenate([each.reckoned.prospects.chance[each.failed] for each in examinations])
    true = np.concatenate([each.now for each in examinations])
    assert told.mean() == pytest.approx(true.mean(), abs=0.01)
    for part in np.array_split(np.argsort(told), 5):
        assert told[part].mean() == pytest.approx(true[part].mean(), abs=0.03)


def test_best_is_as_probable_as_it_says(examinations):
    said, right = [], []
    for each in examinations:
        best = each.reckoned.prospects.best[each.failed]
        helped = each.reckoned.prospects.gains[each.failed].max(axis=1) > 0.02
        said.append(best.max(axis=1)[helped])
        right.append((best.argmax(axis=1) == each.gains.argmax(axis=1))[helped])
    assert np.concatenate(right).mean() == pytest.approx(np.concatenate(said).mean(), abs=0.04)


def test_who_needs_more_hours_for_a_skill_is_sent_there_later():
    sitting = sat((10, 10), correlation=0.7, number=400, seed=22)
    grounds = grounds_of(sitting.calibration, sitting.table, rule=ENGINEERS, skills=sitting.skills)
    slow = Assumptions(hours_of={"skill 0": 200.0})
    usual, slower = (
        reckon(prepared(grounds), sitting.table, advice=each, retake=None, years=None) for each in (USUAL, slow)
    )
    assert (usual.prospects.gains == slower.prospects.gains).all()
    assert (slower.prospects.best[:, 0] <= usual.prospects.best[:, 0]).all()
    assert slower.prospects.best[:, 0].mean() < usual.prospects.best[:, 0].mean() / 2


def test_points_for_drawing_are_standard_normal_and_balanced():
    points = even_normals(DRAWS, 6)
    assert np.abs(points.mean(axis=0)).max() < 1e-12
    assert np.abs(points.std(axis=0) - 1).max() < 0.1
    assert np.abs(np.corrcoef(points, rowvar=False) - np.eye(6)).max() < 0.3


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"hours": 0.0}, "hours must be above 0, not 0.0"),
        ({"ability_gain": float("nan")}, "ability_gain must be above 0, not nan"),
        ({"hours_of": {"law": -1.0}}, "What is assumed of law must be above 0"),
        ({"claim": 0.4}, "must be more probable than one half, not 0.4"),
    ],
)
def test_assumptions_that_mean_nothing_are_refused(wrong, told):
    with pytest.raises(Malformed, match=told):
        Assumptions(**wrong)
