"""From answers to the parameters of their items."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.calibration.outcome import told
from munera.engines.psychometrics.calibration.pool import Pool, Values, first_values
from munera.engines.psychometrics.calibration.turns import (
    LEAST_IN_SAMPLE,
    SAMPLE,
    SAMPLE_FROM,
    SAMPLE_TOLERANCE,
    Problem,
    counted,
    turned_until_still,
)
from munera.engines.psychometrics.errors import NotIdentified, UnknownItem
from munera.engines.psychometrics.executors import Executor, Threads
from munera.engines.psychometrics.model import Calibration, Floats, Item, Model, Priors
from munera.engines.psychometrics.node_tables import calibrate_by_nodes
from munera.engines.psychometrics.numerics.acceleration import Anderson
from munera.engines.psychometrics.numerics.climbing import Progress
from munera.engines.psychometrics.numerics.nodes import Quadrature, enough
from munera.engines.psychometrics.responses.blocks import Block
from munera.engines.psychometrics.responses.responses import Responses

SCALAR: Final = frozenset(
    {Model.ONE_PARAMETER, Model.TWO_PARAMETER, Model.PARTIAL_CREDIT, Model.GENERALIZED_PARTIAL_CREDIT}
)
"""Where a person enters the likelihood through one number."""
NAMED: Final = 5


def calibrate(
    responses: Responses,
    *,
    model: Model | None = None,
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
    quadrature: Quadrature | None = None,
) -> Calibration:
    """The likeliest parameters of all items of ``responses``, over normal groups of people.

    ``model`` is taken for all items, where the items themselves do not say what they should. Items of ``anchors`` keep
    their parameters, and every group then finds its own mean and standard deviation; without anchors the first group
    has 0 and 1. ``free_variance`` fixes the slope that items share at 1 and frees the first group's standard deviation
    instead: the Rasch model. ``start`` is where an earlier calibration ended. Look at ``converged`` of the result.
    """
    items = tuple(_as(item, model) for item in responses.items)
    pool = _pool(items, anchors, groups=len(responses.groups), free_groups=free_groups)
    run, priors = executor or Threads(), priors or Priors()
    quadrature = quadrature or enough(responses.most_points)
    problem = _problem(responses, responses.blocks, pool, priors=priors, quadrature=quadrature, executor=run)
    _check(problem, responses)
    if not all(item.model in SCALAR for item in pool.items):
        return calibrate_by_nodes(
            replace(responses, items=items),
            anchors=anchors,
            priors=priors,
            free_groups=free_groups,
            free_variance=free_variance,
            tolerance=tolerance,
            most_turns=most_turns,
            start=start,
            executor=run,
            progress=progress,
            standard_errors=standard_errors,
            quadrature=quadrature,
        )
    if free_variance and not (anchors is None and pool.shares_slope.all()):
        raise NotIdentified("The variance can be free only where all items share one slope, and none is an anchor.")
    values = _start(pool, problem.totals, len(responses.groups), anchors, start)
    accelerator = Anderson()
    sample = _sample(problem, responses) if start is None else None
    if sample is not None:
        near = turned_until_still(
            sample, values, tolerance=max(tolerance, SAMPLE_TOLERANCE), most_turns=most_turns, accelerator=accelerator
        )
        values = near.values
        accelerator.move_to_another_map()
    found = turned_until_still(
        problem, values, tolerance=tolerance, most_turns=most_turns, accelerator=accelerator, progress=progress
    )
    return told(problem, found, responses, standard_errors=standard_errors, free_variance=free_variance)


def _as(item: Item, model: Model | None) -> Item:
    return item if model is None else replace(item, model=model)


def _pool(items: tuple[Item, ...], anchors: Calibration | None, *, groups: int, free_groups: bool) -> Pool:
    fixed = np.array([anchors is not None and item.key in anchors for item in items])
    if anchors is not None:
        if not fixed.any():
            raise UnknownItem("None of the anchors is among the items of these answers; at least one must be.")
        for place in np.flatnonzero(fixed):
            known = anchors[items[place].key].item
            if known.categories != items[place].categories:
                raise UnknownItem(
                    f"{known.key} has {known.categories} categories among the anchors and "
                    f"{items[place].categories} here; an anchor is the same item."
                )
        items = tuple(anchors[item.key].item if item.key in anchors else item for item in items)
    free = np.full(groups, free_groups)
    free[0] = anchors is not None and free_groups
    return Pool(items, fixed, free)


def _problem(
    responses: Responses,
    blocks: Sequence[Block],
    pool: Pool,
    *,
    priors: Priors,
    quadrature: Quadrature,
    executor: Executor,
) -> Problem:
    presents = np.zeros((len(pool.items), len(responses.forms)), np.bool_)
    for number, form in enumerate(responses.forms):
        presents[np.array(form.items), number] = not form.has_gaps
    told = (responses.forms, len(pool.items), int(pool.categories.max()))
    (totals,) = executor.summed(counted, blocks, told) if blocks else (np.zeros(told[1:]),)
    return Problem(responses.forms, blocks, totals, pool, priors, quadrature, executor, presents)


def _check(problem: Problem, responses: Responses) -> None:
    """What the answers cannot tell is refused, with what to do about it."""
    pool, totals = problem.pool, problem.totals
    if not responses.count:
        raise NotIdentified("Nobody answered anything; a calibration needs answers.")
    inside = np.arange(totals.shape[1]) < pool.categories[:, None]
    asked = totals.sum(axis=1) > 0
    free = ~pool.fixed_items
    _refuse(pool, free & ~asked, "Nobody was asked {}: leave out what has no answers.")
    constant = free & (((totals > 0) & inside).sum(axis=1) == 1)
    _refuse(pool, constant, "Everybody has the same points in {}: leave such items out, they tell nobody from anybody.")
    gaps = free & ((totals == 0) & inside).any(axis=1)
    _refuse(
        pool,
        gaps,
        "Nobody has some of the points that {} can give: bring the points that occur closer together with "
        "without_gaps(table, items).",
    )
    _check_groups(problem, responses)


def _refuse(pool: Pool, wrong: NDArray[np.bool_], sentence: str) -> None:
    keys = [pool.items[place].key for place in np.flatnonzero(wrong)]
    if keys:
        more = f" and {len(keys) - NAMED} more" if len(keys) > NAMED else ""
        raise NotIdentified(sentence.format(", ".join(keys[:NAMED]) + more))


def _check_groups(problem: Problem, responses: Responses) -> None:
    """A group with a mean of its own must share items with one whose scale is known, if through others."""
    free = problem.pool.free_groups
    answered = np.zeros((len(responses.groups), len(problem.pool.items)), np.bool_)
    for block in responses.blocks:
        if len(block):
            answered[block.group, list(responses.forms[block.form].items)] = True
    for group, key in enumerate(responses.groups):
        if not answered[group].any():
            raise NotIdentified(f"Nobody is in group {key!r}; leave it out.")
    reached = ~free
    known = problem.pool.fixed_items | answered[reached].any(axis=0)
    while True:
        more = ~reached & (answered & known).any(axis=1)
        if not more.any():
            break
        reached |= more
        known |= answered[more].any(axis=0)
    if not reached.all():
        keys = ", ".join(repr(responses.groups[group]) for group in np.flatnonzero(~reached))
        raise NotIdentified(
            f"{keys} shares no item with the groups whose scale is known: put common items before both, name anchors, "
            "or hold all groups to be alike with free_groups=False."
        )


def _start(pool: Pool, totals: Floats, groups: int, anchors: Calibration | None, start: Calibration | None) -> Values:
    values = first_values(pool, totals, groups)
    for source in (start, anchors):
        if source is None:
            continue
        for place, item in enumerate(pool.items):
            if item.key in source and source[item.key].item.categories == item.categories:
                values.slopes[place] = source[item.key].slope
                values.intercepts[place, 1 : item.categories] = source[item.key].intercepts
    if pool.shares_slope.any():
        values.slopes[pool.shares_slope] = values.slopes[pool.shares_slope].mean()
    if start is not None and len(start.groups) == groups:
        for place, group in enumerate(start.groups):
            if pool.free_groups[place]:
                values.means[place], values.deviations[place] = group.mean, group.standard_deviation
    return values


def _sample(problem: Problem, responses: Responses) -> Problem | None:
    """The same question to some of the rows, where there are many: a good place to begin for all of them."""
    if responses.count < SAMPLE_FROM:
        return None
    step = responses.count // SAMPLE
    blocks = [block.every(step) for block in responses.blocks]
    sample = _problem(
        responses,
        blocks,
        problem.pool,
        priors=problem.priors,
        quadrature=problem.quadrature,
        executor=problem.executor,
    )
    inside = np.arange(sample.totals.shape[1]) < problem.pool.categories[:, None]
    few = (sample.totals < LEAST_IN_SAMPLE) & inside & ~problem.pool.fixed_items[:, None]
    groups = {block.group for block in blocks if len(block) >= LEAST_IN_SAMPLE}
    return None if few.any() or len(groups) < len(responses.groups) else sample
