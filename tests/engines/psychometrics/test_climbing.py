"""Turns that are sped up: mixing may lead astray, and what a turn has found is never lost."""

import numpy as np
import pytest

from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.numerics.acceleration import Anderson
from munera.engines.psychometrics.numerics.climbing import Climbed, Turned, climbed


def turned(vector: Floats) -> Turned:
    """A tenth of the slope of a hill whose sides become straight.

    From far away mixing takes the top to lie on the other side, and farther off each time.
    """
    height = -float(np.sqrt(1.0 + vector**2).sum())
    return Turned(vector - 0.1 * vector / np.sqrt(1.0 + vector**2), height, height)


def up_from(*start: float) -> Climbed:
    return climbed(
        turned,
        np.array(start),
        tolerance=1e-9,
        most_turns=500,
        accelerator=Anderson(),
        mended=lambda proposed, image: proposed if np.isfinite(proposed).all() else image,
    )


def test_where_mixing_leads_astray_the_last_good_turn_leads_on() -> None:
    found = up_from(3.0, -2.0)
    assert found.converged
    assert found.vector == pytest.approx([0.0, 0.0], abs=1e-7)
    heights = [step.log_likelihood for step in found.trace]
    astray = [at for at in range(1, len(heights)) if heights[at] < max(heights[:at]) - 0.01]
    assert astray
    for at in astray:
        assert found.trace[at].is_accelerated
        assert not found.trace[at + 1].is_accelerated
        assert heights[at + 1] > max(heights[:at])


def test_mixing_takes_a_fraction_of_the_turns() -> None:
    vector, turns = np.array([0.5, -0.4]), 0
    while np.abs(vector).max() > 1e-8:
        vector, turns = turned(vector).image, turns + 1
    assert len(up_from(0.5, -0.4).trace) < turns / 5
