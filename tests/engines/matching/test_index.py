"""The index says what a second reckoning over everybody says, to the last tie."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np
import pytest

from munera.engines import matching
from munera.engines.matching import Claim, Demand, Evidence, Malformed, Person, Requirement, Taxonomy
from munera.engines.matching.index import Hit, Index
from munera.engines.matching.index.blocks import blocks_of
from munera.engines.matching.index.codes import bounds
from munera.engines.matching.index.question import question_of
from munera.engines.matching.index.rows import BLOCK
from munera.engines.matching.index.searching import bounded
from tests.engines.matching import town
from tests.engines.matching.reference import Everybody, Ranked
from tests.engines.matching.town import ON, SALT

POLICY = matching.policy()


def everybody(people: Sequence[Person], *, after: int = 0) -> Everybody:
    return Everybody(people, town.SKILLS, POLICY, on=ON + timedelta(days=after), salt=SALT)


def shown(hits: Sequence[Hit]) -> list[Ranked]:
    return [(hit.key, hit.total, hit.verified) for hit in hits]


def test_thousands_of_questions_are_answered_as_by_looking_at_everybody(
    index: Index, people: list[Person], taxonomy: Taxonomy
) -> None:
    chance, all_of_them = Random(6), everybody(people)
    for number in range(1_200):
        demand = town.demand(chance, f"d{number}")
        k = chance.choice([1, 10, 10, 37])
        found = index.search(demand, k)
        wanted = all_of_them.ranking(demand, taxonomy)
        assert shown(found.hits) == wanted[:k], demand
        assert found.people == len(people)


def test_who_asks_for_more_than_there_are_is_given_all(index: Index, people: list[Person], taxonomy: Taxonomy) -> None:
    all_of_them, chance = everybody(people), Random(11)
    for number in range(20):
        demand = town.demand(chance, f"d{number}")
        assert shown(index.search(demand, 10**12).hits) == all_of_them.ranking(demand, taxonomy)


def test_after_updates_and_removals_it_is_still_exact_and_so_it_is_when_merged(
    people: list[Person], taxonomy: Taxonomy
) -> None:
    chance = Random(7)
    index = Index.build(people[:900], taxonomy, POLICY, on=ON, salt=SALT)
    present = {person.key: person for person in people[:900]}
    for turn in range(20):
        for _ in range(15):
            key = chance.choice([*present, f"new {turn} {chance.random()}"])
            if chance.random() < 0.3:
                assert index.remove(key) == (present.pop(key, None) is not None)
            else:
                present[key] = town.person(chance, key)
                index.upsert(present[key])
        if turn in {9, 15}:
            index = index.merged()
            assert len(index.delta) == 0
        assert len(index) == len(present)
        all_of_them = everybody(list(present.values()))
        for number in range(40):
            demand = town.demand(chance, f"d{number}")
            assert shown(index.search(demand).hits) == all_of_them.ranking(demand, taxonomy)[:10], demand


def test_as_days_pass_those_whose_claims_end_or_age_are_put_in_again(people: list[Person], taxonomy: Taxonomy) -> None:
    index = Index.build(people[:600], taxonomy, POLICY, on=ON, salt=SALT)
    of = {person.key: person for person in people[:600]}
    chance = Random(8)
    for passed in (1, 9, 45):
        day = ON + timedelta(days=passed)
        stale = index.stale(day)
        assert 0 < len(stale) < len(of)
        index.advance(day, lambda keys: [of[key] for key in keys])
        assert index.stale(day) == []
        if passed == 9:
            index = index.merged()
        all_of_them = everybody(list(of.values()), after=passed)
        for number in range(60):
            demand = town.demand(chance, f"d{number}")
            assert shown(index.search(demand).hits) == all_of_them.ranking(demand, taxonomy)[:10], demand
    with pytest.raises(Malformed, match="cannot go back"):
        index.advance(ON, lambda _: [])


def test_whom_only_their_keys_tell_apart_are_put_in_the_order_of_their_keys(
    index: Index, people: list[Person], taxonomy: Taxonomy
) -> None:
    rows = index.base.rows
    alike = Index.build(people, taxonomy, POLICY, on=ON, salt=SALT)
    alike.base = replace(index.base, rows=replace(rows, ties=np.zeros_like(rows.ties)))
    all_of_them = everybody(people)
    all_of_them.lots = [b""] * len(people)
    chance = Random(9)
    for number in range(150):
        demand = town.demand(chance, f"d{number}")
        assert shown(alike.search(demand, 7).hits) == all_of_them.ranking(demand, taxonomy)[:7], demand


def test_blocks_in_many_segments_bound_as_those_in_one(index: Index) -> None:
    rows, segmented = index.base.rows, Index.__new__(Index)
    segmented.__dict__.update(index.__dict__)
    blocks = blocks_of(rows, len(index.skills), bounds(POLICY), segment=16)
    segmented.base = replace(index.base, blocks=blocks)
    assert blocks.count > 4 * 16
    chance = Random(10)
    for number in range(100):
        demand = town.demand(chance, f"d{number}")
        assert segmented.search(demand) == index.search(demand)


def test_nobody_is_worth_more_than_the_bound_of_their_block(index: Index, taxonomy: Taxonomy) -> None:
    """A bound that is a little too low hides somebody so seldom that comparing answers would hardly show it."""
    place = {key: row for row, key in enumerate(index.base.rows.keys.all())}
    chance, tight = Random(15), 0
    for number in range(200):
        demand = town.demand(chance, f"d{number}")
        wanted = matching.asked(replace(demand, requirements=demand.requirements[:1], filters=()), taxonomy)
        bound = 4 * bounded(index.base.blocks, question_of(wanted, index.numbers, index._worths)).astype(np.int64)
        for hit in index.search(wanted, len(place)).hits:
            most = bound[place[hit.key] // BLOCK]
            assert hit.total <= most
            tight += most - hit.total < 4 * wanted.demand.requirements[0].weight
    assert tight > 500


def test_the_scalar_law_and_the_compiled_loops_agree(index: Index, people: list[Person], taxonomy: Taxonomy) -> None:
    chance = Random(12)
    of = {person.key: person for person in people}
    for number in range(150):
        demand = town.demand(chance, f"d{number}")
        for hit in index.search(demand).hits:
            score = matching.score(of[hit.key], demand, taxonomy, POLICY, on=ON)
            assert score.is_ranked
            assert (score.total, score.verified, score.points) == (hit.total, hit.verified, hit.points)
            found = index.contributions(hit.key, demand)
            assert [(each.requirement, each.value, each.total) for each in found] == [
                (place, answer.value, answer.total) for place, answer in enumerate(score.answers) if answer.value
            ]


def test_a_policy_with_other_weights_needs_no_other_rows(
    index: Index, people: list[Person], taxonomy: Taxonomy
) -> None:
    stern = replace(
        POLICY, version="stern", evidence={Evidence.DECLARED: 100, Evidence.ATTESTED: 500, Evidence.VERIFIED: 1000}
    )
    other = index.under(stern)
    all_of_them = Everybody(people, town.SKILLS, stern, on=ON, salt=SALT)
    chance = Random(13)
    for number in range(60):
        demand = town.demand(chance, f"d{number}")
        assert shown(other.search(demand).hits) == all_of_them.ranking(demand, taxonomy)[:10]
    assert other.digest != index.digest
    with pytest.raises(Malformed, match="years"):
        index.under(replace(POLICY, freshness=((0, 1000), (3, 900))))


def test_columns_build_the_same_index_as_people(index: Index, people: list[Person], taxonomy: Taxonomy) -> None:
    rows = replace(index.base.rows, facts=index.base.facts.named())
    again = Index.from_arrays(
        taxonomy,
        POLICY,
        on=ON,
        skills=index.skills,
        keys=rows.keys.all(),
        starts=rows.starts,
        entries=rows.skills,
        codes=rows.codes,
        due=rows.due,
        facts=rows.facts,
        salt=SALT,
    )
    chance = Random(14)
    for number in range(30):
        demand = town.demand(chance, f"d{number}")
        assert again.search(demand) == index.search(demand)


def test_who_searches_while_others_change_sees_each_person_whole(people: list[Person], taxonomy: Taxonomy) -> None:
    index = Index.build(people[:400], taxonomy, POLICY, on=ON, salt=SALT)
    demands = [town.demand(Random(number), f"d{number}") for number in range(40)]
    before = [index.search(demand) for demand in demands]
    comers = [replace(town.person(Random(number), f"new {number}"), facts={}) for number in range(600)]
    skilled = [replace(each, claims=(*each.claims, Claim(f"unheard of {each.key}", 3))) for each in comers]

    def come_and_go(_: int) -> None:
        for person in skilled:
            index.upsert(person)
        for person in skilled:
            index.remove(person.key)

    with ThreadPoolExecutor(2) as pool:
        changing = pool.submit(come_and_go, 0)
        while not changing.done():
            for demand in demands:
                ranks = [hit.rank for hit in index.search(demand).hits]
                assert ranks == sorted(ranks)
        changing.result()
    assert [index.search(demand) for demand in demands] == before


def test_an_index_of_nobody_finds_nobody_and_takes_the_first(taxonomy: Taxonomy) -> None:
    index = Index.build([], taxonomy, POLICY, on=ON)
    demand = Demand("d", (Requirement(("unheard of",)),))
    assert index.search(demand).hits == ()
    index.upsert(Person("first", (Claim("unheard of", 5, Evidence.VERIFIED),)))
    (hit,) = index.search(demand).hits
    assert (hit.key, hit.points, hit.verified_share) == ("first", 100, 1000)
    assert index.merged().search(demand).hits == (hit,)


def test_what_does_not_fit_is_refused(index: Index, taxonomy: Taxonomy) -> None:
    with pytest.raises(Malformed, match="one key"):
        Index.build([Person("twice"), Person("twice")], taxonomy, POLICY, on=ON)
    with pytest.raises(Malformed, match="At least one"):
        index.search(town.demand(Random(1), "d"), 0)
    with pytest.raises(Malformed, match="Nobody"):
        index.contributions("nobody", town.demand(Random(1), "d"))
    columns = {"keys": ["a"], "starts": np.array([0, 1]), "entries": np.array([0]), "codes": np.array([40])}

    def built(**changed: object) -> Index:
        given = columns | {"skills": ["s"], "due": np.array([9]), "facts": {}} | changed
        return Index.from_arrays(taxonomy, POLICY, on=ON, **given)  # type: ignore[arg-type]  # that is what is tested

    assert len(built()) == 1
    for wrong in (
        {"starts": np.array([0, 2])},
        {"starts": np.array([0])},
        {"codes": np.array([], np.int64)},
        {"entries": np.array([1])},
        {"entries": np.array([-1])},
        {"facts": {("place", "x"): np.array([1])}},
    ):
        with pytest.raises(Malformed):
            built(**wrong)
