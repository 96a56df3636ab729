"""A small classification, and people who have skills of it."""

from datetime import date
from itertools import count

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.skills.actions import ask_for_check, declare_skill, import_starter, record_evidence
from munera.kernel.skills.choices import Standing
from munera.kernel.skills.demo import ENGLISH, HARVEST, PRUNING
from munera.kernel.skills.models import CheckRequest, Concept, Evidence
from munera.kernel.skills.rules import ASSESSOR
from tests.factories.organisations import member

NUMBERS = count(1)

__all__ = ["ENGLISH", "HARVEST", "PRUNING"]


def classification() -> None:
    """The one that comes with us."""
    import_starter()


def skill(uri: str = PRUNING) -> Concept:
    import_starter()
    return Concept.objects.get(uri=uri)


def declared(person: Person, *, uri: str = PRUNING, level: int | None = 3) -> Evidence:
    import_starter()
    return declare_skill(person, uri, level=level, by=person)


def verified(
    person: Person,
    *,
    uri: str = PRUNING,
    level: int | None = 4,
    standing: Standing = Standing.ISSUER_VERIFIED,
    valid_until: date | None = None,
    reference: str = "",
) -> Evidence:
    import_starter()
    return record_evidence(
        person,
        uri,
        level=level,
        standing=standing,
        source="Academy of Fruit Growing",
        reference=reference or f"credential:{next(NUMBERS)}",
        valid_until=valid_until,
        by=None,
    )


def assessor(of: Organisation) -> Person:
    return member(of, role=ASSESSOR.code)


def asked_for_check(person: Person, of: Organisation) -> CheckRequest:
    """Of what the person declares; the organisation has an assessor."""
    assessor(of)
    return ask_for_check(declared(person, uri=HARVEST), of, remark="At the farm, any morning", by=person)
