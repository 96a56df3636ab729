"""This room's part of the demo town: a Korean examining body, one examination, four sittings.

March and July are calibrated and released, so that Jiwoo, who failed twice, and Seoyeon, who passed the second time,
find their reports. January has no reports, yet it teaches the chance next time: many who failed there came again in
March. October waits for a clerk to calibrate it and to have reports made; the sitting after it is entered. All of it
is made up.

What the engine found up to July lies ready in ``kept.json``, because reckoning takes longer than a town may take to
build: ``keep_mentor_demo`` makes it anew, and a test compares. Of the hundreds of reports those are kept that somebody
of the town reads: the candidates who asked to be told, and the second person.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from math import inf
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from munera.engines.psychometrics import record
from munera.engines.psychometrics.explanation import Explanation
from munera.kernel.credentials.actions import (
    ProvenSkill,
    accredit_founding_issuer,
    add_key,
    describe_achievement,
    enter_issuer,
    publish_checkpoint,
    vote_on_issuer,
)
from munera.kernel.credentials.choices import AchievementKind
from munera.kernel.credentials.models import Achievement
from munera.kernel.credentials.queries import accredited_issuers
from munera.kernel.organisations.actions import appoint, found_organisation
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.organisations.demo import SINCE, Town
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.actions import add_name, open_account, settle_in_demo_town
from munera.kernel.people.choices import Script
from munera.kernel.people.models import Person
from munera.kernel.people.queries import person_by_email
from munera.kernel.skills.choices import Level
from munera.kernel.skills.queries import named, skill_by_uri
from munera.services.mentor import actions, queries, rules
from munera.services.mentor.actions.answers import Candidate
from munera.services.mentor.actions.sittings import name_rule
from munera.services.mentor.actions.taking import take_in
from munera.services.mentor.choices import AttemptStatus, ProofKind, ReleaseState, RunState
from munera.services.mentor.demo import names, sat
from munera.services.mentor.demo.kept import KeptRelease, KeptSitting, kept_results
from munera.services.mentor.models import (
    Attempt,
    Blueprint,
    Calibration,
    Examination,
    Form,
    Offer,
    Question,
    QuestionStatistic,
    Release,
    Report,
    Sitting,
)

LANGUAGE: Final = "ko"
SLUG: Final = "onmaru"
PEOPLE: Final = (
    ("hana", "Kim Hana", "김하나"),
    ("doyun", "Park Doyun", "박도윤"),
    ("jiwoo", "Lee Jiwoo", "이지우"),
    ("seoyeon", "Choi Seoyeon", "최서연"),
)
NEXT_ON: Final = date(2027, 3, 6)
# Reports come so many days after a sitting; since March there are any.
UNTIL_REPORTS: Final = 12
RELEASED: Final = (sat.MARCH, sat.JULY)


@transaction.atomic
def build(town: Town, *, is_reckoned: bool = True) -> None:
    """Through actions, but for what is kept ready; built again it finds everything done.

    Without ``is_reckoned`` nothing of the engine is there: the sittings wait to be calibrated.
    """
    people = {key: _settle(key, name, korean) for key, name, korean in PEOPLE}
    town.people.update(people)
    body = town.organisations["onmaru"] = _body(town)
    _appoint(people["hana"], body, rules.CLERK.code)
    _appoint(people["doyun"], body, rules.HEAD.code)
    if queries.examinations_of(body).exists():
        return
    examination = _examination(body, by=people["hana"])
    edition = _fill(examination, by=people["hana"])
    _offer(town, examination)
    sittings = _sittings(edition, by=people["hana"])
    if is_reckoned:
        _look_back(sittings, people)
    # The new issuer and its key stand in the log of the town as all others do.
    publish_checkpoint()


def _settle(key: str, name: str, korean: str) -> Person:
    address = f"{key}@demo.example"
    known = person_by_email(address)
    if known:
        return known
    language = LANGUAGE if LANGUAGE in dict(settings.LANGUAGES) else "en"
    person = open_account(address, full_name=name, language=language, by=None)
    add_name(person, Script.KOREAN, korean, by=person)
    settle_in_demo_town(person)
    return person


def _appoint(person: Person, body: Organisation, role: str) -> None:
    if not person.memberships.filter(organisation=body, role=role).exists():
        appoint(person, body, role, by=None, starts_on=SINCE)


def _body(town: Town) -> Organisation:
    """An issuer too: a pass becomes its credential."""
    known = accredited_issuers().filter(slug=SLUG).first()
    if known:
        return known.organisation
    founded = _public_body(names.BODY)
    voters = list(accredited_issuers()[:2])
    issuer = enter_issuer(founded, slug=SLUG, by=None)
    if len(voters) < 2:
        accredit_founding_issuer(issuer, by=None)
    for voter in voters:
        vote_on_issuer(issuer, voter=voter, by=town.people["joana"])
    issuer.refresh_from_db()
    add_key(issuer, by=None)
    return founded


def _public_body(name: str) -> Organisation:
    return found_organisation(name, OrganisationKind.PUBLIC_BODY, country="KR", municipality="", by=None)


def _examination(body: Organisation, *, by: Person) -> Examination:
    for unit in names.UNITS:
        skill = skill_by_uri(unit.skill) if unit.skill else None
        actions.add_unit(code=unit.code, names={"ko": unit.ko, "en": unit.en}, skill=skill, by=by)
    further = actions.ExaminationText(language=LANGUAGE, names=names.NEXT.names, level_names=names.NEXT_LEVEL)
    text = actions.ExaminationText(
        language=LANGUAGE,
        names=names.EXAMINATION.names,
        level_names=names.LEVEL,
        qualification_code="9999",
        pass_rule="kr-engineer-written",
        achievement=_achievement(body),
        next_level=actions.add_examination(body, further, code=names.NEXT.code, by=by),
    )
    return actions.add_examination(body, text, code=names.EXAMINATION.code, by=by)


def _achievement(body: Organisation) -> Achievement:
    skills = [skill for uri in (names.MAPS, names.DATA) if (skill := skill_by_uri(uri))]
    words = named(skills, language="en")
    proven = [ProvenSkill(skill.uri, words[skill.pk].label, Level.INDEPENDENT) for skill in skills]
    return describe_achievement(
        accredited_issuers().get(organisation=body),
        code=names.EXAMINATION.code,
        kind=AchievementKind.CERTIFICATE,
        names=names.EXAMINATION.names,
        descriptions={"ko": "측량의 필기시험에 합격하였습니다.", "en": "Has passed the written test in surveying."},
        criteria={
            "ko": "과목마다 40점 이상, 평균 60점 이상",
            "en": "At least 40 of a hundred in each subject, and 60 on average.",
        },
        skills=proven,
        by=None,
    )


def _fill(examination: Examination, *, by: Person) -> Blueprint:
    edition = queries.editions_of(examination).get()
    actions.fill_blueprint(edition, content=sat.table_of(sat.pool()), by=by)
    actions.publish_blueprint(edition, by=by)
    return edition


def _offer(town: Town, examination: Examination) -> None:
    """Courses and jobs of the body itself and of two more; the days are counted from today."""
    units = queries.units_by_code([unit.code for unit in names.UNITS])
    bodies = {names.BODY: examination.body} | {name: _public_body(name) for name in (names.CENTRE, names.CITY)}
    town.organisations.update(solnae=bodies[names.CENTRE], hanbit=bodies[names.CITY])
    today = timezone.localdate()
    for offered in names.OFFERS:
        begins = None if offered.begins_in is None else today + timedelta(days=offered.begins_in)
        offer = Offer.objects.create(
            body=bodies[offered.body],
            kind=offered.kind,
            names={"ko": offered.ko, "en": offered.en},
            summaries={"ko": offered.about_ko, "en": offered.about_en},
            examination=examination if offered.asks_for_pass else None,
            place=offered.place,
            region=offered.region,
            hours=offered.hours,
            starts_on=begins,
            apply_until=begins and begins - timedelta(days=3),
            withdrawn_at=timezone.now() if offered.is_withdrawn else None,
        )
        offer.units.set(units[code] for code in offered.units)


def _sittings(edition: Blueprint, *, by: Person) -> list[tuple[Sitting, sat.Sat]]:
    """Each with its answers; how many sat it is too many for an action each."""
    found = []
    for at, one in enumerate(sat.sittings(sat.pool())):
        held_on = sat.HELD_ON[at]
        text = actions.SittingText(blueprint=edition, year=held_on.year, round=at + 1, held_on=held_on)
        sitting = actions.add_sitting(edition.examination, text, by=by)
        actions.remove_form(queries.forms_of(sitting).get(), by=by)
        form = actions.add_form(sitting, code="main", keys=one.keys, by=by)
        _answer(form, one)
        name_rule(sitting)
        found.append((Sitting.objects.select_related("examination").get(pk=sitting.pk), one))
    to_come = actions.SittingText(blueprint=edition, year=NEXT_ON.year, round=1, held_on=NEXT_ON)
    actions.add_sitting(edition.examination, to_come, by=by)
    return found


def _answer(form: Form, one: sat.Sat) -> None:
    candidates = [
        Candidate(
            number,
            tuple(answers),
            AttemptStatus.COUNTED,
            ProofKind.BIRTH_DATE,
            born_on,
            (gender, "", region),
            # By a number that nobody was ever given the body knows who sits again.
            national=f"DEMO{person:08d}",
        )
        for number, person, born_on, (gender, region), answers in zip(
            one.numbers, one.people, one.born_on, one.groups, one.answers.tolist(), strict=True
        )
    ]
    candidates += [Candidate(number, (), AttemptStatus.ABSENT, None, None, ("", "", "")) for number in one.absent]
    digests = [(queries.digest_of_number(form.sitting, each.number), each) for each in candidates]
    take_in(form, queries.marker_of(form), digests)


def _look_back(sittings: Sequence[tuple[Sitting, sat.Sat]], people: dict[str, Person]) -> None:
    """What was reckoned up to July, released, and claimed by two who sat in March and in July."""
    earlier: Calibration | None = None
    for (sitting, _one), kept in zip(sittings, kept_results(), strict=False):
        earlier = _calibrated(sitting, kept, anchored_on=earlier, by=people["hana"])
        if "release" in kept:
            _released(sitting, kept["release"], earlier, people)
    for key, numbers in numbers_of_town([one for _sitting, one in sittings]).items():
        actions.opt_in(people[key], by=people[key])
        for place, own in zip(RELEASED, numbers, strict=True):
            sitting, one = sittings[place]
            number, born_on = one.candidate(one.numbers.index(own))
            known: dict[ProofKind, date | str] = {ProofKind.BIRTH_DATE: born_on}
            actions.claim_attempt(people[key], sitting, number, known=known, by=people[key])


def numbers_of_town(sittings: Sequence[sat.Sat]) -> dict[str, tuple[str, str]]:
    """The candidate numbers in March and July of Jiwoo, who came near twice, and of Seoyeon, who passed then."""
    march, july = sittings[sat.MARCH], sittings[sat.JULY]
    had_sat = set(sittings[sat.JANUARY].people)
    before = {person: at for at, person in enumerate(march.people) if person not in had_sat}
    pairs = [(before[person], at) for at, person in enumerate(july.people) if person in before]
    jiwoo = next(pair for pair in pairs if 9 <= _missed(march, pair[0]) <= 14 and 2 <= _missed(july, pair[1]) <= 6)
    seoyeon = next(pair for pair in pairs if 2 <= _missed(march, pair[0]) <= 9 and -16 < _missed(july, pair[1]) <= 0)
    return {
        key: (march.numbers[then], july.numbers[now])
        for key, (then, now) in {"jiwoo": jiwoo, "seoyeon": seoyeon}.items()
    }


def _missed(one: sat.Sat, at: int) -> float:
    """By how many of a hundred points somebody failed; 0 or less for those who passed, infinite for a subject alone."""
    missed = sat.MARK - one.marks[at]
    return missed if (missed <= 0) == one.passed[at] else inf


def _calibrated(sitting: Sitting, kept: KeptSitting, *, anchored_on: Calibration | None, by: Person) -> Calibration:
    at = _moment(sitting, days=UNTIL_REPORTS - 4)
    calibration = Calibration.objects.create(
        sitting=sitting,
        anchored_on=anchored_on,
        started_by=by,
        started_at=at,
        ended_at=at,
        state=RunState.DONE,
        **kept["calibration"],
    )
    questions = {question.key: question for question in Question.objects.filter(blueprint=sitting.blueprint_id)}
    QuestionStatistic.objects.bulk_create(
        QuestionStatistic(calibration=calibration, question=questions[key], **columns)
        for key, columns in kept["questions"].items()
    )
    return calibration


def reports_asked_at(sitting: Sitting) -> datetime:
    return _moment(sitting, days=UNTIL_REPORTS)


def _released(sitting: Sitting, kept: KeptRelease, calibration: Calibration, people: dict[str, Person]) -> None:
    at = reports_asked_at(sitting)
    release = Release.objects.create(
        sitting=sitting,
        calibration=calibration,
        asked_by=people["hana"],
        asked_at=at,
        seen_by=people["doyun"],
        seen_at=at,
        released_at=at,
        state=ReleaseState.RELEASED,
        numbers=kept["numbers"],
        learned=kept["learned"],
    )
    digests = {queries.digest_of_number(sitting, number): number for number in kept["reports"]}
    made = {}
    for attempt in Attempt.objects.filter(sitting=sitting, digest__in=list(digests)):
        number = digests[attempt.digest]
        sealed = queries.seal_explanation(record.read(kept["reports"][number].encode(), Explanation))
        made[number] = Report(release=release, attempt=attempt, sealed=sealed.sealed, sha256=sealed.sha256)
    Report.objects.bulk_create(made.values())
    shown = [made[number].pk for number in kept["sample"]]
    Release.objects.filter(pk=release.pk).update(numbers={**kept["numbers"], "sample": shown})


def _moment(sitting: Sitting, *, days: int) -> datetime:
    return datetime.combine(sitting.held_on + timedelta(days=days), time(9), tzinfo=UTC)
