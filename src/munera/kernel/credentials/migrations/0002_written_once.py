"""On PostgreSQL, refuse to change or delete a leaf or a checkpoint to everyone, as the audit does for its rows.

TRUNCATE is left to the owner of the table: tests empty the database with it.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

REFUSE = """
create function log_is_written_once() returns trigger language plpgsql as $$
begin
    raise exception 'the log is written once' using errcode = 'restrict_violation';
end
$$
"""
TABLES = ("credentials_leaf", "credentials_subtree", "credentials_checkpoint")


def refuse_changes(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(REFUSE)
    for table in TABLES:
        schema_editor.execute(
            f"create trigger {table}_is_written_once before update or delete on {table}"
            " for each row execute function log_is_written_once()"
        )


def allow_changes(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(f"drop trigger {table}_is_written_once on {table}")
    schema_editor.execute("drop function log_is_written_once()")


class Migration(migrations.Migration):
    dependencies = [("credentials", "0001_initial")]

    operations = [migrations.RunPython(refuse_changes, allow_changes)]
