"""Migrations match the models, have a name somebody gave, keep schema and data apart, and stand in one line."""

import re
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader

MACHINE_MADE = re.compile(r"_auto_|_and_more$|^\d+_alter_")


def own_migrations() -> dict[tuple[str, str], Migration]:
    loader = MigrationLoader(None)
    return {key: each for key, each in loader.disk_migrations.items() if type(each).__module__.startswith("munera.")}


def test_no_change_of_a_model_waits_for_its_migration(db: None) -> None:
    said = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=said)
    except SystemExit:
        pytest.fail(said.getvalue())


def test_names_are_given_by_hand() -> None:
    assert [key for key in own_migrations() if MACHINE_MADE.search(key[1])] == []


def test_schema_and_data_move_in_separate_steps() -> None:
    mixed = [
        key
        for key, migration in own_migrations().items()
        if len({isinstance(step, RunPython | RunSQL) for step in migration.operations}) > 1
    ]
    assert mixed == []


def test_each_app_has_one_line_of_migrations() -> None:
    followed = Counter(
        parent
        for key, migration in own_migrations().items()
        for parent in migration.dependencies
        if parent[0] == key[0]
    )
    assert [parent for parent, followers in followed.items() if followers > 1] == []
