"""``./run`` on machines that lack something: each is made of a folder on PATH and a Python that plays its part.

The file under test is the real one; what is played is the host around it.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import ROOT

# What every POSIX system has; nothing else is on the PATH of these machines.
COMMON = ("cat", "chmod", "cksum", "cp", "dirname", "env", "mkdir", "rm", "sh", "touch")

# A Python that notes how it is called and makes an environment whose Python is itself.
PLAYED_PYTHON = """#!/bin/sh
printf '%s|%s|%s\\n' "$*" "${{PIP_USER:-}}" "${{PIP_INDEX_URL:-}}" >>"{notes}"
case "$*" in
    *version_info*) exit {too_old} ;;
    *'import ensurepip'*) exit {without_ensurepip} ;;
    '-m venv'*) for folder; do :; done; mkdir -p "$folder/bin"; cp "$0" "$folder/bin/python" ;;
    '-m pip --version') exit {without_pip} ;;
    *requirements/uv.lock) exit {without_uv} ;;
    '-m munera.site work') echo working ;;
esac
"""


class Machine:
    """A copy of ``run`` in a folder with a space in its name, and the programs this machine has."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "a folder"
        self.programs = home / "bin"
        self.notes = home / "notes"
        (self.folder / "requirements").mkdir(parents=True)
        self.programs.mkdir()
        shutil.copy(ROOT / "run", self.folder)
        for lock in ("web", "test", "engines", "uv"):
            (self.folder / "requirements" / f"{lock}.lock").write_text(f"{lock}==1\n")
        for name in COMMON:
            (self.programs / name).symlink_to(shutil.which(name) or name)

    def has(self, name: str, text: str) -> None:
        program = self.programs / name
        program.write_text(text)
        program.chmod(0o755)

    def has_python(self, name: str = "python3", **lacks: bool) -> None:
        known = ("too_old", "without_ensurepip", "without_pip", "without_uv")
        self.has(name, PLAYED_PYTHON.format(notes=self.notes, **{each: int(lacks.get(each, False)) for each in known}))

    def run(self, verb: str = "work", **environment: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.folder / "run"), verb]
        surroundings = {"PATH": str(self.programs), "HOME": str(self.folder), **environment}
        return subprocess.run(command, env=surroundings, cwd="/", capture_output=True, text=True, check=False)

    def calls(self) -> list[str]:
        return self.notes.read_text().splitlines() if self.notes.exists() else []

    def called(self, part: str) -> bool:
        return any(part in call for call in self.calls())


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_plain_machine_gets_its_environment_and_nothing_else_on_standard_output(machine: Machine) -> None:
    machine.has_python()
    done = machine.run()
    assert (done.returncode, done.stdout) == (0, "working\n"), done.stderr
    assert machine.called("-m venv .venv")


def test_the_second_start_asks_no_installer(machine: Machine) -> None:
    machine.has_python()
    machine.run()
    machine.notes.unlink()
    assert machine.run().stdout == "working\n"
    assert machine.calls() == ["-m munera.site work||"]


def test_a_changed_lock_is_installed(machine: Machine) -> None:
    machine.has_python()
    machine.run()
    machine.notes.unlink()
    (machine.folder / "requirements" / "web.lock").write_text("web==2\n")
    machine.run()
    assert machine.called("requirements/uv.lock")


def test_an_environment_for_tests_serves_the_site(machine: Machine) -> None:
    machine.has_python()
    machine.run("check")
    machine.notes.unlink()
    machine.run("work")
    assert machine.calls() == ["-m munera.site work||"]


@pytest.mark.parametrize("lacks", [{}, {"too_old": True}])
def test_a_machine_without_a_new_python_is_told_so_in_a_sentence(machine: Machine, lacks: dict[str, bool]) -> None:
    if lacks:
        machine.has_python(**lacks)
    done = machine.run()
    assert (done.returncode, done.stdout) == (1, "")
    assert "needs Python 3.11 or newer" in done.stderr.splitlines()[-1]


def test_an_old_python3_beside_a_new_one_is_passed_over(machine: Machine) -> None:
    machine.has_python("python3", too_old=True)
    machine.has_python("python3.13")
    assert machine.run().stdout == "working\n"


def test_debian_without_the_venv_module_is_served_by_its_pip(machine: Machine) -> None:
    machine.has_python(without_ensurepip=True)
    assert machine.run().stdout == "working\n"
    assert machine.called("-m venv --without-pip .venv")
    assert machine.called("-m pip --python .venv/bin/python install")


def test_debian_without_venv_and_pip_is_told_what_to_install(machine: Machine) -> None:
    machine.has_python(without_ensurepip=True, without_pip=True)
    done = machine.run()
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr.splitlines()[-1]


def test_pip_does_the_work_where_no_uv_fits(machine: Machine) -> None:
    machine.has_python(without_uv=True)
    assert machine.run().stdout == "working\n"
    assert machine.called("--require-hashes --no-deps -r requirements/web.lock")


def test_the_settings_of_pip_are_passed_on_but_for_user_installs(machine: Machine) -> None:
    machine.has_python(without_uv=True)
    machine.run(PIP_INDEX_URL="file:///mirror", PIP_USER="1")
    installs = [call for call in machine.calls() if "requirements/web.lock" in call]
    assert [call.split("|")[1:] for call in installs] == [["0", "file:///mirror"]]


UV = """#!/bin/sh
printf 'uv %s|%s\\n' "$*" "${UV_DEFAULT_INDEX:-}" >>"$HOME/../notes"
case "$1" in venv) mkdir -p .venv/bin; cp "$HOME/../bin/python-of-uv" .venv/bin/python ;; esac
"""


def test_uv_alone_is_enough_and_hears_of_the_mirror(machine: Machine) -> None:
    machine.has_python("python-of-uv")
    machine.has("uv", UV)
    assert machine.run(PIP_INDEX_URL="file:///mirror").stdout == "working\n"
    assert machine.called("uv pip sync --quiet --python .venv/bin/python --require-hashes requirements/web.lock|file")


def test_an_unknown_verb_is_told_the_known_ones(machine: Machine) -> None:
    done = machine.run("dance")
    assert (done.returncode, done.stdout) == (2, "")
    assert "./run demo" in done.stderr


def test_every_verb_is_explained(machine: Machine) -> None:
    explained = machine.run("help").stdout
    verbs = ("demo", "test", "check", "fix", "bench", "engines", "messages", "work", "verify-audit")
    assert [verb for verb in verbs if f"./run {verb} " not in explained] == []
    assert os.access(ROOT / "run", os.X_OK)
