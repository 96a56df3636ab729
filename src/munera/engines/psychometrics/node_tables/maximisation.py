"""The second half of a turn: the parameters under which the expected answers are likeliest.

Each item is a small problem of its own, climbed by Fisher's scoring for all items of a batch at once, with ever shorter
steps where one leads down; items that share a slope meet in it by a Schur complement.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.node_tables.curves import STEEPEST, Batch, are_in_order, curves, curves_and_slopes
from munera.engines.psychometrics.node_tables.priors import Held
from munera.engines.psychometrics.node_tables.unknowns import Unknowns, Values

MOST_STEPS: Final = 3
"""In one turn: the next one begins nearer, so that the last digits can wait."""
MOST_HALVINGS: Final = 12
SMALL_STEP: Final = 1e-8
LONGEST_STEP: Final = 1.0
RIDGE: Final = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """The items of a batch, and what is expected of them."""

    batch: Batch
    counts: Floats
    """Shape (items, categories, nodes of all groups)."""
    theta: Floats
    """Of these nodes."""
    held: Held
    shares_slope: bool

    def heights(self, rows: Floats) -> Floats:
        """What is climbed, for each item."""
        chances = curves(self.batch, rows, self.theta)
        data = np.einsum("icq,icq->i", self.counts, np.log(chances))
        return np.asarray(data + self.held.log_density(self.batch, rows, with_slope=not self.shares_slope))

    def gradient(self, rows: Floats) -> Floats:
        """Its derivatives: shape (items, parameters)."""
        return self.gradient_and_information(rows)[0]

    def gradient_and_information(self, rows: Floats) -> tuple[Floats, Floats]:
        """The derivatives, and Fisher's information: shape (items, parameters, parameters)."""
        chances, slopes = curves_and_slopes(self.batch, rows, self.theta)
        shape = (len(rows), slopes.shape[1], -1)
        flat = slopes.reshape(shape)
        gradient = (flat @ (self.counts / chances).reshape(len(rows), -1, 1))[..., 0]
        people = self.counts.sum(axis=1, keepdims=True) / chances
        information = (flat * people.reshape(len(rows), 1, -1)) @ flat.transpose(0, 2, 1)
        pull, stiffness = self.held.gradient_and_information(self.batch, rows, with_slope=not self.shares_slope)
        diagonal = np.arange(rows.shape[1])
        information[:, diagonal, diagonal] += np.maximum(stiffness, 0.0)
        information[:, diagonal, diagonal] += RIDGE * (1.0 + information[:, diagonal, diagonal])
        return gradient + pull, information


def tasks(unknowns: Unknowns, values: Values, counts: Floats, standard: Floats, held: Held) -> dict[int, Task]:
    """For each free batch; ``counts`` are of shape (groups, items, categories, nodes)."""
    theta = values.abilities(standard).ravel()
    found = {}
    for number, batch in unknowns.looked_for:
        chosen = counts[:, batch.places, : batch.categories].transpose(1, 2, 0, 3)
        by_node = chosen.reshape(len(batch.places), batch.categories, -1)
        found[number] = Task(batch, by_node, theta, held, shares_slope=batch.shares_slope)
    return found


def maximised(unknowns: Unknowns, values: Values, given: dict[int, Task]) -> tuple[Floats, ...]:
    """The rows of all batches, those of free items better than before."""
    rows = list(values.rows)
    for number, task in given.items():
        if not task.shares_slope:
            rows[number] = _climbed(task, rows[number])
    together = [number for number, task in given.items() if task.shares_slope]
    if together:
        shared = [given[number] for number in together]
        climbed = _climbed_together(shared, [rows[number] for number in together], unknowns.free_shared_slope)
        for number, better in zip(together, climbed, strict=True):
            rows[number] = better
    return tuple(rows)


def _climbed(task: Task, rows: Floats) -> Floats:
    heights = task.heights(rows)
    for _ in range(MOST_STEPS):
        gradient, information = task.gradient_and_information(rows)
        step = _shortened(np.asarray(np.linalg.solve(information, gradient[..., None])[..., 0], np.float64))
        rows, heights = _up(task, rows, heights, step)
        if np.abs(step).max() < SMALL_STEP:
            break
    return rows


def _shortened(step: Floats) -> Floats:
    longest = np.abs(step).max(axis=1, keepdims=True)
    return np.asarray(step * np.minimum(1.0, LONGEST_STEP / np.maximum(longest, 1e-300)))


def _up(task: Task, rows: Floats, heights: Floats, step: Floats) -> tuple[Floats, Floats]:
    """A step of each item, half as long as often as it leads down; an item with no such step stays."""
    for _ in range(MOST_HALVINGS):
        tried = rows + step
        tried[:, 0] = np.clip(tried[:, 0], -STEEPEST, STEEPEST)
        tried_heights = task.heights(tried)
        good = are_in_order(task.batch, tried) & (tried_heights >= heights - 1e-12 * np.abs(heights))
        if good.all():
            return tried, tried_heights
        step = np.where(good[:, None], step, 0.5 * step)
    return np.where(good[:, None], tried, rows), np.where(good, tried_heights, heights)


def _climbed_together(given: list[Task], rows: list[Floats], free_slope: bool) -> list[Floats]:
    height = _height_together(given, rows)
    for _ in range(MOST_STEPS):
        steps = _steps_together(given, rows, free_slope)
        largest = max(float(np.abs(step).max()) for step in steps)
        length = min(1.0, LONGEST_STEP / max(largest, 1e-300))
        for _ in range(MOST_HALVINGS):
            tried = [row + length * step for row, step in zip(rows, steps, strict=True)]
            tried_height = _height_together(given, tried)
            if tried_height >= height - 1e-12 * abs(height):
                rows, height = tried, tried_height
                break
            length *= 0.5
        if largest < SMALL_STEP:
            break
    return rows


def _height_together(given: list[Task], rows: list[Floats]) -> float:
    total = sum(float(task.heights(row).sum()) for task, row in zip(given, rows, strict=True))
    return total + float(given[0].held.log_density_of_slopes(rows[0][:1, 0])[0])


def _steps_together(given: list[Task], rows: list[Floats], free_slope: bool) -> list[Floats]:
    pull, stiffness = given[0].held.pull_at_slopes(rows[0][:1, 0])
    gradient, information = float(pull[0]), max(float(stiffness[0]), 0.0)
    parts = []
    for task, row in zip(given, rows, strict=True):
        by_item, blocks = task.gradient_and_information(row)
        border: NDArray[np.float64] = blocks[:, 1:, 0]
        both = np.linalg.solve(blocks[:, 1:, 1:], np.stack((by_item[:, 1:], border), axis=-1))
        gradient += float((by_item[:, 0] - (border * both[..., 0]).sum(axis=1)).sum())
        information += float((blocks[:, 0, 0] - (border * both[..., 1]).sum(axis=1)).sum())
        parts.append(both)
    slope = gradient / information if free_slope else 0.0
    return [np.column_stack((np.full(len(both), slope), both[..., 0] - slope * both[..., 1])) for both in parts]
