from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="identifier", name="identifier_names_one_person"),
        migrations.AddConstraint(
            model_name="identifier",
            constraint=models.UniqueConstraint(fields=("digest", "kind"), name="identifier_names_one_person"),
        ),
    ]
