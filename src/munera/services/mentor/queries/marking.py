"""Answers to points, points to a mark and a verdict: by the key of the blueprint and the dated rule of passing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.decisions import Grading, PassRule
from munera.engines.psychometrics.model import Item, Model
from munera.services.mentor.models import Form, Question, Sitting
from munera.services.mentor.queries.blueprints import rule_of_passing
from munera.services.mentor.queries.packing import OMITTED

Answers = NDArray[np.uint8]
Points = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Marks:
    """Of several candidates, in their order. ``passed`` is None where no rule holds on the day."""

    subject_points: list[list[int]]
    totals: list[float]
    passed: list[bool] | None


@dataclass(frozen=True, slots=True)
class Marker:
    """The key of one form as a table: question by answer."""

    questions: tuple[Question, ...]
    subjects: tuple[str, ...]
    table: NDArray[np.int8]
    belongs: NDArray[np.int32]
    grading: Grading | None
    rule: PassRule | None

    def points(self, answers: Answers) -> Points:
        """Shape (candidates, questions), as ``answers``."""
        return self.table[np.arange(len(self.questions)), answers]

    def mark(self, answers: Answers) -> Marks:
        by_subject = self.points(answers).astype(np.int32) @ self.belongs
        rows: list[list[int]] = by_subject.tolist()
        if self.grading is None:
            most = max(1, int(self.table.max(axis=1).sum()))
            return Marks(rows, [round(100 * sum(row) / most, 2) for row in rows], None)
        grading = self.grading
        totals = [round(grading.shown(grading.total(row)), 2) for row in rows]
        return Marks(rows, totals, [grading.passes(row) for row in rows])


def questions_of(form: Form) -> tuple[Question, ...]:
    """In the order in which they were asked, each with topic and subject."""
    places = form.places.order_by("place").select_related("question__topic__subject")
    return tuple(place.question for place in places)


def items_of(questions: Sequence[Question], *, model: Model = Model.TWO_PARAMETER) -> tuple[Item, ...]:
    """The questions as the engine knows them."""
    return tuple(
        Item(
            key=question.key,
            model=model if question.categories == 2 else _PARTIAL[model],
            categories=question.categories,
            subject=question.topic.subject.code,
            skills=(question.topic.key,),
        )
        for question in questions
    )


_PARTIAL = {
    Model.ONE_PARAMETER: Model.PARTIAL_CREDIT,
    Model.TWO_PARAMETER: Model.GENERALIZED_PARTIAL_CREDIT,
}


def rule_of(sitting: Sitting) -> PassRule | None:
    """The rule that holds on the day of the sitting; None where none is chosen, or its edition is of later."""
    rule = rule_of_passing(sitting.pass_rule or sitting.examination.pass_rule)
    return rule if rule and rule.valid_from <= sitting.held_on else None


def marker_of(form: Form) -> Marker:
    questions = questions_of(form)
    in_order = sorted({(q.topic.subject.place, q.topic.subject.pk, q.topic.subject.code) for q in questions})
    subjects = tuple(code for _place, _pk, code in in_order)
    belongs = np.zeros((len(questions), len(subjects)), np.int32)
    table = np.zeros((len(questions), OMITTED + 1), np.int8)
    for at, question in enumerate(questions):
        belongs[at, subjects.index(question.topic.subject.code)] = 1
        if question.given_to_all:
            table[at] = question.most
        elif question.right:
            table[at, sorted(question.right_options)] = 1
        else:
            table[at, : question.categories] = np.arange(question.categories)
    rule = rule_of(form.sitting)
    items = sorted(items_of(questions), key=lambda item: subjects.index(item.subject))
    return Marker(
        questions=questions,
        subjects=subjects,
        table=table,
        belongs=belongs,
        grading=rule.on(items) if rule and items else None,
        rule=rule,
    )
