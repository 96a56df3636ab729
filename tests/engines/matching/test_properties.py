"""What holds for every person and demand: more is never less, and the order in which things are told is nothing."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from munera.engines import matching
from munera.engines.matching import Demand, Evidence, Person, Score, Taxonomy
from munera.engines.matching.demands import Demands
from munera.engines.matching.scoring import Asked
from tests.engines.matching import town
from tests.engines.matching.reference import Everybody

POLICY = matching.policy()
CASES = 10_000


@pytest.fixture(scope="module")
def questions(taxonomy: Taxonomy) -> list[Asked]:
    chance = Random(21)
    return [matching.asked(town.demand(chance, f"d{number}"), taxonomy) for number in range(500)]


def rank(score: Score) -> tuple[bool, int, int]:
    return not score.failed_requirements, score.total, score.verified


def test_one_more_claim_or_a_better_one_never_lowers_anything(questions: list[Asked], taxonomy: Taxonomy) -> None:
    chance = Random(22)
    risen = 0
    for number in range(CASES):
        question, person = chance.choice(questions), town.person(chance, "p")
        before = matching.score(person, question, taxonomy, POLICY, on=town.ON)
        after = matching.score(better(person, chance, number), question, taxonomy, POLICY, on=town.ON)
        assert all(new.value >= old.value for new, old in zip(after.answers, before.answers, strict=True))
        assert rank(after) >= rank(before)
        risen += rank(after) > rank(before)
    assert risen > CASES // 20


def better(person: Person, chance: Random, number: int) -> Person:
    """Another claim; or better evidence, a higher level, a longer validity or a later day for one that is there."""
    claims = list(person.claims)
    place = chance.randrange(len(claims)) if claims else None
    if place is None or number % 5 == 0:
        return replace(person, claims=(*claims, town.claim(chance, chance.choice(town.SKILLS))))
    claim = claims[place]
    claims[place] = [
        replace(claim, evidence=Evidence.VERIFIED),
        replace(claim, level=min(6, claim.level + 1)),
        replace(claim, valid_until=None),
        replace(claim, since=town.ON),
    ][number % 5 - 1]
    return replace(person, claims=tuple(claims))


def test_the_order_of_claims_requirements_and_alternatives_is_nothing(
    questions: list[Asked], taxonomy: Taxonomy
) -> None:
    chance = Random(23)
    for _ in range(CASES):
        demand, person = chance.choice(questions).demand, town.person(chance, "p")
        claims = chance.sample(person.claims, len(person.claims))
        order = chance.sample(range(len(demand.requirements)), len(demand.requirements))
        turned = replace(
            demand,
            requirements=tuple(
                replace(demand.requirements[place], skills=demand.requirements[place].skills[::-1]) for place in order
            ),
        )
        one = matching.score(person, demand, taxonomy, POLICY, on=town.ON)
        other = matching.score(replace(person, claims=tuple(claims)), turned, taxonomy, POLICY, on=town.ON)
        assert [(one.answers[place].value, one.answers[place].claim) for place in order] == [
            (answer.value, answer.claim) for answer in other.answers
        ]


def test_seen_from_both_sides_it_is_the_same_number(questions: list[Asked], taxonomy: Taxonomy) -> None:
    demands = [question.demand for question in questions]
    offers, chance, compared = Demands(demands, taxonomy, salt=town.SALT), Random(24), 0
    for number in range(40):
        person = town.person(chance, f"p{number}")
        scores = {each.demand.key: matching.score(person, each, taxonomy, POLICY, on=town.ON) for each in questions}
        found = offers.search(person, POLICY, on=town.ON, k=len(demands))
        assert {each.key: (each.total, each.verified) for each in found} == {
            key: (score.total, score.verified) for key, score in scores.items() if score.is_ranked
        }
        parts = [each.total * 10**6 // each.possible for each in found]
        assert parts == sorted(parts, reverse=True)
        assert offers.search(person, POLICY, on=town.ON, k=5) == found[:5]
        compared += len(found)
    assert compared > 1_000


def test_no_demand_and_no_claim_are_no_trouble(taxonomy: Taxonomy) -> None:
    assert Demands([], taxonomy).search(Person("p"), POLICY, on=town.ON) == ()
    assert Demands([town.demand(Random(1), "d")], taxonomy).search(Person("p"), POLICY, on=town.ON) == ()


def test_what_is_said_to_change_it_changes_it_by_exactly_that(questions: list[Asked], taxonomy: Taxonomy) -> None:
    chance, told = Random(25), 0
    for _ in range(400):
        question, person = chance.choice(questions), town.person(chance, "p")
        why = matching.explain(person, question, taxonomy, POLICY, on=town.ON)
        for change in why.changes:
            # Whatever they have to do, it ends in this claim, fresh: a new one beside the old ones is worth the same.
            if change.kind is not matching.ChangeKind.ADD:
                continue
            claims = (*person.claims, matching.Claim(change.skill, change.level, change.evidence))
            after = matching.score(replace(person, claims=claims), question, taxonomy, POLICY, on=town.ON)
            assert (after.total, after.points) == (why.total + change.gain, change.points)
            assert after.is_ranked >= change.opens
            told += 1
    assert told > 100


def test_the_reference_and_the_law_agree_on_everybody(
    questions: list[Asked], people: list[Person], taxonomy: Taxonomy
) -> None:
    few = people[::25]
    all_of_them = Everybody(few, town.SKILLS, POLICY, on=town.ON, salt=town.SALT)
    for question in questions[:60]:
        ranked = {key: (total, verified) for key, total, verified in all_of_them.ranking(question.demand, taxonomy)}
        scores = {each.key: matching.score(each, question, taxonomy, POLICY, on=town.ON) for each in few}
        assert {key: (score.total, score.verified) for key, score in scores.items() if score.is_ranked} == ranked


def test_nothing_hangs_on_the_day_but_what_ends_or_ages(taxonomy: Taxonomy) -> None:
    claim = matching.Claim("s01", 3, Evidence.ATTESTED, date(2026, 12, 31), date(2020, 2, 29))
    demand = Demand("d", (matching.Requirement(("s01",)),))
    days = {
        date(2021, 2, 28): 608,
        date(2025, 2, 28): 608,
        date(2025, 3, 1): 547,
        date(2026, 12, 31): 547,
        date(2027, 1, 1): 0,
    }
    for day, total in days.items():
        assert matching.score(Person("p", (claim,)), demand, taxonomy, POLICY, on=day).total == total
