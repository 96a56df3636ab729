"""From answers to the parameters of their items, through a table of people by nodes of ability."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from munera.engines.psychometrics.errors import NotIdentified
from munera.engines.psychometrics.executors import Executor, Threads
from munera.engines.psychometrics.model import Calibration, Floats, Group, Item, ItemParameters, Priors, Step
from munera.engines.psychometrics.node_tables.beginning import first_values
from munera.engines.psychometrics.node_tables.curves import told
from munera.engines.psychometrics.node_tables.expectation import Turn, expected
from munera.engines.psychometrics.node_tables.information import Certainty, certainty_of
from munera.engines.psychometrics.node_tables.maximisation import maximised, tasks
from munera.engines.psychometrics.node_tables.priors import Held
from munera.engines.psychometrics.node_tables.unknowns import Unknowns, Values
from munera.engines.psychometrics.numerics.acceleration import Anderson
from munera.engines.psychometrics.numerics.climbing import Climbed, Progress, Turned, climbed
from munera.engines.psychometrics.numerics.nodes import USUAL, Quadrature
from munera.engines.psychometrics.responses.blocks import Block
from munera.engines.psychometrics.responses.responses import Responses

LONGEST_MOVE: Final = 1.0
"""No parameter leaps farther than that beyond where a turn leads."""
SAMPLE_FROM: Final = 200_000
SAMPLE: Final = 50_000
SAMPLE_TOLERANCE: Final = 1e-3
LEAST_IN_SAMPLE: Final = 20
FEWEST_TO_HALVE: Final = 61
"""With so many nodes every other one is close enough to begin with."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What is asked of one set of rows."""

    responses: Responses
    blocks: tuple[Block, ...]
    unknowns: Unknowns
    held: Held
    quadrature: Quadrature
    executor: Executor

    def turn(self, values: Values) -> Turn:
        log_chances = np.log(self.unknowns.chances(values, self.quadrature.standard))
        log_weights = np.repeat(self.quadrature.log_weights[None, :], len(values.means), axis=0)
        return Turn(self.responses.forms, log_chances, log_weights, self.quadrature.standard)

    def turned(self, vector: Floats, around: Values) -> Turned:
        """One turn: what is expected, and what fits it best."""
        unknowns, standard = self.unknowns, self.quadrature.standard
        values = unknowns.values(vector, around)
        log_likelihood, counts, people = self.executor.summed(expected, self.blocks, self.turn(values))
        given = tasks(unknowns, values, counts, standard, self.held)
        rows = maximised(unknowns, values, given)
        means, deviations = _groups(unknowns, values, people, standard)
        image = unknowns.vector(Values(rows, means, deviations))
        height = float(log_likelihood[0]) + self.log_prior(values)
        return Turned(image, float(log_likelihood[0]), height)

    def log_prior(self, values: Values) -> float:
        """What is held of the free parameters beforehand, but for a constant."""
        total = 0.0
        for number, batch in self.unknowns.looked_for:
            total += float(self.held.log_density(batch, values.rows[number], with_slope=not batch.shares_slope).sum())
        if self.unknowns.shares_slope:
            total += float(self.held.log_density_of_slopes(np.array([self.unknowns.shared_slope(values)]))[0])
        return total

    def sample(self) -> "Problem | None":
        """The same question to some of the rows, where there are many: a good place to begin for all of them."""
        if self.responses.count < SAMPLE_FROM:
            return None
        step = self.responses.count // SAMPLE
        blocks = tuple(block.every(step) for block in self.responses.blocks)
        sampled = replace(self.responses, blocks=blocks)
        totals = sampled.category_totals()
        categories = np.array([item.categories for item in self.unknowns.items])
        inside = np.arange(totals.shape[1]) < categories[:, None]
        groups = {block.group for block in blocks if len(block) >= LEAST_IN_SAMPLE}
        if (totals[inside] < LEAST_IN_SAMPLE).any() or len(groups) < len(self.responses.groups):
            return None
        return replace(self, responses=sampled, blocks=blocks)

    def nearly(self) -> "Problem | None":
        """The same question over every other node, for half the work: the answer differs in its last digits alone."""
        nodes = self.quadrature.nodes
        if nodes < FEWEST_TO_HALVE or nodes % 2 == 0:
            return None
        return replace(self, quadrature=Quadrature(nodes // 2 + 1, self.quadrature.limit))


def calibrate_by_nodes(
    responses: Responses,
    *,
    anchors: Calibration | None = None,
    priors: Priors | None = None,
    free_groups: bool = True,
    free_variance: bool = False,
    tolerance: float = 1e-5,
    most_turns: int = 500,
    start: Calibration | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    standard_errors: bool = True,
    quadrature: Quadrature = USUAL,
) -> Calibration:
    """What ``calibrate`` does, for pools with items of any model: 3PL, 4PL and graded ones beside all others.

    The log-likelihood is of the answers alone; what is climbed also has what is held of parameters beforehand, and so
    have the standard errors. The turns begin over every other node and end over all of them, by which alone it is told
    whether they converged.
    """
    items = tuple(_as_anchored(item, anchors) for item in responses.items)
    unknowns = Unknowns.of(
        items, anchors, groups=responses.groups, free_groups=free_groups, free_variance=free_variance
    )
    totals = responses.category_totals()
    _check(unknowns, totals)
    held = Held.of(priors)
    problem = Problem(responses, responses.blocks, unknowns, held, quadrature, executor or Threads())
    values = first_values(unknowns, totals, anchors=anchors, start=start, held=held)
    accelerator = Anderson()
    nearly = problem.nearly() if start is None else None
    sample = (nearly or problem).sample() if start is None else None
    if sample is not None:
        enough = max(tolerance, SAMPLE_TOLERANCE)
        near = _climbed(sample, values, tolerance=enough, most_turns=most_turns, accelerator=accelerator)
        values = unknowns.values(near.vector, values)
        accelerator.move_to_another_map()
    so_far: tuple[Step, ...] = ()
    if nearly is not None:
        near = _climbed(
            nearly,
            values,
            tolerance=tolerance,
            most_turns=most_turns - 1,
            accelerator=accelerator,
            progress=progress,
        )
        values, so_far = unknowns.values(near.vector, values), near.trace
        accelerator.move_to_another_map()
    found = _climbed(
        problem,
        values,
        tolerance=tolerance,
        most_turns=most_turns,
        accelerator=accelerator,
        progress=progress,
        so_far=so_far,
    )
    return _calibration(problem, unknowns.values(found.vector, values), found, totals, standard_errors)


def _as_anchored(item: Item, anchors: Calibration | None) -> Item:
    return anchors[item.key].item if anchors is not None and item.key in anchors else item


def _check(unknowns: Unknowns, totals: Floats) -> None:
    """What the answers cannot tell is refused, with what to do about it."""
    for _, batch in unknowns.looked_for:
        for place in batch.places:
            empty = np.flatnonzero(totals[place, : batch.categories] == 0)
            if len(empty):
                raise NotIdentified(
                    f"Nobody has {empty[0]} points in {unknowns.items[place].key}: leave the item out, or give it "
                    "fewer categories."
                )
    if not unknowns.free_shared_slope and not any(batch.shares_slope for _, batch in unknowns.looked_for):
        raise NotIdentified("A free variance wants items of 1PL or PCM, whose slope is then 1; there is none.")


def _climbed(
    problem: Problem,
    start: Values,
    *,
    tolerance: float,
    most_turns: int,
    accelerator: Anderson,
    progress: Progress | None = None,
    so_far: tuple[Step, ...] = (),
) -> Climbed:
    unknowns = problem.unknowns

    def mended(proposed: Floats, image: Floats) -> Floats:
        move = proposed - image
        longest = float(np.abs(move).max(initial=0.0))
        if not np.isfinite(longest):
            return image
        nearer = image + move * min(1.0, LONGEST_MOVE / max(longest, 1e-300))
        values = unknowns.values(nearer, start)
        return unknowns.vector(values) if unknowns.make_sense(values) else image

    return climbed(
        lambda vector: problem.turned(vector, start),
        unknowns.vector(start),
        tolerance=tolerance,
        most_turns=most_turns,
        accelerator=accelerator,
        mended=mended,
        progress=progress,
        so_far=so_far,
    )


def _groups(unknowns: Unknowns, values: Values, people: Floats, standard: Floats) -> tuple[Floats, Floats]:
    """Means and standard deviations of the groups, from people by node."""
    theta, mass = values.abilities(standard), people.sum(axis=1)
    mean = np.where(unknowns.free_means, (people * theta).sum(axis=1) / mass, values.means)
    second = (people * (theta - mean[:, None]) ** 2).sum(axis=1) / mass
    deviation = np.sqrt(np.maximum(second, 1e-4))
    return mean, np.where(unknowns.free_deviations, deviation, values.deviations)


def _calibration(
    problem: Problem, values: Values, found: Climbed, totals: Floats, standard_errors: bool
) -> Calibration:
    unknowns = problem.unknowns
    certainty = None
    if standard_errors:
        turn = problem.turn(values)
        certainty = certainty_of(
            problem.blocks, unknowns, values, turn=turn, held=problem.held, executor=problem.executor
        )
    errors = _errors(unknowns, certainty)
    answers = np.rint(totals.sum(axis=1)).astype(int)
    items: dict[int, ItemParameters] = {}
    for number, batch in enumerate(unknowns.batches):
        for at, place in enumerate(batch.places):
            item, own = unknowns.items[place], errors.get(unknowns.items[place].key, {})
            shared = errors.get("", {}) if batch.shares_slope and unknowns.is_free[number] else {}
            own = {**({"slope": shared["slope"]} if "slope" in shared else {}), **own}
            items[place] = told(batch, item, values.rows[number][at], own, int(answers[place]))
    groups = tuple(
        Group(key, float(mean), float(deviation))
        for key, mean, deviation in zip(problem.responses.groups, values.means, values.deviations, strict=True)
    )
    return Calibration(
        tuple(items[place] for place in range(len(items))),
        groups,
        found.log_likelihood,
        found.trace,
        found.converged,
        None if certainty is None else certainty.covariance,
        unknowns.names,
        problem.responses.count,
    )


def _errors(unknowns: Unknowns, certainty: Certainty | None) -> dict[str, dict[str, float]]:
    """By key of the item and name of the parameter, those that have one."""
    found: dict[str, dict[str, float]] = {}
    if certainty is not None:
        for (key, name), deviation in zip(unknowns.names, certainty.deviations.tolist(), strict=True):
            if np.isfinite(deviation):
                found.setdefault(key, {})[name] = deviation
    return found
