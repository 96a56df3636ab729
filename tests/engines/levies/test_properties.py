"""What must hold on any day, held against a second implementation that shares no code with the first."""

import json
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as some

from munera.engines import levies
from munera.engines.levies.rounding import round_half_up

DAYS = some.dates(min_value=date(2019, 1, 8), max_value=date(2026, 12, 31))
PARA = Decimal("0.01")

# The oracle's own copy of the law, by year: lowest monthly base and rate of the pension fund.
LAW = {
    2019: ("23921", "0.26"),
    2020: ("25801", "0.255"),
    2021: ("28402", "0.255"),
    2022: ("30880", "0.25"),
    2023: ("35025", "0.24"),
    2024: ("40143", "0.24"),
    2025: ("45950", "0.24"),
    2026: ("51297", "0.24"),
}


def oracle(year: int, *, days: int = 1) -> list[Decimal]:
    """Tax, pension and health for ``days`` days rounded together, in decimal arithmetic."""
    base, pension = (Decimal(value) for value in LAW[year])
    with localcontext() as context:
        context.prec = 40
        return [
            (base * days * rate / 30).quantize(PARA, rounding=ROUND_HALF_UP)
            for rate in (Decimal("0.10"), pension, Decimal("0.02"))
        ]


def assess(day: date) -> levies.Assessment:
    return levies.assess(levies.Engagement(), levies.rulebook("rs"), on=day)


@given(DAYS)
def test_the_lines_add_up_to_the_total_and_agree_with_the_oracle(day: date) -> None:
    assessment = assess(day)

    assert [line.amount for line in assessment.lines] == oracle(day.year)
    assert assessment.total == sum(line.amount for line in assessment.lines)


def test_every_one_of_twenty_thousand_random_days_agrees_with_the_oracle() -> None:
    chance = Random(2018)
    span = date(2026, 12, 31).toordinal() - date(2019, 1, 8).toordinal()
    for _ in range(20_000):
        day = date.fromordinal(date(2019, 1, 8).toordinal() + chance.randint(0, span))
        assert [line.amount for line in assess(day).lines] == oracle(day.year), day


@given(some.lists(DAYS, min_size=1, max_size=31, unique=True))
def test_rounded_by_day_a_month_is_the_sum_of_its_days(days: list[date]) -> None:
    assessed = [assess(day) for day in days]

    month = levies.assess_month({"a": assessed, "b": assessed[:1]})

    assert month.total == sum(day.total for day in assessed) + assessed[0].total
    assert month.days == len(days) + 1
    assert month.total == sum(amount for _, amount in month.amounts)


def test_rounded_by_month_every_count_of_days_agrees_with_the_oracle(
    serbia_rounding_over: Callable[[str], levies.RuleBook],
) -> None:
    rulebook = serbia_rounding_over("worker_month")
    for year in LAW:
        day = levies.assess(levies.Engagement(), rulebook, on=date(year, 7, 1))
        for count in range(1, 32):
            [worker] = levies.assess_month({"one": [day] * count}).workers
            assert [amount for _, amount in worker.amounts] == oracle(year, days=count), (year, count)


@given(DAYS)
def test_what_is_stored_comes_back_equal(day: date) -> None:
    assessment = assess(day)

    assert levies.from_plain(json.loads(json.dumps(levies.to_plain(assessment)))) == assessment


EXACT = some.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**6)
UNITS = some.sampled_from([Decimal("0.01"), Decimal("0.05"), Decimal(1), Decimal(100)])


@given(EXACT, UNITS)
def test_rounding_goes_to_a_near_multiple_and_mirrors_at_zero(exact: Fraction, unit: Decimal) -> None:
    rounded = round_half_up(exact, unit=unit)

    assert abs(Fraction(rounded) - exact) * 2 <= Fraction(unit)
    assert Fraction(rounded) % Fraction(unit) == 0
    assert round_half_up(-exact, unit=unit) == -rounded


@given(some.integers(min_value=-(10**9), max_value=10**9), UNITS)
def test_a_half_goes_away_from_zero(steps: int, unit: Decimal) -> None:
    half = Fraction(unit) * Fraction(2 * steps + 1, 2)

    assert abs(Fraction(round_half_up(half, unit=unit))) > abs(half)
