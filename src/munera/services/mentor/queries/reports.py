"""What a candidate is told: their attempts, and the explanation of each, opened and with the names of its topics.

Only what the person has claimed and the office has released is found here.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

import orjson
from django.db.models import Prefetch, QuerySet

from munera.engines.psychometrics import record
from munera.engines.psychometrics.explanation import Decision, Explanation
from munera.kernel.credentials.models import Credential
from munera.kernel.credentials.queries import credentials_held_by
from munera.kernel.people.models import Person
from munera.kernel.sealing import seal_block, unseal_block
from munera.services.mentor.choices import ReleaseState
from munera.services.mentor.models import (
    Attempt,
    Blueprint,
    OptIn,
    Question,
    QuestionStatistic,
    Report,
    Sitting,
    Subject,
    Topic,
)
from munera.services.mentor.queries.blueprints import ShownRule, shown_rule
from munera.services.mentor.queries.marking import rule_of
from munera.services.mentor.queries.packing import open_attempt

# Of the form of an export: raised whenever a key of it changes its meaning.
EXPORT_VERSION: Final = 1
# Three of four people got right what surprises when it was missed; and so many answered that the share is one.
SURPRISING_FROM: Final = 0.75
FEWEST_ANSWERS: Final = 30


@dataclass(frozen=True, slots=True)
class SealedExplanation:
    """The columns of a report."""

    sealed: bytes
    sha256: str


@dataclass(frozen=True, slots=True, repr=False)
class OwnReport:
    """A report with all that its page says; topics and subjects by the keys under which the engine knows them.

    It has no representation: a talkative log writes down what templates are given.
    """

    attempt: Attempt
    explanation: Explanation
    topics: Mapping[str, Topic]
    subjects: Mapping[str, Subject]
    released_at: datetime
    # By which it was decided; None where its edition is not known here any more.
    rule: ShownRule | None = None
    # From those who came again (``Release.learned``).
    learned: Mapping[str, Any] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        return self.explanation.decision.passed


@dataclass(frozen=True, slots=True)
class Surprise:
    """A question that was made public, that most people got right, and that this candidate did not."""

    question: Question
    # The part of all who answered it that had its points.
    share: float


@dataclass(frozen=True, slots=True)
class Told:
    """An attempt on the candidate's list, and whether there is a report of it to read."""

    attempt: Attempt
    is_released: bool


@dataclass(frozen=True, slots=True, repr=False)
class ToldAttempt:
    """When somebody sat, and what decided it, as they were told.

    In percent as well: the forms of two sittings may have more or fewer points.
    """

    held_on: date
    decision: Decision

    @property
    def reached(self) -> int:
        return self._percent(self.decision.points)

    @property
    def within_error(self) -> tuple[int, int]:
        made = self.decision
        return self._percent(made.points - made.standard_error), self._percent(made.points + made.standard_error)

    @property
    def needed(self) -> int:
        return self._percent(self.decision.required)

    def _percent(self, points: float) -> int:
        return round(min(max(100 * points / self.decision.possible, 0), 100))


def seal_explanation(explanation: Explanation) -> SealedExplanation:
    content = record.written(explanation)
    return SealedExplanation(seal_block(content), hashlib.sha256(content).hexdigest())


def open_explanation(report: Report) -> Explanation:
    return record.read(unseal_block(bytes(report.sealed)), Explanation)


def opt_in_of(person: Person) -> OptIn | None:
    """The consent that stands, if any."""
    return OptIn.objects.filter(person=person, withdrawn_at=None).first()


def attempts_of(person: Person) -> QuerySet[Attempt]:
    """Those the person has claimed, the latest first."""
    return (
        Attempt.objects.filter(claim__person=person)
        .select_related(
            "claim", "form", "sitting__blueprint", "sitting__examination__body", "sitting__examination__achievement"
        )
        .order_by("-sitting__held_on", "-pk")
    )


def told_of(person: Person) -> list[Told]:
    """All of them, with or without a report."""
    released = set(_standing_reports().filter(attempt__claim__person=person).values_list("attempt_id", flat=True))
    return [Told(attempt, attempt.pk in released) for attempt in attempts_of(person)]


