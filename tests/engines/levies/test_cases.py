"""The published amounts, to the smallest coin, of every country that has a file of cases."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from munera.engines import levies
from tests.engines.levies.shipped import SHIPPED, rulebook_of

CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[dict[str, Any]]:
    return tomllib.loads((CASES / name).read_text(encoding="utf-8"))["case"]


def days() -> Iterator[Any]:
    for file in sorted(CASES.glob("*_days.toml")):
        country = file.name.removesuffix("_days.toml")
        for case in cases(file.name):
            kind = case.get("kind", next(iter(rulebook_of(country).kinds)))
            for day in case["days"]:
                yield pytest.param(country, kind, day, case, id=f"{country}-{kind}-{day}-{case.get('began_on', '')}")


@pytest.mark.parametrize(("country", "kind", "day", "case"), list(days()))
def test_a_day_costs_what_was_published(country: str, kind: str, day: date, case: dict[str, Any]) -> None:
    engagement = levies.Engagement(kind, case.get("began_on"))

    assessment = levies.assess(engagement, rulebook_of(country), on=day)

    assert {line.component: str(line.amount) for line in assessment.lines} == case["amounts"]
    assert assessment.total == Decimal(case["total"])
    assert assessment.verified == case["verified"]
    if "base" in case:
        assert [line.base for line in assessment.lines] == [Decimal(case["base"])]


def test_every_rule_book_that_ships_has_worked_examples() -> None:
    shipped = {file.name.removesuffix(".toml") for file in (files("munera.engines.levies") / "rules").iterdir()}

    assert shipped == set(SHIPPED)
    assert shipped <= {file.name.removesuffix("_days.toml") for file in CASES.glob("*_days.toml")}


@pytest.mark.parametrize("case", cases("rs_identities.toml"), ids=lambda case: str(case["year"]))
def test_twenty_days_cost_the_monthly_minimum_of_the_pension_fund(
    case: dict[str, Any], serbia_rounding_over: Callable[[str], levies.RuleBook]
) -> None:
    month = twenty_days(serbia_rounding_over("worker_month"), year=case["year"])

    assert str(month.total) == case["pension_fund_publishes"]


@pytest.mark.parametrize("case", cases("rs_months.toml"), ids=lambda case: f"{case['year']}-{case['scope']}")
def test_the_scope_of_rounding_decides_the_last_para_of_a_month(
    case: dict[str, Any], serbia_rounding_over: Callable[[str], levies.RuleBook]
) -> None:
    assert str(twenty_days(serbia_rounding_over(case["scope"]), year=case["year"]).total) == case["total"]


@pytest.mark.parametrize("case", cases("hu_credits.toml"), ids=lambda case: case["kind"])
def test_a_day_in_hungary_counts_as_much_for_the_pension_as_was_published(case: dict[str, Any]) -> None:
    [line] = levies.credited(levies.Engagement(case["kind"]), levies.rulebook("hu"), on=case["day"])

    assert (line.component, str(line.amount), line.verified) == ("pension_base", case["pension_base"], True)


def pay_floors() -> Iterator[Any]:
    for country, fact in (("rs", "pay_per_hour"), ("hr", "pay_per_day")):
        for case in cases(f"{country}_pay.toml"):
            for day in case["days"]:
                yield pytest.param(country, fact, day, Decimal(case["pay"]), id=f"{country}-{day}")


@pytest.mark.parametrize(("country", "fact", "day", "pay"), list(pay_floors()))
def test_pay_is_enough_at_the_published_floor_and_not_below(country: str, fact: str, day: date, pay: Decimal) -> None:
    book = levies.rulebook(country)
    at, below = levies.Facts(**{fact: pay}), levies.Facts(**{fact: pay - Decimal("0.01")})

    assert levies.findings(book, at, on=day) == ()
    [found] = levies.findings(book, below, on=day)
    assert (found.id, found.effect) == ("pay_below_floor", levies.Effect.WARN)


def test_the_floor_of_2018_is_known_although_the_act_came_later() -> None:
    [first, *_later] = levies.rulebook("rs").parameters["lowest_pay_per_hour"].values

    assert (first.starts, first.until, first.value) == (date(2018, 1, 1), date(2018, 12, 31), Decimal(143))


def twenty_days(rulebook: levies.RuleBook, *, year: int) -> levies.Month:
    assessed = [levies.assess(levies.Engagement(), rulebook, on=date(year, 6, day)) for day in range(1, 21)]
    month = levies.assess_month({"one worker": assessed})
    assert month.days == 20
    return month
