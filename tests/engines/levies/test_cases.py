"""The published amounts, to the para."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from munera.engines import levies

CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[dict[str, Any]]:
    return tomllib.loads((CASES / name).read_text())["case"]


def days() -> Iterator[Any]:
    for case in cases("rs_days.toml"):
        for day in case["days"]:
            yield pytest.param(day, case, id=day.isoformat())


@pytest.mark.parametrize(("day", "case"), list(days()))
def test_a_day_in_serbia_costs_what_the_table_says(day: date, case: dict[str, Any]) -> None:
    assessment = levies.assess(levies.Engagement(), levies.rulebook("rs"), on=day)

    assert {line.component: str(line.amount) for line in assessment.lines} == {
        "tax": case["tax"],
        "pension": case["pension"],
        "health": case["health"],
    }
    assert assessment.total == Decimal(case["total"])
    assert assessment.verified == case["verified"]


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


def twenty_days(rulebook: levies.RuleBook, *, year: int) -> levies.Month:
    assessed = [levies.assess(levies.Engagement(), rulebook, on=date(year, 6, day)) for day in range(1, 21)]
    month = levies.assess_month({"one worker": assessed})
    assert month.days == 20
    return month
