"""A small examination that was sat, its reports, and candidates who claim them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from django.utils import timezone

from munera.engines.psychometrics.explanation import (
    Achieved,
    Band,
    Basis,
    Chance,
    Clause,
    Decision,
    Explanation,
    Frequency,
    Interval,
    Lost,
    LostPoints,
    Needed,
    Reason,
    SkillLine,
    Sources,
    Statement,
    StudyStep,
    WeakestClaim,
    Withheld,
)
from munera.kernel.credentials.models import Achievement
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.mentor import actions, queries
from munera.services.mentor.choices import OfferKind, ProofKind, ReleaseState, RunState
from munera.services.mentor.models import (
    Attempt,
    Calibration,
    CompetenceUnit,
    Examination,
    Offer,
    Release,
    Report,
    Sitting,
)
from tests.factories import credentials, organisations, people

NUMBERS = count(1)
BORN_ON = date(1999, 3, 17)
HELD_ON = date(2026, 5, 16)
SUBJECTS = ("survey", "maps")
TOPICS = {"survey": ("levelling", "traverse"), "maps": ("drawing", "projection")}
NAMES = {
    "survey": "Applied surveying",
    "maps": "Cartography",
    "levelling": "Levelling",
    "traverse": "Traverse survey",
    "drawing": "Drawing of maps",
    "projection": "Map projections",
}


@dataclass(frozen=True)
class Sat:
    """A sitting with everything around it."""

    sitting: Sitting
    clerk: Person
    head: Person
    units: tuple[CompetenceUnit, ...]

    @property
    def examination(self) -> Examination:
        return self.sitting.examination


def sat(
    *,
    body: Organisation | None = None,
    achievement: Achievement | None = None,
    held_on: date = HELD_ON,
    of: "Sat | None" = None,
) -> Sat:
    """An examination of two subjects with two topics each and ten questions a topic; or another sitting ``of`` it."""
    clerk, head = (of.clerk, of.head) if of else (people.person("Han Clerk"), people.person("Seo Head"))
    examination = of.examination if of else _examination(body, achievement, by=clerk)
    blueprint = examination.blueprints.get()
    units = of.units if of else _fill(examination, by=clerk)
    text = actions.SittingText(blueprint=blueprint, year=held_on.year, round=next(NUMBERS), held_on=held_on)
    return Sat(actions.add_sitting(examination, text, by=clerk), clerk, head, units)


def _examination(body: Organisation | None, achievement: Achievement | None, *, by: Person) -> Examination:
    text = actions.ExaminationText(
        language="en",
        names={"en": "Surveying"},
        level_names={"en": "Industrial Engineer"},
        pass_rule="kr-engineer-written",
        achievement=achievement,
    )
    of = body or organisations.organisation(OrganisationKind.PUBLIC_BODY)
    return actions.add_examination(of, text, code=f"surveying-{next(NUMBERS)}", by=by)


def _fill(examination: Examination, *, by: Person) -> tuple[CompetenceUnit, ...]:
    blueprint, units = examination.blueprints.get(), []
    for code in SUBJECTS:
        subject = actions.add_subject(blueprint, code=code, names={"en": NAMES[code]}, by=by)
        for name in TOPICS[code]:
            topic = actions.add_topic(subject, code=name, names={"en": NAMES[name]}, by=by)
            unit = actions.add_unit(
                code=f"{next(NUMBERS):010d}", names={"en": NAMES[name]}, skill=credentials.skill(name), by=by
            )
            units.append(unit)
            text = actions.QuestionText(key=f"{name}-1", right="1", units=[unit])
            actions.add_question(topic, text, by=by)
    actions.publish_blueprint(blueprint, by=by)
    return tuple(units)


def attempt(at: Sat, *, passed: bool = False, number: str = "", born_on: date | None = BORN_ON) -> Attempt:
    """Somebody's answers, marked; 14 of 40 points where it was not enough."""
    number = number or f"2026-{next(NUMBERS):06d}"
    return Attempt.objects.create(
        sitting=at.sitting,
        form=at.sitting.forms.get(),
        sealed=queries.seal_attempt(number, [1, 2, 1, 2]),
        digest=queries.digest_of_number(at.sitting, number),
        proof_kind=ProofKind.BIRTH_DATE if born_on else "",
        proof=queries.proof_of(at.sitting, number, ProofKind.BIRTH_DATE, born_on) if born_on else "",
        subject_points=[16, 14] if passed else [7, 13],
        total=30.0 if passed else 20.0,
        passed=passed,
    )


def reported(told: Attempt, *, explanation: Explanation | None = None, at: Sat, released: bool = True) -> Report:
    """A report of it, in the standing release of its sitting."""
    release = Release.objects.filter(sitting=at.sitting).first() or _release(at, released=released)
    sealed = queries.seal_explanation(explanation or explained(passed=bool(told.passed)))
    return Report.objects.create(release=release, attempt=told, sealed=sealed.sealed, sha256=sealed.sha256)


def _release(at: Sat, *, released: bool) -> Release:
    now = timezone.now()
    calibration = Calibration.objects.create(
        sitting=at.sitting, started_by=at.clerk, state=RunState.DONE, digest="c" * 64, ended_at=now
    )
    seen = {"state": ReleaseState.RELEASED, "seen_by": at.head, "seen_at": now, "released_at": now} if released else {}
    state = {"state": ReleaseState.ASKED} | seen
    return Release.objects.create(sitting=at.sitting, calibration=calibration, asked_by=at.clerk, **state)


