"""People as documents for an ordinary search engine, which adds up and knows no best of several.

A document holds every skill that its person answers and for how much, so that a sum over the skills of a demand is the
total itself. Where a requirement has minimums the sum is the most that somebody can have: ask for more than are needed,
and rank those by ``scoring.score``.
"""

from collections.abc import Mapping
from datetime import date

from munera.engines.matching.model import WHOLE, Demand, Person, Policy
from munera.engines.matching.scoring import claims_by_skill, value_of
from munera.engines.matching.taxonomy import Taxonomy

Document = Mapping[str, int]
"""For each skill that may be asked for what the person is worth for it, from 1 to 1000."""


def document_of(person: Person, taxonomy: Taxonomy, policy: Policy, *, on: date) -> Document:
    """It says what holds on a day, by one taxonomy and one policy: make it anew when any of the three changes."""
    found: dict[str, int] = {}
    for skill, claims in claims_by_skill(person.claims, policy, on=on).items():
        strong = max(strength for strength, _ in claims)
        for wanted, similarity in ((skill, WHOLE), *taxonomy.answered_by.get(skill, ())):
            value = value_of(similarity, strong)
            if value > found.get(wanted, 0):
                found[wanted] = value
    return found


def summed(document: Document, demand: Demand) -> int:
    """What the other engine reckons: for each requirement its weight by the best of its skills."""
    return sum(
        requirement.weight * max(document.get(skill, 0) for skill in requirement.skills)
        for requirement in demand.requirements
    )
