"""Many days at once agree with each day by itself, and refuse what a day by itself refuses."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from random import Random

import numpy as np
import pytest

from munera.engines import levies
from munera.engines.levies import errors
from munera.engines.levies.tariff import Days, MonthAmounts, Numbers, Tariff, compile_tariff
from tests.engines.levies.shipped import RULES, SOUND, rulebook_of

KINDS = [(country, kind) for country in ("be", "hr", "hu", "rs") for kind in rulebook_of(country).kinds]
EmployerMonth = tuple[dict[str, list[Decimal]], list[Decimal]]
Seasons = Callable[[str], levies.RuleBook]


def array(days: list[date]) -> Days:
    return np.array(days, "datetime64[D]")


def numbers(values: list[int]) -> Numbers:
    return np.array(values, np.int64)


def in_minor(assessment: levies.Assessment, tariff: Tariff) -> list[int]:
    """An assessment as a row of the tariff."""
    amounts = {line.component: line.amount for line in assessment.lines}
    return [int(amounts.get(component, Decimal(0)).scaleb(tariff.minor_digits)) for component in tariff.components]


def by_itself(engagement: levies.Engagement, book: levies.RuleBook, day: date, tariff: Tariff) -> list[int]:
    return in_minor(levies.assess(engagement, book, on=day), tariff)


def among_many(tariff: Tariff, day: date, began: date) -> list[int]:
    return tariff.amounts(array([day]), array([began]))[0].tolist()


def answer(ask: Callable[[], list[int]]) -> list[int] | str:
    try:
        return ask()
    except levies.NotAnswerable as refusal:
        return f"{type(refusal).__name__}: {refusal}"


@pytest.mark.parametrize(("country", "kind"), KINDS)
def test_every_day_costs_what_it_costs_by_itself_or_is_refused_alike(country: str, kind: str) -> None:
    book = rulebook_of(country)
    tariff = compile_tariff(book, kind)
    chance = Random(country + kind)
    for _ in range(400):
        day = date(2010, 1, 1) + timedelta(days=chance.randrange(18 * 365))
        began = day - timedelta(days=chance.choice((0, 0, 1, 20, 200, -1)))

        alone = answer(partial(by_itself, levies.Engagement(kind, began), book, day, tariff))

        assert answer(partial(among_many, tariff, day, began)) == alone, (day, began)


def test_every_day_of_serbia_costs_what_it_costs_by_itself() -> None:
    book = levies.rulebook("rs")
    tariff = compile_tariff(book, "seasonal")
    first, last = date(2019, 1, 8), date(2026, 12, 31)
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]

    amounts = tariff.amounts(array(days)).tolist()

    assert amounts == [by_itself(levies.Engagement(), book, day, tariff) for day in days]
    assert tariff.money(amounts[-1][1]) == Decimal("410.38")


def test_a_rate_that_changes_within_the_year_of_its_base_is_not_missed() -> None:
    rules = RULES.replace(
        "{ from = 2026-01-01, until = 2026-12-31, value = 24, ",
        "{ from = 2026-01-01, until = 2026-07-14, value = 24, verified = true, source = 'Act' },"
        " { from = 2026-07-15, until = 2026-12-31, value = 30, ",
    )
    tariff = compile_tariff(levies.read_rulebook(rules, file="rs.toml"), "seasonal")

    amounts = tariff.amounts(array([date(2026, 7, 14), date(2026, 7, 15)]))

    assert amounts[:, 1].tolist() == [41038, 51297]


def test_a_wage_that_rises_within_a_month_counts_from_the_next() -> None:
    rules = SOUND.replace(
        "values = [{ from = 2020-01-01, value = 3000,",
        "values = [{ from = 2020-01-01, until = 2020-12-30, value = 3000, verified = true, source = 'Act 1/2020' },"
        " { from = 2020-12-31, value = 6000,",
    )
    book = levies.read_rulebook(rules, file="sound.toml")
    days = [date(2020, 12, 1), date(2020, 12, 31), date(2021, 1, 1), date(2040, 5, 5)]

    amounts = compile_tariff(book, "day").amounts(array(days))

    assert amounts[:, 0].tolist() == [400, 400, 1000, 1000]


# --- months ---------------------------------------------------------------------------------------------------------


def by_single_days(
    book: levies.RuleBook, kind: str, rows: list[tuple[int, int, date, date, int]]
) -> dict[tuple[int, date], levies.Month]:
    """The same months from single assessments."""
    months: dict[tuple[int, date], dict[str, list[levies.Assessment]]] = defaultdict(lambda: defaultdict(list))
    for employer, worker, day, began, times in rows:
        assessment = levies.assess(levies.Engagement(kind, began), book, on=day)
        counted = assessment if times > 0 else levies.take_back(assessment)
        months[employer, day.replace(day=1)][str(worker)] += [counted] * abs(times)
    return {key: levies.assess_month(workers) for key, workers in months.items()}


def by_table(
    months: MonthAmounts, tariff: Tariff
) -> dict[tuple[int, date], tuple[dict[str, list[Decimal]], list[Decimal]]]:
    """Each employer's month: its rows by worker, and what rounding adds."""
    found: dict[tuple[int, date], tuple[dict[str, list[Decimal]], list[Decimal]]] = {
        (employer, month): ({}, [tariff.money(amount) for amount in amounts])
        for employer, month, amounts in zip(
            months.rounding_employers.tolist(),
            months.rounding_months.astype("datetime64[D]").tolist(),
            months.rounding.tolist(),
            strict=True,
        )
    }
    for employer, month, worker, amounts in zip(
        months.employers.tolist(),
        months.months.astype("datetime64[D]").tolist(),
        months.workers.tolist(),
        months.amounts.tolist(),
        strict=True,
    ):
        found[employer, month][0][str(worker)] = [tariff.money(amount) for amount in amounts]
    return found


