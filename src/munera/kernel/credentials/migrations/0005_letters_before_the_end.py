from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("credentials", "0004_certificates_of_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="credential",
            name="end_told_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="credential",
            index=models.Index(
                condition=models.Q(("end_told_at", None), ("valid_until__isnull", False), ("withdrawn_at", None)),
                fields=["valid_until"],
                name="credential_ending",
            ),
        ),
    ]
