"""The drill: back up, wipe, restore; every row is there and the audit chain is whole."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from munera.kernel.audit.actions import record_audit, seal_events
from munera.kernel.audit.queries import verify_chain
from munera.kernel.people.models import Person
from munera.site.backup import BackupRefused, Manifest, count_rows, make_backup, restore_backup
from tests.processes import OwnDatabase, Site

pytestmark = pytest.mark.two_servers


@pytest.fixture
def hamlet(own_database: OwnDatabase, settings: Settings, tmp_path: Path) -> Path:
    """A database with one person, a sealed audit, and a document; answers the folder for back-ups."""
    settings.MEDIA_ROOT = tmp_path / "home" / "documents"
    (settings.MEDIA_ROOT / "slips").mkdir(parents=True)
    (settings.MEDIA_ROOT / "slips" / "may.txt").write_text("Slip of May")
    somebody = Person.objects.create_user("ana@demo.example")
    record_audit("tests.thing.happened", somebody, by=somebody)
    seal_events()
    return tmp_path / "backups"


@pytest.fixture
def town(hamlet: Path) -> Path:
    """And with rows of every room."""
    call_command("build_demo", verbosity=0)
    seal_events()
    return hamlet


def wipe(own: OwnDatabase, documents: Path) -> None:
    """As after a fire: an empty database, an empty disk."""
    (documents / "slips" / "may.txt").unlink()
    (documents / "slips").rmdir()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    connection.close()
    if connection.vendor == "sqlite":
        for path in Path(own.url.removeprefix("sqlite:///")).parent.glob("own.sqlite3*"):
            path.unlink()


def test_the_drill(own_database: OwnDatabase, town: Path, site: Site, settings: Settings) -> None:
    rows, good = count_rows(), verify_chain().good
    assert good > 20
    assert rows["people_person"] >= 9
    folder = Path(site.call("backup", str(town)).strip())
    assert folder.parent == town
    assert (folder.stat().st_mode & 0o077, Manifest.read(folder).rows) == (0, rows)

    wipe(own_database, settings.MEDIA_ROOT)
    assert connection.introspection.table_names() == []

    said = site.call("restore", str(folder))
    assert said.strip().endswith(f"{good} audit events verified.")
    assert count_rows() == rows
    assert verify_chain().good == good
    assert (settings.MEDIA_ROOT / "slips" / "may.txt").read_text() == "Slip of May"
    assert Person.objects.filter(email="milica@demo.example").exists()
    # And the site goes on: what is written next gets a number of its own.
    Person.objects.create_user("next@demo.example")
    site.call("migrate", "--check")


def test_a_database_in_use_is_not_overwritten_by_mistake(hamlet: Path) -> None:
    folder = make_backup(hamlet)
    Person.objects.create_user("later@demo.example")
    with pytest.raises(BackupRefused, match="in use"):
        restore_backup(folder, replace=False)
    assert Person.objects.filter(email="later@demo.example").exists()
    assert restore_backup(folder, replace=True).is_whole
    assert not Person.objects.filter(email="later@demo.example").exists()


def test_a_damaged_backup_is_refused_before_anything_is_touched(hamlet: Path) -> None:
    folder = make_backup(hamlet)
    (folder / "documents" / "slips" / "may.txt").write_text("Slip of June")
    with pytest.raises(BackupRefused, match="damaged"):
        restore_backup(folder, replace=True)


def test_a_backup_that_was_broken_off_is_none(hamlet: Path) -> None:
    folder = make_backup(hamlet)
    (folder / "manifest.json").unlink()
    with pytest.raises(BackupRefused, match="no back-up"):
        restore_backup(folder, replace=True)


def test_a_backup_of_another_database_is_refused(hamlet: Path) -> None:
    folder = make_backup(hamlet)
    said = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**said, "database": "oracle"}))
    with pytest.raises(BackupRefused, match="oracle"):
        restore_backup(folder, replace=True)


def test_rows_that_a_backup_lost_are_noticed(hamlet: Path) -> None:
    folder = make_backup(hamlet)
    said = json.loads((folder / "manifest.json").read_text())
    said["rows"]["people_person"] += 1
    (folder / "manifest.json").write_text(json.dumps(said))
    assert not restore_backup(folder, replace=True).is_whole
