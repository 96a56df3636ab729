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


@pytest.mark.parametrize("module", ["", ".rounding", ".deadlines"])
def test_the_examples_in_the_docstrings_run(module: str) -> None:
    result = doctest.testmod(importlib.import_module(f"munera.engines.levies{module}"))

    assert result.attempted > 0
    assert result.failed == 0


def test_the_example_on_the_page_about_this_engine_runs() -> None:
    page = Path(__file__).resolve().parents[3] / "docs" / "engines" / "levies.md"

    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8")

    assert result.attempted > 0
    assert result.failed == 0


def test_the_engine_loads_without_django() -> None:
    program = "import sys; from munera.engines import levies; levies.rulebook('rs'); sys.exit('django' in sys.modules)"
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


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 1, 31), date(2026, 3, 31)),
        (date(2023, 12, 1), date(2024, 2, 29)),
        (date(2026, 10, 15), date(2026, 12, 31)),
        (date(2026, 11, 1), date(2027, 1, 31)),
    ],
)
def test_the_current_month_and_the_next_two_are_open(today: date, last: date) -> None:
    assert levies.last_open_day(levies.rulebook("rs"), today=today) == last