def candidate(name: str = "Min Park") -> Person:
    """Somebody who has agreed to be told."""
    person = people.person(name)
    actions.opt_in(person, by=person)
    return person


def claimed(told: Attempt, person: Person) -> Attempt:
    number = queries.open_attempt(told).number
    actions.claim_attempt(person, told.sitting, number, known={ProofKind.BIRTH_DATE: BORN_ON}, by=person)
    return queries.attempts_of(person).get(pk=told.pk)


def told_candidate(*, passed: bool = False, at: Sat | None = None, explanation: Explanation | None = None) -> Attempt:
    """An attempt that somebody claimed and whose report is released; ``attempt.claim.person`` is who."""
    at = at or sat()
    made = attempt(at, passed=passed)
    reported(made, explanation=explanation, at=at)
    return claimed(made, candidate())


def offer(at: Sat, *, kind: OfferKind = OfferKind.COURSE, units: Sequence[CompetenceUnit], **facts: object) -> Offer:
    said = {"names": {"en": f"Offer {next(NUMBERS)}"}, "body": at.examination.body, "kind": kind} | facts
    made = Offer.objects.create(**said)
    made.units.set(units)
    return made


# --- explanations -------------------------------------------------------------------------------------------------


def line(skill: str, *, got: int, share: float, below: float = 0.5, passers: bool = True) -> SkillLine:
    return SkillLine(
        skill=skill,
        got=got,
        possible=10,
        ability=Interval(0.0, -0.4, 0.4),
        share=Interval(share, share - 0.1, share + 0.1),
        passers=Band(0.6, 0.7, 0.8, 120) if passers else None,
        below_passers=below if passers else None,
        own_questions=0.4,
        total=0.7,
        may_be_called_weak=False,
    )


def step(skill: str, gain: float, *, hours: float = 20.0, stays_first: bool = False) -> StudyStep:
    return StudyStep(skill, hours, 0.5, gain, 20 * gain, gain / hours, 0.4, stays_first)


def explained(*, passed: bool = False) -> Explanation:
    """In one subject below its minimum and too little in total; or a comfortable pass."""
    return _passed() if passed else _failed()


def _failed() -> Explanation:
    return Explanation(
        decision=Decision(
            passed=False,
            points=20.0,
            possible=40.0,
            required=24.0,
            margin=-4.0,
            standard_error=2.6,
            true_score_passes=0.08,
            clauses=(
                Clause("", 20.0, 24.0, 40.0, met=False),
                Clause("survey", 7.0, 8.0, 20.0, met=False),
                Clause("maps", 13.0, 8.0, 20.0, met=True),
            ),
        ),
        skills=(
            line("survey/levelling", got=3, share=0.38, below=0.93),
            line("survey/traverse", got=4, share=0.44, below=0.85),
            line("maps/drawing", got=7, share=0.64, below=0.66),
            line("maps/projection", got=6, share=0.72, below=0.45),
        ),
        lost=Lost(
            to_the_mark=40,
            to_passers=97,
            lines=(
                LostPoints("survey/levelling", 23, 38),
                LostPoints("survey/traverse", 16, 31),
                LostPoints("maps/drawing", 6, 18),
                LostPoints("maps/projection", -5, 10),
            ),
        ),
        weakest=WeakestClaim("survey/levelling", 0.64),
        plan=(
            step("survey/levelling", 0.09, stays_first=True),
            step("survey/traverse", 0.07),
            step("maps/drawing", 0.04),
            step("maps/projection", 0.004),
        ),
        chance=Chance(Basis.SAME_ABILITY, 0.12, 0.06, 0.21, Frequency(1, 8), Frequency(1, 17), Frequency(1, 5), None),
        needed=(Needed(0.5, 0.6, 4.2), Needed(0.8, 1.1, 7.8)),
        achieved=None,
        withheld=(
            Withheld(Statement.SKILL_IS_WEAK, Reason.TOO_UNSURE, "maps/drawing"),
            Withheld(Statement.SKILL_IS_WEAK, Reason.TOO_UNSURE, "maps/projection"),
            Withheld(Statement.CHANCE, Reason.NO_RETAKERS),
        ),
        sources=_sources(),
    )


def _passed() -> Explanation:
    failed = _failed()
    return replace(
        failed,
        decision=Decision(
            passed=True,
            points=30.0,
            possible=40.0,
            required=24.0,
            margin=6.0,
            standard_error=2.4,
            true_score_passes=0.97,
            clauses=(
                Clause("", 30.0, 24.0, 40.0, met=True),
                Clause("survey", 16.0, 8.0, 20.0, met=True),
                Clause("maps", 14.0, 8.0, 20.0, met=True),
            ),
        ),
        weakest=None,
        plan=(),
        chance=None,
        needed=(),
        achieved=Achieved(strengths=("survey/levelling",), next=("maps/drawing", "maps/projection")),
        withheld=(),
    )


def without_passers() -> Explanation:
    """A fail where too few passed to speak of them."""
    failed = _failed()
    return replace(
        failed,
        skills=tuple(replace(one, passers=None, below_passers=None) for one in failed.skills),
        lost=replace(
            failed.lost, to_passers=None, lines=tuple(replace(one, to_passers=None) for one in failed.lost.lines)
        ),
        withheld=(
            Withheld(Statement.PASSERS, Reason.TOO_FEW_PEOPLE),
            Withheld(Statement.LOST_TO_PASSERS, Reason.TOO_FEW_PEOPLE),
        ),
    )


def _sources() -> Sources:
    return Sources("2026-01", "kr-engineer-written 2026-01", False, "c" * 64, "g" * 64, "", "a" * 64, "d" * 64)
