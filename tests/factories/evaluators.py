"""Researchers with open profiles, bodies with open demands, and what they answer each other."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.skills.models import Concept
from munera.services.evaluators import actions, queries, rules
from munera.services.evaluators.choices import Degree, EvaluationKind, Method, Sphere, Theme
from munera.services.evaluators.models import Demand, Match, Profile
from tests.factories import people
from tests.factories.organisations import member, organisation
from tests.factories.skills import PRUNING, declared, skill

NUMBERS = count(1)


def body() -> Organisation:
    return organisation(OrganisationKind.PUBLIC_BODY)


def manager(of: Organisation | None = None) -> Person:
    return member(of or body(), role=rules.MANAGER.code)


def body_of(somebody: Person) -> Organisation:
    return queries.bodies_of(somebody).get()


def profile_text(**facts: Any) -> actions.ProfileText:
    said = {
        "headline": "Evaluates health programmes with difference in differences",
        "degree": Degree.DOCTOR,
        "institution_name": f"University {next(NUMBERS)}",
        "themes": [Theme.HEALTH],
        "methods": [Method.DIFFERENCES],
        "places": ["BR-SP"],
    }
    return actions.ProfileText(**(said | facts))


def profile(person: Person | None = None, *, skilled: int | None = 3, is_open: bool = True, **facts: Any) -> Profile:
    """Open, and with a declared skill on the level ``skilled``."""
    somebody = person or people.person("Ana Souza")
    written = actions.write_profile(somebody, profile_text(**facts), by=somebody)
    if skilled is not None:
        declared(somebody, uri=PRUNING, level=skilled)
    if is_open:
        actions.open_profile(written, by=somebody)
    return queries.profiles().get(pk=written.pk)


def demand_text(**facts: Any) -> actions.DemandText:
    said = {
        "sphere": Sphere.STATE,
        "policy": f"Programme {next(NUMBERS)}",
        "theme": Theme.HEALTH,
        "kind": EvaluationKind.IMPACT,
        "question": "Has the programme lowered waiting times?",
        "place": "BR-SP",
        "deadline": timezone.localdate() + timedelta(days=30),
        "methods": [Method.DIFFERENCES],
    }
    return actions.DemandText(**(said | facts))


def demand(
    by: Person | None = None, *, skills: tuple[Concept, ...] | None = None, is_open: bool = True, **facts: Any
) -> Demand:
    """Open, and asking for one skill."""
    somebody = by or manager()
    written = actions.write_demand(body_of(somebody), demand_text(**facts), by=somebody)
    for each in (skill(PRUNING),) if skills is None else skills:
        actions.ask_for_skill(written, actions.Wanted(each, weight=3), by=somebody)
    if is_open:
        actions.open_demand(written, by=somebody)
    return queries.demands().get(pk=written.pk)


def match(of: Demand | None = None, with_profile: Profile | None = None) -> Match:
    """Both were interested."""
    card, other = of or demand(), with_profile or profile()
    actions.answer_demand(other, card, interested=True, by=other.person)
    actions.answer_profile(card, other, interested=True, by=card.manager)
    return Match.objects.select_related("demand__body", "demand__manager", "profile__person").get(
        demand=card, profile=other, ended_at=None
    )
