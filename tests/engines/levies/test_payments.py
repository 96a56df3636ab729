"""How a month is paid, as far as the rules say."""

from datetime import date

import pytest

from munera.engines import levies
from tests.engines.levies.shipped import SOUND


def test_serbia_pays_on_the_fifteenth_of_the_following_month() -> None:
    rule = levies.payment(levies.rulebook("rs"), month=date(2026, 6, 1))

    assert rule is not None
    assert (rule.due_on, rule.account, rule.code, rule.model) == (date(2026, 7, 15), "840-4848-37", "254", "97")
    assert rule.payee_names == {"en": "Tax Administration", "sr": "Poreska uprava"}
    assert rule.purposes == {
        "en": "Tax and contributions for seasonal workers, 06/2026",
        "sr": "Porez i doprinosi za sezonske radnike, 06/2026",
    }
    assert not rule.verified
    assert "not been confirmed" in rule.sources["en"]


@pytest.mark.parametrize("country", ["hu", "hr"])
def test_where_nothing_is_known_nothing_is_said(country: str) -> None:
    assert levies.payment(levies.rulebook(country), month=date(2025, 6, 1)) is None


@pytest.mark.parametrize(
    ("month", "account", "due_on"),
    [
        (date(2020, 1, 1), "1-1", date(2020, 2, 29)),
        (date(2020, 12, 1), "1-1", date(2021, 1, 31)),
        (date(2021, 2, 1), "2-2", date(2021, 4, 15)),
        (date(2021, 11, 1), "2-2", date(2022, 1, 15)),
    ],
)
def test_the_terms_are_dated_and_a_short_month_is_due_on_its_last_day(month: date, account: str, due_on: date) -> None:
    rule = levies.payment(levies.read_rulebook(SOUND, file="sound.toml"), month=month)

    assert rule is not None
    assert (rule.account, rule.due_on) == (account, due_on)


def test_a_month_between_two_terms_has_none() -> None:
    assert levies.payment(levies.read_rulebook(SOUND, file="sound.toml"), month=date(2021, 1, 1)) is None
