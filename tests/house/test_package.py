"""``pip install munera`` brings the engines alone, ``munera[web]`` the platform: the wheel, built without a network."""

import subprocess
import sys
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.house.tree import HOUSE, ROOT, project

# What the code opens at run time, or hands to somebody else.
BESIDE = {".html", ".toml", ".css", ".woff2", ".mo", ".typ", ".svg", ".vy", ".csv", ".json", ".jsonld"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as it would be uploaded."""
    shelf = tmp_path_factory.mktemp("shelf")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(shelf)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return next(shelf.glob("munera-*.whl"))


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    with ZipFile(wheel) as package:
        name = next(name for name in package.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_bytes(package.read(name))


def test_the_engines_need_little_and_nothing_of_the_web(metadata: Message) -> None:
    required = [each for each in metadata.get_all("Requires-Dist") or [] if "extra ==" not in each]
    assert required == project()["project"]["dependencies"]
    assert not any("django" in each for each in required)


def test_the_platform_is_an_extra(metadata: Message) -> None:
    web = [each for each in metadata.get_all("Requires-Dist") or [] if each.endswith("extra == 'web'")]
    extras = project()["project"]["optional-dependencies"]
    # The platform has one of the other extras within it.
    assert len(web) == len({*extras["web"], *extras["rdf"]} - {"munera[rdf]"})
    assert metadata.get_all("Provides-Extra") == sorted(extras)


def test_the_licence_is_told_and_inside(wheel: Path, metadata: Message) -> None:
    assert metadata["License-Expression"] == "EUPL-1.2"
    with ZipFile(wheel) as package:
        assert any(name.endswith("licenses/LICENSES/EUPL-1.2.txt") for name in package.namelist())


def test_everything_beside_the_code_is_inside(wheel: Path) -> None:
    beside = {
        f"munera/{path.relative_to(HOUSE).as_posix()}"
        for path in HOUSE.rglob("*")
        if path.suffix in BESIDE and path.is_file()
    }
    with ZipFile(wheel) as package:
        assert sorted(beside - set(package.namelist())) == []
