"""An assessment says why, is stored as plain values, and refuses by name."""

import doctest
import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from munera.engines import levies
from munera.engines.levies import errors
from tests.engines.levies.shipped import RULES, SOUND


@pytest.mark.parametrize("module", ["", ".rounding", ".deadlines", ".limits", ".findings", ".payments", ".tariff"])
def test_the_examples_in_the_docstrings_run(module: str) -> None:
    result = doctest.testmod(importlib.import_module(f"munera.engines.levies{module}"))

    assert result.attempted > 0
    assert result.failed == 0


def test_the_example_on_the_page_about_this_engine_runs() -> None:
    page = Path(__file__).resolve().parents[3] / "docs" / "engines" / "levies.md"

    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8")

    assert result.attempted > 0
    assert result.failed == 0


def test_a_single_levy_needs_neither_django_nor_numpy() -> None:
    program = """
import sys
from datetime import date
from munera.engines import levies
levies.assess(levies.Engagement(), levies.rulebook("rs"), on=date(2026, 7, 1))
sys.exit(len({"django", "numpy"} & sys.modules.keys()))
"""
    source = str(Path(levies.__file__).parents[3])

    assert subprocess.run([sys.executable, "-c", program], env={"PYTHONPATH": source}, check=False).returncode == 0


def test_every_line_names_base_rate_rounding_and_source() -> None:
    assessment = levies.assess(levies.Engagement(), levies.rulebook("rs"), on=date(2021, 5, 1))

    pension = assessment.lines[1]
    assert pension.base == Fraction(28402, 30)
    assert pension.rate == Decimal("25.5")
    assert pension.exact == Fraction(28402, 30) * Fraction(255, 1000)
    assert [(used.key, used.value, used.valid_from, used.source, used.verified) for used in pension.used] == [
        (
            "lowest_monthly_base",
            Decimal(28402),
            date(2021, 1, 1),
            "Tax Administration, notice for 2021",
            True,
        ),
        ("pension_rate", Decimal("25.5"), date(2021, 1, 1), "Tax Administration, notice for 2021", True),
    ]
    assert pension.verified
    assert pension.because.startswith("Pension and disability insurance: 25.5 % of 28402 / 30")
    assert assessment.rounding.unit == Decimal("0.01")
    assert assessment.version == levies.rulebook("rs").version


def test_what_was_not_read_at_its_source_is_marked() -> None:
    assessment = levies.assess(levies.Engagement(), levies.rulebook("rs"), on=date(2026, 5, 1))

    assert {line.component: line.verified for line in assessment.lines} == {
        "tax": True,
        "pension": True,
        "health": False,
    }
    assert not assessment.rounding.verified
    assert "not been read" in assessment.rounding.source
    assert not assessment.verified


def test_a_stored_assessment_comes_back_whole() -> None:
    assessment = levies.assess(levies.Engagement(), levies.rulebook("rs"), on=date(2019, 5, 1))

    stored = json.loads(json.dumps(levies.to_plain(assessment)))

    assert levies.from_plain(stored) == assessment


def test_a_value_missing_on_a_day_is_named_and_never_carried_over() -> None:
    with pytest.raises(errors.ValueMissing) as caught:
        levies.assess(levies.Engagement(), levies.rulebook("rs"), on=date(2027, 1, 1))

    assert (caught.value.file, caught.value.key) == ("rs.toml", "parameters.lowest_monthly_base")
    assert str(caught.value) == "rs.toml: parameters.lowest_monthly_base: no value on 2027-01-01"


def test_before_the_act_there_is_no_levy() -> None:
    with pytest.raises(errors.NotInForce):
        levies.assess(levies.Engagement(), levies.rulebook("rs"), on=date(2019, 1, 7))


def test_an_unknown_kind_of_engagement_is_refused() -> None:
    with pytest.raises(errors.UnknownKind, match=r"rs\.toml: kinds\.casual: known kinds are seasonal"):
        levies.assess(levies.Engagement(kind="casual"), levies.rulebook("rs"), on=date(2026, 7, 1))


@pytest.mark.parametrize("name", ["atlantis", "../rs", ""])
def test_a_country_without_rules_is_refused(name: str) -> None:
    with pytest.raises(errors.NoSuchRules):
        levies.rulebook(name)


