"""What the rows of the first release meant: everybody worked the morning shift, and each day began by itself."""

from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def fill(apps, schema_editor):
    Engagement = apps.get_model("seasonal", "Engagement")
    Receipt = apps.get_model("seasonal", "Receipt")
    Worker = apps.get_model("seasonal", "Worker")
    person = Worker.objects.filter(pk=OuterRef("worker")).values("person")[:1]
    Engagement.objects.filter(person=None).update(
        person=Subquery(person), shift="morning", kind="seasonal", began_on=F("on")
    )
    Receipt.objects.filter(shift=None).update(shift="morning")


class Migration(migrations.Migration):

    dependencies = [
        ("seasonal", "0002_operations_and_returns"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
