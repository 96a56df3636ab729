"""The solvers in one process, in either order, as shipped; and a process that asks for none of them loads none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[3] / "src"
FIRST_FLOWS = "from munera.engines.matching.assignment import flow, linear"
FIRST_PROGRAMS = "from munera.engines.matching.assignment import linear, flow"
SOLVE = """
from munera.engines.matching.assignment.assign import assign
from munera.engines.matching.assignment.model import Problem, loads
problem = Problem(("a", "b"), ("p", "q", "r"), [[9, 1, 1], [8, 2, 0]], loads(2), loads(3))
print(assign(problem).welfare, assign(problem, objective="floor").worst)
"""


@pytest.mark.parametrize("first", [FIRST_FLOWS, FIRST_PROGRAMS], ids=["OR-tools first", "HiGHS first"])
def test_flows_and_linear_programs_live_in_one_process(first: str) -> None:
    assert _python(first + SOLVE) == "11 2"


def test_who_only_knows_how_to_ask_loads_no_solver() -> None:
    loaded = _python(
        "import sys, munera.engines.matching.assignment.assign, munera.engines.matching.assignment.why\n"
        "print(sorted({'numba', 'ortools', 'scipy'} & sys.modules.keys()))"
    )
    assert loaded == "[]"


def _python(program: str) -> str:
    environment = os.environ | {"PYTHONPATH": str(SRC)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], check=True, capture_output=True, text=True, env=environment
    )
    return done.stdout.strip()