def rows_by_lot(chance: Random, first: date, days: int, *, spread: int = 1) -> list[tuple[int, int, date, date, int]]:
    rows = []
    for _ in range(1_500):
        day = first + timedelta(days=chance.randrange(days))
        began = day - timedelta(days=chance.choice((0, 10, 60)))
        rows.append((chance.randrange(4), spread * chance.randrange(20), day, began, chance.choice((1, 1, 1, 2, -1))))
    return rows


def changing_scope() -> levies.RuleBook:
    """Serbia's rules, in which the scope of rounding changes twice within a month of 2025."""
    changes = (
        "{ from = 2019-01-01, until = 2025-03-09, value = 'worker_month', verified = true, source = 'Act' },"
        "{ from = 2025-03-10, until = 2025-03-19, value = 'employer_month', verified = true, source = 'Act' },"
        '{ from = 2025-03-20, value = "day", '
    )
    return levies.read_rulebook(RULES.replace('{ from = 2019-01-01, value = "day", ', changes), file="rs.toml")


@pytest.mark.parametrize("spread", [1, 2**58], ids=["small numbers", "numbers too large for one key"])
@pytest.mark.parametrize("rules", ["day", "worker_month", "employer_month", "changing", "hungary"])
def test_every_month_owes_what_its_single_days_make(rules: str, spread: int, serbia_rounding_over: Seasons) -> None:
    books = {"changing": changing_scope, "hungary": lambda: levies.rulebook("hu")}
    book = books[rules]() if rules in books else serbia_rounding_over(rules)
    rows = rows_by_lot(Random(rules), date(2025, 1, 20), 90, spread=spread)
    employers, workers, days, began, times = (list(column) for column in zip(*rows, strict=True))
    tariff = compile_tariff(book, "seasonal")

    months = tariff.month_amounts(numbers(workers), array(days), array(began), numbers(employers), times=numbers(times))

    single, found = by_single_days(book, "seasonal", rows), by_table(months, tariff)
    assert found.keys() == single.keys()
    for key, month in single.items():
        by_worker, rounding = found[key]
        assert by_worker == {
            worker.worker: [dict(worker.amounts)[component] for component in tariff.components]
            for worker in month.workers
        }
        common = dict(month.employer_rounding)
        assert rounding == [common.get(component, 0) for component in tariff.components]
    assert tariff.money(months.total) == sum(month.total for month in single.values())
    assert int(months.days.sum()) == sum(times)


def test_without_employers_all_belong_to_one() -> None:
    tariff = compile_tariff(levies.rulebook("rs"), "seasonal")

    months = tariff.month_amounts(numbers([7, 7, 8]), array([date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 1)]))

    assert months.employers.tolist() == [0, 0]
    assert months.workers.tolist() == [7, 8]
    assert months.days.tolist() == [2, 1]
    assert months.amounts.sum(axis=1).tolist() == [2 * 61557, 61557]
    assert months.rounding.tolist() == [[0, 0, 0]]


# --- what is refused ------------------------------------------------------------------------------------------------


def test_a_value_missing_on_any_day_is_named_and_never_carried_over() -> None:
    tariff = compile_tariff(levies.rulebook("rs"), "seasonal")
    days = array([date(2026, 12, 31), date(2027, 3, 5), date(2026, 1, 1)])

    for ask in (lambda: tariff.amounts(days), lambda: tariff.month_amounts(numbers([1, 2, 3]), days)):
        with pytest.raises(levies.ValueMissing) as caught:
            ask()
        assert (caught.value.file, caught.value.key) == ("rs.toml", "parameters.lowest_monthly_base")
        assert caught.value.reason == "no value on 2027-03-05"


def test_before_the_act_there_is_no_levy() -> None:
    with pytest.raises(errors.NotInForce):
        compile_tariff(levies.rulebook("rs"), "seasonal").amounts(array([date(2019, 1, 8), date(1919, 1, 7)]))


def test_an_engagement_that_begins_after_the_day_is_refused() -> None:
    tariff = compile_tariff(levies.rulebook("hu"), "casual")

    with pytest.raises(errors.NotBegun):
        tariff.amounts(array([date(2025, 3, 1)]), array([date(2025, 3, 2)]))


def test_a_day_that_is_none_is_refused() -> None:
    tariff = compile_tariff(levies.rulebook("rs"), "seasonal")
    days = np.array(["2026-07-01", "NaT"], "datetime64[D]")

    with pytest.raises(ValueError, match="there is no day at place 1"):
        tariff.amounts(days)
    with pytest.raises(ValueError, match="there is no day at place 1"):
        tariff.amounts(array([date(2026, 7, 1), date(2026, 7, 2)]), days)


def test_more_than_64_bits_hold_is_refused_and_never_wraps() -> None:
    tariff = compile_tariff(levies.rulebook("rs"), "seasonal")

    with pytest.raises(OverflowError, match="are too many to sum in 64 bits"):
        tariff.month_amounts(numbers([1]), array([date(2026, 7, 1)]), times=numbers([2**50]))


def test_nothing_costs_nothing() -> None:
    tariff = compile_tariff(levies.rulebook("hu"), "seasonal")
    months = tariff.month_amounts(numbers([]), array([]))

    assert tariff.amounts(array([]), array([])).shape == (0, 1)
    assert (months.total, len(months.workers), len(months.rounding)) == (0, 0, 0)
