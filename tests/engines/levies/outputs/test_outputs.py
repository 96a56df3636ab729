"""The package as a whole: its examples are true, and what it exports is frozen."""

import dataclasses
import doctest
from pathlib import Path
from typing import Any

import pytest

from munera.engines.levies import errors, outputs
from munera.engines.levies.outputs import references

PAGE = Path(__file__).resolve().parents[4] / "docs" / "engines" / "levies-outputs.md"


@pytest.mark.parametrize("module", [outputs, references])
def test_the_examples_in_the_docstrings_are_true(module: object) -> None:
    outcome = doctest.testmod(module)  # type: ignore[arg-type] # a module
    assert outcome.attempted > 0
    assert outcome.failed == 0


def test_the_examples_on_the_page_are_true() -> None:
    outcome = doctest.testfile(str(PAGE), module_relative=False)
    assert outcome.attempted > 0
    assert outcome.failed == 0


def test_everything_exported_is_there_in_order() -> None:
    assert outputs.__all__ == sorted(outputs.__all__)
    assert [name for name in outputs.__all__ if not hasattr(outputs, name)] == []


def test_data_is_frozen_and_has_no_room_for_more() -> None:
    exported: list[Any] = [getattr(outputs, name) for name in outputs.__all__]
    data: list[Any] = [each for each in exported if dataclasses.is_dataclass(each)]

    assert len(data) == 8
    assert [each for each in data if not each.__dataclass_params__.frozen or not hasattr(each, "__slots__")] == []


def test_every_refusal_is_of_one_family() -> None:
    exported = [getattr(outputs, name) for name in outputs.__all__]
    refusals = [each for each in exported if isinstance(each, type) and issubclass(each, Exception)]

    assert len(refusals) == 11
    assert all(issubclass(each, outputs.OutputRefused) for each in refusals)
    assert issubclass(outputs.OutputRefused, errors.LevyError)
