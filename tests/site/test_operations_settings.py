"""docs/operations.md names every setting, and a real site starts with those that it says must be named."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tests.processes import OwnDatabase

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "munera"
MANUAL = (ROOT / "docs" / "operations.md").read_text()
READERS = {"_secret", "_named"}
# The environment is read with these alone; each eID's names follow a prefix.
PREFIXED = SOURCE / "site" / "sign_in" / "eids.py"


def names_read(path: Path) -> Iterator[str]:
    """The names that ``env.str("NAME")``, ``environ.get("NAME")`` and our own readers ask for."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
            continue
        called = ast.unparse(node.func)
        if not re.fullmatch(r"[A-Z_]+", str(node.args[0].value)):
            continue
        if called.startswith("env.") or called in READERS or called.endswith("environ.get"):
            yield str(node.args[0].value)


def all_names() -> set[str]:
    found = set()
    for path in SOURCE.rglob("*.py"):
        names = set(names_read(path))
        if path == PREFIXED:
            names = {name if name.startswith("MUNERA_") else f"_{name}" for name in names}
        found |= names
    return found


def test_the_manual_names_every_setting() -> None:
    named = set(re.findall(r"`(?:MUNERA_EID_<CODE>)?([A-Z_]+)`", MANUAL))
    read = all_names()
    assert len(read) > 40
    assert sorted(read - named) == [], "add these to docs/operations.md"
    settings = {name for name in named if name.startswith(("MUNERA_", "DATABASE_"))}
    assert sorted(settings - read) == [], "docs/operations.md names settings that nobody reads"


REAL = {
    "MUNERA_SECRET_KEY": "k" * 64 + "abcdefghij",
    "MUNERA_LOOKUP_KEY": "l" * 64,
    "MUNERA_AUDIT_KEY": "a" * 64,
    "MUNERA_KEY_PASSPHRASE": "p" * 64,
    "MUNERA_SEALING_KEYS": Fernet.generate_key().decode(),
    "MUNERA_BODY": "Town of Example",
    "MUNERA_ADDRESS": "https://munera.example",
    "MUNERA_CONTACT": "contact@munera.example",
    "MUNERA_SECURITY_CONTACT": "security@munera.example",
    "MUNERA_ACCESSIBILITY_AUTHORITY": "Commissioner for Equality, equality@example.org",
    "MUNERA_HOSTS": "munera.example",
    "MUNERA_MAIL_HOST": "mail.munera.example",
    "MUNERA_MAIL_FROM": "no-reply@munera.example",
}


def real_site(*words: str, environment: dict[str, str], home: Path) -> "subprocess.CompletedProcess[str]":
    """A command in an environment that holds nothing of ours but what is given."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MUNERA_", "DJANGO_"))}
    clean.pop("DATABASE_URL", None)
    here = {
        "DJANGO_SETTINGS_MODULE": "munera.site.settings",
        "MUNERA_HOME": str(home),
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, *words]
    return subprocess.run(command, env={**clean, **here, **environment}, capture_output=True, text=True, check=False)


FIRST_VISIT = """
from io import StringIO
import django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("check", deploy=True, fail_level="WARNING", stdout=StringIO())
call_command("prepare", verbosity=0)
home = Client(headers={"Host": "munera.example"}).get("/", secure=True)
print(home.status_code, home.content.decode())
"""


def test_a_real_site_passes_the_checks_is_prepared_by_one_command_and_then_answers(
    own_database: OwnDatabase, tmp_path: Path
) -> None:
    """Its static files are gathered under names that hold their digest: one that is missing would stop it.

    The tables are there already, as with most upgrades; the demo town makes all of them by the same command.
    """
    environment = REAL | {"DATABASE_URL": own_database.url}
    visited = real_site("-W", "error", "-c", FIRST_VISIT, environment=environment, home=tmp_path)
    assert visited.stdout.startswith("200 "), visited.stderr
    assert re.search(r"/static/ui/shell\.[0-9a-f]{12}\.css", visited.stdout)
    assert (tmp_path / "static" / "staticfiles.json").exists()


@pytest.mark.parametrize("name", sorted(REAL.keys() - {"MUNERA_HOSTS", "MUNERA_SECRET_KEY"}))
def test_each_setting_that_must_be_named_is_asked_for(name: str) -> None:
    marked = re.search(rf"`{name}` \| must be named", MANUAL) or f"`{name}`" in MANUAL.partition("## Secrets")[2]
    assert marked, f"docs/operations.md does not say that {name} must be named"


def test_a_real_site_without_its_secrets_does_not_start(tmp_path: Path) -> None:
    without = {name: REAL[name] for name in REAL if name != "MUNERA_SECRET_KEY"}
    started = real_site("-c", "import munera.site.settings", environment=without, home=tmp_path)
    assert started.returncode != 0
    assert "MUNERA_SECRET_KEY" in started.stderr
