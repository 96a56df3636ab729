"""Where things lie in the house, for the tests that walk it."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "src" / "munera"


def project() -> dict[str, Any]:
    """What ``pyproject.toml`` says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def contracts() -> list[dict[str, Any]]:
    """The import contracts, in their order."""
    return project()["tool"]["importlinter"]["contracts"]


def modules(name: str) -> Iterator[Path]:
    """Every room's file of that name, or every module of the folder that it has become."""
    yield from sorted(HOUSE.rglob(f"{name}.py"))
    for folder in sorted(HOUSE.rglob(name)):
        if folder.is_dir():
            yield from sorted(folder.rglob("*.py"))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def at(path: Path, node: ast.AST) -> str:
    """A place that an editor can open."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"
