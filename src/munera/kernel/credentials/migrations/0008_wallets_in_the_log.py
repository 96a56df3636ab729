from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("credentials", "0007_lists_that_stand_already"),
    ]

    operations = [
        migrations.AlterField(
            model_name="leaf",
            name="kind",
            field=models.CharField(
                choices=[
                    ("credential", "A credential was issued"),
                    ("token", "A credential was put into a wallet"),
                    ("credential-withdrawn", "A credential was withdrawn"),
                    ("key-added", "A key was added"),
                    ("key-rotated", "A key was replaced"),
                    ("key-revoked", "A key was revoked"),
                    ("accreditation-granted", "An issuer was accredited"),
                    ("accreditation-withdrawn", "An accreditation was withdrawn"),
                ],
                max_length=24,
                verbose_name="kind",
            ),
        ),
    ]