def earlier_attempts(attempt: Attempt, person: Person) -> list[ToldAttempt]:
    """The person's own at the same examination up to this one, whose result they know; the first one first."""
    same = _standing_reports().filter(
        attempt__claim__person=person,
        attempt__sitting__examination=attempt.sitting.examination_id,
        attempt__sitting__held_on__lte=attempt.sitting.held_on,
    )
    told = same.select_related("attempt__sitting").order_by("attempt__sitting__held_on", "attempt")
    return [ToldAttempt(report.attempt.sitting.held_on, open_explanation(report).decision) for report in told]


def report_of(attempt: Attempt) -> OwnReport | None:
    """None as long as nothing is released."""
    report = _standing_reports().filter(attempt=attempt).select_related("release").first()
    if report is None or report.released_at is None:
        return None
    explanation = open_explanation(report)
    subjects = subjects_of(attempt.sitting.blueprint)
    return OwnReport(
        attempt=attempt,
        explanation=explanation,
        topics={topic.key: topic for subject in subjects for topic in subject.topics.all()},
        subjects={subject.code: subject for subject in subjects},
        released_at=report.released_at,
        rule=rule_told_in(explanation, attempt.sitting),
        learned=report.release.learned,
    )


def rule_told_in(explanation: Explanation, sitting: Sitting) -> ShownRule | None:
    """The rule by which it was decided, in words."""
    rule = rule_of(sitting)
    return shown_rule(rule if rule and rule.reference == explanation.sources.pass_rule else None)


def surprises_in(report: OwnReport) -> list[Surprise]:
    """The most surprising first. Questions that may be asked again are never told of."""
    form = report.attempt.form
    told = _standing_reports().filter(attempt=report.attempt)
    statistics = QuestionStatistic.objects.filter(
        calibration__in=told.values("release__calibration"),
        question__is_released=True,
        question__given_to_all=False,
        question__categories=2,
        answers__gte=FEWEST_ANSWERS,
        easiness__gte=SURPRISING_FROM,
    )
    shares = dict(statistics.values_list("question", "easiness"))
    if not shares:
        return []
    answers = open_attempt(report.attempt).answers
    places = form.places.filter(question__in=shares).select_related("question__topic__subject").order_by("place")
    found = [
        Surprise(place.question, shares[place.question_id])
        for place in places
        if answers[place.place - 1] not in place.question.right_options
    ]
    return sorted(found, key=lambda one: -one.share)


def subjects_of(blueprint: Blueprint) -> list[Subject]:
    """With their topics, in the order of the examination."""
    topics = Topic.objects.select_related("subject").order_by("place", "pk")
    return list(blueprint.subjects.order_by("place", "pk").prefetch_related(Prefetch("topics", queryset=topics)))


def exported(report: OwnReport) -> bytes:
    """Everything the report rests on, for programs: the explanation as it was made, with the names of its topics."""
    sitting = report.attempt.sitting
    content: dict[str, Any] = {
        "version": EXPORT_VERSION,
        "examination": sitting.examination.names,
        "body": sitting.examination.body.name,
        "held_on": sitting.held_on.isoformat(),
        "released_at": report.released_at.isoformat(timespec="seconds"),
        "subjects": {key: subject.names for key, subject in report.subjects.items()},
        "topics": {key: topic.names for key, topic in report.topics.items()},
        "explanation": report.explanation,
    }
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)


def _standing_reports() -> QuerySet[Report]:
    return Report.objects.filter(release__state=ReleaseState.RELEASED, release__replaced_at=None)


def batch_reference(sitting: Sitting) -> str:
    """Under which reference the credentials of a sitting are issued."""
    return f"mentor-sitting-{sitting.pk}"


def batch_row(attempt: Attempt) -> str:
    """Its row there: our own number, never the candidate's."""
    return f"attempt-{attempt.pk}"


def credential_of(attempt: Attempt, person: Person) -> Credential | None:
    """What the person's pass has earned them, once they have taken it."""
    held = credentials_held_by(person)
    return held.filter(batch__reference=batch_reference(attempt.sitting), row=batch_row(attempt)).first()
