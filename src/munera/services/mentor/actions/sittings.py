"""Enter a sitting and its forms; mark again once a key was corrected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from munera.kernel.audit.actions import record_audit
from munera.kernel.people.models import Person
from munera.services.mentor import queries
from munera.services.mentor.actions.refusals import FormIsUsed, NameTaken, NoSuchQuestion, RoundExists
from munera.services.mentor.models import Attempt, Blueprint, Examination, Form, FormQuestion, Question, Sitting


@dataclass(frozen=True, slots=True)
class SittingText:
    """When a round is held, and by which edition of the blueprint."""

    blueprint: Blueprint
    year: int
    round: int
    held_on: date


@transaction.atomic
def add_sitting(examination: Examination, text: SittingText, *, by: Person) -> Sitting:
    """With one form: all questions in the order of the blueprint. Other orders are added as forms of their own."""
    if Sitting.objects.filter(examination=examination, year=text.year, round=text.round).exists():
        raise RoundExists
    sitting = Sitting.objects.create(
        examination=examination,
        blueprint=text.blueprint,
        year=text.year,
        round=text.round,
        held_on=text.held_on,
        created_by=by,
    )
    details = {"held_on": text.held_on.isoformat(), "edition": text.blueprint.version}
    record_audit("mentor.sitting.added", sitting, by=by, on_behalf_of=examination.body, details=details)
    tree = queries.tree_of(text.blueprint)
    in_order = [q for subject in tree.subjects for topic in subject.topics for q in topic.questions]
    _write_form(sitting, "a", in_order)
    return sitting


@transaction.atomic
def add_form(sitting: Sitting, *, code: str, keys: Sequence[str], by: Person) -> Form:
    """The same questions in another order, or others of the same blueprint."""
    Sitting.objects.select_for_update(of=("self",)).get(pk=sitting.pk)
    if Form.objects.filter(sitting=sitting, code=code).exists():
        raise NameTaken
    known = {question.key: question for question in Question.objects.filter(blueprint=sitting.blueprint_id)}
    if not keys or len(set(keys)) != len(keys) or not known.keys() >= set(keys):
        raise NoSuchQuestion
    form = _write_form(sitting, code, [known[key] for key in keys])
    details = {"form": code, "questions": len(keys)}
    record_audit("mentor.form.added", form, by=by, on_behalf_of=sitting.examination.body, details=details)
    return form


@transaction.atomic
def remove_form(form: Form, *, by: Person) -> None:
    held = Form.objects.select_for_update(of=("self",)).get(pk=form.pk)
    if held.attempts.exists() or held.files.exists():
        raise FormIsUsed
    sitting = form.sitting
    record_audit("mentor.form.removed", form, by=by, on_behalf_of=sitting.examination.body, details={"form": form.code})
    held.delete()


@transaction.atomic
def correct_key(question: Question, *, right: str, given_to_all: bool, because: str, by: Person) -> int:
    """After the sitting: another right answer, or points for everybody. Who sat it is marked again at once.

    How many attempts were marked again. Reports that were made before are not touched: make them anew.
    """
    held = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    details = {"right": [held.right, right], "given_to_all": given_to_all, "because": because[:200]}
    Question.objects.filter(pk=held.pk).update(right=right, given_to_all=given_to_all)
    body = question.blueprint.examination.body
    record_audit("mentor.key.corrected", held, by=by, on_behalf_of=body, details=details)
    sittings = Sitting.objects.filter(forms__places__question=held).select_related("examination").distinct()
    return sum(mark_again(sitting) for sitting in sittings)


def mark_again(sitting: Sitting) -> int:
    """Everybody who is counted, by the key and the rule as they stand now."""
    marked = 0
    for sheaf in queries.sheaves_of(sitting):
        marks = queries.marker_of(sheaf.form).mark(sheaf.answers)
        passed: Sequence[bool | None] = marks.passed or [None] * len(sheaf.attempts)
        rows = zip(sheaf.attempts, marks.subject_points, marks.totals, passed, strict=True)
        Attempt.objects.bulk_update(
            [Attempt(pk=pk, subject_points=points, total=total, passed=verdict) for pk, points, total, verdict in rows],
            ["subject_points", "total", "passed"],
            batch_size=500,
        )
        marked += len(sheaf.attempts)
    name_rule(sitting)
    return marked


def name_rule(sitting: Sitting) -> None:
    """Keep with the sitting by which rule it is marked."""
    rule = queries.rule_of(sitting)
    if rule:
        standing: QuerySet[Sitting] = Sitting.objects.filter(pk=sitting.pk)
        standing.update(pass_rule=rule.key, pass_rule_version=rule.version)


def _write_form(sitting: Sitting, code: str, questions: Sequence[Question]) -> Form:
    form = Form.objects.create(sitting=sitting, code=code)
    FormQuestion.objects.bulk_create(
        FormQuestion(form=form, question=question, place=place) for place, question in enumerate(questions, start=1)
    )
    return form
