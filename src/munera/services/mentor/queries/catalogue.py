"""Courses, trainings and jobs of public bodies, as their office keeps them and as a candidate sees them.

The candidate sees them by units of competence, the nearest first. A course is near by what it would
add to the chance to pass; a job by how many of its units the candidate holds. Nothing here looks at a
mark that was not enough, and nobody but the candidate sees either list.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Final

from django.conf import settings
from django.db.models import Case, Q, QuerySet, When

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.skills.queries import skills_of
from munera.services.mentor.choices import OfferKind, OfferState, ReleaseState
from munera.services.mentor.models import Attempt, CompetenceUnit, Examination, Offer, Question
from munera.services.mentor.queries.advice import Plan, PlannedTopic
from munera.services.mentor.queries.blueprints import offices_of

LEARNING: Final = (OfferKind.COURSE, OfferKind.TRAINING)


@dataclass(frozen=True, slots=True)
class Course:
    """A course, what it shares with the plan, and what it would add to the chance.

    A course that is shorter than the hours the plan supposes for its topics brings that part of the gain alone.
    """

    offer: Offer
    units: tuple[CompetenceUnit, ...]
    gain: float


@dataclass(frozen=True, slots=True)
class Opening:
    """A job, the units it asks for that the candidate holds, and those that are missing."""

    offer: Offer
    held: tuple[CompetenceUnit, ...]
    missing: tuple[CompetenceUnit, ...]
    # Whether the qualification that it asks for is held; None where it asks for none.
    is_qualified: bool | None

    @property
    def asked(self) -> int:
        return len(self.held) + len(self.missing)

    @property
    def share(self) -> float:
        return len(self.held) / self.asked if self.asked else 0.0


def offers_of(office: Organisation, *, text: str = "", state: str = "", on: date) -> QuerySet[Offer]:
    """Those of one body: what is shown, what is past, what was withdrawn; ``text`` is sought in names and places."""
    place = Case(When(_is_open(on), then=0), When(withdrawn_at=None, then=1), default=2)
    found = Offer.objects.filter(body=office).order_by(place, "-pk")
    if text:
        # Name by name: in the column as a whole, other scripts may stand escaped.
        named = (Q(**{f"names__{code}__icontains": text}) for code, _language in settings.LANGUAGES)
        found = found.filter(reduce(or_, named, Q(place__icontains=text)))
    if state == OfferState.WITHDRAWN:
        return found.exclude(withdrawn_at=None)
    if state == OfferState.SHOWN:
        return found.filter(_is_open(on))
    if state == OfferState.PAST:
        return found.filter(withdrawn_at=None).exclude(_is_open(on))
    return found


def offers_run_by(person: Person) -> QuerySet[Offer]:
    """Those that the person may change: of their offices, and not withdrawn."""
    return _offers_of_offices_of(person).filter(withdrawn_at=None)


def withdrawn_offers_run_by(person: Person) -> QuerySet[Offer]:
    """Those that the person may offer again."""
    return _offers_of_offices_of(person).exclude(withdrawn_at=None)


def _offers_of_offices_of(person: Person) -> QuerySet[Offer]:
    mine = Offer.objects.filter(body__in=offices_of(person))
    return mine.select_related("body", "examination").prefetch_related("units")


def examinations_to_ask_for() -> QuerySet[Examination]:
    """Of every body: a job may ask for what another one examines."""
    return Examination.objects.select_related("body").order_by("body__name", "code")


def units_to_choose(office: Organisation, chosen: Iterable[CompetenceUnit]) -> QuerySet[CompetenceUnit]:
    """Those that the questions of the office's own examinations ask for, and those that are chosen already."""
    asked = Q(questions__blueprint__examination__body=office)
    found = CompetenceUnit.objects.filter(asked | Q(pk__in=[unit.pk for unit in chosen]))
    return found.distinct().order_by("scheme", "code")


def open_offers(kinds: Iterable[OfferKind], *, on: date) -> QuerySet[Offer]:
    """Those that are not withdrawn and not over: what has begun may still be joined."""
    found = Offer.objects.filter(_is_open(on), kind__in=kinds)
    return found.select_related("body", "examination").prefetch_related("units")


