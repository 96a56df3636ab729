"""The table against a second reckoning in decimal arithmetic; ``./run bench`` does the same with a million cases."""

import pytest

from tests.engines.levies.judge import differences
from tests.engines.levies.oracle import SCOPES


@pytest.mark.parametrize("scope", [*SCOPES, "mixed"])
def test_no_case_by_lot_differs_from_the_oracle(scope: str) -> None:
    assert differences(2018, scope=scope, cases=20_000) == 0


@pytest.mark.parametrize("scope", SCOPES)
def test_the_oracle_would_notice_a_rate_misread_by_a_hundredth(scope: str) -> None:
    def misread(rules: str) -> str:
        before, pension = rules.split("[parameters.pension]")
        value = pension.split("value = ")[1].split(",")[0]
        return f"{before}[parameters.pension]{pension.replace(value, f'{float(value) + 0.01:.2f}', 1)}"

    assert differences(2018, scope=scope, cases=5_000, misread=misread) > 0


def test_the_oracle_would_notice_another_scope() -> None:
    def misread(rules: str) -> str:
        return rules.replace('value = "employer_month"', 'value = "worker_month"')

    assert differences(2018, scope="employer_month", cases=5_000, misread=misread) > 0