def test_a_month_in_which_the_scope_changes_is_two_sums(
    serbia_rounding_over: Callable[[str], levies.RuleBook],
) -> None:
    by_day, by_month = serbia_rounding_over("day"), serbia_rounding_over("worker_month")
    days = [levies.assess(levies.Engagement(), by_day, on=date(2026, 6, day)) for day in range(1, 11)]
    days += [levies.assess(levies.Engagement(), by_month, on=date(2026, 6, day)) for day in range(11, 21)]

    month = levies.assess_month({"one worker": days})

    # 10 × 615.57, and 10 × 1,709.90 × (10 + 24 + 2) % rounded per component: 1,709.90 + 4,103.76 + 341.98.
    assert month.total == Decimal("6155.70") + Decimal("6155.64")


def test_a_month_without_days_owes_nothing() -> None:
    assert levies.assess_month({}).total == 0


# --- a value may be read on another day than that of the work -------------------------------------------------------


def test_in_hungary_two_people_side_by_side_cost_differently() -> None:
    book, day = levies.rulebook("hu"), date(2025, 2, 10)

    before = levies.assess(levies.Engagement(began_on=date(2025, 2, 1)), book, on=day)
    since = levies.assess(levies.Engagement(began_on=date(2025, 2, 2)), book, on=day)

    assert (before.total, since.total) == (Decimal(1500), Decimal(2200))
    assert since == levies.assess(levies.Engagement(), book, on=day)
    assert before.lines[0].because == (
        "Public charge: 0.5 % of 290800 (Government decree 197/2022); 290800 as on the first of the month;"
        " 0.5 as on the first day of the engagement"
    )
    assert [(used.key, used.read_on) for used in before.lines[0].used] == [
        ("minimum_wage", levies.ReadOn.FIRST_OF_MONTH),
        ("charge_rate_seasonal", levies.ReadOn.BEGAN_ON),
    ]


def test_a_wage_that_rises_within_a_month_counts_from_the_next() -> None:
    rules = SOUND.replace(
        "values = [{ from = 2020-01-01, value = 3000,",
        "values = [{ from = 2020-01-01, until = 2020-01-14, value = 3000, verified = true, source = 'Act 1/2020' },"
        " { from = 2020-01-15, value = 6000,",
    )
    book = levies.read_rulebook(rules, file="sound.toml")

    totals = [
        levies.assess(levies.Engagement("day"), book, on=day).total
        for day in (date(2020, 1, 14), date(2020, 1, 31), date(2020, 2, 1))
    ]

    assert totals == [Decimal("4.00"), Decimal("4.00"), Decimal("8.00")]


def test_a_component_is_owed_from_its_first_to_its_last_day() -> None:
    book = levies.read_rulebook(SOUND, file="sound.toml")

    components = {
        day: [line.component for line in levies.assess(levies.Engagement("day"), book, on=day).lines]
        for day in (date(2020, 6, 30), date(2020, 7, 1), date(2020, 12, 31), date(2021, 1, 1))
    }

    assert list(components.values()) == [["tax"], ["tax", "fee"], ["tax", "fee"], ["tax"]]


def test_a_rate_that_changes_within_the_year_of_its_base_is_not_missed() -> None:
    rules = RULES.replace(
        "{ from = 2026-01-01, until = 2026-12-31, value = 24, ",
        "{ from = 2026-01-01, until = 2026-07-14, value = 24, verified = true, source = 'Act' },"
        " { from = 2026-07-15, until = 2026-12-31, value = 30, ",
    )
    book = levies.read_rulebook(rules, file="rs.toml")

    pension = [
        levies.assess(levies.Engagement(), book, on=date(2026, 7, day)).lines[1].amount for day in (1, 14, 15, 31)
    ]

    assert pension == [Decimal("410.38"), Decimal("410.38"), Decimal("512.97"), Decimal("512.97")]


def test_an_engagement_that_begins_after_the_day_is_refused() -> None:
    with pytest.raises(errors.NotBegun, match=r"hu\.toml: kinds\.casual"):
        levies.assess(
            levies.Engagement("casual", began_on=date(2025, 3, 2)), levies.rulebook("hu"), on=date(2025, 3, 1)
        )


