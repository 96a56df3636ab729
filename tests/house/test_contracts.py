"""Each import contract can fail: a tree with one wrong import for each, and the linter's answer."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import HOUSE, ROOT, contracts

# contract: (the wrong module, what it holds, what the linter must name)
PLANTS = {
    "The house stands on its floors": (
        "kernel/refusal.py",
        "import munera.services.planted",
        "munera.kernel.refusal -> munera.services.planted",
    ),
    "Engines know nothing of the web or the database": (
        "engines/planted/__init__.py",
        "import django",
        "munera.engines.planted -> django",
    ),
    "Engines stand alone": (
        "engines/sown/__init__.py",
        "import munera.engines.planted",
        "munera.engines.sown -> munera.engines.planted",
    ),
    "Services never meet each other": (
        "services/sown/queries.py",
        "import munera.services.planted.models",
        "munera.services.sown.queries -> munera.services.planted.models",
    ),
    "Kernel rooms rest on one another in this order": (
        "kernel/audit/planted.py",
        "import munera.kernel.people.models",
        "munera.kernel.audit.planted -> munera.kernel.people.models",
    ),
    "Inside a room, calls go down": (
        "services/planted/models.py",
        "import munera.services.planted.actions",
        "munera.services.planted.models -> munera.services.planted.actions",
    ),
    "Pages do not run engines": (
        "services/planted/views.py",
        "import munera.engines.planted",
        "munera.services.planted.views -> munera.engines.planted",
    ),
    "Nothing goes round in circles": (
        "ui/planted.py",
        "import munera.ui.sown",
        "No cycles are allowed in munera.ui.",
    ),
}
# What the wrong modules lean on.
GROUND = {
    "services/planted/__init__.py": "",
    "services/planted/actions.py": "",
    "services/planted/helpers.py": "",
    "services/sown/__init__.py": "",
    "ui/sown.py": "import munera.ui.planted",
}


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the linter says of each contract in a house with every fault."""
    yard = tmp_path_factory.mktemp("yard")
    house = yard / "munera"
    shutil.copytree(HOUSE, house, ignore=shutil.ignore_patterns("static", "templates", "locale", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", yard)
    for path, text in [*GROUND.items(), *((path, text) for path, text, _ in PLANTS.values())]:
        (house / path).parent.mkdir(exist_ok=True)
        with (house / path).open("a") as module:
            module.write(f"\n{text}\n")
    said = lint(yard)
    parts = re.split(r"^(.+)\n-+\n", said.split("Broken contracts", 1)[1], flags=re.MULTILINE)
    return {title.strip(): text for title, text in zip(parts[1::2], parts[2::2], strict=True)}


def lint(folder: Path) -> str:
    linter = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "300"}
    command = [str(linter), "--no-cache"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.stdout


def test_each_contract_has_its_plant() -> None:
    assert [contract["name"] for contract in contracts()] == list(PLANTS)


@pytest.mark.parametrize("name", PLANTS)
def test_a_contract_names_the_wrong_import(name: str, complaints: dict[str, str]) -> None:
    assert PLANTS[name][2] in complaints[name]


def test_a_file_name_that_no_room_has_is_named(complaints: dict[str, str]) -> None:
    assert "munera.services.planted.helpers" in complaints["Inside a room, calls go down"]
