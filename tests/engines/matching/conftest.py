"""One town for all who search in it: building it is what costs."""

from dataclasses import replace
from random import Random

import pytest

from munera.engines import matching
from munera.engines.matching import Person, Taxonomy
from munera.engines.matching.index import Index
from tests.engines.matching import town


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return town.taxonomy(Random(4))


@pytest.fixture(scope="session")
def people() -> list[Person]:
    """Some of them twice over, so that only the lot tells them apart."""
    chance = Random(5)
    singles = [town.person(chance, f"p{number}") for number in range(2_000)]
    return singles + [replace(each, key=f"twin of {each.key}") for each in singles[:500]]


@pytest.fixture(scope="session")
def index(people: list[Person], taxonomy: Taxonomy) -> Index:
    """Nobody changes it."""
    return Index.build(people, taxonomy, matching.policy(), on=town.ON, salt=town.SALT)
