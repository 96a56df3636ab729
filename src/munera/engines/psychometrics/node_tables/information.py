"""How sure the parameters are: the information of the answers as they were seen, after T. A. Louis (1982).

What would be known if abilities were seen, less what is lost because they are not:
``Σ_people E[-second derivatives] - Cov[first derivatives]``, both over what is plausible of each person. The second
derivatives are differences of the first ones, item by item; the covariances go over all pairs of parameters, and over
those nodes alone that are plausible for a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.executors import Executor
from munera.engines.psychometrics.executors.protocol import Sums
from munera.engines.psychometrics.model import Floats
from munera.engines.psychometrics.node_tables.curves import curves_and_slopes
from munera.engines.psychometrics.node_tables.expectation import Turn, expected
from munera.engines.psychometrics.node_tables.kernel import posteriors
from munera.engines.psychometrics.node_tables.maximisation import Task, tasks
from munera.engines.psychometrics.node_tables.priors import Held
from munera.engines.psychometrics.node_tables.unknowns import Unknowns, Values
from munera.engines.psychometrics.responses.blocks import Block, chunks
from munera.engines.psychometrics.responses.forms import Form

PLAUSIBLE: Final = 1e-10
MOST_DEVIATION: Final = 1e3
ROWS_AT_ONCE: Final = 1 << 11
STEP: Final = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class Certainty:
    """How sure the free parameters are, as they are told, in their order."""

    covariance: Floats | None
    """None where the answers do not carry all of them."""
    deviations: Floats
    """Their standard errors; no number for those of an item of which the answers say nothing."""


def certainty_of(
    blocks: Sequence[Block], unknowns: Unknowns, values: Values, *, turn: Turn, held: Held, executor: Executor
) -> Certainty:
    """By the answers of all."""
    standard = turn.standard
    _, counts, people = executor.summed(expected, blocks, turn)
    information = np.zeros((len(unknowns.names),) * 2)
    for number, task in tasks(unknowns, values, counts, standard, held).items():
        blocks_of_items = _second_derivatives(task, values.rows[number])
        for columns, block in zip(unknowns.columns[number], blocks_of_items, strict=True):
            free = columns >= 0
            information[np.ix_(columns[free], columns[free])] += block[np.ix_(free, free)]
    if unknowns.shares_slope:
        information[0, 0] += held.pull_at_slopes(np.array([unknowns.shared_slope(values)]))[1][0]
    _add_groups(information, unknowns, values, people, standard)
    (lost,) = executor.summed(lost_by, blocks, Derivatives.of(unknowns, values, turn))
    information -= lost
    scale = unknowns.told_by_worked_on(values)
    carried = _carried(information, unknowns)
    inverse = _inverse(information[np.ix_(carried, carried)])
    deviations = np.full(len(scale), np.nan)
    if inverse is None:
        return Certainty(None, deviations)
    deviations[carried] = np.sqrt(np.diag(inverse)) * scale[carried]
    return Certainty(inverse * np.outer(scale, scale) if carried.all() else None, deviations)


def _inverse(information: Floats) -> Floats | None:
    try:
        np.linalg.cholesky(information)
    except np.linalg.LinAlgError:
        return None
    return np.asarray(np.linalg.inv(information))


def _carried(information: Floats, unknowns: Unknowns) -> NDArray[np.bool_]:
    """Parameters but for those of items of which the answers say nothing: their curve is flat where people are."""
    carried = np.ones(len(information), np.bool_)
    for columns in (row[row >= 0] for rows in unknowns.columns.values() for row in rows):
        inverse = _inverse(information[np.ix_(columns, columns)])
        carried[columns] &= inverse is not None and bool(np.diag(inverse).max() < MOST_DEVIATION**2)
    return carried


def _second_derivatives(task: Task, rows: Floats) -> Floats:
    """With their sign turned: shape (items, parameters, parameters)."""
    width = rows.shape[1]
    found = np.empty((len(rows), width, width))
    for column in range(width):
        step = np.zeros(width)
        step[column] = STEP
        found[:, column] = (task.gradient(rows - step) - task.gradient(rows + step)) / (2.0 * STEP)
    return 0.5 * (found + found.transpose(0, 2, 1))


def _add_groups(information: Floats, unknowns: Unknowns, values: Values, people: Floats, standard: Floats) -> None:
    mass, first, second = people.sum(axis=1), people @ standard, people @ standard**2
    for group, (mean, deviation) in enumerate(unknowns.columns_of_groups):
        if mean >= 0:
            information[mean, mean] += mass[group] / values.deviations[group] ** 2
        if deviation >= 0:
            information[deviation, deviation] += 2.0 * second[group]
        if mean >= 0 and deviation >= 0:
            both = 2.0 * first[group] / values.deviations[group]
            information[mean, deviation] += both
            information[deviation, mean] += both


@dataclass(frozen=True, slots=True, eq=False)
class Derivatives:
    """How the log-chance of each answer at each node changes with parameters: what every worker is told.

    A column is a parameter of an item, or of a group; a slope that items share has a column for each of them. What
    belongs to a group stands as the parameter of one more item, which everybody answered with 0.
    """

    turn: Turn
    item_of_column: NDArray[np.int64]
    place_of_column: NDArray[np.int64]
    """Where it stands in the vector."""
    size: int
    by_answer: Floats
    """Shape (groups, categories, nodes, columns)."""

    @classmethod
    def of(cls, unknowns: Unknowns, values: Values, turn: Turn) -> "Derivatives":
        most, nodes, groups = turn.log_chances.shape[2], turn.standard.size, len(values.means)
        items, places, parts = [], [], []
        for number, batch in unknowns.looked_for:
            columns = unknowns.columns[number]
            free = columns >= 0
            part = np.zeros((groups, most, nodes, int(free.sum())))
            for group, abilities in enumerate(values.abilities(turn.standard)):
                chances, slopes = curves_and_slopes(batch, values.rows[number], abilities)
                part[group, : batch.categories] = (slopes / chances[:, None]).transpose(2, 3, 0, 1)[..., free]
            items.append(np.repeat(batch.places, free.sum(axis=1)))
            places.append(columns[free])
            parts.append(part)
        for group, pair in enumerate(unknowns.columns_of_groups):
            part = np.zeros((groups, most, nodes, 2))
            part[group, 0, :, 0] = turn.standard / values.deviations[group]
            part[group, 0, :, 1] = turn.standard**2 - 1.0
            items.append(np.full(int((pair >= 0).sum()), len(unknowns.items)))
            places.append(pair[pair >= 0])
            parts.append(part[..., pair >= 0])
        by_answer = np.concatenate(parts, axis=-1)
        return cls(turn, np.concatenate(items), np.concatenate(places), len(unknowns.names), by_answer)


def lost_by(blocks: Sequence[Block], told: Derivatives) -> Sums:
    """The covariances of the derivatives over what is plausible of each person, summed: shape (free, free)."""
    columns = len(told.item_of_column)
    lost = np.zeros((columns, columns))
    for block in blocks:
        _add_lost_by(lost, block, told)
    collected = np.zeros((told.size, told.size))
    np.add.at(collected, (told.place_of_column[:, None], told.place_of_column[None, :]), lost)
    return (collected,)


def _add_lost_by(lost: Floats, block: Block, told: Derivatives) -> None:
    form = told.turn.forms[block.form]
    items, most = np.array(form.items), max(form.categories)
    tables = form.byte_tables(told.turn.log_chances[block.group, items, :most])
    by_answer = told.by_answer[block.group]
    pairs = _Pairs.of(form, told, block.group)
    for part in chunks(block, ROWS_AT_ONCE):
        posterior, _ = posteriors(part.answers, tables, told.turn.log_weights[block.group])
        weights = np.ones(len(part)) if part.weights is None else part.weights
        answers = np.full((len(part), told.turn.log_chances.shape[1] + 1), -1, np.int8)
        answers[:, items], answers[:, -1] = form.unpacked(part.answers), 0
        of_column = answers[:, told.item_of_column]
        mean = np.zeros(of_column.shape)
        for category in range(most):
            mean += (of_column == category) * (posterior @ by_answer[category])
        lost -= (mean * weights[:, None]).T @ mean
        pairs.add(answers, posterior * weights[:, None])
    lost += pairs.products()


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """How many people, at each node, gave each pair of answers; and what that makes of products of derivatives.

    A derivative is a sum over marks: one that all have, and one for each answer. Where nobody left an answer out, no
    points are the mark that all have, and the others tell how much more.
    """

    item_of_mark: NDArray[np.int64]
    answer_of_mark: NDArray[np.int64]
    of_marks: Floats
    """Shape (nodes, marks, columns)."""
    people: Floats
    """Shape (nodes, marks, marks)."""

    @classmethod
    def of(cls, form: Form, told: Derivatives, group: int) -> "_Pairs":
        everybody = told.turn.log_chances.shape[1]
        first = 0 if form.has_gaps else 1
        marks = [(everybody, 0)]
        for item, categories in zip(form.items, form.categories, strict=True):
            marks += [(item, category) for category in range(first, categories)]
        items, answers = (np.array(each) for each in zip(*marks, strict=True))
        by_answer = told.by_answer[group]
        asked = np.isin(told.item_of_column, [everybody, *form.items])
        always = asked if not form.has_gaps else told.item_of_column == everybody
        base = by_answer[0] * always
        belongs = told.item_of_column[None, :] == items[1:, None]
        of_answers = (by_answer[answers[1:]].transpose(1, 0, 2) - base[:, None, :]) * belongs
        of_marks = np.concatenate((base[:, None, :], of_answers), axis=1)
        return cls(items, answers, of_marks, np.zeros((len(of_marks), len(items), len(items))))

    def add(self, answers: NDArray[np.int8], posterior: Floats) -> None:
        marks = (answers[:, self.item_of_mark] == self.answer_of_mark).astype(np.float64)
        for node, people in enumerate(posterior.T):
            there = people > PLAUSIBLE
            here = marks[there]
            self.people[node] += (here * people[there, None]).T @ here

    def products(self) -> Floats:
        total = np.zeros((self.of_marks.shape[2],) * 2)
        for people, of_marks in zip(self.people, self.of_marks, strict=True):
            total += of_marks.T @ (people @ of_marks)
        return total
