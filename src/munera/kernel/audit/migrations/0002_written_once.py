"""On PostgreSQL, refuse to change or delete an event or a seal to everyone, the site itself included.

TRUNCATE is left to the owner of the table: tests empty the database with it. docs/operations.md says how to run
the site as a role that may not. SQLite has one user, who could drop a trigger as easily; there the chain alone
shows a change.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

REFUSE = """
create function audit_is_written_once() returns trigger language plpgsql as $$
begin
    raise exception 'audit rows are written once' using errcode = 'restrict_violation';
end
$$
"""
TABLES = ("audit_event", "audit_seal")


def refuse_changes(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(REFUSE)
    for table in TABLES:
        schema_editor.execute(
            f"create trigger {table}_is_written_once before update or delete on {table}"
            " for each row execute function audit_is_written_once()"
        )


def allow_changes(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(f"drop trigger {table}_is_written_once on {table}")
    schema_editor.execute("drop function audit_is_written_once()")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(refuse_changes, allow_changes)]
