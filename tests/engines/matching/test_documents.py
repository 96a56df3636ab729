"""What an ordinary search engine is given must bring it to the same people."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from munera.engines import matching
from munera.engines.matching import Demand, Evidence, Person, Requirement, Taxonomy
from munera.engines.matching.documents import Document, document_of, summed
from tests.engines.matching import town

POLICY = matching.policy()
FETCHED = 50


@pytest.fixture(scope="module")
def few(people: list[Person]) -> list[Person]:
    return people[::5]


@pytest.fixture(scope="module")
def documents(few: list[Person], taxonomy: Taxonomy) -> dict[str, Document]:
    return {person.key: document_of(person, taxonomy, POLICY, on=town.ON) for person in few}


def demands(how: Callable[[Requirement], Requirement]) -> list[Demand]:
    chance = Random(41)
    made = [town.demand(chance, f"d{number}") for number in range(8)]
    return [replace(each, requirements=tuple(map(how, each.requirements)), filters=()) for each in made]


def test_without_minimums_the_sum_over_a_document_is_the_total(
    few: list[Person], documents: dict[str, Document], taxonomy: Taxonomy
) -> None:
    for demand in demands(lambda each: replace(each, minimum_level=0, minimum_evidence=Evidence.DECLARED)):
        question = matching.asked(demand, taxonomy)
        for person in few[::4]:
            score = matching.score(person, question, taxonomy, POLICY, on=town.ON)
            assert summed(documents[person.key], demand) == score.total


def test_with_minimums_it_is_the_most_and_the_best_of_fifty_are_the_best_of_all(
    few: list[Person], documents: dict[str, Document], taxonomy: Taxonomy
) -> None:
    found = wanted = 0
    for demand in demands(lambda each: replace(each, must=False)):
        question = matching.asked(demand, taxonomy)
        totals = {each.key: matching.score(each, question, taxonomy, POLICY, on=town.ON).total for each in few}
        sums = {key: summed(document, demand) for key, document in documents.items()}
        assert all(sums[key] >= total for key, total in totals.items())
        fetched = sorted(sums, key=lambda key: -sums[key])[:FETCHED]
        best = sorted((total for total in totals.values() if total), reverse=True)[:10]
        ranked = sorted((totals[key] for key in fetched if totals[key]), reverse=True)[:10]
        found, wanted = found + sum(one == other for one, other in zip(ranked, best, strict=False)), wanted + len(best)
    assert wanted >= 70
    assert found / wanted >= 0.95


def test_a_plain_sum_over_claims_finds_other_people(few: list[Person], taxonomy: Taxonomy) -> None:
    """Why the documents are needed: who has three neighbours of a skill is not better than who has the skill."""
    agreeing = wanted = 0
    for demand in demands(lambda each: replace(each, must=False, minimum_level=0, minimum_evidence=Evidence.DECLARED)):
        question = matching.asked(demand, taxonomy)
        totals = {each.key: matching.score(each, question, taxonomy, POLICY, on=town.ON).total for each in few}
        added = {each.key: _added(each, question, taxonomy) for each in few}
        best = sorted(totals.values(), reverse=True)[:10]
        taken = [totals[key] for key in sorted(added, key=lambda key: -added[key])[:10]]
        agreeing, wanted = agreeing + sum(total >= best[-1] for total in taken), wanted + 10
    assert agreeing / wanted < 0.8


def _added(person: Person, question: matching.Asked, taxonomy: Taxonomy) -> int:
    alone = (replace(person, claims=(claim,)) for claim in person.claims)
    return sum(matching.score(each, question, taxonomy, POLICY, on=town.ON).total for each in alone)
