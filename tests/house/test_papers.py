"""The papers are true: links lead somewhere, locks hold what is asked for, a dependency has its reason."""

import doctest
import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from tests.house.tree import ROOT, project
from tools.lock import LOCKS

IGNORED = {"node_modules", "var", "dist", "build"}
PAPERS = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(part in IGNORED or part.startswith(".") for part in path.relative_to(ROOT).parts)
)
LINK = re.compile(r"\[[^\]]+\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
PINNED = re.compile(r"^([a-z0-9.-]+)==(\S+)", re.MULTILINE)
REQUIREMENT = re.compile(r"^[A-Za-z0-9.-]+")


def pinned(lock: str) -> dict[str, str]:
    return dict(PINNED.findall((ROOT / "requirements" / f"{lock}.lock").read_text()))


def wanted(requirements: list[object]) -> set[str]:
    names = (REQUIREMENT.match(each) for each in requirements if isinstance(each, str))
    return {name.group().lower() for name in names if name}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_links_in_the_papers_lead_somewhere(paper: Path) -> None:
    links = LINK.findall(paper.read_text())
    assert [link for link in links if not (paper.parent / link).exists()] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.lock").read_text()
    assert "://" not in text
    entries = re.split(r"\n(?=\S)", text.strip())
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    asked = project()
    web = wanted(asked["project"]["optional-dependencies"]["web"]) - {"munera"}
    test = web | wanted(asked["dependency-groups"]["test"]) | wanted(asked["dependency-groups"]["engines"])
    assert web - pinned("web").keys() == set()
    assert test - pinned("test").keys() == set()
    assert pinned("uv").keys() == wanted(asked["dependency-groups"]["installer"])


def test_an_environment_for_tests_serves_the_site() -> None:
    assert pinned("web").items() <= pinned("test").items()


def test_the_engines_are_tested_without_the_web() -> None:
    assert pinned("engines").keys() & {"django", "psycopg", "requests", "httpx"} == set()


def test_every_direct_dependency_has_its_reason() -> None:
    asked = project()
    direct = wanted(asked["project"]["dependencies"])
    # The platform asks for extras of the package itself; each of those has lines of its own.
    direct |= wanted([each for extra in asked["project"]["optional-dependencies"].values() for each in extra])
    direct.discard("munera")
    direct |= wanted([each for group in asked["dependency-groups"].values() for each in group])
    told = set(re.findall(r"^\| `([^`]+)`", (ROOT / "docs" / "dependencies.md").read_text(), re.MULTILINE))
    assert direct == told


def test_the_example_in_the_readme_is_true() -> None:
    outcome = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert outcome.attempted > 0
    assert outcome.failed == 0


def test_publiccode_names_the_languages_of_the_site() -> None:
    told = yaml.safe_load((ROOT / "publiccode.yml").read_text())["localisation"]["availableLanguages"]
    assert [language.lower() for language in told] == [code for code, _ in settings.LANGUAGES]
