from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def name_them(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Until now every list was called by the address that the site has today."""
    lists = apps.get_model("credentials", "StatusList").objects.using(editor.connection.alias)
    lists.filter(site="").update(site=settings.MUNERA_ADDRESS)


class Migration(migrations.Migration):

    dependencies = [
        ("credentials", "0006_lists_keep_their_address"),
    ]

    operations = [migrations.RunPython(name_them, migrations.RunPython.noop)]
