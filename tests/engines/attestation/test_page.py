"""The page about this engine shows examples, and they are what the code answers."""

import doctest
from pathlib import Path

PAGE = Path(__file__).resolve().parents[3] / "docs" / "engines" / "attestation.md"


def test_the_examples_of_the_page_are_what_the_code_answers() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False)

    assert found.failed == 0
    assert found.attempted >= 15