def test_the_first_day_belongs_to_the_question_only_where_the_rules_read_it() -> None:
    day, earlier = date(2026, 7, 10), date(2026, 7, 1)
    serbia, hungary = levies.rulebook("rs"), levies.rulebook("hu")
    begun = levies.Engagement(began_on=earlier)

    def digest(engagement: levies.Engagement, book: levies.RuleBook) -> str:
        return levies.digest_of(engagement, on=day, rulebook=book)

    assert digest(begun, serbia) == digest(levies.Engagement(), serbia)
    assert digest(levies.Engagement(), serbia) == levies.digest_of(levies.Engagement(), on=day)
    assert digest(begun, hungary) != digest(levies.Engagement(), hungary)
    assert digest(levies.Engagement(began_on=day), hungary) == digest(levies.Engagement(), hungary)
    assert levies.digest_of(begun, on=day) == digest(begun, hungary)


def test_what_was_stored_before_values_were_read_elsewhere_can_still_be_read() -> None:
    assessment = levies.assess(levies.Engagement(), levies.rulebook("rs"), on=date(2026, 7, 1))
    stored = levies.to_plain(assessment)
    del stored["times"]
    for line in stored["lines"]:
        for used in line["used"]:
            del used["read_on"]

    assert levies.from_plain(stored) == assessment


# --- months ---------------------------------------------------------------------------------------------------------


def test_rounded_once_for_the_employer_the_difference_has_a_row_of_its_own(
    serbia_rounding_over: Callable[[str], levies.RuleBook],
) -> None:
    day = levies.assess(levies.Engagement(), serbia_rounding_over("employer_month"), on=date(2026, 6, 1))

    month = levies.assess_month({"a": [day], "b": [day], "c": [day]})

    # Health insurance: 34.198 a day is 34.20 in each row, but 102.594 for three is 102.59.
    assert [dict(worker.amounts)["health"] for worker in month.workers] == [Decimal("34.20")] * 3
    assert dict(month.employer_rounding) == {
        "tax": Decimal("0.00"),
        "pension": Decimal("-0.01"),
        "health": Decimal("-0.01"),
    }
    assert dict(month.amounts)["health"] == Decimal("102.59")
    assert month.total == sum(worker.total for worker in month.workers) + Decimal("-0.02")
    assert month.currency == "RSD"


@pytest.mark.parametrize("scope", ["day", "worker_month"])
def test_any_other_scope_leaves_nothing_to_the_employer(
    scope: str, serbia_rounding_over: Callable[[str], levies.RuleBook]
) -> None:
    day = levies.assess(levies.Engagement(), serbia_rounding_over(scope), on=date(2026, 6, 1))

    assert levies.assess_month({"a": [day], "b": [day]}).employer_rounding == ()


@pytest.mark.parametrize("scope", ["day", "worker_month", "employer_month"])
def test_a_day_taken_back_leaves_the_month_as_if_it_had_never_been(
    scope: str, serbia_rounding_over: Callable[[str], levies.RuleBook]
) -> None:
    book = serbia_rounding_over(scope)
    first, second = (levies.assess(levies.Engagement(), book, on=date(2026, 6, day)) for day in (1, 2))

    corrected = levies.assess_month({"a": [first, second, levies.take_back(second)], "b": [first]})

    assert corrected == levies.assess_month({"a": [first], "b": [first]})
    assert levies.take_back(first).total == -first.total
    assert levies.take_back(levies.take_back(first)) == first
    nothing = levies.assess_month({"a": [first, levies.take_back(first)]})
    assert (nothing.total, nothing.days) == (Decimal(0), 0)


def test_money_of_two_kinds_has_no_sum() -> None:
    book = levies.read_rulebook(SOUND, file="sound.toml")
    days = [levies.assess(levies.Engagement("day"), book, on=date(year, 1, 1)) for year in (2022, 2023)]
    assert [day.currency for day in days] == ["XXA", "XXB"]
    assert (book.currency, book.minor_digits) == ("XXB", 2)

    with pytest.raises(levies.MixedCurrencies, match="one month in XXA and XXB"):
        levies.assess_month({"a": days})
