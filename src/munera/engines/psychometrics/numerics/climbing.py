"""Turn by turn uphill: a map that never leads down, sped up by Anderson's mixing, which might."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from munera.engines.psychometrics.model import Floats, Step
from munera.engines.psychometrics.numerics.acceleration import Anderson

SLACK: Final = 1e-11
"""So much of the height may be lost to rounding."""
Progress = Callable[[int, Step], None]
"""Told the number of each turn, from 1 on, and what it found."""


@dataclass(frozen=True, slots=True, eq=False)
class Turned:
    """Where one turn leads, and how high it began."""

    image: Floats
    log_likelihood: float
    height: float
    """What is climbed: the log-likelihood with whatever is held of the parameters."""


@dataclass(frozen=True, slots=True, eq=False)
class Climbed:
    """Where the turns ended."""

    vector: Floats
    log_likelihood: float
    height: float
    trace: tuple[Step, ...]
    converged: bool


def climbed(
    turned: Callable[[Floats], Turned],
    start: Floats,
    *,
    tolerance: float,
    most_turns: int,
    accelerator: Anderson,
    mended: Callable[[Floats, Floats], Floats],
    progress: Progress | None = None,
    so_far: tuple[Step, ...] = (),
) -> Climbed:
    """Turn until nothing changes by more than ``tolerance``; no turn loses what an earlier one had.

    ``mended`` is given where mixing wants to look and where the map alone leads, and answers with a place that can be;
    the latter itself means that mixing is not followed.
    ``so_far`` are turns of a map that is nearly this one, after which these are counted.
    """
    vector, image = start, start
    found = Climbed(start, -np.inf, -np.inf, (), converged=False)
    trace = list(so_far)
    accelerated = False
    while len(trace) < most_turns and not found.converged:
        turn = turned(vector)
        change = float(np.abs(turn.image - vector).max(initial=0.0))
        trace.append(Step(turn.log_likelihood, change, accelerated))
        if progress is not None:
            progress(len(trace), trace[-1])
        if accelerated and not turn.height >= found.height - SLACK * abs(found.height):
            # Astray: back to where the last good turn led by itself, and without memory.
            accelerator.begin_anew()
            vector, accelerated = image, False
            continue
        found = Climbed(vector, turn.log_likelihood, turn.height, (), converged=change < tolerance)
        image = turn.image
        proposed = accelerator.proposed(vector, image)
        vector = mended(proposed, image) if accelerator.has_memory else image
        accelerated = vector is not image
    return Climbed(found.vector, found.log_likelihood, found.height, tuple(trace), found.converged)
