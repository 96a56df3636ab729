"""What the rules say about a person: refused, warned of or told, with the source in the sentence."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from munera.engines import levies
from munera.engines.levies import Effect, Facts
from tests.engines.levies.shipped import RULES

DAY = date(2026, 7, 1)
REFUSE, WARN, TELL = Effect.REFUSE, Effect.WARN, Effect.TELL

SERBIA: list[tuple[dict[str, Any], list[tuple[str, Effect]]]] = [
    ({}, []),
    ({"age": 40, "hours": Decimal(8), "average_week_hours": Decimal(48), "pay_per_hour": Decimal(371)}, []),
    ({"age": 14, "has_consent": True, "has_medical_finding": True}, [("too_young", REFUSE)]),
    ({"age": 15}, [("minor_without_consent", REFUSE), ("minor_without_medical_finding", REFUSE)]),
    ({"age": 17, "has_consent": True}, [("minor_without_medical_finding", REFUSE)]),
    ({"age": 17, "has_medical_finding": True}, [("minor_without_consent", REFUSE)]),
    ({"age": 15, "has_consent": True, "has_medical_finding": True}, []),
    ({"age": 18}, []),
    ({"is_foreigner": True}, [("foreigner", TELL)]),
    ({"is_unpaid_family": True}, [("unpaid_help", REFUSE)]),
    ({"pay_per_hour": Decimal("370.99")}, [("pay_below_floor", WARN)]),
    ({"hours": Decimal("8.5")}, [("break_due", TELL)]),
    ({"hours": Decimal(12)}, [("break_due", TELL)]),
    ({"hours": Decimal("12.25")}, [("day_too_long", REFUSE), ("break_due", TELL)]),
    ({"average_week_hours": Decimal("48.5")}, [("week_too_long", WARN)]),
]


@pytest.mark.parametrize(("facts", "expected"), SERBIA, ids=lambda value: str(value)[:60])
def test_serbia_finds_what_its_rules_say(facts: dict[str, Any], expected: list[tuple[str, Effect]]) -> None:
    found = levies.findings(levies.rulebook("rs"), Facts(**facts), on=DAY)

    assert [(finding.id, finding.effect) for finding in found] == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(age=14), ["too_young"]),
        (Facts(age=15), []),
        (Facts(pay_per_day=Decimal("83.18")), ["pay_below_floor"]),
    ],
)
def test_croatia_finds_what_its_rules_say(facts: Facts, expected: list[str]) -> None:
    found = levies.findings(levies.rulebook("hr"), facts, on=date(2018, 7, 1))

    assert [finding.id for finding in found] == expected
    assert all(finding.verified for finding in found)


def test_a_sentence_is_filled_in_as_its_language_writes_numbers_and_ends_with_the_source() -> None:
    [found] = levies.findings(levies.rulebook("rs"), Facts(pay_per_hour=Decimal("320.50")), on=DAY)

    assert found.sentences == {
        "en": (
            "320.50 dinars an hour lie below the lowest price of work of 371.00 dinars an hour, net (Ministry of"
            " Finance, opinion 011-00-19/2020-04, as reported; Press of September 2025; the gazette has not been read)."
        ),
        "sr": (
            "320,50 dinara po času je manje od minimalne cene rada od 371,00 dinara po času, neto (Ministarstvo"
            " finansija, mišljenje 011-00-19/2020-04, prema izvorima; Štampa iz septembra 2025; glasnik još nije"
            " pročitan)."
        ),
    }
    assert not found.verified


def test_the_article_stands_in_the_sentence() -> None:
    [found] = levies.findings(levies.rulebook("rs"), Facts(is_unpaid_family=True), on=DAY)

    assert found.sentences["en"].endswith("(Sl. glasnik RS 50/2018, art. 3(2)).")
    assert found.sentences["sr"].endswith("(Sl. glasnik RS 50/2018, čl. 3. st. 2).")
    assert found.verified


def test_the_floor_of_the_day_is_what_counts() -> None:
    book, pay = levies.rulebook("rs"), Facts(pay_per_hour=Decimal(320))

    assert levies.findings(book, pay, on=date(2025, 9, 30)) == ()
    assert [found.id for found in levies.findings(book, pay, on=date(2025, 10, 1))] == ["pay_below_floor"]


def test_a_floor_missing_on_a_day_is_named_and_only_for_whoever_states_the_pay() -> None:
    book, day = levies.rulebook("rs"), date(2027, 1, 1)

    assert levies.findings(book, Facts(age=40), on=day) == ()
    with pytest.raises(levies.ValueMissing) as caught:
        levies.findings(book, Facts(pay_per_hour=Decimal(500)), on=day)
    assert (caught.value.file, caught.value.key) == ("rs.toml", "parameters.lowest_pay_per_hour")


FINDING = """

[[findings]]
id = "of_thirty"
from = 2026-07-02
until = 2026-07-03
when = [{ fact = "age", COMPARED }]
effect = "tell"
sentence = { en = "{age}" }
source = "Act"
verified = true
"""


@pytest.fixture
def serbia_with() -> Callable[[str], levies.RuleBook]:
    """Serbia's rules and one finding more, which compares as told."""

    def with_finding(compared: str) -> levies.RuleBook:
        return levies.read_rulebook(RULES + FINDING.replace("COMPARED", compared), file="rs.toml")

    return with_finding


@pytest.mark.parametrize(
    ("compared", "ages"),
    [
        ("is = 30", [30]),
        ("below = 30", [29]),
        ("above = 30", [31]),
        ("at_least = 30", [30, 31]),
        ("at_most = 30", [29, 30]),
    ],
)
def test_each_comparison_is_what_its_name_says(
    compared: str, ages: list[int], serbia_with: Callable[[str], levies.RuleBook]
) -> None:
    book, day = serbia_with(compared), date(2026, 7, 2)

    assert [age for age in (29, 30, 31) if levies.findings(book, Facts(age=age), on=day)] == ages


def test_a_finding_has_a_first_and_a_last_day(serbia_with: Callable[[str], levies.RuleBook]) -> None:
    book = serbia_with("is = 30")

    found = [day for day in (1, 2, 3, 4) if levies.findings(book, Facts(age=30), on=date(2026, 7, day))]

    assert found == [2, 3]
