"""Rule books that differ from the shipped one in one point."""

from collections.abc import Callable

import pytest

from munera.engines.levies import RuleBook, read_rulebook
from tests.engines.levies.shipped import RULES


@pytest.fixture
def serbia_rounding_over() -> Callable[[str], RuleBook]:
    """Serbia's rules with another scope of rounding."""

    def with_scope(scope: str) -> RuleBook:
        assert RULES.count('value = "day"') == 1
        return read_rulebook(RULES.replace('value = "day"', f'value = "{scope}"'), file="rs.toml")

    return with_scope
