"""The law of scoring by worked examples, and the page's first example as it stands."""

import doctest
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from munera.engines import matching
from munera.engines.matching import (
    ChangeKind,
    Claim,
    Demand,
    Evidence,
    Filter,
    Kinship,
    Malformed,
    Neighbour,
    Person,
    Requirement,
    Satisfaction,
    Taxonomy,
)

TODAY = date(2026, 6, 1)
POLICY = matching.policy()
TAXONOMY = Taxonomy.from_relations(
    "test",
    broader=[("sql", "databases"), ("r", "programming"), ("python", "programming")],
    essential=[("surveys", "statistics")],
    occupations=[("r", "python", "statistics"), ("r", "python")],
)


def one(*claims: Claim, **wanted: object) -> matching.Score:
    requirement = replace(Requirement(("databases",)), **wanted)  # type: ignore[arg-type]  # fields by name
    return matching.score(Person("p", claims), Demand("d", (requirement,)), TAXONOMY, POLICY, on=TODAY)


def test_the_example_of_the_package_and_those_of_its_page_run() -> None:
    page = Path(__file__).resolve().parents[3] / "docs" / "engines" / "matching.md"
    assert doctest.testmod(matching).failed == 0
    assert doctest.testfile(str(page), module_relative=False, encoding="utf-8").failed == 0


@pytest.mark.parametrize(
    ("claim", "value", "satisfaction"),
    [
        (Claim("databases", 5, Evidence.VERIFIED), 1000, Satisfaction.MET),
        (Claim("databases", 3, Evidence.DECLARED), 456, Satisfaction.MET),
        (Claim("databases", 0, Evidence.DECLARED), 312, Satisfaction.MET),
        (Claim("sql", 5, Evidence.ATTESTED), 720, Satisfaction.NARROWER),
        (Claim("databases", 5, Evidence.VERIFIED, since=date(2021, 6, 2)), 1000, Satisfaction.MET),
        (Claim("databases", 5, Evidence.VERIFIED, since=date(2021, 6, 1)), 900, Satisfaction.MET),
        (Claim("databases", 5, Evidence.VERIFIED, valid_until=TODAY), 1000, Satisfaction.MET),
        (Claim("databases", 5, Evidence.VERIFIED, valid_until=date(2026, 5, 31)), 0, Satisfaction.MISSING),
        (Claim("python", 5, Evidence.VERIFIED), 0, Satisfaction.MISSING),
    ],
)
def test_a_claim_is_worth_similarity_by_level_by_evidence_by_freshness(
    claim: Claim, value: int, satisfaction: Satisfaction
) -> None:
    (answer,) = one(claim).answers
    assert (answer.value, answer.satisfaction) == (value, satisfaction)


def test_the_best_claim_counts_and_of_equals_the_verified_one() -> None:
    full = Claim("sql", 5, Evidence.VERIFIED)  # 900
    near = Claim("databases", 5, Evidence.DECLARED)  # 600
    assert one(near, full).total == one(full, near).total == 900
    equal = Claim("databases", 5, Evidence.ATTESTED), Claim("databases", 3, Evidence.ATTESTED)
    assert one(*equal).verified == 0
    assert one(full).verified == 900


def test_minimums_leave_a_claim_out_and_a_must_asks_for_the_skill_or_a_narrower_one() -> None:
    claim = Claim("sql", 2, Evidence.ATTESTED)
    assert one(claim, minimum_level=3).total == 0
    assert one(claim, minimum_evidence=Evidence.VERIFIED).total == 0
    assert one(claim, must=True).is_ranked
    broader = matching.score(
        Person("p", (Claim("databases", 5),)),
        Demand("d", (Requirement(("sql",), must=True),)),
        TAXONOMY,
        POLICY,
        on=TODAY,
    )
    assert (broader.total, broader.failed_requirements, broader.is_ranked) == (300, (0,), False)


def test_a_filter_asks_for_one_of_the_facts() -> None:
    demand = Demand("d", (Requirement(("sql",)),), (Filter("place", frozenset({"BR-DF", "BR-GO"})),))
    claims = (Claim("sql", 1),)

    def failed(facts: dict[str, frozenset[str]]) -> tuple[str, ...]:
        return matching.score(Person("p", claims, facts), demand, TAXONOMY, POLICY, on=TODAY).failed_filters

    assert failed({"place": frozenset({"BR-GO", "PT-11"})}) == ()
    assert failed({"place": frozenset({"PT-11"})}) == failed({}) == ("place",)


