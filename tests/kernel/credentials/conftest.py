"""What the tests of this room begin with."""

import pytest

from munera.kernel.credentials import actions, queries


@pytest.fixture
def log_key() -> None:
    """The key with which the log signs; the store of the tests keeps it for all of them."""
    actions.make_key_of_site(queries.LOG_KEY)
