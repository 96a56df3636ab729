"""Everybody's points and options at one sitting, as tables for the engine: a column for each question."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.model import MISSING, Item
from munera.services.mentor import queries
from munera.services.mentor.models import Question, Sitting


@dataclass(frozen=True, slots=True)
class Gathered:
    """``table`` holds points, -1 where a question was not in the candidate's form; ``chosen`` the raw answers."""

    questions: tuple[Question, ...]
    items: tuple[Item, ...]
    table: NDArray[np.int8]
    chosen: NDArray[np.uint8]
    attempts: tuple[int, ...]
    numbers: tuple[str, ...]
    forms: NDArray[np.int64]
    """The number of each candidate's form."""

    @property
    def people(self) -> int:
        return len(self.attempts)

    @property
    def answers(self) -> NDArray[np.int64]:
        """How many were asked each question."""
        return np.asarray((self.table != MISSING).sum(axis=0))

    @property
    def constant(self) -> NDArray[np.bool_]:
        """Questions in which all who were asked have the same points, or some points nobody has."""
        return np.array(
            [
                len(set(np.unique(column).tolist()) - {MISSING}) < item.categories
                for column, item in zip(self.table.T, self.items, strict=True)
            ]
        )

    def only(self, places: NDArray[np.int64]) -> "Gathered":
        return Gathered(
            questions=tuple(self.questions[at] for at in places),
            items=tuple(self.items[at] for at in places),
            table=self.table[:, places],
            chosen=self.chosen[:, places],
            attempts=self.attempts,
            numbers=self.numbers,
            forms=self.forms,
        )

    def of_form(self, rows: NDArray[np.int64]) -> "Gathered":
        """These candidates, who all had one form, with its questions alone."""
        asked = np.flatnonzero((self.table[rows] != MISSING).any(axis=0))
        return Gathered(
            questions=tuple(self.questions[at] for at in asked),
            items=tuple(self.items[at] for at in asked),
            table=self.table[np.ix_(rows, asked)],
            chosen=self.chosen[np.ix_(rows, asked)],
            attempts=tuple(self.attempts[at] for at in rows),
            numbers=tuple(self.numbers[at] for at in rows),
            forms=self.forms[rows],
        )


def gathered(sitting: Sitting) -> Gathered:
    """Everybody who is counted, form after form."""
    markers = {form.pk: queries.marker_of(form) for form in queries.forms_of(sitting)}
    questions = _union([marker.questions for marker in markers.values()])
    place_of = {question.pk: at for at, question in enumerate(questions)}
    points, chosen = [], []
    attempts: list[int] = []
    numbers: list[str] = []
    forms: list[int] = []
    for sheaf in queries.sheaves_of(sitting):
        marker = markers[sheaf.form.pk]
        places = [place_of[question.pk] for question in marker.questions]
        table = np.full((len(sheaf.attempts), len(questions)), MISSING, np.int8)
        table[:, places] = marker.points(sheaf.answers)
        raw = np.full(table.shape, queries.OMITTED, np.uint8)
        raw[:, places] = sheaf.answers
        points.append(table)
        chosen.append(raw)
        attempts += sheaf.attempts
        numbers += sheaf.numbers
        forms += [sheaf.form.pk] * len(sheaf.attempts)
    nothing = np.empty((0, len(questions)))
    return Gathered(
        questions=questions,
        items=queries.items_of(questions),
        table=np.concatenate(points) if points else nothing.astype(np.int8),
        chosen=np.concatenate(chosen) if chosen else nothing.astype(np.uint8),
        attempts=tuple(attempts),
        numbers=tuple(numbers),
        forms=np.array(forms, np.int64),
    )


def _union(forms: Sequence[Sequence[Question]]) -> tuple[Question, ...]:
    """Each question once, in the order of the blueprint."""
    known = {question.pk: question for form in forms for question in form}
    in_order = sorted(
        known.values(),
        key=lambda each: (each.topic.subject.place, each.topic.subject.pk, each.topic.place, each.topic.pk, each.key),
    )
    return tuple(in_order)