def test_an_explanation_says_what_would_change_it() -> None:
    demand = Demand(
        "d", (Requirement(("programming",), weight=2), Requirement(("statistics",), must=True, minimum_level=3))
    )
    person = Person("p", (Claim("python", 3), Claim("surveys", 4, Evidence.ATTESTED, source="a school")))
    found = matching.explain(person, demand, TAXONOMY, POLICY, on=TODAY)
    assert [(line.satisfaction, line.skill, line.tenths, line.tenths_possible, line.fails) for line in found.lines] == [
        (Satisfaction.NARROWER, "python", 273, 666, False),
        (Satisfaction.ADJACENT, "surveys", 140, 333, True),
    ]
    assert not found.is_ranked
    first = found.changes[0]
    assert (first.kind, first.skill, first.level, first.evidence) == (
        ChangeKind.ADD,
        "statistics",
        3,
        Evidence.DECLARED,
    )
    assert first.opens
    changed = replace(person, claims=(*person.claims, Claim(first.skill, first.level, first.evidence)))
    after = matching.score(changed, demand, TAXONOMY, POLICY, on=TODAY)
    assert (after.total, after.points, after.is_ranked) == (found.total + first.gain, first.points, True)


def test_who_has_nothing_yet_is_told_the_least_that_would_count_and_who_breaks_a_rule_that_nothing_would() -> None:
    demand = Demand("d", (Requirement(("sql",)),), (Filter("place", frozenset({"x"})),))
    here = {"place": frozenset({"x"})}
    (change,) = matching.explain(Person("p", (), here), demand, TAXONOMY, POLICY, on=TODAY).changes
    assert (change.kind, change.skill, change.level, change.points, change.opens) == (
        ChangeKind.ADD,
        "sql",
        1,
        31,
        True,
    )
    elsewhere = matching.explain(Person("p"), demand, TAXONOMY, POLICY, on=TODAY)
    assert [(rule.fact, rule.is_kept) for rule in elsewhere.rules] == [("place", False)]
    assert not any(change.opens for change in elsewhere.changes)


def test_what_passes_the_one_ahead_comes_first() -> None:
    demand = Demand("d", (Requirement(("sql",)), Requirement(("r",))))
    behind = Person("p", (Claim("sql", 5), Claim("r", 2)))
    first = Person("q", (Claim("sql", 5, Evidence.VERIFIED), Claim("r", 2)))
    ahead = matching.score(first, demand, TAXONOMY, POLICY, on=TODAY)
    found = matching.explain(behind, demand, TAXONOMY, POLICY, on=TODAY, ahead=ahead)
    # To have SQL verified only draws level; nothing alone passes.
    best = found.changes[0]
    assert (best.kind, best.skill, best.overtakes) == (ChangeKind.VERIFY, "sql", False)
    closer = matching.score(
        replace(first, claims=(Claim("sql", 5, Evidence.ATTESTED),)), demand, TAXONOMY, POLICY, on=TODAY
    )
    passed = matching.explain(
        replace(behind, claims=(Claim("sql", 5),)), demand, TAXONOMY, POLICY, on=TODAY, ahead=closer
    )
    assert passed.changes[0].overtakes


def test_siblings_are_as_near_as_the_occupations_that_ask_for_both() -> None:
    assert TAXONOMY.neighbours["python"][0] == Neighbour("r", 700, Kinship.SIBLING)
    assert {each.skill: each.similarity for each in TAXONOMY.neighbours["statistics"]} == {"surveys": 600}


def test_an_overlay_is_another_version_with_another_digest() -> None:
    edited = TAXONOMY.overlaid(
        "edited", [("sql", Neighbour("r", 150, Kinship.RELATED))], without=[("sql", "databases")]
    )
    assert [each.skill for each in edited.neighbours["sql"]] == ["r"]
    assert edited.digest != TAXONOMY.digest
    back = edited.overlaid("back", [("sql", Neighbour("databases", 500, Kinship.BROADER))], without=[("sql", "r")])
    assert back.digest == TAXONOMY.digest
    with pytest.raises(Malformed, match="does not stand in"):
        TAXONOMY.overlaid("no", (), without=[("sql", "r")])


def test_scoring_one_person_brings_no_compiler_along() -> None:
    """A web process that scores a page of people should not wait for what only an index, or a long text, needs."""
    told = "import sys, munera.engines.matching.text; print({'numba', 'numpy', 'scipy'} & {*sys.modules})"
    here = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", told], env=here, check=True, capture_output=True, text=True)
    assert done.stdout == "set()\n"
