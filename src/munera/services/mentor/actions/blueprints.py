"""Set up an examination and its blueprint; publish an edition; begin the next one from the last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from munera.kernel.audit.actions import record_audit
from munera.kernel.credentials.models import Achievement
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.skills.models import Concept
from munera.services.mentor import queries
from munera.services.mentor.actions.refusals import (
    BlueprintIncomplete,
    BlueprintStands,
    DraftExists,
    ExaminationExists,
    NameTaken,
    UnitExists,
)
from munera.services.mentor.models import Blueprint, CompetenceUnit, Examination, Question, Subject, Topic

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ExaminationText:
    """What is said of an examination."""

    language: str
    names: Names
    level_names: Names = field(default_factory=dict)
    qualification_code: str = ""
    pass_rule: str = ""
    achievement: Achievement | None = None
    next_level: Examination | None = None


@dataclass(frozen=True, slots=True)
class QuestionText:
    """What is known of a question before anybody answered it."""

    key: str
    categories: int = 2
    right: str = ""
    options: int = 4
    units: Sequence[CompetenceUnit] = ()
    is_released: bool = False
    wording: str = ""


@transaction.atomic
def add_examination(office: Organisation, text: ExaminationText, *, code: str, by: Person) -> Examination:
    """With an empty first edition of its blueprint."""
    if Examination.objects.filter(body=office, code=code).exists():
        raise ExaminationExists
    examination = Examination.objects.create(body=office, code=code, created_by=by, **_columns(text))
    Blueprint.objects.create(examination=examination, version=1)
    record_audit("mentor.examination.added", examination, by=by, on_behalf_of=office, details={"code": code})
    return examination


@transaction.atomic
def change_examination(examination: Examination, text: ExaminationText, *, by: Person) -> None:
    """What was marked keeps the rule by which it was."""
    Examination.objects.filter(pk=examination.pk).update(**_columns(text))
    details = {"rule": text.pass_rule}
    record_audit("mentor.examination.changed", examination, by=by, on_behalf_of=examination.body, details=details)


def _columns(text: ExaminationText) -> dict[str, object]:
    return {
        "language": text.language,
        "names": dict(text.names),
        "level_names": dict(text.level_names),
        "qualification_code": text.qualification_code,
        "pass_rule": text.pass_rule,
        "achievement": text.achievement,
        "next_level": text.next_level,
    }


@transaction.atomic
def add_unit(*, code: str, names: Names, skill: Concept | None, by: Person, scheme: str = "NCS") -> CompetenceUnit:
    if CompetenceUnit.objects.filter(scheme=scheme, code=code).exists():
        raise UnitExists
    unit = CompetenceUnit.objects.create(scheme=scheme, code=code, names=dict(names), skill=skill)
    record_audit("mentor.unit.added", unit, by=by, details={"code": code})
    return unit


def hold_draft(blueprint: Blueprint) -> Blueprint:
    """Keep everybody else from it until the transaction ends; a published one is refused."""
    held = Blueprint.objects.select_for_update(of=("self",)).select_related("examination__body").get(pk=blueprint.pk)
    if held.is_published:
        raise BlueprintStands
    return held


@transaction.atomic
def add_subject(blueprint: Blueprint, *, code: str, names: Names, by: Person) -> Subject:
    held = hold_draft(blueprint)
    if Subject.objects.filter(blueprint=held, code=code).exists():
        raise NameTaken
    subject = Subject.objects.create(
        blueprint=held, code=code, names=dict(names), place=_next_place(held.subjects.all())
    )
    _note(held, by=by)
    return subject


@transaction.atomic
def change_subject(subject: Subject, *, names: Names, by: Person) -> None:
    held = hold_draft(subject.blueprint)
    Subject.objects.filter(pk=subject.pk).update(names=dict(names))
    _note(held, by=by)


@transaction.atomic
def remove_subject(subject: Subject, *, by: Person) -> None:
    held = hold_draft(subject.blueprint)
    subject.delete()
    _note(held, by=by)


@transaction.atomic
def add_topic(subject: Subject, *, code: str, names: Names, by: Person) -> Topic:
    held = hold_draft(subject.blueprint)
    if Topic.objects.filter(subject=subject, code=code).exists():
        raise NameTaken
    topic = Topic.objects.create(subject=subject, code=code, names=dict(names), place=_next_place(subject.topics.all()))
    _note(held, by=by)
    return topic


@transaction.atomic
def change_topic(topic: Topic, *, names: Names, by: Person) -> None:
    held = hold_draft(topic.subject.blueprint)
    Topic.objects.filter(pk=topic.pk).update(names=dict(names))
    _note(held, by=by)


@transaction.atomic
def remove_topic(topic: Topic, *, by: Person) -> None:
    held = hold_draft(topic.subject.blueprint)
    topic.delete()
    _note(held, by=by)


@transaction.atomic
def add_question(topic: Topic, text: QuestionText, *, by: Person) -> Question:
    held = hold_draft(topic.subject.blueprint)
    if Question.objects.filter(blueprint=held, key=text.key).exists():
        raise NameTaken
    question = Question.objects.create(blueprint=held, topic=topic, **_of_question(text))
    question.units.set(text.units)
    _note(held, by=by)
    return question


@transaction.atomic
def change_question(question: Question, text: QuestionText, *, by: Person) -> None:
    held = hold_draft(question.blueprint)
    if Question.objects.filter(blueprint=held, key=text.key).exclude(pk=question.pk).exists():
        raise NameTaken
    Question.objects.filter(pk=question.pk).update(**_of_question(text))
    question.units.set(text.units)
    _note(held, by=by)


@transaction.atomic
def remove_question(question: Question, *, by: Person) -> None:
    held = hold_draft(question.blueprint)
    question.delete()
    _note(held, by=by)


@transaction.atomic
def publish_blueprint(blueprint: Blueprint, *, by: Person) -> None:
    """From now on it stands as it is, and sittings may rest on it."""
    held = hold_draft(blueprint)
    tree = queries.tree_of(held)
    if not tree.is_complete:
        raise BlueprintIncomplete
    Blueprint.objects.filter(pk=held.pk).update(published_at=timezone.now(), published_by=by)
    details = {"edition": held.version, "questions": tree.question_count}
    record_audit("mentor.blueprint.published", held, by=by, on_behalf_of=held.examination.body, details=details)


@transaction.atomic
def begin_edition(examination: Examination, *, by: Person) -> Blueprint:
    """The next edition, a copy of the last; questions keep their keys, so that both are known as one."""
    Examination.objects.select_for_update(of=("self",)).get(pk=examination.pk)
    if queries.latest_edition(examination, published=False):
        raise DraftExists
    last = queries.latest_edition(examination, published=True)
    try:
        with transaction.atomic():
            version = last.version + 1 if last else 1
            begun = Blueprint.objects.create(examination=examination, version=version)
    except IntegrityError:
        raise DraftExists from None
    if last:
        _copy(last, begun)
    details = {"edition": begun.version}
    record_audit("mentor.blueprint.begun", begun, by=by, on_behalf_of=examination.body, details=details)
    return begun


def _copy(last: Blueprint, begun: Blueprint) -> None:
    for tree in queries.tree_of(last).subjects:
        old = tree.subject
        subject = Subject.objects.create(blueprint=begun, code=old.code, names=old.names, place=old.place)
        for branch in tree.topics:
            was = branch.topic
            topic = Topic.objects.create(subject=subject, code=was.code, names=was.names, place=was.place)
            for question in branch.questions:
                copy = Question.objects.create(
                    blueprint=begun,
                    topic=topic,
                    key=question.key,
                    categories=question.categories,
                    right=question.right,
                    options=question.options,
                    is_released=question.is_released,
                    wording=question.wording,
                )
                copy.units.set(question.units.all())


def _of_question(text: QuestionText) -> dict[str, object]:
    return {
        "key": text.key,
        "categories": text.categories,
        "right": text.right,
        "options": text.options,
        "is_released": text.is_released,
        "wording": text.wording,
    }


def _next_place(siblings: QuerySet[Subject] | QuerySet[Topic]) -> int:
    last: int | None = siblings.aggregate(last=Max("place"))["last"]
    return 0 if last is None else last + 1


def _note(blueprint: Blueprint, *, by: Person) -> None:
    details = {"edition": blueprint.version}
    record_audit("mentor.blueprint.changed", blueprint, by=by, on_behalf_of=blueprint.examination.body, details=details)
