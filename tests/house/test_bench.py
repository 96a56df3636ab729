"""What is measured beside something else must be the same thing."""

import pytest

from bench.pages import bare_page, differences, served_page, settle_reader


@pytest.mark.django_db
def test_the_page_that_is_measured_says_the_same_in_bare_django() -> None:
    person = settle_reader()
    assert differences(served_page(person)(), bare_page(person)()) == []
