"""What the docstring and the page show is what comes out."""

import doctest
import os
import subprocess
import sys
from pathlib import Path

import pytest

from munera.engines import psychometrics

ROOT = Path(__file__).parents[3]


def test_the_example_of_the_engine_runs() -> None:
    result = doctest.testmod(psychometrics)
    assert result.attempted > 10
    assert result.failed == 0


@pytest.mark.parametrize("name", ["psychometrics", "diagnosis"])
def test_the_examples_of_the_page_run(name: str) -> None:
    page = ROOT / "docs" / "engines" / f"{name}.md"
    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert result.attempted > 10
    assert result.failed == 0


def test_the_engine_is_light_until_something_is_reckoned() -> None:
    """A web process that only names a method compiles nothing."""
    heavy = "import sys, munera.engines.psychometrics; print({'numba', 'scipy', 'pyarrow'} & sys.modules.keys())"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-c", heavy]
    said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    assert said.strip() == "set()"