def _is_open(on: date) -> Q:
    """As ``Offer.is_open`` has it."""
    days = ("apply_until", "ends_on")
    return reduce(and_, (Q(**{day: None}) | Q(**{f"{day}__gte": on}) for day in days), Q(withdrawn_at=None))


def courses_for(plan: Plan, *, on: date) -> list[Course]:
    """Those that teach something of the plan, the greatest gain first, then the soonest."""
    topics = _topics_by_unit(plan)
    found = [_course(offer, topics) for offer in open_offers(LEARNING, on=on)]
    return sorted((course for course in found if course.units), key=lambda one: (-one.gain, _begins(one.offer)))


def courses_beyond(person: Person, examination: Examination, *, on: date) -> list[Course]:
    """For those who passed: what teaches units that they do not hold yet, and that the next level asks for first."""
    held = units_held_by(person, on=on)
    asked = _units_of([examination.next_level_id]) if examination.next_level_id else set()
    found = []
    for offer in open_offers(LEARNING, on=on):
        new = tuple(unit for unit in offer.units.all() if unit.pk not in held)
        if new:
            found.append((len([unit for unit in new if unit.pk in asked]), Course(offer, new, 0.0)))
    return [course for _shared, course in sorted(found, key=lambda one: (-one[0], _begins(one[1].offer)))]


def openings_for(person: Person, *, on: date) -> list[Opening]:
    """Jobs that ask for at least one unit the person holds, or for a qualification they hold; the nearest first."""
    held, passed = units_held_by(person, on=on), set(_examinations_passed_by(person))
    found = [_opening(offer, held, passed) for offer in open_offers([OfferKind.JOB], on=on)]
    near = [opening for opening in found if opening.held or opening.is_qualified]
    return sorted(near, key=lambda one: (one.is_qualified is False, -one.share, _begins(one.offer)))


def units_held_by(person: Person, *, on: date) -> set[int]:
    """Units of the examinations that the person passed and claimed, and those whose skill is verified otherwise."""
    verified = {known.skill.pk for known in skills_of(person, on=on) if known.is_verified}
    of_skills = set(CompetenceUnit.objects.filter(skill__in=verified).values_list("pk", flat=True))
    return of_skills | _units_of(_examinations_passed_by(person))


def _examinations_passed_by(person: Person) -> list[int]:
    """Those whose result the person was told."""
    told = Attempt.objects.filter(
        claim__person=person,
        passed=True,
        reports__release__state=ReleaseState.RELEASED,
        reports__release__replaced_at=None,
    )
    return sorted(set(told.values_list("sitting__examination", flat=True)))


def _units_of(examinations: Iterable[int]) -> set[int]:
    units = CompetenceUnit.objects.filter(questions__blueprint__examination__in=examinations)
    return set(units.distinct().values_list("pk", flat=True))


def _topics_by_unit(plan: Plan) -> dict[int, list[PlannedTopic]]:
    """Unit by unit, the topics of the plan that ask for it."""
    planned = {one.topic.pk: one for one in plan.topics}
    asked = Question.objects.filter(topic__in=planned, units__isnull=False).values_list("units", "topic").distinct()
    by_unit: dict[int, list[PlannedTopic]] = {}
    for unit, topic in asked:
        by_unit.setdefault(unit, []).append(planned[topic])
    return by_unit


def _course(offer: Offer, topics: Mapping[int, Sequence[PlannedTopic]]) -> Course:
    """A topic that two units of the course belong to counts once."""
    units = tuple(unit for unit in offer.units.all() if unit.pk in topics)
    taught = {one.topic.pk: one for unit in units for one in topics[unit.pk]}.values()
    gain, hours = sum(one.step.gain for one in taught), sum(one.hours for one in taught)
    part = min(1.0, offer.hours / hours) if offer.hours and hours else 1.0
    return Course(offer, units, gain * part)


def _opening(offer: Offer, held: set[int], passed: set[int]) -> Opening:
    units = list(offer.units.all())
    return Opening(
        offer=offer,
        held=tuple(unit for unit in units if unit.pk in held),
        missing=tuple(unit for unit in units if unit.pk not in held),
        is_qualified=offer.examination_id in passed if offer.examination_id else None,
    )


def _begins(offer: Offer) -> tuple[date, int]:
    return offer.starts_on or offer.apply_until or date.max, offer.pk
