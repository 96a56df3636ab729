"""Examinations, their blueprints, and what rests on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from munera.engines.psychometrics.decisions import PassRule, pass_rule, shipped_rules
from munera.engines.psychometrics.errors import MalformedRule
from munera.kernel.credentials.models import Achievement
from munera.kernel.organisations.models import Organisation
from munera.kernel.organisations.queries import organisations_acted_for
from munera.kernel.people.models import Person
from munera.services.mentor import rules
from munera.services.mentor.models import Blueprint, CompetenceUnit, Examination, Question, Sitting, Subject, Topic


def offices_of(person: Person) -> QuerySet[Organisation]:
    """The examining bodies for which the person works today as a clerk."""
    return organisations_acted_for(person, role=rules.CLERK.code, on=timezone.localdate())


def examinations_of(office: Organisation) -> QuerySet[Examination]:
    """With how many sittings each has had."""
    return Examination.objects.filter(body=office).annotate(sitting_count=Count("sittings")).order_by("code")


def examinations_run_by(person: Person) -> QuerySet[Examination]:
    return Examination.objects.filter(body__in=offices_of(person)).select_related("body", "achievement", "next_level")


def blueprints_run_by(person: Person) -> QuerySet[Blueprint]:
    return Blueprint.objects.filter(examination__body__in=offices_of(person)).select_related("examination__body")


def subjects_run_by(person: Person) -> QuerySet[Subject]:
    mine = Subject.objects.filter(blueprint__examination__body__in=offices_of(person))
    return mine.select_related("blueprint__examination__body")


def topics_run_by(person: Person) -> QuerySet[Topic]:
    mine = Topic.objects.filter(subject__blueprint__examination__body__in=offices_of(person))
    return mine.select_related("subject__blueprint__examination__body")


def questions_run_by(person: Person) -> QuerySet[Question]:
    mine = Question.objects.filter(blueprint__examination__body__in=offices_of(person))
    return mine.select_related("blueprint__examination__body", "topic__subject").prefetch_related("units")


def editions_of(examination: Examination) -> QuerySet[Blueprint]:
    """The latest first, each with how many questions it has."""
    found = Blueprint.objects.filter(examination=examination)
    return found.annotate(question_count=Count("questions")).order_by("-version")


def latest_edition(examination: Examination, *, published: bool) -> Blueprint | None:
    found = Blueprint.objects.filter(examination=examination, published_at__isnull=not published)
    return found.order_by("-version").first()


def sittings_of(examination: Examination) -> QuerySet[Sitting]:
    """The latest first, each with how many attempts it has."""
    return (
        Sitting.objects.filter(examination=examination)
        .annotate(attempt_count=Count("attempts"))
        .order_by("-held_on", "-pk")
    )


def achievements_of(office: Organisation) -> QuerySet[Achievement]:
    """What a pass may earn: what the body itself certifies, as its own issuer."""
    return Achievement.objects.filter(issuer__organisation=office, retired_at=None).order_by("code")


def units() -> QuerySet[CompetenceUnit]:
    found = CompetenceUnit.objects.select_related("skill").annotate(question_count=Count("questions"))
    return found.order_by("scheme", "code")


def units_by_code(codes: Sequence[str], *, scheme: str = "NCS") -> dict[str, CompetenceUnit]:
    return {unit.code: unit for unit in CompetenceUnit.objects.filter(scheme=scheme, code__in=codes)}


@dataclass(frozen=True, slots=True)
class TopicTree:
    topic: Topic
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class SubjectTree:
    subject: Subject
    topics: tuple[TopicTree, ...]
    points: int

    @property
    def question_count(self) -> int:
        return sum(len(each.questions) for each in self.topics)


@dataclass(frozen=True, slots=True)
class BlueprintTree:
    """A blueprint as it is read: subjects, their topics, the questions of each."""

    subjects: tuple[SubjectTree, ...] = field(default=())

    @property
    def is_complete(self) -> bool:
        return bool(self.subjects) and all(
            each.topics and all(topic.questions for topic in each.topics) for each in self.subjects
        )

    @property
    def question_count(self) -> int:
        return sum(each.question_count for each in self.subjects)


def tree_of(blueprint: Blueprint) -> BlueprintTree:
    """In three questions, however large it is."""
    questions = Question.objects.filter(blueprint=blueprint).order_by("key").prefetch_related("units")
    topics = Topic.objects.order_by("place", "pk").prefetch_related(Prefetch("questions", questions))
    subjects = Subject.objects.filter(blueprint=blueprint).order_by("place", "pk")
    found = []
    for subject in subjects.prefetch_related(Prefetch("topics", topics)):
        trees = tuple(TopicTree(topic, tuple(topic.questions.all())) for topic in subject.topics.all())
        points = sum(question.most for tree in trees for question in tree.questions)
        found.append(SubjectTree(subject, trees, points))
    return BlueprintTree(tuple(found))


def topics_by_key(blueprint: Blueprint) -> dict[str, Topic]:
    """By what the engine calls them (``Topic.key``), in the order of the blueprint."""
    topics = Topic.objects.filter(subject__blueprint=blueprint).select_related("subject")
    return {topic.key: topic for topic in topics.order_by("subject__place", "subject__pk", "place", "pk")}


def rules_of_passing() -> list[tuple[str, str]]:
    """Those that ship with the engine: their keys, and their names for the reader."""
    return [(key, _said(pass_rule(key).names).words) for key in shipped_rules()]


@dataclass(frozen=True, slots=True)
class Said:
    """Words, and the language that they are in: not every rule is told in every language."""

    words: str
    language: str


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A rule of passing in the words of whoever reads the page."""

    name: Said
    source: Said
    version: str
    valid_from: date
    verified: bool


def shown_rule(rule: PassRule | None) -> ShownRule | None:
    """In the reader's language where the rule has it, else in English."""
    if rule is None:
        return None
    return ShownRule(_said(rule.names), _said(rule.sources), rule.version, rule.valid_from, rule.verified)


def _said(words: Mapping[str, str]) -> Said:
    wanted = get_language() or "en"
    language = next(code for code in (wanted, wanted.partition("-")[0], "en") if code in words)
    return Said(words[language], language)


def rule_of_passing(key: str) -> PassRule | None:
    """None where none is chosen, or the engine has no such rule any more."""
    try:
        return pass_rule(key) if key else None
    except MalformedRule:
        return None
